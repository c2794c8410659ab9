""""""

import datetime as dt
from decimal import Decimal

import pytest

from accounts.models import AuditEvent
from core.errors import DomainError
from meetings.models import AgendaItem, Attendance, Meeting, Passage
from meetings.services.lifecycle import (
    Closing,
    change_officers,
    close_meeting,
    submit_minutes,
)
from tests.cast import Cast, Commune
from tests.factories import make_item, make_meeting, make_member, make_open_meeting
from tests.meetings.lifecycle.conftest import CLOSING, EVENING, ready


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
