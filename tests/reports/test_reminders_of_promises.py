"""What was signed, planned or given by a meeting is told at its day: commitments, plans of strengthening, calendars."""

import datetime as dt

import time_machine

from cells.models import PilotTask, PilotUnit
from evaluations.models import Commitment, CommitmentItem, Evaluation
from evaluations.services.periods import open_period
from meetings.models import Meeting, PartyDocument, PublishedCalendar, Task
from reports.models import ApiToken, Notice
from reports.services.reminders import write_reminders
from reports.services.tokens import create_token
from tests.cast import TODAY
from tests.factories import make_meeting, make_member
from tests.reports.reminding import quiet, told

__all__ = ["quiet"]
DAY = dt.timedelta(days=1)


def promise(cell, *, member=None, kind="commitment", signed_on=dt.date(2026, 1, 10), due_on=TODAY, lines=1, **values):
    signed = Commitment.objects.create(cell=cell, member=member, year=2026, kind=kind, signed_on=signed_on)
    CommitmentItem.objects.bulk_create(
        CommitmentItem(commitment=signed, text=f"Không vi phạm {number}", due_on=due_on, **values)
        for number in range(lines)
    )
    return signed


def test_lines_of_one_day_are_told_to_the_member_together_and_their_words_stay_inside(cast, quiet):
    signed = promise(quiet.cells[0], member=cast.member.member, lines=3)
    write_reminders(TODAY)
    (notice,) = told(cast.member)
    assert notice.title == "3 nội dung trong bản cam kết tu dưỡng, rèn luyện năm 2026 đến hạn"
    assert notice.url == f"/cam-ket/{signed.pk}/"
    assert "Không vi phạm" not in notice.text
    assert not told(cast.secretary)


def test_members_without_account_are_one_line_to_the_leaders_and_the_programme_another(cast, quiet):
    for number in range(3):
        promise(quiet.cells[0], member=make_member(quiet.cells[0], f"Lê Văn {number}"), lines=2)
    promise(quiet.cells[0], kind="programme")
    write_reminders(TODAY)
    assert [notice.title for notice in told(cast.secretary)] == [
        "1 nội dung trong danh mục nhiệm vụ, chỉ tiêu năm năm 2026 đến hạn",
        "Chi bộ thôn Song Vân: nội dung cam kết năm 2026 của 3 đảng viên đến hạn, chưa ghi kết quả",
    ]


def test_lines_unsigned_finished_removed_or_without_day_are_not_spoken_of(cast, quiet):
    done = {"result": "done", "finished_on": TODAY}
    for number, values in enumerate([{"signed_on": None}, done, {"is_removed": True}, {"due_on": None}]):
        promise(quiet.cells[0], member=make_member(quiet.cells[0], f"Lê Văn {number}"), **values)
    write_reminders(TODAY)
    assert not Notice.objects.filter(key__startswith="commitment").exists()


def test_line_long_late_goes_to_the_leaders_then_to_who_looks_after_the_unit(cast, quiet):
    promise(quiet.cells[0], member=cast.member.member, due_on=TODAY - 5 * DAY)
    write_reminders(TODAY)
    (notice,) = told(cast.secretary)
    assert notice.title == "Chi bộ thôn Song Vân có nội dung cam kết quá hạn chưa ghi kết quả"
    assert not told(cast.commune)
    write_reminders(TODAY + 10 * DAY)
    assert [notice.sort for notice in told(cast.commune, "commitment")] == [Notice.Sort.ESCALATION]


def test_task_of_an_issued_resolution_is_told_to_its_owner(cast, quiet):
    meeting = Meeting.objects.filter(cell=quiet.cells[0]).get()
    PartyDocument.objects.create(
        organisation=quiet.cells[0], kind="NQ", number=11, symbol="11-NQ/CB", signed_on=TODAY - 5 * DAY,
        title="Nghị quyết tháng 11", meeting=meeting, registered_by=cast.secretary,
    )  # fmt: skip
    Task.objects.create(meeting=meeting, text="Lắp đèn", owner=cast.member.member, due_on=TODAY)
    write_reminders(TODAY)
    assert [notice.title for notice in told(cast.member)] == ["Nhiệm vụ: Lắp đèn"]


def test_task_of_a_plan_of_strengthening_is_told_until_done(cast, quiet):
    pilot = PilotUnit.objects.create(organisation=quiet.cells[0], chosen_by=quiet.committee, year=2026, reason="x")
    task = PilotTask.objects.create(pilot=pilot, text="Kiện toàn chi ủy", owner="Chi bộ", due_on=TODAY)
    write_reminders(TODAY)
    assert [notice.title for notice in told(cast.secretary)] == ["Kế hoạch củng cố: Kiện toàn chi ủy"]
    Notice.objects.all().delete()
    PilotTask.objects.filter(pk=task.pk).update(done_on=TODAY, result="xong")
    write_reminders(TODAY)
    assert not told(cast.secretary)


def test_postponed_review_is_told_to_the_leaders_but_not_to_whom_it_is_about(cast, quiet):
    period = open_period(quiet.committee, year=2026, by=cast.commune)
    about = Evaluation.objects.filter(period=period, member__in=[cast.member.member, cast.deputy.member])
    about.update(state="postponed", postponed_reason="ốm", postponed_until=TODAY)
    write_reminders(TODAY)
    assert {notice.title for notice in told(cast.secretary, "postponed")} == {
        "Kiểm điểm, xếp loại bổ sung: Trịnh Mạnh Lâm",
        "Kiểm điểm, xếp loại bổ sung: Hoàng Thị Hằng",
    }
    (notice,) = told(cast.deputy, "postponed")
    assert "Trịnh Mạnh Lâm" in notice.title
    assert "Lâm" not in notice.text


def test_days_registered_are_told_before_the_month_to_a_committee_that_makes_a_calendar(cast, quiet):
    for cell in quiet.cells[:2]:
        make_meeting(cell, dt.date(2026, 12, 5))
    with time_machine.travel(dt.datetime(2026, 11, 27, 3, tzinfo=dt.UTC)):
        write_reminders(dt.date(2026, 11, 27))
        assert not told(cast.commune, "calendar")
        PublishedCalendar.objects.create(
            organisation=quiet.committee, year=2026, month=11, rows=[], published_by=cast.commune
        )
        write_reminders(dt.date(2026, 11, 27))
    (notice,) = told(cast.commune, "calendar")
    assert notice.title == "Đảng bộ xã Vân Trục: 2 lịch họp tháng 12/2026 chờ thống nhất"
    assert notice.due_on == dt.date(2026, 11, 30)
    Notice.objects.all().delete()
    Meeting.objects.filter(held_on=dt.date(2026, 12, 5)).update(
        registration="agreed", agreed_by=cast.commune, agreed_at=dt.datetime(2026, 11, 26, tzinfo=dt.UTC)
    )
    write_reminders(dt.date(2026, 11, 27))
    assert not told(cast.commune, "calendar")


def test_key_that_ends_is_told_to_who_made_it_unless_it_was_taken_back(cast, quiet):
    words = {"name": "Phần mềm tỉnh", "scopes": ["units"], "expires_on": TODAY + 14 * DAY}
    create_token(quiet.committee, **words, by=cast.commune)
    write_reminders(TODAY)
    (notice,) = told(cast.commune)
    assert notice.title == "Khóa kết nối sắp hết hạn: Phần mềm tỉnh"
    assert notice.url == "/ket-noi/"
    Notice.objects.all().delete()
    ApiToken.objects.update(revoked_at="2026-11-20T00:00Z", revoked_by=cast.commune)
    write_reminders(TODAY)
    assert not told(cast.commune)
