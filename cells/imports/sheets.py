"""One worksheet: its lines in order, each person given to a cell and read."""

import dataclasses
import datetime
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from cells.imports.heads import Head
from cells.imports.lines import Line, read_lines
from cells.imports.people import read_person
from cells.imports.rows import Layout, RowReader
from cells.imports.titles import cell_of_sheet_name, cell_of_titles, place_of_titles, title_lines
from cells.imports.understood import DOUBTFUL, REFUSED, FoundCell, Issue, Person
from cells.imports.units import CellName, read_cell_name, stated_count
from cells.imports.values import formula_doubt, read_mark, text_of
from core.spreadsheet import Cell, Sheet

_MOSTLY = 0.6


@dataclass(slots=True)
class SheetReading:
    """What one worksheet gave. ``cells`` come with whether their name stood in capitals."""

    sheet: Sheet
    head: Head
    titles: list[str]
    lines: list[Line]
    knows_cells: bool = False
    rows_read: int = 0
    people: list[Person] = field(default_factory=list)
    issues: list[Issue] = field(default_factory=list)
    cells: list[tuple[FoundCell, bool]] = field(default_factory=list)
    totals: list[tuple[int, int]] = field(default_factory=list)
    head_of_row: dict[int, Head] = field(default_factory=dict)


@dataclass(slots=True)
class _Group:
    """The rows under the name of one cell, to be compared with the counts that the list states."""

    named: Line | None = None
    people: int = 0


def read_sheet(sheet: Sheet, head: Head, today: datetime.date, *, among_several: bool) -> SheetReading:
    """Read the table under a head."""
    reading = SheetReading(sheet, head, title_lines(sheet, head.top), list(read_lines(sheet, head)))
    people = [line for line in reading.lines if line.kind == "person"]
    whole = (
        cell_of_titles(reading.titles)
        or cell_of_sheet_name(sheet, among_several=among_several)
        or place_of_titles(reading.titles)
    )
    finder = _CellFinder(reading, people, whole)
    layout = _layout(people)
    group = _Group()
    for line in reading.lines:
        if line.kind == "person":
            _take_person(reading, finder, layout, line, group, today)
            group.people += 1
        elif line.kind == "total":
            _take_total(reading, group, line)
        elif line.kind == "name_alone":
            reason = _("Dòng chỉ có họ tên, không có thông tin khác nên không được nhập.")
            reading.issues.append(_issue(sheet, line, "name", reason))
        else:
            _close(reading, group)
            group = _Group(line)
            finder.section = line.cell
            if line.cell and line.outspoken:
                finder.known.add(line.cell.key)
                reading.cells.append(_found(sheet, line.row.number, line.cell, line.stated))
    _close(reading, group)
    _take_titles(reading)
    _doubt_hidden(reading, people)
    reading.knows_cells = bool(reading.cells)
    return reading


def _issue(sheet: Sheet, line: Line, name: str, reason: str) -> Issue:
    return Issue(sheet.title, line.row.number, *line.head.label(name), DOUBTFUL, reason)


def _found(sheet: Sheet, row: int, cell: CellName, stated: int | None) -> tuple[FoundCell, bool]:
    return FoundCell(cell.key, cell.name, cell.unit, sheet.title, row, stated), cell.one_case


def _take_person(
    reading: SheetReading, finder: "_CellFinder", layout: Layout, line: Line, group: _Group, today: datetime.date
) -> None:
    reader = RowReader(reading.sheet, line.row, line.head, today, layout)
    cell = finder.cell_of(reader, line)
    reading.rows_read += 1
    reading.head_of_row[line.row.number] = line.head
    person = read_person(reader, cell.key if cell else "")
    reading.issues += reader.issues
    if cell and (cell.key not in finder.known or (finder.in_column and not cell.one_case)):
        finder.known.add(cell.key)
        source = group.named if group.named and group.named.cell is cell else line
        reading.cells.append(_found(reading.sheet, source.row.number, cell, source.stated))
    reading.people.append(person)


def _take_total(reading: SheetReading, group: _Group, line: Line) -> None:
    """A subtotal, below or above its people, is compared with its cell; any other total with the sheet and file."""
    if line.stated is None or line.stated == group.people:
        return
    if group.named and group.named.stated is None and not group.people:
        group.named = dataclasses.replace(group.named, stated=line.stated)
        return
    reading.totals.append((line.row.number, line.stated))


def _take_titles(reading: SheetReading) -> None:
    """A head-count above the head is that of the sheet or file, or of the people before the next cell is named."""
    before_next = 0
    for line in reading.lines:
        if line.kind in {"cell", "committee"}:
            break
        before_next += line.kind == "person"
    for row in reading.sheet.rows:
        if row.number >= reading.head.top:
            return
        for cell in row:
            stated = stated_count(text_of(cell))
            if stated is not None and stated != before_next:
                reading.totals.append((row.number, stated))


def _close(reading: SheetReading, group: _Group) -> None:
    named = group.named
    if named is None or named.stated is None or named.stated == group.people:
        return
    if named.cell and not group.people and any(person.cell_key == named.cell.key for person in reading.people):
        return  # a summary below the list names each cell once more
    reason = _("Danh sách ghi %(stated)s đồng chí nhưng có %(found)s dòng; hãy kiểm tra.") % {
        "stated": named.stated,
        "found": group.people,
    }
    reading.issues.append(Issue(reading.sheet.title, named.row.number, "", "", DOUBTFUL, reason))


def _doubt_hidden(reading: SheetReading, people: Sequence[Line]) -> None:
    hidden = [line for line in people if line.row.hidden]
    if hidden:
        reason = _("Có %(count)s dòng đang bị ẩn, bắt đầu từ dòng này; các dòng ẩn vẫn được đọc.") % {
            "count": len(hidden)
        }
        reading.issues.append(_issue(reading.sheet, hidden[0], "name", reason))


def _layout(people: Sequence[Line]) -> Layout:
    """Whether the columns "Nam" and "Nữ" hold dates or crosses."""
    dates = marks = 0
    head = people[0].head if people else None
    for line in people:
        for side in ("male", "female"):
            cell = line.row.cells.get(line.head.columns.get(side, 0))
            if cell and text_of(cell):
                marks += read_mark(cell) is not None
                dates += read_mark(cell) is None
    only_female = head is not None and "female" in head.columns and not {"male", "sex"} & head.columns.keys()
    return Layout(sides_hold_dates=dates > marks, blank_means_male=only_female and marks > dates)


class _CellFinder:
    """Says which cell a row belongs to: its own column, else the name above the rows, else that of the sheet."""

    def __init__(self, reading: SheetReading, people: Sequence[Line], whole: CellName | None) -> None:
        self.section: CellName | None = None
        self.known: set[str] = set()
        self.in_column = False
        self._sheet = reading.sheet
        self._whole = whole
        self._last: CellName | None = None
        self._column = self._choose_column(reading, people)
        self._fills_down = self._is_sparse(people)

    def _choose_column(self, reading: SheetReading, people: Sequence[Line]) -> str:
        if not people:
            return ""
        columns = people[0].head.columns
        if "cell" in columns:
            return "cell"
        has_sections = any(line.kind == "cell" for line in reading.lines)
        return "weak_cell" if "weak_cell" in columns and not has_sections and self._whole is None else ""

    def _is_sparse(self, people: Sequence[Line]) -> bool:
        """A column filled only in the first row of each cell, without merging."""
        if not self._column:
            return False
        filled = Counter(bool(self._own(line)) for line in people)
        return bool(self._own(people[0])) and filled[True] < _MOSTLY * len(people)

    def _own(self, line: Line) -> Cell | None:
        column = line.head.columns.get(self._column)
        cell = self._sheet.resolved(line.row.number, column) if column else None
        return cell if cell and (text_of(cell) or cell.is_formula) else None

    def cell_of(self, reader: RowReader, line: Line) -> CellName | None:
        """The cell, or None after a refusal was reported."""
        if own := self._own(line):
            return self._from_column(reader, own)
        found = (self._last if self._fills_down else None) or self.section or self._whole
        if found is None:
            reader.report(
                self._column or "name", REFUSED, _("Không rõ đảng viên này thuộc chi bộ nào. Hãy ghi tên chi bộ.")
            )
        self.in_column = False
        return found

    def _from_column(self, reader: RowReader, cell: Cell) -> CellName | None:
        found = read_cell_name(text_of(cell)) if cell.kind in {"text", "number"} else None
        if found is None:
            reader.report(
                self._column,
                REFUSED,
                _("“%(value)s” không phải là tên chi bộ. Hãy ghi tên chi bộ.") % {"value": text_of(cell)[:80]},
            )
            return None
        if doubt := formula_doubt(cell):
            reader.report(self._column, DOUBTFUL, doubt)
        self.in_column = True
        self._last = found
        return found
