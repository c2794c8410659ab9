"""A paper that is a table: the same frozen plain values become a PDF, its Word copy, and a workbook with live formulas.

Who issues, who stands above, the place and who signs are read from the records of the paper's day.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import IO, Literal

from django.template.loader import render_to_string
from django.utils.translation import override

from cells.models import Office, Organisation
from cells.queries import superior_of
from core.column_heads import under_heads
from core.demonstration import DEMONSTRATION
from core.numbers import format_number
from core.pdf import render_html
from core.periods import format_date, official_day_line
from core.spreadsheet import Column as SheetColumn
from core.spreadsheet import Formula, stream_workbook
from core.spreadsheet import Table as Sheet
from core.spreadsheet.writing import Value
from core.word import word_file
from meetings.documents.drafts import SIGNERS, behalf_choices, signers_of
from meetings.queries.official import choices_for, kind_on
from meetings.rules.official import issuer_name

MAKER = "NGƯỜI LẬP BIỂU"
ROOMY = 15
"""From more columns on the cells have hardly any room beside their numbers."""


@dataclass(frozen=True)
class Live:
    """A number that the workbook works out: ``{row}``, ``{first}`` and ``{last}`` are rows of the sheet.

    In the row of a part ``{first}`` and ``{last}`` are its own rows, in the last row those of the whole. ``value`` is
    what stands on paper.
    """

    formula: str
    value: int | Decimal | str | None


Cell = str | int | Decimal | dt.date | Live | None


@dataclass(frozen=True)
class Column:
    """One column: ``mm`` wide on paper (None: what is left over), ``group`` the head that it shares with neighbours."""

    label: str
    mm: float | None = None
    align: Literal["left", "center", "right"] = "left"
    group: str = ""
    number_format: str = ""
    """How the workbook shows its numbers."""


@dataclass(frozen=True)
class Part:
    """Rows that belong together under a heading (none: they follow on), with a row of sums where there is one."""

    rows: tuple[tuple[Cell, ...], ...]
    heading: str = ""
    sums: tuple[Cell, ...] = ()


@dataclass(frozen=True)
class Head:
    """Who issues the paper, where, when, and who signs: as the records have it on its day."""

    superior: str
    issuer: str
    place_name: str
    day: dt.date
    on_behalf: str
    office: str
    signer: str
    is_demonstration: bool

    @property
    def place_and_date(self) -> str:
        line = official_day_line(self.day)
        return f"{self.place_name}, {line}" if self.place_name else line


@dataclass(frozen=True)
class TablePaper:
    """One table with its head and foot."""

    head: Head
    kind: str
    subject: str
    columns: tuple[Column, ...]
    parts: tuple[Part, ...]
    sheet: str
    """What the worksheet is called."""
    form_number: str = ""
    opening: tuple[str, ...] = ()
    sums: tuple[Cell, ...] = ()
    notes: tuple[str, ...] = ()
    is_landscape: bool = True
    annexes: tuple[TablePaper, ...] = ()
    """Further tables, each on a new page and in a worksheet of its own."""

    @property
    def body(self) -> list[tuple[str, tuple[Cell, ...]]]:
        """The rows in the order of the page, each with what it is: heading, row, sums, total."""
        found: list[tuple[str, tuple[Cell, ...]]] = []
        for part in self.parts:
            found += [("heading", (part.heading,))] if part.heading else []
            found += [("row", row) for row in part.rows]
            found += [("sums", part.sums)] if part.sums else []
        return [*found, ("total", self.sums)] if self.sums else found


def head_on(unit: Organisation, names_on: dt.date, day: dt.date) -> Head:
    """The head of a paper dated ``day`` whose names are those of ``names_on``."""
    superior, period = superior_of(unit, names_on), unit.period(names_on)
    seat = next(iter(signers_of(unit, day)), None)
    return Head(
        superior=superior.label(names_on) if superior else "",
        issuer=issuer_name(unit.label(names_on), kind_on(unit, names_on)),
        place_name=period.place_name if period else "",
        day=day,
        on_behalf=behalf_choices(unit, day)[0],
        office=SIGNERS[Office(seat.office)] if seat else "",
        signer=seat.member.full_name if seat else "",
        is_demonstration=unit.is_demonstration,
    )


def table_pdf(paper: TablePaper, unit: Organisation) -> bytes:
    """The paper in the layout of its day. Raises DomainError where printing fails."""
    return render_html(_html(paper), day=paper.head.day, changes=choices_for(unit, paper.head.day).layout)


def table_word(paper: TablePaper, unit: Organisation) -> bytes:
    """The editable copy, of the same content and layout as the PDF."""
    return word_file(_html(paper), day=paper.head.day, changes=choices_for(unit, paper.head.day).layout)


def table_xlsx(paper: TablePaper) -> IO[bytes]:
    """The workbook, open: numbers and days of their own type, sums as live formulas."""
    with override("vi"):
        papers = (paper, *paper.annexes)
        made_at = dt.datetime.combine(paper.head.day, dt.time())
        notes = [[note] for each in papers for note in each.notes]
        told = [Sheet("Ghi chú", [SheetColumn("Ghi chú", 110)], notes, landscape=paper.is_landscape)] if notes else []
        return stream_workbook([*(_sheet(each) for each in papers), *told], made_at=made_at)


def _html(paper: TablePaper) -> str:
    with override("vi"):
        tables = [_printed(each) for each in (paper, *paper.annexes)]
        return render_to_string(
            "meetings/pdf/table_paper.html", {"paper": paper, "head": paper.head, "tables": tables, "maker": MAKER}
        )


def _printed(paper: TablePaper) -> dict[str, object]:
    """What the template draws: heads in one or two rows, every cell as words."""
    return {
        "paper": paper,
        "heads": _heads(paper.columns),
        "lower": [column.label for column in paper.columns if column.group],
        "body": [
            (what, [(shown(cell), column.align) for cell, column in zip(row, paper.columns, strict=False)])
            for what, row in paper.body
        ],
        "width": len(paper.columns),
        "is_tight": len(paper.columns) > ROOMY,
    }


def _heads(columns: Sequence[Column]) -> list[dict[str, object]]:
    """The upper row of heads; neighbours of one group share theirs."""
    high = 2 if any(column.group for column in columns) else 1
    return [
        {"label": group or own[0].label, "group": group, "wide": len(own), "high": 1 if group else high}
        for group, own in under_heads(columns)
    ]


def shown(cell: Cell) -> str:
    """A cell in words: 1.050 and 20,5, 05/02/2026."""
    value = cell.value if isinstance(cell, Live) else cell
    if isinstance(value, dt.date):
        return format_date(value)
    if isinstance(value, int | Decimal):
        return format_number(Decimal(value))
    return value or ""


def _sheet(paper: TablePaper) -> Sheet:
    columns = [
        SheetColumn(column.label, _characters(column, paper), column.group, column.align, column.number_format)
        for column in paper.columns
    ]
    title = f"{paper.kind} {paper.subject}".upper()
    titles = [line for line in (paper.form_number, paper.head.issuer.upper(), title, *paper.opening) if line]
    if paper.head.is_demonstration:
        titles.append(DEMONSTRATION)
    empty = Sheet(paper.sheet, columns, (), titles, landscape=paper.is_landscape)
    rows, first, begun = list[list[Value]](), empty.first_row, empty.first_row
    for what, row in paper.body:
        number = empty.first_row + len(rows)
        begun = number + 1 if what == "heading" else begun
        since = first if what == "total" else begun
        rows.append([_excel(cell, number, since, number - 1) for cell in _filled(row, len(columns))])
        begun = number + 1 if what == "sums" else begun
    foot = [rows.pop()] if paper.sums else []
    return dataclasses.replace(empty, rows=rows, foot_rows=foot)


def _filled(row: Sequence[Cell], width: int) -> list[Cell]:
    return [*row, *[None] * (width - len(row))]


def _excel(cell: Cell, row: int, first: int, last: int) -> Value:
    if not isinstance(cell, Live):
        return cell
    value = cell.value if cell.value is not None else ""
    if last < first and "{first}" in cell.formula:
        # Nothing stands above it: the sum of no rows would name its own cell.
        return cell.value
    words = cell.formula.format(row=row, first=first, last=last)
    return Formula(words, float(value) if isinstance(value, Decimal) else value)


def _characters(column: Column, paper: TablePaper) -> float:
    """The width in a workbook, from the width on paper: about two millimetres a character."""
    if column.mm is not None:
        return max(column.mm / 1.9, 5)
    room = (252 if paper.is_landscape else 165) - sum(each.mm or 0 for each in paper.columns)
    return max(room / 1.9, 20)
