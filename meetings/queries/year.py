"""What a year's meetings say about cells and members, for the yearly review.

A year is that of the month a meeting is for, so a meeting of December held in January counts for the old year.
Meetings count from the moment they are opened; planned and cancelled ones do not.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from decimal import Decimal

from cells.models import Membership, Organisation
from cells.rules import is_counted, is_expected
from meetings.models import REGULAR_KINDS, THEMATIC_KINDS, Attendance, Meeting, MeetingKind
from meetings.queries.attendance import percent_of
from meetings.queries.board import MONTHS, month_is_due
from meetings.rules.conduct import last_day
from meetings.workflow import HELD

OF_THE_WHOLE_CELL = (MeetingKind.REGULAR, MeetingKind.COMBINED, MeetingKind.THEMATIC, MeetingKind.EXTRAORDINARY)
"""Kinds to which all members are called; a committee meeting is not one."""


@dataclass(frozen=True)
class MeetingRef:
    """A meeting as evidence, to be named and linked to."""

    pk: int
    label: str
    held_on: dt.date
    kind: str


@dataclass(frozen=True)
class CellYear:
    """A cell's meetings of one year up to the cut-off day.

    ``regular_due`` counts the months that were over by then and that the cell stood wholly, and the others in which
    it met. ``present`` of ``counted`` adds up all meetings of the whole cell (persons times meetings).
    """

    regular_due: int
    regular_held: int
    thematic_by_quarter: tuple[int, int, int, int]
    present: int
    counted: int
    meetings: tuple[MeetingRef, ...]

    @property
    def thematic_held(self) -> int:
        return sum(self.thematic_by_quarter)

    @property
    def attendance_percent(self) -> Decimal | None:
        """Share of those present over the year, to one decimal; None without a meeting."""
        return percent_of(self.present, self.counted)


@dataclass(frozen=True)
class MemberYear:
    """A member's attendance over one year, in whichever cells it was. ``expected`` counts the meetings with a mark."""

    expected: int = 0
    present: int = 0
    excused: int = 0
    unexcused: int = 0
    longest_excused_streak: int = 0


def cell_years(
    cells: Iterable[Organisation], year: int, *, cut_off: dt.date, with_attendance: bool = True
) -> dict[int, CellYear]:
    """The year of each cell by its number, in a fixed number of queries. Predecessors stand for themselves.

    Without attendance (a list that only shows meetings held and due) the sums are 0 and thousands of marks stay unread.
    """
    cells = list(cells)
    meetings: dict[int, list[Meeting]] = {cell.pk: [] for cell in cells}
    rows = (
        Meeting.objects.filter(
            cell__in=cells, year=year, state__in=HELD, held_on__lte=cut_off, kind__in=OF_THE_WHOLE_CELL
        )
        .only("cell", "kind", "year", "month", "held_on")
        .order_by("held_on", "pk")
    )
    for row in rows:
        meetings[row.cell_id].append(row)
    sums = _sums_of_attendance([row.pk for row in rows]) if with_attendance else {}
    return {cell.pk: _cell_year(cell, year, cut_off, meetings[cell.pk], sums) for cell in cells}


def cell_year(cell: Organisation, year: int, *, cut_off: dt.date) -> CellYear:
    """The year of one cell up to ``cut_off``, inclusive."""
    return cell_years([cell], year, cut_off=cut_off)[cell.pk]


def _sums_of_attendance(meetings: list[int]) -> dict[int, tuple[int, int]]:
    """How many were present and how many counted, by meeting."""
    sums: dict[int, tuple[int, int]] = {}
    rows = Attendance.objects.filter(meeting__in=meetings).values_list("meeting", "status", "state", "is_temporary")
    for meeting, status, state, is_temporary in rows:
        came = state == Attendance.State.PRESENT
        if is_counted(status, present=came, is_temporary=is_temporary):
            present, counted = sums.get(meeting, (0, 0))
            sums[meeting] = (present + came, counted + 1)
    return sums


def _cell_year(
    cell: Organisation, year: int, cut_off: dt.date, meetings: list[Meeting], sums: dict[int, tuple[int, int]]
) -> CellYear:
    met = {row.month for row in meetings if row.kind in REGULAR_KINDS}
    due = {month for month in MONTHS if last_day(year, month) <= cut_off and month_is_due(cell, year, month)}
    quarters = [0, 0, 0, 0]
    for row in meetings:
        if row.kind in THEMATIC_KINDS:
            quarters[(row.month - 1) // 3] += 1
    attendance = [sums.get(row.pk, (0, 0)) for row in meetings]
    return CellYear(
        regular_due=len(due | met),
        regular_held=len(met),
        thematic_by_quarter=(quarters[0], quarters[1], quarters[2], quarters[3]),
        present=sum(present for present, _counted in attendance),
        counted=sum(counted for _present, counted in attendance),
        meetings=tuple(MeetingRef(row.pk, str(row), row.held_on, row.kind) for row in meetings),
    )


def member_years(
    cells: Iterable[Organisation], year: int, *, cut_off: dt.date, only: Collection[int] | None = None
) -> dict[int, MemberYear]:
    """The year of everyone who belonged to one of ``cells`` in it, by member, in a fixed number of queries.

    Meetings in other cells count too: a member keeps the first half of the year when the cell is merged.
    ``only`` these members, and of them those with a mark, are read in one query.
    """
    belonged = (
        Membership.objects.filter(cell__in=list(cells), valid_from__lte=min(cut_off, dt.date(year, 12, 31)))
        .exclude(valid_to__lt=dt.date(year, 1, 1))
        .values_list("member", flat=True)
    )
    members = set(belonged) if only is None else set()
    rows = (
        Attendance.objects.filter(
            member__in=members if only is None else belonged.filter(member__in=only),
            meeting__year=year,
            meeting__state__in=HELD,
            meeting__held_on__lte=cut_off,
            meeting__kind__in=OF_THE_WHOLE_CELL,
        )
        .order_by("meeting__held_on", "meeting")
        .values_list("member", "status", "state")
    )
    marks: dict[int, list[str]] = {member: [] for member in members}
    for member, status, state in rows:
        if is_expected(status) or state == Attendance.State.PRESENT:
            marks.setdefault(member, []).append(state)
    return {member: _member_year(states) for member, states in marks.items()}


def member_year(cell: Organisation, year: int, *, cut_off: dt.date) -> dict[int, MemberYear]:
    """The year of everyone who belonged to the cell in it, up to ``cut_off``, inclusive."""
    return member_years([cell], year, cut_off=cut_off)


def _member_year(states: list[str]) -> MemberYear:
    """Sum up marks in the order of the meetings; meetings without a mark do not count and do not break a streak."""
    states = [state for state in states if state != Attendance.State.UNKNOWN]
    longest = running = 0
    for state in states:
        running = running + 1 if state == Attendance.State.EXCUSED else 0
        longest = max(longest, running)
    return MemberYear(
        expected=len(states),
        present=states.count(Attendance.State.PRESENT),
        excused=states.count(Attendance.State.EXCUSED),
        unexcused=states.count(Attendance.State.UNEXCUSED),
        longest_excused_streak=longest,
    )
