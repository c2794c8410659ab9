"""Lists of meetings. They receive the meetings a user may see and never decide that themselves."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.db.models import Count, Q, QuerySet

from cells.models import Organisation
from cells.rules import STANDINGS
from core.periods import add_months
from meetings.models import REGULAR_KINDS, Attendance, Meeting
from meetings.workflow import State

OWN = Q(attendances__is_temporary=False)
CAME = OWN & Q(attendances__state=Attendance.State.PRESENT)
EXPECTED = OWN & Q(attendances__status__in=[status for status, standing in STANDINGS.items() if standing.expected])
PRESENT = Count("attendances", filter=CAME, distinct=True)
COUNTED = Count("attendances", filter=CAME | EXPECTED, distinct=True)


def meetings_with_attendance(meetings: QuerySet[Meeting]) -> QuerySet[Meeting]:
    """Newest first, each with ``present_count`` and ``counted_count``, ready to show its cell and people."""
    return (
        meetings.defer("snapshot")
        .select_related("cell", "chair", "secretary")
        .prefetch_related("cell__periods")
        .annotate(present_count=PRESENT, counted_count=COUNTED)
        .order_by("-held_on", "-pk")
    )


def filtered(meetings: QuerySet[Meeting], *, year: int | None, kind: str = "", state: str = "") -> QuerySet[Meeting]:
    """The meetings of a year, a kind, a state; an empty choice leaves all."""
    chosen = {"year": year, "kind": kind, "state": state}
    return meetings.filter(**{field: value for field, value in chosen.items() if value})


def years_of(meetings: QuerySet[Meeting]) -> Sequence[int]:
    """The years for which there are meetings, newest first."""
    return list(meetings.order_by("-year").values_list("year", flat=True).distinct())


def last_regular(cell: Organisation) -> Meeting | None:
    """The latest regular meeting that was not cancelled: what the next one is copied from."""
    meetings = cell.meetings.filter(kind__in=REGULAR_KINDS).exclude(state=State.CANCELLED)
    return meetings.defer("snapshot").order_by("-year", "-month", "-held_on").first()


def last_like(unit: Organisation, kind: str) -> Meeting | None:
    """The latest meeting of that kind that was not cancelled; of a combined one the latest regular."""
    if kind in REGULAR_KINDS:
        return last_regular(unit)
    meetings = unit.meetings.filter(kind=kind).exclude(state=State.CANCELLED)
    return meetings.defer("snapshot").order_by("-held_on", "-pk").first()


def next_free_month(cell: Organisation, today: dt.date) -> tuple[int, int]:
    """The first month from this one on without a regular meeting, as year and month."""
    taken = set(
        cell.meetings.filter(kind__in=REGULAR_KINDS, year__gte=today.year)
        .exclude(state=State.CANCELLED)
        .values_list("year", "month")
    )
    month = today.replace(day=1)
    while (month.year, month.month) in taken:
        month = add_months(month, 1)
    return month.year, month.month
