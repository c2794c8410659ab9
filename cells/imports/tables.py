"""A plain table of an office's list (units, posts): its head found, its columns named, its rows as cells by field."""

from __future__ import annotations

import datetime
import hashlib
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from django.utils.translation import gettext as _

from cells.imports.heads import is_index_row
from cells.imports.titles import as_of_day, title_lines
from cells.imports.understood import DOUBTFUL, REFUSED, FoundColumn, Issue, Severity, SkippedSheet
from cells.imports.values import Reading, is_blank, text_of
from cells.imports.vocabulary import column_key, head_key
from core.errors import DomainError
from core.spreadsheet import Cell, Row, Sheet, column_letter, in_unicode, read_sheets
from core.vietnamese import normalise

T = TypeVar("T")
JOINED = " – "
"""Between the titles of a head of two rows."""
WITHIN = 40
"""A head stands among the first rows."""


@dataclass(frozen=True, slots=True)
class Words:
    """The titles of one kind of table: field → label; the first rule that fits a title decides; what a head needs."""

    fields: Mapping[str, Any]
    rules: Sequence[tuple[str, re.Pattern[str]]]
    needed: frozenset[str]
    beside: frozenset[str]
    """A head shows one of these too: a title alone is no head."""
    key: str
    """The field without which a row is no row."""

    def field_of(self, title: str, assigned: Mapping[str, str]) -> str:
        key = column_key(title)
        if key in assigned:
            return assigned[key]
        for words in (title.rpartition(JOINED)[2], title):
            plain = head_key(words)
            if found := next((name for name, pattern in self.rules if pattern.search(plain)), ""):
                return found
        return ""


@dataclass(slots=True, eq=False)
class TableRow:
    """One row: its cells by field, and what is wrong with it."""

    sheet: str
    number: int
    cells: Mapping[str, Cell]
    letters: Mapping[str, tuple[str, str]]
    issues: list[Issue] = field(default_factory=list)

    def text(self, name: str) -> str:
        """The text of a field; words for "nothing" say nothing."""
        found = text_of(self.cells.get(name))
        return "" if is_blank(found) else found

    def read(self, name: str, reader: Callable[[Cell], Reading[T]], default: T) -> T:
        """Read a field; a refusal or doubt becomes an issue of its column."""
        cell = self.cells.get(name)
        if cell is None or not text_of(cell):
            return default
        try:
            reading = reader(cell)
        except DomainError as refusal:
            self.report(name, REFUSED, str(refusal))
            return default
        if reading.doubt:
            self.report(name, DOUBTFUL, reading.doubt)
        return reading.value

    def report(self, name: str, severity: Severity, reason: str) -> None:
        letter, title = self.letters.get(name, ("", _("cả hàng")))
        self.issues.append(Issue(self.sheet, self.number, letter, title, severity, reason))

    @property
    def is_refused(self) -> bool:
        return any(issue.severity == REFUSED for issue in self.issues)


@dataclass(slots=True)
class FoundTable:
    """All rows of all sheets with such a head."""

    rows: list[TableRow]
    columns: list[FoundColumn]
    skipped: list[SkippedSheet]
    as_of: datetime.date | None
    sheets: list[Sheet]

    @property
    def head_signature(self) -> str:
        keys = sorted({column_key(column.header) for column in self.columns})
        return hashlib.sha256("\n".join(keys).encode()).hexdigest()


def read_table(content: bytes, words: Words, mapping: Mapping[str, str] | None = None) -> FoundTable:
    """Understand a table. Raises DomainError when the file cannot be read or holds no such table."""
    sheets, _conversions = in_unicode(read_sheets(content))
    table = FoundTable([], [], [], None, sheets)
    for sheet in sheets:
        place = None if sheet.hidden else _find_head(sheet, words, mapping or {})
        if place is None:
            if sheet.rows:
                table.skipped.append(SkippedSheet(sheet.title, _("Không có bảng như vậy.")))
            continue
        _read_sheet(table, sheet, place, words, mapping or {})
    if not table.columns:
        needed = ", ".join(f"“{words.fields[name]}”" for name in words.fields if name in words.needed)
        raise DomainError(
            _("Không tìm thấy bảng trong tệp: cần một dòng tiêu đề có các cột %(names)s.") % {"names": needed}
        )
    if not table.rows:
        raise DomainError(_("Không thấy dòng nào dưới tiêu đề của bảng. Hãy kiểm tra lại tệp."))
    return table


def _find_head(sheet: Sheet, words: Words, assigned: Mapping[str, str]) -> int | None:
    for place in range(min(len(sheet.rows), WITHIN)):
        if len(sheet.rows[place].cells) < 2:
            continue
        titles = _titles(sheet, place)
        found = {words.field_of(title, assigned) for title in titles.values()}
        if words.needed <= found and words.beside & found:
            return place
    return None


def _titles(sheet: Sheet, place: int) -> dict[int, str]:
    """The titles of a head of one row, or of two where its cells are merged."""
    row = sheet.rows[place]
    columns = {cell.column for cell in row}
    spans = [area for cell in row if (area := sheet.merge_at(cell.row, cell.column))]
    if any(area.right > area.left for area in spans) and _follows(sheet, place):
        columns |= {cell.column for cell in sheet.rows[place + 1] if cell.kind == "text"}
    titles = {}
    for column in sorted(columns):
        parts = [normalise(cell.text) for cell in _parts(sheet, place, column, bool(spans))]
        if title := JOINED.join(dict.fromkeys(part for part in parts if part)):
            titles[column] = title
    return titles


def _follows(sheet: Sheet, place: int) -> bool:
    """Whether the row directly below holds something."""
    return place + 1 < len(sheet.rows) and sheet.rows[place + 1].number == sheet.rows[place].number + 1


def _parts(sheet: Sheet, place: int, column: int, merged: bool) -> Iterable[Cell]:
    if cell := sheet.resolved(sheet.rows[place].number, column):
        yield cell
    two = any(area.right > area.left for cell in sheet.rows[place] if (area := sheet.merge_at(cell.row, cell.column)))
    if merged and two and _follows(sheet, place):
        below = sheet.resolved(sheet.rows[place + 1].number, column)
        if below is not None and below.kind == "text":
            yield below


def _read_sheet(table: FoundTable, sheet: Sheet, place: int, words: Words, assigned: Mapping[str, str]) -> None:
    titles, head = _titles(sheet, place), sheet.rows[place].number
    last = max([head, *(area.bottom for area in sheet.merges if area.top == head)])
    columns: dict[str, int] = {}
    for column, title in titles.items():
        name = words.field_of(title, assigned)
        used = name and name not in columns
        if used:
            columns[name] = column
        letter = column_letter(column)
        table.columns.append(FoundColumn(sheet.title, letter, title, name if used else "", head, last))
    letters = {name: (column_letter(column), titles[column]) for name, column in columns.items()}
    table.as_of = table.as_of or as_of_day(title_lines(sheet, head))
    for row in sheet.rows[place + 1 :]:
        if row.number > last and _is_row(row, columns, words):
            cells = {name: cell for name, column in columns.items() if (cell := row.cells.get(column))}
            table.rows.append(TableRow(sheet.title, row.number, cells, letters))


def _is_row(row: Row, columns: Mapping[str, int], words: Words) -> bool:
    """A row that says something about a thing: not a numbering, a total, a signature, a repeated head."""
    known = [name for name, column in columns.items() if text_of(row.cells.get(column))]
    if len(known) < 2 or is_index_row(row):
        return False
    cell = row.cells.get(columns.get(words.key, 0))
    return cell is None or words.field_of(text_of(cell), {}) != words.key
