"""What a cell has before it now: the next meeting, and minutes that are not finished."""

from __future__ import annotations

import datetime as dt

from cells.models import Organisation
from meetings.models import Meeting


def next_meeting_of(cell: Organisation, on: dt.date) -> Meeting | None:
    """The next planned meeting of the cell."""
    planned = Meeting.objects.filter(cell=cell, state=Meeting.State.PLANNED, held_on__gte=on)
    return planned.order_by("held_on", "planned_time").first()


def open_meetings(cell: Organisation) -> list[Meeting]:
    """Meetings whose minutes are being written, were sent back, or wait for approval; the oldest first."""
    states = (Meeting.State.OPEN, Meeting.State.SUBMITTED)
    return list(Meeting.objects.filter(cell=cell, state__in=states).defer("snapshot").order_by("held_on", "pk"))
