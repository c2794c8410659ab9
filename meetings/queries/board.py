"""The month board: which cell met in which month, in time, late or not at all."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext_lazy as _

from cells.models import Organisation
from meetings.models import REGULAR_KINDS, Meeting
from meetings.queries.as_of import FIELDS, as_of
from meetings.queries.conduct import meet_by_days
from meetings.rules.conduct import first_day, last_day, meet_by
from meetings.workflow import HELD

MONTHS = range(1, 13)


class MonthState(models.TextChoices):
    """What one month of one cell shows."""

    MET = "met", _("đã họp")
    LATE = "late", _("họp muộn")
    PLANNED = "planned", _("đã lên lịch")
    MISSING = "missing", _("không họp")
    CANCELLED = "cancelled", _("đã hủy")
    FUTURE = "future", _("chưa đến hạn")
    NOT_DUE = "not_due", _("không phải họp")


@dataclass(frozen=True)
class MonthCell:
    """One field of the board. ``meet_by`` is the last day on which the meeting is in time."""

    state: str
    meet_by: dt.date
    meeting_id: int | None = None
    held_on: dt.date | None = None
    meeting_state: str = ""
    reason: str = ""
    """Why the meeting was cancelled."""

    @property
    def label(self) -> str:
        return str(MonthState(self.state).label)


def month_is_due(cell: Organisation, year: int, month: int) -> bool:
    """Whether a cell has to meet for a month: it stood the whole month.

    So of cells merged on 30/06 June belongs to the old ones and July to the new one.
    """
    return cell.existed_on(first_day(year, month)) and cell.existed_on(last_day(year, month))


def is_late(held_on: dt.date, meet_by_date: dt.date) -> bool:
    return held_on > meet_by_date


def month_board(
    cells: Iterable[Organisation], year: int, today: dt.date, *, turned_back: bool = False
) -> dict[tuple[int, int], MonthCell]:
    """The twelve months of each cell by its number and the month, in a fixed number of queries.

    ``turned_back``: with the meetings as they stood on that day, where it is an earlier one; else as they are now.

    * met, late: the regular (or combined) meeting of that month took place; late after the committee's day;
    * planned: it is planned, and its day or its month is not over;
    * cancelled: it was cancelled and no other planned; the month stays due, the reason is shown;
    * missing: the month is over and nothing took place; future: it is not over;
    * not_due: the cell did not stand the whole month and did not meet.
    """
    cells = list(cells)
    days = meet_by_days(cells)
    meetings = _regular_meetings(cells, year, today if turned_back else None)
    board = {}
    for cell in cells:
        for month in MONTHS:
            last = last_day(year, month)
            board[cell.pk, month] = _month_cell(
                meetings.get((cell.pk, month)),
                limit=meet_by(year, month, days.for_cell(cell, last)),
                today=today,
                first=first_day(year, month),
                last=last,
                is_due=month_is_due(cell, year, month),
            )
    return board


def _regular_meetings(cells: list[Organisation], year: int, day: dt.date | None) -> dict[tuple[int, int], Meeting]:
    """The regular meeting of each month; a cancelled one only where there is no other."""
    rows = Meeting.objects.filter(cell__in=cells, year=year, kind__in=REGULAR_KINDS).only(*FIELDS).order_by("pk")
    found: dict[tuple[int, int], Meeting] = {}
    for row in rows if day is None else as_of(rows, day):
        if row.state != Meeting.State.CANCELLED or found.get((row.cell_id, row.month)) is None:
            found[row.cell_id, row.month] = row
    return found


def _month_cell(
    meeting: Meeting | None, *, limit: dt.date, today: dt.date, first: dt.date, last: dt.date, is_due: bool
) -> MonthCell:
    is_over = today > last
    if meeting is None:
        nothing = MonthState.MISSING if is_over else MonthState.FUTURE
        return MonthCell(nothing if is_due else MonthState.NOT_DUE, limit)
    if meeting.state in HELD:
        state = MonthState.LATE if is_late(meeting.held_on, limit) else MonthState.MET
    elif meeting.state == Meeting.State.CANCELLED:
        state = MonthState.CANCELLED if is_due else MonthState.NOT_DUE
    else:
        state = MonthState.MISSING if is_over and meeting.held_on < today else MonthState.PLANNED
    return MonthCell(
        state,
        limit,
        meeting_id=meeting.pk,
        held_on=meeting.held_on,
        meeting_state=meeting.state,
        reason=meeting.cancelled_reason,
    )
