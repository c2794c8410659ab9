"""Marks on one member, made one by one while the meeting goes on."""

import datetime as dt

import pytest

from accounts.models import AuditEvent
from core.errors import DomainError
from meetings.models import Attendance, Meeting
from meetings.services.attendance import Mark
from meetings.services.attendance_marks import Times, mark_member, mark_rest_present
from tests.factories import make_member, make_open_meeting

pytestmark = pytest.mark.django_db
LATE = Times(dt.time(19, 45), dt.time(20, 30))


@pytest.fixture
def meeting(commune, cast) -> Meeting:
    make_member(commune.cells[0], "Đặng Văn Miễn", status="exempt")
    meeting = make_open_meeting(commune.cells[0], by=cast.secretary)
    meeting.attendances.filter(status="").update(state="")
    return meeting


def row_of(meeting: Meeting, name: str = "Lâm") -> Attendance:
    return meeting.attendances.select_related("meeting").get(member__full_name__endswith=name)


def test_member_is_marked_present_late_and_leaving_early(meeting, cast):
    assert mark_member(row_of(meeting), Mark("present"), LATE, by=cast.secretary)
    row = row_of(meeting)
    assert (row.state, row.arrived_at, row.left_at) == ("present", dt.time(19, 45), dt.time(20, 30))
    changes = [event.changes for event in AuditEvent.objects.filter(action="meetings.attendance_taken").order_by("pk")]
    assert changes[-1] == {"Trịnh Mạnh Lâm": ["", "đến muộn lúc 19:45, về sớm lúc 20:30"]}


def test_same_mark_again_changes_nothing_and_writes_no_audit_line(meeting, cast):
    mark_member(row_of(meeting), Mark("present"), LATE, by=cast.secretary)
    told = AuditEvent.objects.count()
    assert not mark_member(row_of(meeting), Mark("present"), LATE, by=cast.secretary)
    assert AuditEvent.objects.count() == told


def test_absent_member_loses_the_times(meeting, cast):
    mark_member(row_of(meeting), Mark("present"), LATE, by=cast.secretary)
    mark_member(row_of(meeting), Mark("excused", "ốm"), LATE, by=cast.secretary)
    row = row_of(meeting)
    assert (row.state, row.reason, row.arrived_at, row.left_at) == ("excused", "ốm", None, None)


def test_leaving_before_coming_is_refused_unless_the_meeting_ends_after_midnight(meeting, cast):
    backwards = Times(dt.time(20, 30), dt.time(19, 45))
    with pytest.raises(DomainError, match="về lúc 19:45, trước khi đến lúc 20:30"):
        mark_member(row_of(meeting), Mark("present"), backwards, by=cast.secretary)
    assert row_of(meeting).state == ""
    Meeting.objects.filter(pk=meeting.pk).update(ends_next_day=True)
    assert mark_member(row_of(meeting), Mark("present"), backwards, by=cast.secretary)


def test_excused_without_a_reason_is_refused(meeting, cast):
    with pytest.raises(DomainError):
        mark_member(row_of(meeting), Mark("excused"), by=cast.secretary)


def test_rest_is_present_but_for_those_marked_and_those_who_need_not_come(meeting, cast):
    mark_member(row_of(meeting), Mark("excused", "ốm"), by=cast.secretary)
    rows = list(meeting.attendances.values_list("pk", flat=True))
    assert mark_rest_present(meeting, rows, by=cast.secretary) == 2
    assert [row_of(meeting, name).state for name in ("Lâm", "Miễn", "Hằng")] == ["excused", "not_expected", "present"]
    assert mark_rest_present(meeting, rows, by=cast.secretary) == 0


def test_marks_are_refused_when_the_minutes_are_closed(meeting, cast):
    row = row_of(meeting)
    Meeting.objects.filter(pk=meeting.pk).update(state="planned")
    with pytest.raises(DomainError, match="chưa mở"):
        mark_member(row, Mark("present"), by=cast.secretary)
    with pytest.raises(DomainError, match="chưa mở"):
        mark_rest_present(meeting, [row.pk], by=cast.secretary)
