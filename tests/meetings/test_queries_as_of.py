"""Meetings as they stood on an earlier day, from the moments in the records and the audit trail."""

import datetime as dt

import pytest

from accounts.models import AuditEvent
from meetings.models import Meeting, MeetingGrade
from meetings.queries import month_board
from meetings.queries.as_of import FIELDS, as_of
from meetings.queries.scores import official_grades
from tests.cast import TODAY
from tests.factories import make_meeting, make_open_meeting

pytestmark = pytest.mark.django_db
MAY = dt.date(2026, 5, 5)


def at(day):
    return dt.datetime.combine(day, dt.time(3), dt.UTC)


def deed(meeting, action, day, *, note="", **changes):
    AuditEvent.objects.create(
        at=at(day), actor_name="x", action=f"meetings.{action}", thing_kind="meetings.Meeting", thing_id=meeting.pk,
        thing_label="x", changes=changes, note=note,
    )  # fmt: skip


def then(day):
    rows = as_of(Meeting.objects.only(*FIELDS).order_by("pk"), day)
    return [(row.state, row.returned_reason or row.cancelled_reason) for row in rows]


def test_minutes_are_as_far_as_they_were(commune, cast):
    meeting = make_open_meeting(
        commune.cells[0], MAY, by=cast.secretary, state="approved", submitted_by=cast.secretary, ended_at=dt.time(21),
        submitted_at=at(dt.date(2026, 5, 12)), approved_by=cast.commune, approved_at=at(dt.date(2026, 5, 14)),
        snapshot={}, returned_reason="Thiếu kết luận",
    )  # fmt: skip
    deed(meeting, "meeting_opened", MAY)
    deed(meeting, "minutes_submitted", dt.date(2026, 5, 7))
    deed(meeting, "minutes_returned", dt.date(2026, 5, 9), note="Thiếu kết luận")
    deed(meeting, "minutes_submitted", dt.date(2026, 5, 12))
    deed(meeting, "minutes_approved", dt.date(2026, 5, 14))
    assert [then(dt.date(2026, 5, day)) for day in (6, 8, 10, 13, 15)] == [
        [("open", "")],
        [("submitted", "")],
        [("open", "Thiếu kết luận")],
        [("submitted", "Thiếu kết luận")],
        [("approved", "Thiếu kết luận")],
    ]
    [row] = as_of(Meeting.objects.all(), dt.date(2026, 5, 8))
    assert row.submitted_at == at(dt.date(2026, 5, 7))


def test_minutes_without_a_trail_are_read_from_their_own_moments(commune, cast):
    make_open_meeting(
        commune.cells[0], MAY, by=cast.secretary, state="approved", submitted_by=cast.secretary, ended_at=dt.time(21),
        submitted_at=at(dt.date(2026, 5, 12)), approved_by=cast.commune, approved_at=at(dt.date(2026, 5, 14)),
        snapshot={},
    )  # fmt: skip
    assert [then(dt.date(2026, 5, day))[0][0] for day in (6, 12, 14)] == ["open", "submitted", "approved"]


def test_what_was_cancelled_moved_or_planned_later_was_not_yet(commune, cast):
    planned = at(dt.date(2026, 4, 20))
    cancelled = make_meeting(
        commune.cells[0], MAY, by=cast.secretary, planned_at=planned, state="cancelled", cancelled_reason="Mưa bão"
    )
    deed(cancelled, "meeting_cancelled", dt.date(2026, 5, 4), note="Mưa bão")
    moved = make_meeting(commune.cells[1], dt.date(2026, 5, 20), by=cast.secretary, planned_at=planned)
    deed(moved, "meeting_changed", dt.date(2026, 5, 4), held_on=["2026-05-06", "2026-05-20"])
    make_meeting(commune.cells[2], MAY, by=cast.secretary, planned_at=at(dt.date(2026, 5, 4)))
    assert then(dt.date(2026, 5, 3)) == [("planned", ""), ("planned", "")]
    assert then(dt.date(2026, 5, 4)) == [("cancelled", "Mưa bão"), ("planned", ""), ("planned", "")]
    held = [as_of(Meeting.objects.filter(pk=moved.pk), dt.date(2026, 5, day))[0].held_on.day for day in (3, 4)]
    assert held == [6, 20]


def test_a_meeting_held_later_was_planned_until_then(commune, cast):
    make_open_meeting(commune.cells[0], MAY, by=cast.secretary, planned_at=at(dt.date(2026, 4, 20)))
    make_open_meeting(commune.cells[1], MAY, by=cast.secretary, planned_at=at(dt.date(2026, 6, 20)))  # written later
    assert then(dt.date(2026, 5, 4)) == [("planned", "")]
    assert then(MAY) == [("open", ""), ("open", "")]
    assert then(TODAY) == [("open", ""), ("open", "")]
    cells = commune.cells[:2]
    board = month_board(cells, 2026, dt.date(2026, 5, 4), turned_back=True)
    assert [board[cell.pk, 5].state for cell in cells] == ["planned", "future"]
    board = month_board(cells, 2026, dt.date(2026, 5, 4))
    assert [board[cell.pk, 5].state for cell in cells] == ["met", "met"]


def test_a_grade_fixed_later_was_not_yet(commune, cast):
    meeting = make_open_meeting(commune.cells[0], MAY, by=cast.secretary)
    MeetingGrade.objects.create(meeting=meeting, grade="tot", label="Tốt", decided_by=cast.commune)
    assert official_grades([meeting.pk], until=TODAY) == {meeting.pk: ("tot", "Tốt")}
    assert official_grades([meeting.pk], until=dt.date(2026, 5, 30)) == {}
