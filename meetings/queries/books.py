"""The book of minutes of a year: which minutes stand in it, which are still missing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from cells.models import Organisation
from meetings.models import REGULAR_KINDS, Meeting
from meetings.workflow import FINAL, State


@dataclass(frozen=True)
class MissingMonth:
    """A month without minutes of a regular meeting in the book, and why."""

    month: int
    reason: str
    meeting: Meeting | None = None
    """The meeting that should have given them, where there is one."""


@dataclass(frozen=True)
class Book:
    """The minutes of a unit in a year, by date; what is not approved is named and left out."""

    unit: Organisation
    year: int
    meetings: tuple[Meeting, ...]
    waiting: tuple[Meeting, ...]
    """Held, but the minutes are not approved yet."""
    missing: tuple[MissingMonth, ...]


def book_of(unit: Organisation, year: int, on: dt.date) -> Book:
    """The book as of a day; months to come, and those in which the unit did not stand, are not missing."""
    rows = unit.meetings.filter(year=year).select_related("cell", "chair", "secretary")
    return book_from(unit, year, list(rows.prefetch_related("cell__periods", "versions").order_by("held_on", "pk")), on)


def book_from(unit: Organisation, year: int, every: Sequence[Meeting], on: dt.date) -> Book:
    """The same from all meetings of the year, by date."""
    kept = tuple(meeting for meeting in every if meeting.state in FINAL)
    waiting = tuple(meeting for meeting in every if meeting.state in (State.OPEN, State.SUBMITTED))
    months = [month for month in range(1, 13) if _counts(unit, year, month, on)]
    missing = [_missing(month, every) for month in months if not _has_regular(kept, month)]
    return Book(unit, year, kept, waiting, tuple(missing))


def book_years(unit: Organisation) -> list[int]:
    """The years in which the unit held meetings, the latest first."""
    held = unit.meetings.exclude(state__in=[State.PLANNED, State.CANCELLED])
    return sorted(held.order_by().values_list("year", flat=True).distinct(), reverse=True)


def _counts(unit: Organisation, year: int, month: int, on: dt.date) -> bool:
    first = dt.date(year, month, 1)
    last = (first + dt.timedelta(days=31)).replace(day=1) - dt.timedelta(days=1)
    return last < on and unit.existed_on(first) and unit.existed_on(last)


def _has_regular(meetings: tuple[Meeting, ...], month: int) -> bool:
    return any(meeting.month == month and meeting.kind in REGULAR_KINDS for meeting in meetings)


def _missing(month: int, meetings: Sequence[Meeting]) -> MissingMonth:
    own = [meeting for meeting in meetings if meeting.month == month and meeting.kind in REGULAR_KINDS]
    waiting = next((meeting for meeting in own if meeting.state in (State.OPEN, State.SUBMITTED)), None)
    if waiting is not None:
        return MissingMonth(month, _("biên bản chưa được duyệt nên chưa vào sổ"), waiting)
    cancelled = next((meeting for meeting in own if meeting.state == State.CANCELLED), None)
    if cancelled is not None:
        reason = _("buổi sinh hoạt đã hủy: %(reason)s") % {"reason": cancelled.cancelled_reason}
        return MissingMonth(month, reason, cancelled)
    return MissingMonth(month, _("không có buổi sinh hoạt thường kỳ"), own[0] if own else None)
