"""The forms of a year (Biểu 6F, 7A, 7B, the tables of QĐ 366) as papers and Word copies, from the counted tables."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.template.loader import render_to_string
from django.utils.translation import override

from core.pdf import render_html
from core.periods import format_date, official_day_line
from core.templatetags.vn import vn_number
from core.word import word_file
from evaluations.models import Level, Period
from evaluations.queries.year_paper import YearPaper, year_numbers, year_paper
from evaluations.queries.year_tables import Number, Row, Table
from evaluations.rules.year_forms import Head, short_words

MOST_UPRIGHT = 8
"""Wider tables lie: A4 landscape."""
NARROW = 11
"""From so many columns on the letters are smaller."""


@dataclass(frozen=True)
class PrintedRow:
    """A line as it is printed."""

    label: str
    values: tuple[str, ...]
    number: str = ""
    is_strong: bool = False
    is_indented: bool = False
    is_total: bool = False


@dataclass(frozen=True)
class PrintedTable:
    """A table as it is printed."""

    number: int
    title: str
    first: tuple[str, ...]
    """The heads before the columns that are counted."""
    groups: list[tuple[str, list[Head]]]
    columns: tuple[Head, ...]
    column_numbers: tuple[int, ...]
    rows: tuple[PrintedRow, ...]

    @property
    def is_narrow(self) -> bool:
        return len(self.columns) >= NARROW


def year_form_words(period: Period, key: str, as_of: dt.date | None) -> str:
    """As in "6F, thống kê … năm 2025 tính đến 31/12/2025, Đảng bộ xã Vân Trục"."""
    unit = period.organisation.label(as_of or period.reference_date)
    day = f" tính đến {format_date(as_of)}" if as_of else ""
    return f"{short_words(key, period.year)}{day}, {unit}"


def year_form_file_name(period: Period, key: str, as_of: dt.date | None) -> str:
    """As in "Biểu 6F, thống kê … năm 2025, Đảng bộ xã Vân Trục"."""
    return f"Biểu {year_form_words(period, key, as_of).replace('/', '-')}"


def year_form_pdf(period: Period, key: str, as_of: dt.date | None) -> bytes:
    """The paper in the official layout. Raises DomainError where printing fails; KeyError: no such form that year."""
    html, day = _page(period, key, as_of)
    return render_html(html, day=day)


def year_form_word(period: Period, key: str, as_of: dt.date | None) -> bytes:
    """The editable copy, of the same content and layout as the PDF."""
    html, day = _page(period, key, as_of)
    return word_file(html, day=day)


def _page(period: Period, key: str, as_of: dt.date | None) -> tuple[str, dt.date]:
    with override("vi"):
        paper = year_paper(year_numbers(period, as_of), key)
        return render_to_string("evaluations/pdf/year_form.html", printed_context(paper)), paper.day


def printed_context(paper: YearPaper) -> dict[str, Any]:
    """What the templates of a form show. Official layouts leave comparison and shares to screen and workbook."""
    tables = [printed_table(table, place) for place, table in enumerate(paper.tables, 1)]
    widest = max((len(table.columns) + len(table.first) for table in tables), default=0)
    place = f"{paper.place_name}, " if paper.place_name else ""
    is_official = paper.form.signed == "board"
    return {
        "paper": paper,
        "tables": tables,
        "lies": widest > MOST_UPRIGHT,
        "moment": f"Số liệu tính đến hết ngày {format_date(paper.on)}",
        "place_and_date": f"{place}{official_day_line(paper.day)}",
        "excellent_words": paper.levels[Level.EXCELLENT].lower(),
        "is_official": is_official,
    }


def printed_table(table: Table, number: int = 1) -> PrintedTable:
    """The table with its numbers as words."""
    first = (
        ("TT", table.layout.subject) if table.layout.is_numbered or table.layout.has_total else (table.layout.subject,)
    )
    shares = any(column.is_row_share for column in table.columns)
    rows = [_printed(table, row, place) for place, row in enumerate(table.rows, 1)]
    if table.total:
        total = table.total
        values = tuple(_words(total.numbers[column.key]) for column in table.columns)
        rows.append(PrintedRow(total.label, values, is_total=True))
    return PrintedTable(
        number=number,
        title=table.layout.title,
        first=first,
        groups=table.groups,
        columns=table.columns,
        column_numbers=tuple(range(1, len(table.columns) + len(first) + 1)) if shares else (),
        rows=tuple(rows),
    )


def _printed(table: Table, row: Row, place: int) -> PrintedRow:
    values = tuple(row.notes.get(column.key) or _words(row.numbers[column.key]) for column in table.columns)
    return PrintedRow(
        label=row.label,
        values=values,
        number=row.head.number if table.layout.is_numbered else str(place),
        is_strong=row.head.is_strong,
        is_indented=row.head.is_indented,
    )


def _words(number: Number) -> str:
    return vn_number(number) if isinstance(number, int | Decimal) else ""
