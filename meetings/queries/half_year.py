"""The half-year of a committee's cells as communes report it: attendance, speakers, themes, admissions, checks.

The columns follow the report of a commune in An Giang. What records only name (dân vận khéo, đọc bài viết) is counted
by meetings whose agenda or tasks name it.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count

from cells.models import Membership, Organisation
from cells.queries import cells_below
from cells.rules import is_counted
from core.vietnamese import search_key
from meetings.models import (
    REGULAR_KINDS,
    THEMATIC_KINDS,
    AgendaItem,
    Attendance,
    Meeting,
    Passage,
    Task,
    ThematicPlan,
    Visit,
)
from meetings.queries.attendance import percent_of
from meetings.queries.board import month_is_due
from meetings.rules.conduct import last_day
from meetings.workflow import HELD

READING = ("doc bai", "ke chuyen ve bac", "bai viet ve chu tich", "bai viet cua tong bi thu")
SKILFUL = ("dan van kheo",)
"""By which words, without accents, an agenda or a task names the reading of an article, and "dân vận khéo"."""


@dataclass(frozen=True)
class HalfYearRow:
    """One cell. ``present`` of ``counted`` adds up its regular meetings (persons times meetings); so do speakers."""

    cell: Organisation
    name: str
    members: int
    present: int
    counted: int
    speakers: int
    skilful: int
    """Meetings that name "dân vận khéo" in their agenda or in what they ask someone to do."""
    themes: int
    readings: int
    """Meetings whose agenda or tasks name the reading of an article."""
    has_plan: bool
    admitted: int
    checks: int
    missing: tuple[int, ...]
    """Months that were due by the last day and have no regular meeting."""

    @property
    def attendance(self) -> Decimal | None:
        return percent_of(self.present, self.counted)


def half_year_rows(committee: Organisation, first: dt.date, last: dt.date) -> list[HalfYearRow]:
    """A row for each cell that stood under the committee in those days, in a fixed number of queries."""
    cells = cells_below(committee, first, last)
    months = range(first.month, last.month + 1)
    held = Meeting.objects.filter(cell__in=cells, year=first.year, month__in=months, state__in=HELD)
    meetings = list(held.filter(kind__in={*REGULAR_KINDS, *THEMATIC_KINDS}).only("cell", "kind", "month"))
    named = _named([row.pk for row in meetings])
    regular = [row.pk for row in meetings if row.kind in REGULAR_KINDS]
    present, speakers = _attendance(regular), _speakers(regular)
    members, admitted = _members(cells, last), _admitted(cells, first, last)
    checks = _checks(cells, first, last)
    planned = ThematicPlan.objects.filter(organisation__in=cells, year=first.year, items__is_removed=False)
    plans = set(planned.values_list("organisation", flat=True))
    found = []
    for cell in cells:
        own = [row for row in meetings if row.cell_id == cell.pk]
        regular_of = [row for row in own if row.kind in REGULAR_KINDS]
        due = {m for m in months if last_day(first.year, m) <= last and month_is_due(cell, first.year, m)}
        found.append(
            HalfYearRow(
                cell=cell,
                name=cell.label(last),
                members=members.get(cell.pk, 0),
                present=sum(present[row.pk][0] for row in regular_of),
                counted=sum(present[row.pk][1] for row in regular_of),
                speakers=sum(speakers.get(row.pk, 0) for row in regular_of),
                skilful=sum(_names(named[row.pk], SKILFUL) for row in own),
                themes=sum(row.kind in THEMATIC_KINDS for row in own),
                readings=sum(_names(named[row.pk], READING) for row in own),
                has_plan=cell.pk in plans,
                admitted=admitted.get(cell.pk, 0),
                checks=checks.get(cell.pk, 0),
                missing=tuple(sorted(due - {row.month for row in regular_of})),
            )
        )
    return found


def _attendance(meetings: Sequence[int]) -> dict[int, tuple[int, int]]:
    """How many were present and how many counted, by meeting."""
    sums: dict[int, tuple[int, int]] = defaultdict(lambda: (0, 0))
    rows = Attendance.objects.filter(meeting__in=meetings).values_list("meeting", "status", "state", "is_temporary")
    for meeting, status, state, is_temporary in rows:
        came = state == Attendance.State.PRESENT
        if is_counted(status, present=came, is_temporary=is_temporary):
            there, counted = sums[meeting]
            sums[meeting] = (there + came, counted + 1)
    return sums


def _speakers(meetings: Sequence[int]) -> dict[int, int]:
    """How many different members spoke, by meeting."""
    rows = Passage.objects.filter(meeting__in=meetings, speaker__isnull=False, is_removed=False).order_by()
    return dict(rows.values_list("meeting").annotate(number=Count("speaker", distinct=True)))


def _named(meetings: Sequence[int]) -> dict[int, str]:
    """What each meeting had on its agenda and asked someone to do, without accents."""
    found: dict[int, str] = defaultdict(str)
    items = AgendaItem.objects.filter(meeting__in=meetings, is_removed=False).order_by()
    tasks = Task.objects.filter(meeting__in=meetings, is_removed=False).order_by()
    for meeting, words in (*items.values_list("meeting", "title"), *tasks.values_list("meeting", "text")):
        found[meeting] += f" {search_key(words)} "
    return found


def _names(words: str, wanted: Sequence[str]) -> bool:
    return any(each in words for each in wanted)


def _members(cells: Sequence[Organisation], day: dt.date) -> dict[int, int]:
    rows = Membership.objects.in_force(day).filter(cell__in=cells, kind=Membership.Kind.PERMANENT)
    return dict(rows.order_by().values_list("cell").annotate(number=Count("member", distinct=True)))


def _admitted(cells: Sequence[Organisation], first: dt.date, last: dt.date) -> dict[int, int]:
    """Members whose life in the cell began with their admission in those days."""
    rows = Membership.objects.filter(cell__in=cells, valid_from__range=(first, last))
    admitted = rows.filter(start_reason=Membership.StartReason.ADMITTED)
    return dict(admitted.order_by().values_list("cell").annotate(number=Count("member", distinct=True)))


def _checks(cells: Sequence[Organisation], first: dt.date, last: dt.date) -> dict[int, int]:
    """Visits from above in those days: at a meeting, or to check its ways."""
    rows = Visit.objects.filter(organisation__in=cells, visited_on__range=(first, last))
    return dict(rows.order_by().values_list("organisation").annotate(number=Count("pk")))
