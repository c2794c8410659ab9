"""Deadlines are told at their moments, to who can act, once; later to those above; a missed night is caught up."""

import datetime as dt
import threading

import pytest
import time_machine
from django.db import connection
from django.utils import timezone

from accounts.models import AuditEvent
from cells.models import Assignment, Seat, Term, Transfer
from meetings.models import Dialogue, DialogueQuestion, LeaveRequest, Meeting, Task, TaskReview, Visit
from reports.models import Notice
from reports.queries.reminders import SOURCES
from reports.rules.reminders import LEVELS, rule, settings
from reports.services.reminders import write_due_reminders, write_reminders
from tests.cast import TODAY, build_cast, build_commune
from tests.factories import make_cell, make_meeting, make_member, make_open_meeting, make_user
from tests.reports.reminding import met, quiet, told

__all__ = ["quiet"]
DAY = dt.timedelta(days=1)


def test_rules_each_have_a_source_a_mark_and_known_levels():
    assert set(settings().rules) == set(SOURCES)
    for found in settings().rules.values():
        assert found.source
        assert found.label
        assert found.behind
        assert found.moments
        assert found.mark in ("read", "read-2nd", "inferred", "practice")
        assert set(found.up.values()) <= set(LEVELS)


@pytest.mark.parametrize(
    ("days", "moment"),
    [(-8, None), (-7, -7), (-5, -7), (-3, -3), (-1, -3), (0, 0), (1, 0), (2, 2), (9, 2), (10, None)],
)
def test_moment_is_the_last_one_reached_and_never_a_stale_one(days, moment):
    assert rule("task").moment(TODAY, TODAY + days * DAY) == moment


def test_level_follows_days_after_the_deadline():
    due = dt.date(2026, 11, 10)
    found = rule("month_meeting")
    assert [found.level(due, due + days * DAY) for days in (6, 7, 14, 30)] == [
        None,
        (7, "keepers"),
        (14, "above"),
        None,
    ]


def test_cell_that_has_not_met_is_told_to_its_leaders_alone(cast, commune):
    met([*commune.cells[1:], commune.elsewhere], dt.date(2026, 11, 5))
    write_reminders(dt.date(2026, 11, 8))
    for leader in (cast.secretary, cast.deputy):
        (notice,) = told(leader)
        assert notice.title == "Chi bộ thôn Song Vân chưa họp thường kỳ tháng 11/2026"
        assert notice.text == f"{notice.title}. Hạn 10/11/2026, còn 2 ngày."
        assert notice.url == commune.cells[0].get_absolute_url()
        assert (notice.sort, notice.due_on) == (Notice.Sort.REMINDER, dt.date(2026, 11, 10))
    assert not Notice.objects.exclude(user__in=[cast.secretary, cast.deputy]).exists()


def test_cell_with_a_planned_meeting_to_come_is_left_alone(cast, quiet):
    Meeting.objects.filter(cell=quiet.cells[0]).update(
        held_on=dt.date(2026, 11, 9), state="planned", notice_sent_at=timezone.now()
    )
    write_reminders(dt.date(2026, 11, 8))
    assert not told(cast.secretary, "month_meeting")


def test_running_again_and_on_each_following_day_tells_each_moment_once(cast, commune):
    met([*commune.cells[1:], commune.elsewhere], dt.date(2026, 11, 5))
    for day in range(6, 20):
        write_reminders(dt.date(2026, 11, day))
        assert write_reminders(dt.date(2026, 11, day)) == 0
    moments = [notice.key.rsplit(":", 1)[1] for notice in told(cast.secretary, "month_meeting")]
    assert moments == ["-3", "+0", "+2"]
    # Only the latest of them waits to be read.
    assert [notice.read_at is None for notice in told(cast.secretary, "month_meeting")] == [False, False, True]


def test_missed_nights_are_caught_up_with_the_last_moment_only(cast, commune):
    met([*commune.cells[1:], commune.elsewhere], dt.date(2026, 11, 5))
    write_reminders(dt.date(2026, 11, 14))
    (notice,) = told(cast.secretary, "month_meeting")
    assert notice.key.endswith(":+2")
    assert "quá hạn 4 ngày" in notice.text


def test_months_long_past_make_no_heap(cast, quiet):
    write_reminders(TODAY)
    assert not Notice.objects.filter(key__startswith="month_meeting").exists()


def test_late_cells_are_told_to_the_person_in_charge_then_to_the_secretary_above(cast, commune):
    keeper = make_user("phutrach")
    person = make_member(commune.cells[2], "Phan Thị Cúc", user=keeper)
    Assignment.objects.create(
        organisation=commune.committee, member=person, unit=commune.cells[0], valid_from=dt.date(2026, 1, 1)
    )
    met([commune.cells[2], commune.elsewhere], dt.date(2026, 11, 5))
    write_reminders(dt.date(2026, 11, 17))
    (notice,) = told(keeper)
    assert notice.title == "Chi bộ thôn Song Vân chưa họp thường kỳ"
    assert notice.sort == Notice.Sort.ESCALATION
    # Nobody looks after the second cell: the secretary above hears of it at once.
    (notice,) = told(cast.commune)
    assert notice.title == "Chi bộ thôn Tân Lập chưa họp thường kỳ"
    with time_machine.travel(dt.datetime(2026, 11, 24, 3, tzinfo=dt.UTC)):
        write_reminders(dt.date(2026, 11, 24))
    assert told(cast.commune, "month_meeting")[-1].title == "2 đơn vị chưa họp thường kỳ"
    assert "Chi bộ thôn Song Vân; Chi bộ thôn Tân Lập" in told(cast.commune, "month_meeting")[-1].text


def test_people_without_post_that_day_are_told_nothing(cast, commune):
    Seat.objects.filter(member=cast.deputy.member).update(valid_to=dt.date(2026, 11, 1))
    cast.secretary.is_active = False
    cast.secretary.save()
    write_reminders(dt.date(2026, 11, 8))
    assert not told(cast.deputy)
    assert not told(cast.secretary)


def test_task_is_told_to_its_owner_and_its_words_stay_inside(cast, quiet):
    meeting = Meeting.objects.filter(cell=quiet.cells[0]).get()
    task = Task.objects.create(
        meeting=meeting, text="Vận động hộ ông Bảy", owner=cast.member.member, due_on=TODAY + 3 * DAY
    )
    write_reminders(TODAY)
    (notice,) = told(cast.member)
    assert notice.title == "Nhiệm vụ: Vận động hộ ông Bảy"
    assert "ông Bảy" not in notice.text
    assert notice.text.endswith("Hạn 25/11/2026, còn 3 ngày.")
    assert notice.url == f"/nhiem-vu/{task.pk}/"
    assert not told(cast.secretary, "task")


def test_task_found_done_or_dropped_is_not_spoken_of(cast, quiet):
    meeting = Meeting.objects.filter(cell=quiet.cells[0]).get()
    done = Task.objects.create(meeting=meeting, text="a", owner=cast.member.member, due_on=TODAY)
    TaskReview.objects.create(task=done, meeting=meeting, outcome="done")
    Task.objects.create(meeting=meeting, text="b", owner=cast.member.member, due_on=TODAY, is_removed=True)
    write_reminders(TODAY)
    assert not told(cast.member)


def test_task_without_owner_or_long_late_goes_to_the_leaders(cast, quiet):
    meeting = Meeting.objects.filter(cell=quiet.cells[0]).get()
    Task.objects.create(meeting=meeting, text="a", due_on=TODAY)
    Task.objects.create(meeting=meeting, text="b", owner=cast.member.member, due_on=TODAY - 6 * DAY)
    write_reminders(TODAY)
    assert [notice.title for notice in told(cast.secretary, "task")] == [
        "Nhiệm vụ: a",
        "Chi bộ thôn Song Vân có nhiệm vụ quá hạn",
    ]


def test_rhythm_asks_for_a_report(cast, quiet):
    meeting = Meeting.objects.filter(cell=quiet.cells[0]).get()
    Meeting.objects.filter(pk=meeting.pk).update(held_on=TODAY - 7 * DAY)
    Task.objects.create(meeting=meeting, text="a", owner=cast.member.member, rhythm="weekly")
    write_reminders(TODAY)
    assert [notice.title for notice in told(cast.member)] == ["Báo cáo tiến độ: a"]


def test_meeting_asks_for_notice_for_answers_and_for_its_minutes(cast, quiet):
    coming = make_meeting(quiet.cells[0], TODAY + DAY, kind="extraordinary")
    LeaveRequest.objects.create(meeting=coming, member=cast.member.member, kind="work", asked_by=cast.member)
    open_one = make_open_meeting(quiet.cells[0], TODAY - 2 * DAY, kind="extraordinary")
    write_reminders(TODAY)
    assert {notice.key.split(":")[0]: notice.url for notice in told(cast.secretary)} == {
        "meeting_notice": coming.get_absolute_url(),
        "leave_answer": f"/sinh-hoat/{coming.pk}/xin-vang/danh-sach/",
        "minutes_report": open_one.get_absolute_url(),
    }


def test_leader_who_asks_for_leave_is_not_told_to_answer_himself(cast, quiet):
    coming = make_meeting(quiet.cells[0], TODAY + DAY, kind="extraordinary", notice_sent_at=timezone.now())
    LeaveRequest.objects.create(meeting=coming, member=cast.secretary.member, kind="work", asked_by=cast.secretary)
    write_reminders(TODAY)
    assert not told(cast.secretary)
    assert [notice.key.split(":")[0] for notice in told(cast.deputy)] == ["leave_answer"]


def test_visits_and_dialogues_speak_at_their_day(cast, quiet):
    Visit.objects.create(
        organisation=quiet.cells[0], visitor=cast.commune.member, kind="check", visited_on=TODAY - 9 * DAY,
        remarks="x", remedy_due_on=TODAY, recorded_by=cast.commune,
    )  # fmt: skip
    dialogue = Dialogue.objects.create(organisation=quiet.committee, held_on=TODAY - 30 * DAY, subject="Đường làng")
    DialogueQuestion.objects.create(dialogue=dialogue, question="Bao giờ có đèn?", due_on=TODAY)
    write_reminders(TODAY)
    assert [notice.key.split(":")[0] for notice in told(cast.secretary)] == ["remedy"]
    (notice,) = told(cast.commune)
    assert "đèn" in notice.title
    assert "đèn" not in notice.text


def test_people_and_terms_speak_at_their_day(cast, quiet):
    make_member(
        quiet.cells[0], "Lê Văn Mới", admitted_on=dt.date(2025, 12, 22), admission_decided_on=None, official_on=None
    )
    Term.objects.create(
        organisation=quiet.cells[0], name="2024 – 2027", length_months=30,
        valid_from=dt.date(2024, 8, 20), planned_end=TODAY + 90 * DAY,
    )  # fmt: skip
    Transfer.objects.create(
        member=make_member(quiet.cells[1], "Vũ Thị Đi"), from_cell=quiet.cells[1], to_cell=quiet.cells[0],
        issued_on=TODAY - 30 * DAY, document="12-GT", present_by=TODAY, issued_by=cast.commune,
    )  # fmt: skip
    write_reminders(TODAY)
    found = {notice.key.split(":")[0]: notice for notice in told(cast.secretary)}
    assert set(found) == {"official_day", "term"}
    assert "Mới" in found["official_day"].title
    assert "Mới" not in found["official_day"].text
    (notice,) = told(cast.commune)
    assert notice.key.startswith("transfer:")
    assert "Đi" not in notice.text


def test_sort_that_cannot_be_read_is_named_and_the_others_are_told(cast, commune, monkeypatch, caplog):
    def fails(_rule, _day):
        raise ValueError("a row that nobody thought of")

    monkeypatch.setitem(SOURCES, "task", fails)
    with time_machine.travel(dt.datetime(2026, 11, 8, 1, tzinfo=dt.UTC)):
        assert write_due_reminders()
    assert AuditEvent.objects.get(action="reports.reminders_written").note.endswith(
        "không đọc được: Nhiệm vụ được giao"
    )
    assert "task cannot be read" in caplog.text
    with pytest.raises(ValueError, match="nobody thought of"):
        write_reminders(dt.date(2026, 11, 8))


def test_quarter_without_theme_is_told_before_its_end(cast, quiet):
    met([quiet.cells[1]], dt.date(2026, 12, 2))
    Meeting.objects.filter(held_on=dt.date(2026, 12, 2)).update(kind="combined")
    with time_machine.travel(dt.datetime(2026, 12, 12, 3, tzinfo=dt.UTC)):
        write_reminders(dt.date(2026, 12, 12))
    found = Notice.objects.filter(key__startswith="thematic_quarter", sort="reminder").values_list("title", flat=True)
    assert set(found) == {
        "Chi bộ thôn Song Vân chưa sinh hoạt chuyên đề trong quý 4/2026",
        "Chi bộ thôn Hữu Phúc chưa sinh hoạt chuyên đề trong quý 4/2026",
    }


@pytest.mark.parametrize(("utc_hour", "is_written"), [(22, False), (23, True)])
def test_day_is_written_from_six_in_the_morning(cast, commune, utc_hour, is_written):
    with time_machine.travel(dt.datetime(2026, 11, 7, utc_hour, 30, tzinfo=dt.UTC)):
        assert (write_due_reminders() is not None) == is_written


def test_day_is_written_once_and_the_audit_trail_says_how_many(cast, commune):
    with time_machine.travel(dt.datetime(2026, 11, 8, 1, tzinfo=dt.UTC)):
        number = write_due_reminders()
        assert write_due_reminders() is None
    assert number
    assert number == Notice.objects.count()
    line = AuditEvent.objects.get(action="reports.reminders_written")
    assert (line.actor, line.note) == (None, f"{number} thông báo")


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_tell_everyone_once():
    commune = build_commune()
    build_cast(commune)
    gate, found = threading.Barrier(2), []

    def work():
        try:
            gate.wait()
            found.append(write_due_reminders())
        finally:
            connection.close()

    with time_machine.travel(dt.datetime(2026, 11, 8, 1, tzinfo=dt.UTC)):
        workers = [threading.Thread(target=work) for _each in range(2)]
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join()
    assert len([number for number in found if number]) == 1
    assert Notice.objects.count() == len(set(Notice.objects.values_list("user", "key"))) > 0
    assert AuditEvent.objects.filter(action="reports.reminders_written").count() == 1


def test_number_of_questions_does_not_grow_with_the_units(cast, commune, django_assert_max_num_queries):
    with django_assert_max_num_queries(100) as first:
        write_reminders(dt.date(2026, 11, 18))
    Notice.objects.all().delete()
    for number in range(12):
        cell = make_cell(commune.committee, f"Chi bộ thôn {number}")
        make_member(cell, user=make_user(f"bt{number}"), office="secretary")
        meeting = make_open_meeting(cell, dt.date(2026, 11, 12))
        Task.objects.create(meeting=meeting, text="x", due_on=dt.date(2026, 11, 16))
    with django_assert_max_num_queries(len(first) + 8):
        write_reminders(dt.date(2026, 11, 18))
