"""One month of many cells: who has not met, who is late, and for which reason; numbers of a year by month."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db import connection, models
from django.utils.translation import gettext_lazy as _

from cells.models import CELL_KINDS
from core.periods import day_of, today
from meetings.models import REGULAR_KINDS, ConductSetting, Meeting
from meetings.queries.as_of import FIELDS, as_of
from meetings.rules.conduct import conduct_on, first_day, last_day, meet_by
from meetings.workflow import FINAL, HELD

State = Meeting.State


class Reason(models.TextChoices):
    """How far the regular meeting of one month is: what is still missing, or nothing."""

    NOT_PLANNED = "chua-len-lich", _("chưa lên lịch")
    COMING = "chua-den-ngay", _("đã lên lịch, chưa đến ngày họp")
    NOT_OPENED = "chua-mo", _("đã lên lịch nhưng chưa mở buổi họp")
    CANCELLED = "da-huy", _("đã hủy buổi họp, chưa lên lịch lại")
    NOT_SENT = "chua-gui", _("đã họp, chưa gửi biên bản")
    RETURNED = "tra-lai", _("biên bản bị trả lại, chưa gửi lại")
    NOT_APPROVED = "cho-duyet", _("đã gửi biên bản, chờ cấp trên duyệt")
    DONE = "xong", _("đã họp, biên bản đã duyệt")


NOT_MET = (Reason.NOT_PLANNED, Reason.COMING, Reason.NOT_OPENED, Reason.CANCELLED)
UNFINISHED = (Reason.NOT_SENT, Reason.RETURNED, Reason.NOT_APPROVED)


class Group(models.TextChoices):
    """The tabs of a month. A cell may stand in two: it met late, and its minutes are not done."""

    NOT_MET = "chua-hop", _("Chưa họp")
    MET_LATE = "hop-muon", _("Họp muộn")
    UNFINISHED = "bien-ban", _("Biên bản chưa xong")
    SENT_LATE = "gui-cham", _("Gửi biên bản chậm")
    DONE = "da-xong", _("Đã xong")


@dataclass(frozen=True)
class MonthLine:
    """One cell's month. ``meet_by`` is the last day on which the meeting is in time; days late are whole days."""

    unit: int
    parent: int | None
    reason: Reason
    words: str
    """Why it was cancelled, or sent back; else nothing."""
    meet_by: dt.date
    meeting: int | None
    held_on: dt.date | None
    sent_on: dt.date | None
    days_met_late: int
    days_sent_late: int

    @property
    def has_met(self) -> bool:
        return self.reason not in NOT_MET

    def stands_in(self, group: str) -> bool:
        """Whether the cell belongs under that tab."""
        return {
            Group.NOT_MET: not self.has_met,
            Group.MET_LATE: self.has_met and self.days_met_late > 0,
            Group.UNFINISHED: self.reason in UNFINISHED,
            Group.SENT_LATE: self.has_met and self.days_sent_late > 0,
            Group.DONE: self.reason == Reason.DONE,
        }[Group(group)]


@dataclass(frozen=True)
class Month:
    """The month of some cells on a day, in the official order of units."""

    year: int
    month: int
    lines: Sequence[MonthLine]

    def of(self, group: str) -> list[MonthLine]:
        return [line for line in self.lines if line.stands_in(group)]

    @cached_property
    def counts(self) -> dict[str, int]:
        return {group.value: len(self.of(group)) for group in Group}


# A cell has to meet for a month when it stood the whole of it; who met all the same is shown too.
LINES = """
SELECT cell.id, place.parent_id, above.parent_id, met.id, met.state, met.held_on, met.cancelled_reason,
    met.returned_reason, met.submitted_at,
    cell.founded_on <= %(first)s AND (cell.ended_on IS NULL OR cell.ended_on >= %(last)s)
FROM cells_organisation cell
CROSS JOIN LATERAL (
    SELECT kind, parent_id FROM cells_organisationperiod
    WHERE organisation_id = cell.id AND valid_from <= %(last)s ORDER BY valid_from DESC LIMIT 1
) place
LEFT JOIN cells_organisation superior ON superior.id = place.parent_id
LEFT JOIN LATERAL (
    SELECT parent_id FROM cells_organisationperiod
    WHERE organisation_id = place.parent_id AND valid_from <= %(last)s ORDER BY valid_from DESC LIMIT 1
) above ON true
LEFT JOIN LATERAL (
    SELECT id, state, held_on, cancelled_reason, returned_reason, submitted_at FROM meetings_meeting
    WHERE cell_id = cell.id AND year = %(year)s AND month = %(month)s AND kind = ANY(%(regular)s)
    ORDER BY state = 'cancelled', id DESC LIMIT 1
) met ON true
WHERE cell.id = ANY(%(units)s) AND place.kind = ANY(%(kinds)s)
  AND (cell.founded_on <= %(first)s AND (cell.ended_on IS NULL OR cell.ended_on >= %(last)s)
       OR met.state = ANY(%(held)s))
ORDER BY superior."order", superior.id, cell."order", cell.id
"""
COUNTS = """
WITH cell AS (
    SELECT id, founded_on, ended_on FROM cells_organisation WHERE id = ANY(%(units)s) AND EXISTS (
        SELECT FROM cells_organisationperiod WHERE organisation_id = cells_organisation.id AND kind = ANY(%(kinds)s)
    )
), met AS (
    SELECT DISTINCT cell_id, month FROM meetings_meeting JOIN cell ON cell.id = cell_id
    WHERE year = %(year)s AND kind = ANY(%(regular)s) AND state = ANY(%(held)s) AND held_on <= %(on)s
)
SELECT span.month, count(cell.id), count(met.cell_id)
FROM unnest(%(months)s::int[], %(firsts)s::date[], %(lasts)s::date[]) AS span (month, first, last)
LEFT JOIN cell ON founded_on <= span.first AND (ended_on IS NULL OR ended_on >= span.last)
LEFT JOIN met ON met.cell_id = cell.id AND met.month = span.month
GROUP BY span.month ORDER BY span.month
"""


def month_of(units: Collection[int], year: int, month: int, on: dt.date) -> Month:
    """The month of the cells among ``units`` as it stood on ``on``, in four queries however many there are."""
    first, last = first_day(year, month), last_day(year, month)
    values = _values(units, year) | {"month": month, "first": first, "last": last}
    with connection.cursor() as cursor:
        cursor.execute(LINES, values)
        rows = cursor.fetchall()
    then = _as_of([row[0] for row in rows], year, month, on) if on < today() else None
    days = _meet_by_days(last)
    usual = conduct_on(last).meet_by_day
    lines = []
    for unit, parent, above, *met, is_due in rows:
        day = next((days[committee] for committee in (unit, parent, above) if committee in days), usual)
        line = _line(unit, parent, meet_by(year, month, day), met if then is None else then.get(unit, NO_MEETING), on)
        if is_due or line.has_met:
            lines.append(line)
    return Month(year, month, lines)


NO_MEETING = (None,) * 6


def _as_of(cells: Collection[int], year: int, month: int, on: dt.date) -> dict[int, tuple[Any, ...]]:
    """The meeting of each cell for the month as it stood on an earlier day; a cancelled one where there is no other."""
    rows = Meeting.objects.filter(cell__in=cells, year=year, month=month, kind__in=REGULAR_KINDS).only(*FIELDS)
    known = as_of(rows.order_by("pk"), on)
    known.sort(key=lambda row: row.state != State.CANCELLED)
    return {
        row.cell_id: (row.pk, row.state, row.held_on, row.cancelled_reason, row.returned_reason, row.submitted_at)
        for row in known
    }


def _values(units: Collection[int], year: int) -> dict[str, Any]:
    return {
        "units": list(units),
        "year": year,
        "kinds": [kind.value for kind in CELL_KINDS],
        "regular": [kind.value for kind in REGULAR_KINDS],
        "held": [state.value for state in HELD],
    }


def _meet_by_days(on: dt.date) -> dict[int, int]:
    """The day of the month that each committee set, as in force on a day."""
    rows = ConductSetting.objects.filter(key=ConductSetting.Key.MEET_BY_DAY, valid_from__lte=on)
    return dict(rows.order_by("valid_from", "pk").values_list("organisation", "value"))


def _line(unit: int, parent: int | None, limit: dt.date, met: Sequence[Any], on: dt.date) -> MonthLine:
    number, state, held_on, cancelled, returned, submitted_at = met
    sent_on = day_of(submitted_at) if submitted_at else None
    reason = _reason(state, held_on, returned, on)
    took_place = reason not in NOT_MET
    words = {Reason.CANCELLED: cancelled, Reason.RETURNED: returned}.get(reason) or ""
    # Minutes that were sent back are not blamed for being sent again.
    sent_late = took_place and not returned
    return MonthLine(
        unit=unit,
        parent=parent,
        reason=reason,
        words=words,
        meet_by=limit,
        meeting=number,
        held_on=held_on,
        sent_on=sent_on if took_place else None,
        days_met_late=max(((held_on if took_place else on) - limit).days, 0),
        days_sent_late=max(((sent_on or on) - held_on).days - conduct_on(held_on).report_days, 0) if sent_late else 0,
    )


def _reason(state: str | None, held_on: dt.date | None, returned: str | None, on: dt.date) -> Reason:
    if state is None:
        return Reason.NOT_PLANNED
    if state == State.CANCELLED:
        return Reason.CANCELLED
    if state == State.PLANNED:
        return Reason.NOT_OPENED if held_on is not None and held_on < on else Reason.COMING
    if state == State.OPEN:
        return Reason.RETURNED if returned else Reason.NOT_SENT
    return Reason.DONE if state in FINAL else Reason.NOT_APPROVED


@dataclass(frozen=True)
class MonthCount:
    """How many cells have to meet for a month, and how many of them did."""

    year: int
    month: int
    due: int
    met: int
    is_over: bool

    @property
    def not_met(self) -> int:
        return self.due - self.met


def month_counts(units: Collection[int], year: int, on: dt.date) -> list[MonthCount]:
    """The months of a year that have begun by ``on``, for the cells among ``units``, in one query."""
    months = [month for month in range(1, 13) if first_day(year, month) <= on]
    values = _values(units, year) | {
        "months": months,
        "on": on,
        "firsts": [first_day(year, month) for month in months],
        "lasts": [last_day(year, month) for month in months],
    }
    with connection.cursor() as cursor:
        cursor.execute(COUNTS, values)
        rows = cursor.fetchall()
    return [MonthCount(year, month, due, met, last_day(year, month) < on) for month, due, met in rows]
