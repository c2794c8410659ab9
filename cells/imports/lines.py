"""What each row below a head is: a person, the name of a cell, a total, or nothing that concerns us."""

import dataclasses
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from cells.imports.heads import Head, head_at, is_index_row
from cells.imports.units import CellName, read_cell_name, says_cell, says_committee, says_place, stated_count
from cells.imports.values import text_of
from cells.imports.vocabulary import head_key
from core.spreadsheet import Cell, Row, Sheet

Kind = Literal["person", "cell", "committee", "total", "name_alone"]

_DATES = ("birth", "male", "female", "admitted", "admission_decided", "official", "both_days", "birth_year")
_NUMBERS = ("citizen_id", "identity_card", "card_number", "old_card_number")
_OTHER_FACTS = ("sex", "ethnic_group", "religion", "post", "status", "exempt")
_TOTAL = re.compile(r"^(tổng\s*(cộng|số)?|cộng|toàn đảng bộ|tong (cong|so))\b(?!\s+(văn|thị))", re.IGNORECASE)
_LIST_HAS = re.compile(r"^(danh sách|ấn định)\b.*\b(có|gồm|tổng)\b", re.IGNORECASE)
_SIGNATURE = re.compile(
    r"^(t\s*/\s*m\b|tm\b\.?|k\s*/\s*t\b|kt\b\.|t\s*/\s*l\b|tl\b\.|người lập|người ghi|lập biểu|nơi nhận|xác nhận|"
    r"bí thư|phó bí thư|chủ tịch|thủ trưởng|\(?\s*ký\b|.{0,60}\bngày\b.{0,20}\btháng\b.{0,20}\bnăm\b)",
    re.IGNORECASE,
)
_NO_CELL = re.compile(
    r"^(dang vien|dv|cap uy|ban chi uy|chi uy|mien|chinh thuc|du bi|nam|nu|danh sach|to dang|to truong|"
    r"dang sinh hoat|ghi chu|luu y|trong do)\b"
)
_NAME_ALONE = re.compile(r"[^\W\d_]+( [^\W\d_]+){1,5}")
_ORDINAL = re.compile(r"\d{1,5}\.?")
_GROUP_ORDINAL = re.compile(r"([IVXLC]{1,7}|[A-ZĐ])[.)/]?")
_WIDE = 3
_NEAR = 3
"""How many rows above a head its title may stand."""


@dataclass(frozen=True, slots=True)
class Line:
    """A row that matters, with the head that holds for it."""

    kind: Kind
    row: Row
    head: Head
    cell: CellName | None = None
    stated: int | None = None
    outspoken: bool = True
    """Whether the row says "Chi bộ"; "Thôn Tân Lập" alone names a cell only when members follow."""


def read_lines(sheet: Sheet, head: Head) -> Iterator[Line]:
    """The rows that matter below a head; heads repeated on later pages are obeyed."""
    ended = False
    for at, row in enumerate(sheet.rows):
        if row.number <= head.bottom:
            continue
        if again := head_at(sheet, at, assigned=head.assigned):
            head, ended = again, False
            if place := _place_above(sheet, head):
                yield dataclasses.replace(_cell_line(place, head, next(iter(place))), outspoken=False)
            continue
        if is_index_row(row):
            continue
        line = _line(sheet, row, head, ended)
        if line is None:
            ended = ended or _is_signature(row, head)
            continue
        ended = line.kind == "total" or (ended and line.kind != "cell")
        yield line


def _place_above(sheet: Sheet, head: Head) -> Row | None:
    """The row "II. THÔN TÂN LẬP" right above a head that is repeated for each cell."""
    above = [row for number in range(head.top - _NEAR, head.top) if (row := sheet.row(number))]
    alone = [row for row in above if len(row.cells) == 1 and says_place(next(iter(row)).text)]
    return alone[-1] if alone else None


def _line(sheet: Sheet, row: Row, head: Head, ended: bool) -> Line | None:
    name = name_cells(row, head)
    has_number = any(_is_strong(row, head, field) for field in _NUMBERS)
    strong = has_number or any(_is_strong(row, head, field) for field in _DATES)
    leading = _leading(row, head, name)
    if found := next((cell for cell in leading if says_cell(cell.text)), None):
        return _cell_line(row, head, found)
    if not has_number and any(_TOTAL.match(text_of(cell)) or _LIST_HAS.match(text_of(cell)) for cell in leading):
        return Line("total", row, head, stated=_total_of(row, leading))
    if not name and _is_signature(row, head):
        return None
    if not strong:
        if any(says_committee(cell.text) for cell in leading):
            return Line("committee", row, head)
        if _is_signature(row, head):
            return None
        if name and _heads_a_group(sheet, row, head, name[0]):
            return dataclasses.replace(_cell_line(row, head, name[0]), outspoken=False)
    if strong or (name and _is_counted(row, head, ended)):
        return Line("person", row, head)
    alone = text_of(name[0]) if len(name) == 1 and not ended else ""
    if _NAME_ALONE.fullmatch(alone) and not _NO_CELL.match(head_key(alone)):
        return Line("name_alone", row, head)
    return None


def name_cells(row: Row, head: Head) -> list[Cell]:
    """The cells of a row that hold the name: one, or family and given name."""
    columns = [head.columns[field] for field in ("name", "family_name", "given_name") if field in head.columns]
    return [cell for column in columns if (cell := row.cells.get(column)) and (text_of(cell) or cell.is_formula)]


def _leading(row: Row, head: Head, name: Sequence[Cell]) -> list[Cell]:
    """The places where a row says what it is: its first cell, its number, its name."""
    number = row.cells.get(head.columns.get("number", 0))
    first = next(iter(row), None)
    if first is not None and first.column in set(head.columns.values()) and (name or len(row.cells) > _WIDE):
        first = None
    found = [cell for cell in (first, number, *name) if cell is not None and text_of(cell)]
    return list(dict.fromkeys(found))


def _is_strong(row: Row, head: Head, field: str) -> bool:
    """Whether a cell holds something that only a person has: a date, a year, a long number."""
    cell = row.cells.get(head.columns.get(field, 0))
    if cell is None:
        return False
    if cell.kind in {"date", "error"}:
        return True
    digits = sum(char.isdigit() for char in cell.text)
    letters = sum(char.isalpha() for char in cell.text)
    if field in _NUMBERS:
        return digits >= 7 and letters <= 2
    return digits >= 4 or bool(re.search(r"\d\s*[/.\-]\s*\d", cell.text))


def _is_counted(row: Row, head: Head, ended: bool) -> bool:
    """A name alone is a person when the row is numbered or says something else about the person."""
    number = row.cells.get(head.columns.get("number", 0))
    numbered = number is not None and bool(_ORDINAL.fullmatch(text_of(number)))
    others = any(
        (cell := row.cells.get(head.columns.get(field, 0))) and text_of(cell)
        for field in _OTHER_FACTS + _DATES + _NUMBERS
    )
    return (numbered and others) if ended else (numbered or others)


def _heads_a_group(sheet: Sheet, row: Row, head: Head, name: Cell) -> bool:
    """A row such as "II | Thôn Tân Lập", or a text merged over the table, without anything about a person."""
    number = row.cells.get(head.columns.get("number", 0))
    grouped = number is not None and number is not name and bool(_GROUP_ORDINAL.fullmatch(text_of(number)))
    area = sheet.merge_at(row.number, name.column)
    wide = area is not None and area.right - area.left + 1 >= _WIDE
    alone = not any(
        (cell := row.cells.get(head.columns.get(field, 0))) and cell.kind == "text" and text_of(cell)
        for field in _OTHER_FACTS
    )
    if name.kind != "text" or _NO_CELL.match(head_key(name.text)):
        return False
    return alone and (grouped or (says_place(name.text) and (wide or len(row.cells) <= 3)))


def _cell_line(row: Row, head: Head, found: Cell) -> Line:
    cell = read_cell_name(found.text)
    stated = cell.stated if cell else None
    for other in row:
        if stated is None and other is not found:
            stated = stated_count(text_of(other))
    note = row.cells.get(head.columns.get("note", 0))
    if stated is None and note is not None and isinstance(note.value, int):
        stated = note.value
    return Line("cell", row, head, cell, stated)


def _total_of(row: Row, leading: Sequence[Cell]) -> int | None:
    """The number that a total row states: beside "đồng chí", after the words, or in the first cell with a number."""
    for cell in row:
        if (count := stated_count(text_of(cell))) is not None:
            return count
    for cell in leading:
        if found := re.search(r"\d{1,5}", text_of(cell)):
            return int(found[0])
    return next((cell.value for cell in row if isinstance(cell.value, int) and not isinstance(cell.value, bool)), None)


def _is_signature(row: Row, head: Head) -> bool:
    elsewhere = {head.columns.get("post"), head.columns.get("note")}
    return any(_SIGNATURE.match(text_of(cell)) for cell in row if cell.column not in elsewhere)
