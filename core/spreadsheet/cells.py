"""What was read from a spreadsheet: sheets, rows and cells as plain values."""

import datetime
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal

from core.periods import format_date

Value = str | int | float | bool | datetime.date | datetime.datetime | None
Kind = Literal["text", "number", "date", "bool", "error"]


def column_letter(column: int) -> str:
    """1 → A, 27 → AA."""
    letters = ""
    while column > 0:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell. ``value`` of a formula is what its author's program last computed: do not rely on it.

    ``shown`` is the text that the reader of the sheet sees where it differs (a number shown with leading zeros).
    ``font`` is named only where it is one from before Unicode; ``typed`` is the text as it was typed for such a font,
    once ``value`` has been turned into Unicode.
    """

    row: int
    column: int
    value: Value
    kind: Kind
    is_formula: bool = False
    shown: str = ""
    font: str = ""
    typed: str = ""

    @property
    def text(self) -> str:
        """The value as text: dates as dd/mm/yyyy, whole numbers without a decimal point."""
        if self.shown:
            return self.shown
        if isinstance(self.value, datetime.date):
            return format_date(self.value)
        return "" if self.value is None else str(self.value)

    @property
    def letter(self) -> str:
        return column_letter(self.column)


@dataclass(frozen=True, slots=True)
class Row:
    """One row that holds something; ``cells`` by column number, ``number`` as Excel shows it."""

    number: int
    cells: Mapping[int, Cell]
    hidden: bool = False

    def __iter__(self) -> Iterator[Cell]:
        return iter(self.cells.values())


@dataclass(frozen=True, slots=True)
class Range:
    """A merged area, both ends included."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(frozen=True, slots=True)
class Sheet:
    """A worksheet: the rows that hold something, its merged areas, what its author hid."""

    title: str
    rows: tuple[Row, ...]
    merges: tuple[Range, ...] = ()
    hidden: bool = False
    hidden_columns: frozenset[int] = frozenset()
    _by_number: Mapping[int, Row] = field(init=False, repr=False, compare=False, default_factory=dict)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_by_number", {row.number: row for row in self.rows})

    def row(self, number: int) -> Row | None:
        return self._by_number.get(number)

    def cell(self, row: int, column: int) -> Cell | None:
        found = self._by_number.get(row)
        return found.cells.get(column) if found else None

    def merge_at(self, row: int, column: int) -> Range | None:
        for area in self.merges:
            if area.top <= row <= area.bottom and area.left <= column <= area.right:
                return area
        return None

    def resolved(self, row: int, column: int) -> Cell | None:
        """The cell, or the one whose value a merged area shows here."""
        found = self.cell(row, column)
        if found is None and (area := self.merge_at(row, column)):
            return self.cell(area.top, area.left)
        return found
