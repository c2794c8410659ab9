"""Meetings as they stood at the end of an earlier day: planned, cancelled, sent and sent back until then.

Read from the moments in the records and from the audit trail. A meeting that took place by the day is held on it, also
where it was written down later; who came and what was said is what its minutes say now.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence

from accounts.models import AuditEvent
from core.periods import day_of, today
from meetings.models import Meeting
from meetings.workflow import HELD

State = Meeting.State
CANCELLED, CHANGED = "meetings.meeting_cancelled", "meetings.meeting_changed"
SENT, RETURNED, CORRECTED = "meetings.minutes_submitted", "meetings.minutes_returned", "meetings.minutes_corrected"
LEADS_TO = {
    "meetings.meeting_opened": State.OPEN,
    SENT: State.SUBMITTED,
    RETURNED: State.OPEN,
    "meetings.minutes_approved": State.APPROVED,
    "meetings.minutes_locked": State.LOCKED,
    CORRECTED: State.OPEN,
}
"""The deeds that move minutes, and the state each leaves them in."""
FIELDS = ("cell", "kind", "year", "month", "held_on", "state", "planned_at", "submitted_at", "approved_at",
          "returned_reason", "cancelled_reason")  # fmt: skip
"""What a meeting has to be read with."""


def as_of(meetings: Iterable[Meeting], day: dt.date) -> list[Meeting]:
    """These meetings turned back to the end of a day, in one query; those planned later are left out.

    Only for reading: what comes back is never to be saved. Of today they are what they are.
    """
    rows = list(meetings)
    if day >= today():
        return rows
    trails: dict[int, list[AuditEvent]] = defaultdict(list)
    events = AuditEvent.objects.filter(
        thing_kind=Meeting._meta.label,
        thing_id__in=[row.pk for row in rows],
        action__in=[CANCELLED, CHANGED, *LEADS_TO],
    )
    for event in events.order_by("at", "pk"):
        trails[event.thing_id or 0].append(event)
    return [row for row in rows if _turn_back(row, trails[row.pk], day)]


def _turn_back(meeting: Meeting, trail: Sequence[AuditEvent], day: dt.date) -> bool:
    """Change the meeting to what it was; whether it was planned by then at all."""
    if meeting.state in HELD and meeting.held_on <= day:
        _turn_back_minutes(meeting, [event for event in trail if is_by(event.at, day)], day)
        return True
    if not is_by(meeting.planned_at, day):
        return False
    later = [event for event in trail if not is_by(event.at, day)]
    if meeting.state in HELD or any(event.action == CANCELLED for event in later):
        meeting.state, meeting.cancelled_reason = State.PLANNED, ""
    moved = next((event.changes["held_on"][0] for event in later if "held_on" in event.changes), None)
    if moved:
        meeting.held_on = dt.date.fromisoformat(moved)
    return True


def _turn_back_minutes(meeting: Meeting, trail: Sequence[AuditEvent], day: dt.date) -> None:
    """How far the minutes were, when they had been sent, and whether they were sent back."""
    deeds = [event for event in trail if event.action in LEADS_TO]
    sent = next((event.at for event in reversed(deeds) if event.action == SENT), None)
    if sent is None and is_by(meeting.submitted_at, day):
        sent = meeting.submitted_at
    if deeds:
        meeting.state = LEADS_TO[deeds[-1].action]
    elif not is_by(meeting.approved_at, day):
        meeting.state = State.SUBMITTED if sent else State.OPEN
    meeting.submitted_at, meeting.returned_reason = sent, ""
    for event in deeds:
        if event.action in (RETURNED, CORRECTED):
            meeting.returned_reason = event.note if event.action == RETURNED else ""


def is_by(moment: dt.datetime | None, day: dt.date) -> bool:
    """Whether something had happened by the end of a day."""
    return moment is not None and day_of(moment) <= day
