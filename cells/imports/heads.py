"""Find the head of a table, wherever it stands and however many rows it has, and what each column holds."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from cells.imports.understood import FoundColumn
from cells.imports.vocabulary import WEAK, column_key, column_title, head_key, meaning_of
from core.spreadsheet import Cell, Row, Sheet, column_letter
from core.vietnamese import normalise

MOST_HEAD_ROWS = 4
# A list of members shows at least a name and one of these.
PROOF = frozenset(
    {
        "birth",
        "birth_year",
        "male",
        "female",
        "sex",
        "admitted",
        "admission_ceremony",
        "admission_decided",
        "official",
        "both_days",
        "card_number",
        "old_card_number",
        "citizen_id",
    }
)
# Most cells of a list are none of these, and asking the rules about each would take most of the time.
_MAY_BE_NAME = re.compile(r"\W*(h.{0,3}[oọ]|t.{0,3}[eê]n|[đd].{0,3}ng vi.{0,3}n)", re.IGNORECASE)
_MOST_DIGITS = 4
_FEWEST_KNOWN = 3
_BIRTHS = frozenset({"birth", "birth_year", "male", "female"})
_NAMES = frozenset({"name", "given_name"})
_TITLE_LINE = re.compile(r"^(dang (bo|uy) \w|dang cong san|chi bo \w|so |danh sach|tinh den|dvt\b)")
_INDEX = re.compile(r"\(?\s*([0-9]{1,2}|[A-ZĐ])\s*\)?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Head:
    """A head of rows ``top`` to ``bottom``; ``columns`` gives the column number of each field."""

    top: int
    bottom: int
    columns: Mapping[str, int]
    admission_kind: str
    titles: Mapping[int, str]
    found: Sequence[FoundColumn] = field(default=())
    assigned: Mapping[str, str] = field(default_factory=dict)
    """What the user said about columns, by ``column_key``; it holds for heads on later pages too."""

    def label(self, field_name: str) -> tuple[str, str]:
        """Letter and title of a field's column, for messages; empty when the list has no such column."""
        column = self.columns.get(field_name)
        return (column_letter(column), self.titles.get(column, "")) if column else ("", "")


def find_head(sheet: Sheet, *, assigned: Mapping[str, str], within: int = 100) -> Head | None:
    """The first head among the first rows; one that says only "Đảng viên" for the name if there is no better."""
    for rank in (WEAK - 1, WEAK):
        for place in range(min(len(sheet.rows), within)):
            if head := head_at(sheet, place, rank=rank, assigned=assigned):
                return head
    return None


def head_at(sheet: Sheet, place: int, *, assigned: Mapping[str, str], rank: int = WEAK - 1) -> Head | None:
    """The head whose line with "Họ và tên" is the row at this index, or None."""
    row = sheet.rows[place]
    if not any(_is_name_title(cell.value, assigned, rank) for cell in row) or any(_is_value(cell) for cell in row):
        return None
    head = _head_around(sheet, place, assigned)
    return head if head.columns.keys() & _NAMES and head.columns.keys() & PROOF else None


def nameless_head(sheet: Sheet, *, assigned: Mapping[str, str], within: int = 100) -> Head | None:
    """A head that knows enough of members to be one, but none of its titles says "Họ và tên"."""
    for place, row in enumerate(sheet.rows[:within]):
        if len(row.cells) <= _FEWEST_KNOWN or any(_is_value(cell) for cell in row):
            continue
        head = _head_around(sheet, place, assigned)
        if len(head.columns) >= _FEWEST_KNOWN and head.columns.keys() & PROOF and not head.columns.keys() & _NAMES:
            return head
    return None


def _head_around(sheet: Sheet, place: int, assigned: Mapping[str, str]) -> Head:
    """The rows above and below that belong to the head of one row."""
    row = sheet.rows[place]
    top = place
    while top > 0 and place - top < MOST_HEAD_ROWS - 1 and _is_group_row(sheet, sheet.rows[top - 1], row):
        top -= 1
    bottom = place
    while bottom + 1 < len(sheet.rows) and bottom - place < MOST_HEAD_ROWS - 1:
        if not _continues(sheet, place, bottom + 1, assigned):
            break
        bottom += 1
    return _build(sheet, sheet.rows[top : bottom + 1], assigned)


def is_index_row(row: Row) -> bool:
    """The line "(1) (2) (3)" or "A B C" that some lists put under the head."""
    texts = [cell.text.strip() for cell in row]
    return len(texts) >= 3 and all(_INDEX.fullmatch(text) for text in texts) and len(set(texts)) == len(texts)


def _is_name_title(value: object, assigned: Mapping[str, str], rank: int = WEAK) -> bool:
    if not isinstance(value, str) or not (_MAY_BE_NAME.match(value) or column_key(value) in assigned):
        return False
    field_name, found_rank = meaning_of((normalise(value),), assigned)
    return field_name in _NAMES | {"family_name"} and found_rank <= rank


def _is_value(cell: Cell) -> bool:
    """A date or a long number stands among people, never in a head."""
    digits = sum(char.isdigit() for char in cell.text)
    letters = sum(char.isalpha() for char in cell.text)
    return cell.kind == "date" or (digits > _MOST_DIGITS and digits > letters)


def _is_group_row(sheet: Sheet, row: Row, below: Row) -> bool:
    """A row of titles over several columns each, directly above the row with the name."""
    if row.number != below.number - 1 or len(row.cells) < 2:
        return False
    spans = [area for cell in row if (area := sheet.merge_at(cell.row, cell.column))]
    width = max(below.cells) - min(below.cells) + 1
    if any(area.right - area.left + 1 >= width for area in spans):
        return False
    wide = [area for area in spans if area.right > area.left and area.bottom < below.number]
    tall = [cell for cell in row if meaning_of((normalise(cell.text),), {})[0]]
    texts = all(isinstance(cell.value, str) and not _TITLE_LINE.match(head_key(cell.text)) for cell in row)
    return texts and bool(wide or tall)


def _continues(sheet: Sheet, place: int, below: int, assigned: Mapping[str, str]) -> bool:
    """Whether the row at index ``below`` still belongs to the head of the row at ``place``."""
    row = sheet.rows[below]
    if row.number != sheet.rows[below - 1].number + 1:
        return False
    if any(not isinstance(cell.value, str) or cell.is_formula or _is_value(cell) for cell in row):
        return False
    head = sheet.rows[place]
    name_columns = [cell.column for cell in head if _is_name_title(cell.value, assigned)]
    for column in name_columns:
        own = row.cells.get(column)
        if own is not None and not _is_name_title(own.value, assigned):
            return False
    known = [
        cell for cell in row if meaning_of((_title_above(sheet, place, cell.column), normalise(cell.text)), assigned)[0]
    ]
    covered = any(
        (area := sheet.merge_at(head.number, column)) and area.bottom >= row.number for column in name_columns
    )
    return covered or (bool(known) and len(row.cells) > 1)


def _title_above(sheet: Sheet, place: int, column: int) -> str:
    """The title of a column in one row; a merged or empty cell takes the title to its left."""
    row = sheet.rows[place]
    if cell := sheet.resolved(row.number, column):
        return normalise(cell.text)
    if sheet.merge_at(row.number, column):
        return ""
    left = [cell for cell in row if cell.column < column]
    return normalise(left[-1].text) if left else ""


def _build(sheet: Sheet, rows: Sequence[Row], assigned: Mapping[str, str]) -> Head:
    paths = _paths(sheet, rows)
    best: dict[str, tuple[int, int]] = {}
    fields: dict[int, str] = {}
    for column, path in sorted(paths.items()):
        name, rank = meaning_of(path, assigned)
        if not name:
            continue
        fields[column] = name
        if name not in best or rank < best[name][0]:
            best[name] = (rank, column)
    if not best.keys() & _BIRTHS:
        best |= _birth_in_three(paths, fields)
    columns = {name: column for name, (_rank, column) in best.items()}
    admission_kind = _settle(columns, sheet, rows)
    top, bottom = rows[0].number, rows[-1].number
    titles = {column: column_title(path) for column, path in paths.items()}
    used = {column: name for name, column in columns.items()}
    found = tuple(
        FoundColumn(sheet.title, column_letter(column), title, used.get(column, ""), top, bottom)
        for column, title in sorted(titles.items())
        if title
    )
    return Head(top, bottom, columns, admission_kind, titles, found, assigned)


def _birth_in_three(paths: Mapping[int, Sequence[str]], fields: Mapping[int, str]) -> dict[str, tuple[int, int]]:
    """Columns "Ngày", "Tháng", "Năm" side by side that no title above explains: of birth, where no other is."""
    last = {column: path[-1].lower() for column, path in paths.items() if path and column not in fields}
    for column in last:
        if [last.get(column + step) for step in range(3)] == ["ngày", "tháng", "năm"]:
            return {name: (1, column + step) for step, name in enumerate(("birth_day", "birth_month", "birth_year"))}
    return {}


def _paths(sheet: Sheet, rows: Sequence[Row]) -> dict[int, tuple[str, ...]]:
    """For each column the titles from the topmost down, merged areas and unmerged gaps filled."""
    columns = sorted({cell.column for row in rows for cell in row} | _merged_columns(sheet, rows))
    paths: dict[int, tuple[str, ...]] = {}
    for column in columns:
        path: list[str] = []
        for place, row in enumerate(rows):
            text = ""
            if cell := sheet.resolved(row.number, column):
                text = normalise(cell.text)
            elif any(column in below.cells for below in rows[place + 1 :]) and not sheet.merge_at(row.number, column):
                text = _inherited(sheet, rows, place, column)
            if text and (not path or path[-1] != text):
                path.append(text)
        paths[column] = tuple(path)
    return paths


def _inherited(sheet: Sheet, rows: Sequence[Row], place: int, column: int) -> str:
    """A group title written over the first of its columns only, without merging."""
    left = column - 1
    while left > 0 and any(left in below.cells for below in rows[place + 1 :]):
        if cell := rows[place].cells.get(left):
            return "" if sheet.merge_at(cell.row, left) else normalise(cell.text)
        left -= 1
    return ""


def _merged_columns(sheet: Sheet, rows: Sequence[Row]) -> set[int]:
    top, bottom = rows[0].number, rows[-1].number
    return {
        column
        for area in sheet.merges
        if top <= area.top and area.bottom <= bottom
        for column in range(area.left, area.right + 1)
    }


def _settle(columns: dict[str, int], sheet: Sheet, rows: Sequence[Row]) -> str:
    """Sort out titles that mean something only beside others; returns which day of admission is meant."""
    name = columns.get("name")
    if name and "given_name" not in columns:
        area = sheet.merge_at(rows[-1].number, name) or sheet.merge_at(rows[0].number, name)
        if area and area.right == area.left + 1:
            # "Họ và tên" over two columns: family and middle name left, given name right.
            columns["family_name"], columns["given_name"] = area.left, area.right
            del columns["name"]
    if "given_name" in columns and "family_name" not in columns and "name" not in columns:
        columns["name"] = columns.pop("given_name")
    if "name" in columns:
        columns.pop("family_name", None)
        columns.pop("given_name", None)
    if "citizen_id" in columns:
        columns.pop("identity_card", None)
    kind = ""
    for exact, meaning in (("admission_ceremony", "ceremony"), ("admission_decided", "decision")):
        if "admitted" not in columns and exact in columns:
            columns["admitted"], kind = columns.pop(exact), meaning
    # A list with both days means the ceremony by the other one.
    return "ceremony" if "admission_decided" in columns else kind
