"""The attendance of a unit's year as a paper, a Word copy and a workbook with live sums, from the same table."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import IO

from django.utils.translation import override

from cells.models import Organisation
from core.pdf import Part, part_pdf
from core.periods import today
from core.spreadsheet import Column, Formula, Table, column_letter
from core.spreadsheet.writing import Value
from core.word import part_word
from meetings.documents.minutes import decimal_words
from meetings.documents.year_sheet import last_day_of, year_frame, year_part, year_workbook
from meetings.models import Meeting
from meetings.queries.attendance_year import (
    EXCUSED,
    PRESENT,
    UNEXCUSED,
    UNMARKED,
    WORDS,
    AttendanceYear,
    PersonYear,
    Sum,
    attendance_year,
)

MOST_COLUMNS = 16
"""So many meetings fit on one lying page; more stand in a further table."""
MOST_ROWS = 60
"""A table that spans many pages takes time and memory beyond measure, so long ones are cut."""
SUMS = ("Phải dự", "Có mặt", "Có lý do", "Không lý do", "Tỷ lệ (%)")


@dataclass(frozen=True)
class Block:
    """One table of the paper: some meetings, some people, the totals of its meetings under the last of them."""

    meetings: Sequence[Meeting]
    lines: Sequence[tuple[int, PersonYear, Sequence[str]]]
    """Number, person, and the marks for these meetings."""
    totals: Sequence[Sum]
    has_sums: bool


def attendance_year_part(unit: Organisation, year: int) -> Part:
    """The paper, A4 lying, as of today."""
    with override("vi"):
        table = attendance_year(unit, year, on=today())
        context = {
            "table": table,
            "blocks": list(_blocks(table)),
            "sums": SUMS,
            "legend": WORDS,
            "whole": table.whole,
        }
        return year_part(unit, year, "meetings/pdf/attendance_year.html", context)


def _blocks(table: AttendanceYear) -> Iterator[Block]:
    columns = range(0, max(len(table.meetings), 1), MOST_COLUMNS)
    people = list(enumerate(table.people, 1))
    totals = table.totals
    for first in columns:
        last = first + MOST_COLUMNS
        for begin in range(0, max(len(people), 1), MOST_ROWS):
            lines = [(place, person, person.marks[first:last]) for place, person in people[begin : begin + MOST_ROWS]]
            ends = begin + MOST_ROWS >= len(people)
            has_sums = last >= len(table.meetings)
            yield Block(table.meetings[first:last], lines, totals[first:last] if ends else (), has_sums)


def attendance_year_pdf(unit: Organisation, year: int) -> bytes:
    """Raises DomainError where printing fails."""
    return part_pdf(attendance_year_part(unit, year))


def attendance_year_word(unit: Organisation, year: int) -> bytes:
    """The editable copy, of the same content and layout as the PDF."""
    return part_word(attendance_year_part(unit, year))


def attendance_year_file_name(unit: Organisation, year: int) -> str:
    """As in "Điểm danh năm 2026, Chi bộ thôn Song Vân"."""
    return f"Điểm danh năm {year}, {unit.label(last_day_of(unit, year))}"


def attendance_year_xlsx(unit: Organisation, year: int) -> IO[bytes]:
    """The same table; every sum and share is a live formula over the marks."""
    with override("vi"):
        return year_workbook(_sheet(attendance_year(unit, year, on=today())))


def _sheet(table: AttendanceYear) -> Table:
    columns = [
        Column("TT", 5, align="center"),
        Column("Họ và tên", 28),
        *(Column(f"{meeting.held_on:%d/%m}", 7, align="center") for meeting in table.meetings),
        *(Column(name, 10, "Cả năm", "center", "0.0" if name == SUMS[-1] else "") for name in SUMS),
        Column("Ghi chú", 12),
    ]
    frame = year_frame(table.unit, table.year, "BẢNG ĐIỂM DANH SINH HOẠT", columns)
    first, number = frame.first_row, len(table.meetings)
    rows = (
        [place, person.name, *person.marks, *_row_sums(person.total, number, first + place - 1), person.note]
        for place, person in enumerate(table.people, 1)
    )
    last = first + len(table.people) - 1
    return dataclasses.replace(frame, rows=rows, foot_rows=list(_foot(table, first, last)) if table.people else [])


def _row_sums(total: Sum, number: int, row: int) -> list[Formula | None]:
    """Expected, present, excused, unexcused and the share of one person."""
    if not number:
        return [None] * len(SUMS)
    marks = f"C{row}:{column_letter(number + 2)}{row}"
    expected, present = (f"{column_letter(number + 2 + place)}{row}" for place in (1, 2))
    return [
        Formula(f"{_count(marks, PRESENT, EXCUSED, UNEXCUSED)}+{_count_unmarked(marks)}", total.counted),
        Formula(_count(marks, PRESENT), total.present),
        Formula(_count(marks, EXCUSED), total.excused),
        Formula(_count(marks, UNEXCUSED), total.unexcused),
        _share(present, expected, total),
    ]


def _foot(table: AttendanceYear, first: int, last: int) -> Iterator[Sequence[Value]]:
    """Under each meeting who was there, who counts, the share; at the right the same of the whole year."""
    number = len(table.meetings)
    columns = [column_letter(place + 3) for place in range(number)]
    sums, whole, foot = table.totals, table.whole, last + 1
    fields = [f"{name}{first}:{name}{last}" for name in columns]
    counted = [column_letter(number + 3 + place) for place in range(len(SUMS))]
    expected = [
        Formula(f"{_count(each, PRESENT, EXCUSED, UNEXCUSED)}+{_count_unmarked(each)}", total.counted)
        for each, total in zip(fields, sums, strict=True)
    ]
    present = [Formula(_count(each, PRESENT), total.present) for each, total in zip(fields, sums, strict=True)]
    shares = [_share(f"{name}{foot + 1}", f"{name}{foot}", total) for name, total in zip(columns, sums, strict=True)]
    values = (whole.counted, whole.present, whole.excused, whole.unexcused)
    year = [Formula(f"SUM({name}{first}:{name}{last})", value) for name, value in zip(counted[:4], values, strict=True)]
    yield [None, "Phải dự", *expected, *(year if number else [None] * 4), None, None]
    yield [None, "Có mặt", *present, *[None] * len(SUMS), None]
    share = _share(f"{counted[1]}{foot}", f"{counted[0]}{foot}", whole) if number else None
    yield [None, SUMS[-1], *shares, *[None] * 4, share, None]


def _count(fields: str, *marks: str) -> str:
    return "+".join(f'COUNTIF({fields},"{mark}")' for mark in marks)


def _count_unmarked(fields: str) -> str:
    """A question mark stands for any letter in Excel, unless a tilde is before it."""
    return f'COUNTIF({fields},"~{UNMARKED}")'


def _share(part: str, whole: str, total: Sum) -> Formula:
    value = "" if total.percent is None else float(total.percent)
    return Formula(f'IF({whole}=0,"",ROUND({part}*100/{whole},1))', value)


def percent_words(total: Sum) -> str:
    """As in "95,5 %"; empty of nobody."""
    return "" if total.percent is None else f"{decimal_words(total.percent)} %"
