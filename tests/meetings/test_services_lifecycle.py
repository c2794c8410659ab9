import datetime as dt
import threading
from decimal import Decimal

import pytest
import time_machine
from django.db import connection

from accounts.models import AuditEvent, User
from cells.models import Organisation
from cells.services.organisations import merge_cells
from core.errors import DomainError
from meetings.documents import Minutes, minutes_of
from meetings.models import AgendaItem, Attendance, Meeting, MeetingKind, Passage
from meetings.services.lifecycle import (
    Closing,
    approve_minutes,
    change_officers,
    close_meeting,
    lock_minutes,
    open_meeting,
    return_minutes,
    submit_minutes,
)
from tests.cast import TODAY, Cast, Commune
from tests.factories import make_cell, make_item, make_meeting, make_member, make_open_meeting

EVENING = dt.time(19, 30)
CLOSING = Closing(ended_at=dt.time(21, 15), minutes_agreed=3, self_score=Decimal(95))


def begin(meeting: Meeting, cast: Cast, **values: object) -> None:
    open_meeting(
        meeting,
        **{
            "chair": cast.secretary.member,
            "secretary": cast.deputy.member,
            "started_at": EVENING,
            "by": cast.secretary,
            **values,
        },
    )


def ready(commune: Commune, cast: Cast, **values: object) -> Meeting:
    """An open meeting of the three of the cast whose minutes lack nothing."""
    meeting = make_open_meeting(commune.cells[0], by=cast.secretary, **values)
    Passage.objects.filter(meeting=meeting, kind__in=["item_conclusion", "conclusion"]).update(text="Nhất trí.")
    close_meeting(meeting, CLOSING, by=cast.secretary)
    return meeting


def sent(commune: Commune, cast: Cast) -> Meeting:
    meeting = ready(commune, cast)
    submit_minutes(meeting, by=cast.secretary)
    return meeting


# --- Opening


def test_open_meeting_freezes_the_members_and_lays_out_the_minutes(commune: Commune, cast: Cast) -> None:
    cell = commune.cells[0]
    make_member(cell, "Đảng Viên Dự Bị", official_on=None)
    make_member(cell, "Đảng Viên Miễn", status="exempt")
    meeting = make_meeting(cell, TODAY)
    item, removed = make_item(meeting), make_item(meeting, is_removed=True)

    begin(meeting, cast)

    meeting.refresh_from_db()
    assert (meeting.state, meeting.started_at, meeting.opened_by) == ("open", EVENING, cast.secretary)
    assert (meeting.chair, meeting.secretary) == (cast.secretary.member, cast.deputy.member)
    rows = meeting.attendances.values_list("member__full_name", "is_official", "status", "is_temporary", "state")
    assert set(rows) == {
        ("Bùi Thị Tuyết", True, "", False, ""),
        ("Hoàng Thị Hằng", True, "", False, ""),
        ("Trịnh Mạnh Lâm", True, "", False, ""),
        ("Đảng Viên Dự Bị", False, "", False, ""),
        ("Đảng Viên Miễn", True, "exempt", False, "not_expected"),
    }
    passages = set(meeting.passages.values_list("kind", "item"))
    assert passages == {
        ("fees", None), ("superior", None), ("conclusion", None), ("self_assessment", None),
        ("item_body", item.pk), ("item_conclusion", item.pk),
    }  # fmt: skip
    assert not Passage.objects.filter(item=removed).exists()
    event = AuditEvent.objects.get(action="meetings.meeting_opened")
    assert (event.actor, event.changes["members"], event.changes["chair"]) == (
        cast.secretary, [None, 5], [None, "Bùi Thị Tuyết"],
    )  # fmt: skip


def test_open_meeting_keeps_what_members_were_when_their_status_changes_later(commune: Commune, cast: Cast) -> None:
    meeting = make_meeting(commune.cells[0], TODAY)
    begin(meeting, cast)

    member = cast.member.member
    member.status_periods.create(status="exempt", valid_from=dt.date(2026, 1, 1))
    member.official_on = None
    member.save()

    row = Attendance.objects.get(meeting=meeting, member=member)
    assert (row.is_official, row.status) == (True, "")


def test_open_meeting_of_the_committee_has_its_seats_only(commune: Commune, cast: Cast) -> None:
    meeting = make_meeting(commune.cells[0], TODAY, kind=MeetingKind.COMMITTEE)

    begin(meeting, cast)

    names = meeting.attendances.values_list("member__full_name", flat=True)
    assert set(names) == {"Bùi Thị Tuyết", "Hoàng Thị Hằng"}


def test_open_meeting_before_its_day_is_refused(commune: Commune, cast: Cast) -> None:
    meeting = make_meeting(commune.cells[0], TODAY + dt.timedelta(days=1))

    with pytest.raises(DomainError, match=r"Chưa đến ngày họp \(23/11/2026\)"):
        begin(meeting, cast)

    meeting.refresh_from_db()
    assert meeting.state == "planned"
    assert not Attendance.objects.filter(meeting=meeting).exists()


def test_open_meeting_on_its_day_by_the_clock_of_viet_nam_is_allowed(commune: Commune, cast: Cast) -> None:
    meeting = make_meeting(commune.cells[0], dt.date(2026, 11, 23))

    with time_machine.travel(dt.datetime(2026, 11, 22, 17, 30, tzinfo=dt.UTC)):
        begin(meeting, cast)

    assert meeting.state == "open"


def test_open_meeting_after_the_cell_ended_is_refused(commune: Commune, cast: Cast) -> None:
    meeting = make_meeting(commune.cells[0], dt.date(2026, 7, 5))
    Organisation.objects.filter(pk=commune.cells[0].pk).update(ended_on=dt.date(2026, 6, 30))

    with pytest.raises(DomainError, match="không hoạt động vào ngày 05/07/2026"):
        begin(meeting, cast)


def test_open_meeting_of_june_after_the_merge_has_the_members_of_the_old_cell(commune: Commune, cast: Cast) -> None:
    old, new = commune.cells[0], make_cell(commune.committee, "Chi bộ thôn Song Vân mới")
    make_member(new, "Đảng Viên Chi Bộ Mới")
    june = make_meeting(old, dt.date(2026, 6, 28))
    merge_cells([old], into=new, last_day=dt.date(2026, 6, 30), by=None)
    july = make_meeting(new, dt.date(2026, 7, 5))

    begin(june, cast)
    begin(july, cast)

    assert june.attendances.count() == 3
    assert july.attendances.count() == 4
    with pytest.raises(DomainError, match="không hoạt động vào ngày 01/07/2026"):
        begin(make_meeting(old, dt.date(2026, 7, 1)), cast)


def test_open_meeting_without_anyone_to_attend_is_refused(commune: Commune, cast: Cast) -> None:
    meeting = make_meeting(commune.cells[1], TODAY)

    with pytest.raises(DomainError, match="Chưa có đảng viên nào"):
        begin(meeting, cast)


@pytest.mark.parametrize("field", ["chair", "secretary"])
def test_open_meeting_led_by_someone_who_does_not_attend_is_refused(commune: Commune, cast: Cast, field: str) -> None:
    away = make_member(commune.cells[0], "Đảng Viên Đi Xa", status="away")
    outsider = make_member(commune.cells[1], "Ngô Văn Lạ")

    for member in (away, outsider):
        meeting = make_meeting(commune.cells[0], TODAY, kind=MeetingKind.EXTRAORDINARY)
        with pytest.raises(DomainError, match="không thuộc diện dự") as refusal:
            begin(meeting, cast, **{field: member})
        assert refusal.value.field == field


def test_open_meeting_with_one_person_as_chair_and_secretary_is_allowed(commune: Commune, cast: Cast) -> None:
    meeting = make_meeting(commune.cells[0], TODAY)

    begin(meeting, cast, secretary=cast.secretary.member)

    assert meeting.state == "open"


def test_open_meeting_second_click_is_told_and_makes_no_second_list(commune: Commune, cast: Cast) -> None:
    meeting = make_meeting(commune.cells[0], TODAY)
    other = Meeting.objects.get(pk=meeting.pk)
    begin(meeting, cast)

    with pytest.raises(DomainError, match="Có người vừa thay đổi"):
        begin(other, cast, by=cast.deputy)

    assert meeting.attendances.count() == 3
    assert AuditEvent.objects.filter(action="meetings.meeting_opened").count() == 1


def test_open_meeting_that_waits_for_approval_is_refused(commune: Commune, cast: Cast) -> None:
    meeting = sent(commune, cast)

    with pytest.raises(DomainError, match="không làm được ở trạng thái hiện tại"):
        begin(meeting, cast)


@pytest.mark.django_db(transaction=True)
def test_open_meeting_two_clicks_at_once_one_wins(commune: Commune, cast: Cast) -> None:
    meeting = make_meeting(commune.cells[0], TODAY)
    start, answers = threading.Barrier(2), []

    def click(user: User) -> None:
        mine = Meeting.objects.get(pk=meeting.pk)
        start.wait()
        try:
            begin(mine, cast, by=user)
            answers.append("done")
        except DomainError as refusal:
            answers.append(str(refusal))
        finally:
            connection.close()

    clicks = [threading.Thread(target=click, args=[user]) for user in (cast.secretary, cast.deputy)]
    for thread in clicks:
        thread.start()
    for thread in clicks:
        thread.join()

    won, lost = sorted(answers, key=len)
    assert won == "done"
    assert "Có người vừa thay đổi" in lost
    assert meeting.attendances.count() == 3


# --- While it is open


def test_change_officers_corrects_who_led_and_when_it_began(commune: Commune, cast: Cast) -> None:
    meeting = make_open_meeting(commune.cells[0], by=cast.secretary)

    changed = change_officers(
        meeting, chair=cast.deputy.member, secretary=cast.member.member, started_at=dt.time(20), by=cast.deputy
    )

    meeting.refresh_from_db()
    assert changed
    assert (meeting.chair, meeting.secretary) == (cast.deputy.member, cast.member.member)
    assert meeting.started_at == dt.time(20)
    assert AuditEvent.objects.get(action="meetings.meeting_changed").changes["secretary"][1] == "Trịnh Mạnh Lâm"
    assert not change_officers(
        meeting, chair=cast.deputy.member, secretary=cast.member.member, started_at=dt.time(20), by=cast.deputy
    )


def test_change_officers_to_an_outsider_or_when_not_open_is_refused(commune: Commune, cast: Cast) -> None:
    outsider = make_member(commune.cells[1])
    values = {"secretary": cast.deputy.member, "started_at": EVENING, "by": cast.secretary}

    with pytest.raises(DomainError, match="không thuộc diện dự"):
        change_officers(make_open_meeting(commune.cells[0], by=cast.secretary), chair=outsider, **values)
    with pytest.raises(DomainError, match="chưa mở"):
        change_officers(make_meeting(commune.cells[0], dt.date(2026, 9, 5)), chair=cast.secretary.member, **values)


def test_close_meeting_stores_the_end_and_an_audit_line(commune: Commune, cast: Cast) -> None:
    meeting = make_open_meeting(commune.cells[0], by=cast.secretary)

    assert close_meeting(meeting, CLOSING, by=cast.deputy) is True
    assert close_meeting(meeting, CLOSING, by=cast.deputy) is False

    meeting.refresh_from_db()
    assert (meeting.ended_at, meeting.minutes_agreed, meeting.self_score) == (dt.time(21, 15), 3, Decimal(95))
    assert meeting.duration_minutes == 105
    event = AuditEvent.objects.get(action="meetings.meeting_closed")
    assert event.changes == {
        "ended_at": [None, "21:15:00"], "minutes_agreed": [None, 3], "self_score": [None, "95"],
    }  # fmt: skip


def test_close_meeting_after_midnight_counts_the_minutes_of_both_days(commune: Commune, cast: Cast) -> None:
    meeting = make_open_meeting(commune.cells[0], by=cast.secretary, started_at=dt.time(22, 30))

    close_meeting(meeting, Closing(ended_at=dt.time(0, 30), ends_next_day=True), by=cast.secretary)

    assert meeting.duration_minutes == 120


@pytest.mark.parametrize(
    ("closing", "words", "field"),
    [
        (Closing(ended_at=dt.time(19, 30)), r"phải sau giờ bắt đầu \(19:30\)", "ended_at"),
        (Closing(ended_at=dt.time(0, 30)), "nửa đêm", "ended_at"),
        (Closing(ended_at=dt.time(19, 30), ends_next_day=True), "quá một ngày", "ends_next_day"),
        (Closing(ended_at=None, self_score=Decimal(101)), "từ 0 đến 100", "self_score"),
        (Closing(ended_at=None, self_score=Decimal(-1)), "từ 0 đến 100", "self_score"),
    ],
)
def test_close_meeting_nonsense_is_refused(
    commune: Commune, cast: Cast, closing: Closing, words: str, field: str
) -> None:
    meeting = make_open_meeting(commune.cells[0], by=cast.secretary)

    with pytest.raises(DomainError, match=words) as refusal:
        close_meeting(meeting, closing, by=cast.secretary)

    assert refusal.value.field == field
    meeting.refresh_from_db()
    assert (meeting.ended_at, meeting.self_score) == (None, None)


# --- Sending


def test_submit_minutes_sends_them_to_the_committee(commune: Commune, cast: Cast) -> None:
    meeting = ready(commune, cast)

    submit_minutes(meeting, by=cast.deputy)

    meeting.refresh_from_db()
    assert (meeting.state, meeting.submitted_by) == ("submitted", cast.deputy)
    assert meeting.submitted_at is not None
    event = AuditEvent.objects.get(action="meetings.minutes_submitted")
    assert (event.actor, event.thing_id) == (cast.deputy, meeting.pk)


def test_submit_minutes_names_everything_that_lacks_at_once(commune: Commune, cast: Cast) -> None:
    meeting = make_open_meeting(commune.cells[0], by=cast.secretary)
    make_item(meeting, "Kết nạp đảng viên")
    Attendance.objects.filter(meeting=meeting, member=cast.member.member).update(state="")

    with pytest.raises(DomainError, match="còn thiếu") as refusal:
        submit_minutes(meeting, by=cast.secretary)

    assert refusal.value.details == (
        "Còn 1 đồng chí chưa điểm danh: Trịnh Mạnh Lâm.",
        "Chưa ghi giờ kết thúc.",
        "Chưa ghi số đồng chí đồng ý thông qua biên bản.",
        "Nội dung 1 “Phương hướng, nhiệm vụ tháng tới” chưa có kết luận; nếu không có, hãy ghi “không”.",
        "Nội dung 2 “Kết nạp đảng viên” chưa có kết luận; nếu không có, hãy ghi “không”.",
        "Chưa có kết luận chung của chủ trì.",
    )
    meeting.refresh_from_db()
    assert meeting.state == "open"
    assert not AuditEvent.objects.filter(action="meetings.minutes_submitted").exists()


def lacks(meeting: Meeting, cast: Cast) -> str:
    with pytest.raises(DomainError) as refusal:
        submit_minutes(meeting, by=cast.secretary)
    [detail] = refusal.value.details
    return detail


def test_submit_minutes_more_agreed_than_voters_present_is_refused(commune: Commune, cast: Cast) -> None:
    meeting = ready(commune, cast)
    make_member(commune.cells[0])
    close_meeting(meeting, Closing(ended_at=dt.time(21, 15), minutes_agreed=4), by=cast.secretary)

    assert "(4) nhiều hơn số có mặt có quyền biểu quyết (3)" in lacks(meeting, cast)


def test_submit_minutes_whose_secretary_was_absent_is_refused(commune: Commune, cast: Cast) -> None:
    meeting = ready(commune, cast, secretary=cast.deputy.member)
    Attendance.objects.filter(meeting=meeting, member=cast.deputy.member).update(state="excused", reason="ốm")
    close_meeting(meeting, Closing(ended_at=dt.time(21, 15), minutes_agreed=2), by=cast.secretary)

    assert "Hoàng Thị Hằng là thư ký nhưng" in lacks(meeting, cast)


def test_submit_minutes_without_any_agenda_item_is_refused(commune: Commune, cast: Cast) -> None:
    meeting = ready(commune, cast)
    AgendaItem.objects.filter(meeting=meeting).update(is_removed=True)

    assert lacks(meeting, cast) == "Chương trình chưa có nội dung nào."


def test_submit_minutes_blank_conclusion_is_refused_and_khong_is_enough(commune: Commune, cast: Cast) -> None:
    meeting = ready(commune, cast)
    conclusion = Passage.objects.filter(meeting=meeting, kind="item_conclusion")
    conclusion.update(text=" \n ")
    assert "chưa có kết luận" in lacks(meeting, cast)

    conclusion.update(text="không")
    submit_minutes(meeting, by=cast.secretary)
    assert meeting.state == "submitted"


def test_submit_minutes_second_click_is_told(commune: Commune, cast: Cast) -> None:
    meeting = ready(commune, cast)
    other = Meeting.objects.get(pk=meeting.pk)
    submit_minutes(meeting, by=cast.secretary)

    with pytest.raises(DomainError, match="Có người vừa thay đổi"):
        submit_minutes(other, by=cast.deputy)

    assert AuditEvent.objects.filter(action="meetings.minutes_submitted").count() == 1


# --- Returning, approving, locking


def test_return_minutes_opens_them_again_with_the_reason(commune: Commune, cast: Cast) -> None:
    meeting = sent(commune, cast)

    return_minutes(meeting, reason=" Ghi rõ thời hạn.\nThiếu ý kiến. ", by=cast.commune)

    meeting.refresh_from_db()
    assert (meeting.state, meeting.returned_reason) == ("open", "Ghi rõ thời hạn.\nThiếu ý kiến.")
    event = AuditEvent.objects.get(action="meetings.minutes_returned")
    assert (event.actor, event.note) == (cast.commune, "Ghi rõ thời hạn.\nThiếu ý kiến.")
    submit_minutes(meeting, by=cast.secretary)
    assert meeting.state == "submitted"


@pytest.mark.parametrize(("reason", "words"), [(" \n ", "Hãy ghi rõ"), ("x" * 2001, "quá 2.000")])
def test_return_minutes_without_a_proper_reason_is_refused(
    commune: Commune, cast: Cast, reason: str, words: str
) -> None:
    meeting = sent(commune, cast)

    with pytest.raises(DomainError, match=words):
        return_minutes(meeting, reason=reason, by=cast.commune)

    meeting.refresh_from_db()
    assert meeting.state == "submitted"


def test_return_minutes_unless_submitted_is_refused(commune: Commune, cast: Cast) -> None:
    meeting = make_meeting(commune.cells[0], TODAY)

    with pytest.raises(DomainError, match="không làm được"):
        return_minutes(meeting, reason="Sửa", by=cast.commune)

    meeting.refresh_from_db()
    assert meeting.state == "planned"


def test_approve_minutes_freezes_them(commune: Commune, cast: Cast) -> None:
    meeting = sent(commune, cast)
    written = minutes_of(meeting)

    approve_minutes(meeting, by=cast.commune)

    meeting.refresh_from_db()
    assert (meeting.state, meeting.approved_by) == ("approved", cast.commune)
    assert meeting.approved_at is not None
    assert Minutes.from_json(meeting.snapshot) == written
    event = AuditEvent.objects.get(action="meetings.minutes_approved")
    assert (event.actor, event.organisation_number) == (cast.commune, commune.cells[0].pk)


def test_approve_minutes_by_who_sent_them_is_refused(commune: Commune, cast: Cast) -> None:
    meeting = sent(commune, cast)

    with pytest.raises(DomainError, match="không tự duyệt được"):
        approve_minutes(meeting, by=cast.secretary)

    meeting.refresh_from_db()
    assert (meeting.state, meeting.snapshot) == ("submitted", None)


def test_approve_minutes_that_were_sent_anew_since_they_were_read_is_refused(commune: Commune, cast: Cast) -> None:
    read = sent(commune, cast)
    meeting = Meeting.objects.get(pk=read.pk)
    return_minutes(meeting, reason="Sửa", by=cast.commune)
    submit_minutes(meeting, by=cast.secretary)

    with pytest.raises(DomainError, match="vừa được gửi lại bản mới"):
        approve_minutes(read, by=cast.commune)
    with pytest.raises(DomainError, match="vừa được gửi lại bản mới"):
        approve_minutes(meeting, by=cast.commune, read=read.submitted_at)
    approve_minutes(meeting, by=cast.commune, read=meeting.submitted_at)


def test_approve_minutes_second_click_is_told(commune: Commune, cast: Cast) -> None:
    meeting = sent(commune, cast)
    other = Meeting.objects.get(pk=meeting.pk)
    approve_minutes(meeting, by=cast.commune)

    with pytest.raises(DomainError, match="Có người vừa thay đổi"):
        approve_minutes(other, by=cast.commune)
    with pytest.raises(DomainError, match="không làm được"):
        return_minutes(meeting, reason="Sửa", by=cast.commune)


def test_approve_minutes_that_are_still_open_is_refused(commune: Commune, cast: Cast) -> None:
    with pytest.raises(DomainError, match="không làm được"):
        approve_minutes(ready(commune, cast), by=cast.commune)


def test_lock_minutes_closes_them_for_good(commune: Commune, cast: Cast) -> None:
    meeting = sent(commune, cast)
    approve_minutes(meeting, by=cast.commune)
    other = Meeting.objects.get(pk=meeting.pk)

    with pytest.raises(DomainError, match="không tự khóa được"):
        lock_minutes(meeting, by=cast.secretary)
    lock_minutes(meeting, by=cast.commune)

    meeting.refresh_from_db()
    assert (meeting.state, meeting.locked_by) == ("locked", cast.commune)
    assert AuditEvent.objects.get(action="meetings.minutes_locked").actor == cast.commune
    with pytest.raises(DomainError, match="Có người vừa thay đổi"):
        lock_minutes(other, by=cast.commune)
    with pytest.raises(DomainError, match="không làm được"):
        return_minutes(meeting, reason="Sửa", by=cast.commune)


def test_lock_minutes_before_approval_is_refused(commune: Commune, cast: Cast) -> None:
    with pytest.raises(DomainError, match="không làm được"):
        lock_minutes(sent(commune, cast), by=cast.commune)
