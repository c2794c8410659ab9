"""Who came to which meeting of a unit in a year: people by meetings, with the totals by the rules of who counts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from cells.models import CELL_KINDS, Organisation, StatusPeriod
from cells.rules import is_counted
from meetings.models import Attendance, Meeting
from meetings.queries.attendance import distinct_names, percent_of
from meetings.queries.official import kind_on
from meetings.queries.year import OF_THE_WHOLE_CELL
from meetings.workflow import HELD

PRESENT, EXCUSED, UNEXCUSED, UNMARKED = "x", "P", "K", "?"
COUNTED = (PRESENT, EXCUSED, UNEXCUSED, UNMARKED)
"""Marks of those who belong to the total of a meeting."""
WORDS = {
    PRESENT: "có mặt",
    EXCUSED: "vắng có lý do",
    UNEXCUSED: "vắng không lý do",
    UNMARKED: "chưa điểm danh",
    "M": "miễn sinh hoạt",
    "T": "tạm miễn sinh hoạt",
    "Đ": "sinh hoạt tạm thời nơi khác",
    "C": "đình chỉ sinh hoạt",
    "( )": "sinh hoạt tạm thời tại đây, không tính vào tổng",
}
"""The legend of the table, in its order."""
_STATES = {
    Attendance.State.PRESENT: PRESENT,
    Attendance.State.EXCUSED: EXCUSED,
    Attendance.State.UNEXCUSED: UNEXCUSED,
}
_STATUSES = {
    StatusPeriod.Status.EXEMPT: "M",
    StatusPeriod.Status.TEMPORARILY_EXEMPT: "T",
    StatusPeriod.Status.AWAY: "Đ",
    StatusPeriod.Status.SUSPENDED: "C",
}


@dataclass(frozen=True)
class Sum:
    """How many of those who count were there, or why not."""

    present: int
    excused: int
    unexcused: int
    unmarked: int

    @property
    def counted(self) -> int:
        return self.present + self.excused + self.unexcused + self.unmarked

    @property
    def percent(self) -> Decimal | None:
        return percent_of(self.present, self.counted)


@dataclass(frozen=True)
class PersonYear:
    """One line: a mark for each meeting, empty where the person was not on its roll."""

    name: str
    is_temporary: bool
    """Only for a time in this unit: listed apart."""
    marks: tuple[str, ...]

    @property
    def total(self) -> Sum:
        return sum_of(self.marks)

    @property
    def note(self) -> str:
        return "Tạm thời" if self.is_temporary else ""


@dataclass(frozen=True)
class AttendanceYear:
    """The table of a unit's year up to a day. Totals leave out those whom the meeting does not count."""

    unit: Organisation
    year: int
    meetings: tuple[Meeting, ...]
    people: tuple[PersonYear, ...]
    """The own ones first, each group sorted as Vietnamese lists are."""

    @property
    def totals(self) -> list[Sum]:
        """Of each meeting."""
        return [sum_of(person.marks[place] for person in self.people) for place in range(len(self.meetings))]

    @property
    def whole(self) -> Sum:
        """Persons times meetings."""
        return sum_of(mark for person in self.people for mark in person.marks)


def sum_of(marks: Iterable[str]) -> Sum:
    marks = list(marks)
    return Sum(*(marks.count(mark) for mark in COUNTED))


def meetings_counted(unit: Organisation, year: int, *, on: dt.date) -> list[Meeting]:
    """The meetings of a year that all are called to, held by that day; of a committee every one."""
    rows = unit.meetings.filter(year=year, state__in=HELD, held_on__lte=on).defer("snapshot")
    if kind_on(unit, min(on, dt.date(year, 12, 31))) in CELL_KINDS:
        rows = rows.filter(kind__in=OF_THE_WHOLE_CELL)
    return list(rows.order_by("held_on", "pk"))


def attendance_year(unit: Organisation, year: int, *, on: dt.date) -> AttendanceYear:
    """The table as of a day, in two queries."""
    meetings = meetings_counted(unit, year, on=on)
    places = {meeting.pk: place for place, meeting in enumerate(meetings)}
    rows = list(
        Attendance.objects.filter(meeting__in=places).select_related("member").order_by("member__sort_key", "member_id")
    )
    names = distinct_names({row.member_id: row.member for row in rows}.values())
    by_member: dict[int, list[Attendance]] = {}
    for row in rows:
        by_member.setdefault(row.member_id, []).append(row)
    people = [_person(names[member], own, places) for member, own in by_member.items()]
    ordered = sorted(people, key=lambda person: person.is_temporary)
    return AttendanceYear(unit, year, tuple(meetings), tuple(ordered))


def _person(name: str, rows: Sequence[Attendance], places: dict[int, int]) -> PersonYear:
    marks = [""] * len(places)
    for row in rows:
        marks[places[row.meeting_id]] = mark_of(row)
    return PersonYear(name, all(row.is_temporary for row in rows), tuple(marks))


def mark_of(row: Attendance) -> str:
    """The sign of one field."""
    came = row.state == Attendance.State.PRESENT
    sign = _STATES.get(Attendance.State(row.state), UNMARKED)
    if row.is_temporary:
        return f"({sign})"
    if is_counted(row.status, present=came):
        return sign
    return _STATUSES.get(StatusPeriod.Status(row.status), "")
