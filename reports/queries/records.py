"""The records behind one figure: the cells of a committee each with its own figure, the meetings of a cell, classes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from django.db.models import OuterRef, Q, QuerySet, Subquery

from cells.models import Organisation
from cells.rules import is_counted
from core.ids import IdSet
from core.periods import day_of
from evaluations.models import Decision, Evaluation
from evaluations.models.subjects import PERSONS
from meetings.models import Attendance, Meeting, Passage
from meetings.queries import MonthCell, MonthState, month_board
from meetings.queries.as_of import as_of
from meetings.queries.scores import official_grades
from meetings.queries.year import OF_THE_WHOLE_CELL
from meetings.rules.conduct import conduct_on
from meetings.workflow import HELD
from reports.queries.figures import FIGURES, UnitYear, figure_years
from reports.queries.yearly import Groups, each_of

NOT_HELD = (MonthState.MISSING, MonthState.CANCELLED)


@dataclass(frozen=True)
class CellLine:
    """One cell behind the figure of a committee."""

    cell: Organisation
    name: str
    value: Decimal | None
    part: int
    whole: int


def cell_lines(cells: Sequence[int], key: str, year: int, until: dt.date, within: Collection[int]) -> list[CellLine]:
    """These cells in their order with their own figure, by the names of the day."""
    figure = FIGURES[key]
    known = figure_years(each_of(cells, within), [year], until, keys=[key])
    units = {unit.pk: unit for unit in Organisation.objects.filter(pk__in=cells).prefetch_related("periods")}
    day = min(until, dt.date(year, 12, 31))
    lines = []
    for number in cells:
        cell, of_year = units[number], known.get((number, year), UnitYear())
        part, whole = figure.parts(of_year)
        lines.append(CellLine(cell, cell.label(min(day, cell.ended_on or day)), figure.value(of_year), part, whole))
    return lines


@dataclass
class MeetingLine:
    """One meeting of a cell with what the figures count of it."""

    meeting: Meeting
    cell_name: str = ""
    present: int = 0
    counted: int = 0
    came: int = 0
    speakers: set[int] = field(default_factory=set)
    grade: str = ""
    days_late: int = 0

    @property
    def spoke(self) -> int:
        return len(self.speakers)


def meeting_lines(cells: Iterable[Organisation], year: int, until: dt.date) -> list[MeetingLine]:
    """The meetings of all members that these cells held in a year, as they stood on a day, in seven queries at most."""
    meetings = (
        Meeting.objects.filter(
            cell__in=list(cells), year=year, state__in=HELD, kind__in=OF_THE_WHOLE_CELL, held_on__lte=until
        )
        .defer("snapshot")
        .select_related("cell")
        .prefetch_related("cell__periods")
        .order_by("held_on", "pk")
    )
    lines = {
        row.pk: MeetingLine(row, row.cell.label(row.held_on), days_late=_days_late(row, until))
        for row in as_of(meetings, until)
    }
    for number, status, state, is_temporary in Attendance.objects.filter(meeting__in=lines).values_list(
        "meeting", "status", "state", "is_temporary"
    ):
        came, line = state == Attendance.State.PRESENT, lines[number]
        line.came += came
        if is_counted(status, present=came, is_temporary=is_temporary):
            line.present, line.counted = line.present + came, line.counted + 1
    opinions = Passage.objects.filter(meeting__in=lines, kind=Passage.Kind.OPINION, is_removed=False)
    for number, speaker in opinions.exclude(speaker=None).values_list("meeting", "speaker"):
        lines[number].speakers.add(speaker)
    for number, (_key, label) in official_grades(list(lines), until=until).items():
        lines[number].grade = label
    return list(lines.values())


def _days_late(meeting: Meeting, until: dt.date) -> int:
    if meeting.returned_reason:
        return 0
    sent = day_of(meeting.submitted_at) if meeting.submitted_at else until
    return max((sent - meeting.held_on).days - conduct_on(meeting.held_on).report_days, 0)


def months_not_held(cells: Sequence[Organisation], year: int, until: dt.date) -> list[tuple[str, int, MonthCell]]:
    """The months of a year for which a cell had to meet and did not: its name, the month, what the book says."""
    board = month_board(cells, year, until, turned_back=True)
    day = dt.date(year, 12, 31)
    return [
        (cell.label(min(day, cell.ended_on or day)), month, board[cell.pk, month])
        for cell in cells
        for month in range(1, 13)
        if board[cell.pk, month].state in NOT_HELD
    ]


def class_records(
    evaluations: QuerySet[Evaluation], groups: Groups, key: str, year: int, until: dt.date
) -> QuerySet[Evaluation]:
    """The subjects of a year behind these units, each with its ``level`` in force on the day (None: not yet)."""
    subjects = [Evaluation.Subject.CELL] if key == "cells_class" else list(PERSONS)
    in_force = Decision.objects.filter(evaluation=OuterRef("pk"), decided_on__lte=until).order_by("-version")
    decided = Q(period__organisation__in=IdSet(unit for unit, _top in groups.committees))
    decided |= Q(cell__in=IdSet(cell for cell, _top in groups.cells))
    return (
        evaluations.filter(decided, period__year=year, period__quarter=None, subject__in=subjects)
        .filter(cell__in=groups.within)
        .annotate(level=Subquery(in_force.values("level")[:1]))
        .select_related("member", "cell", "collective")
        .prefetch_related("cell__periods")
        .order_by("cell__order", "cell", "member__sort_key", "pk")
    )
