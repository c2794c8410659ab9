"""A set of criteria from a table that a committee filled in: its lines, and what is wrong with each of them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from django.utils.translation import gettext as _

from core.errors import DomainError
from core.spreadsheet import Cell, Row, Sheet, in_unicode, read_sheets
from core.vietnamese import normalise, search_key
from evaluations.rules.criteria_check import MOST_ROWS

Data = dict[str, Any]
WITHIN = 40
"""A head stands among the first rows."""
TITLES = (
    ("code", re.compile(r"^ma\b|^ky hieu")),
    ("group", re.compile(r"^nhom")),
    ("heading", re.compile(r"^de muc")),
    ("how", re.compile(r"^cach (cham|tinh)")),
    ("text", re.compile(r"tieu chi|noi dung")),
    ("points", re.compile(r"^diem|toi da")),
)
"""Fields by the titles of their columns, without accents; the first that fits decides, the first column counts."""
SUMS = re.compile(r"^(tong|cong)\b")
BY_HAND = re.compile(r"tay")
COMPUTED = re.compile(r"so lieu|tinh|tu dong")


@dataclass(frozen=True)
class TableLine:
    """One criterion as the table has it; ``number`` is its row as Excel shows it, ``how`` "hand", "records" or ""."""

    number: int
    code: str
    group: str
    heading: str
    text: str
    points: str
    how: str = ""


def read_criteria_file(content: bytes, groups: Sequence[Mapping[str, Any]]) -> list[TableLine]:
    """The criteria of the first sheet that has such a table. Raises DomainError for a file without one.

    Rows without points name a group or a heading of what follows; sums are left out.
    """
    sheets, _conversions = in_unicode([sheet for sheet in read_sheets(content) if not sheet.hidden])
    for sheet in sheets:
        if (found := _head(sheet)) is None:
            continue
        row, columns = found
        below = (each for each in sheet.rows if each.number > row)
        lines = list(_Lines(sheet, columns, groups).of(below))
        if len(lines) > MOST_ROWS:
            raise DomainError(_("Bảng có quá %(most)s tiêu chí; hãy gộp bớt.") % {"most": MOST_ROWS}, field="file")
        if lines:
            return lines
    raise DomainError(
        _("Không thấy bảng tiêu chí trong tệp. Bảng cần có ít nhất hai cột “Tiêu chí” và “Điểm tối đa”."), field="file"
    )


def _head(sheet: Sheet) -> tuple[int, dict[str, int]] | None:
    """The row of the titles and the columns by field."""
    for row in sheet.rows[:WITHIN]:
        columns: dict[str, int] = {}
        for cell in row:
            words = search_key(normalise(cell.text))
            name = next((name for name, rule in TITLES if rule.search(words)), "") if len(words) < 60 else ""
            if name:
                columns.setdefault(name, cell.column)
        if {"text", "points"} <= columns.keys():
            return row.number, columns
    return None


class _Lines:
    """The lines below a head; keeps the group and the heading that were named last."""

    def __init__(self, sheet: Sheet, columns: Mapping[str, int], groups: Sequence[Mapping[str, Any]]) -> None:
        self.sheet, self.columns, self.groups = sheet, columns, groups
        self.group, self.heading = "", ""

    def of(self, rows: Iterable[Row]) -> Iterator[TableLine]:
        """Without a column of headings a row without points is the heading of the rows below it, if there are any."""
        waiting: TableLine | None = None
        for row in rows:
            if (line := self._line(row)) is None:
                continue
            is_title = not line.points and (named := self._group_of(line.text) or self._key(line.code))
            if not line.points and (is_title or "heading" not in self.columns):
                if waiting:
                    yield waiting
                self.group, self.heading = (named, "") if is_title else (self.group, line.text or line.code)
                waiting = None if is_title else line
                continue
            waiting = None
            yield line
        if waiting:
            yield waiting

    def _line(self, row: Row) -> TableLine | None:
        """What a row says; None for an empty one, and for a sum."""
        words = {name: normalise(_text(row.cells.get(column))) for name, column in self.columns.items()}
        text, points, code = words["text"], words["points"], words.get("code", "")
        if not (text or points or code) or (SUMS.search(search_key(text or code)) and not (text and code)):
            return None
        group, heading = (self._shown(row, name) for name in ("group", "heading"))
        group = self._group_of(group) or self._group_of(code) or self.group
        return TableLine(row.number, code, group, heading or self.heading, text, points, _how(words.get("how", "")))

    def _shown(self, row: Row, name: str) -> str:
        """What a column shows in a row; merged cells show the same in each of their rows."""
        return normalise(_text(self.sheet.resolved(row.number, self.columns[name]))) if name in self.columns else ""

    def _key(self, code: str) -> str:
        return next((str(item["key"]) for item in self.groups if search_key(item["key"]) == search_key(code)), "")

    def _group_of(self, words: str) -> str:
        """The key of the group that words name: its key, its key before a point, or its name."""
        plain = search_key(words)
        for item in sorted(self.groups, key=lambda item: -len(item["key"])):
            key, name = search_key(item["key"]), search_key(item["name"])
            if plain == key or plain.startswith((f"{key}.", f"{key} ", f"{key}:")) or (plain and plain == name):
                return str(item["key"])
        return ""


def _text(cell: Cell | None) -> str:
    """What the cell shows; a number with a decimal comma."""
    if cell is None:
        return ""
    is_number = isinstance(cell.value, int | float) and not isinstance(cell.value, bool)
    return str(cell.value).replace(".", ",").removesuffix(",0") if is_number else cell.text


def _how(words: str) -> str:
    plain = search_key(words)
    return "hand" if BY_HAND.search(plain) else "records" if COMPUTED.search(plain) else ""


def lines_as_text(lines: Iterable[TableLine]) -> str:
    """The lines as the page of the preview sends them back."""
    return json.dumps([asdict(line) for line in lines], ensure_ascii=False)


def lines_from_text(text: str) -> list[TableLine]:
    """The lines that a preview sent back. Raises DomainError for anything else."""
    try:
        rows = json.loads(text)
        lines = [TableLine(**row) for row in rows]
        if not lines or not all(_is_sound(line) for line in lines) or len(lines) > MOST_ROWS:
            raise ValueError
    except (ValueError, TypeError, RecursionError) as error:
        raise DomainError(_("Bảng xem trước không còn; hãy chọn lại tệp.")) from error
    return lines


def _is_sound(line: TableLine) -> bool:
    words = (line.code, line.group, line.heading, line.text, line.points, line.how)
    return type(line.number) is int and all(isinstance(text, str) and "\0" not in text for text in words)
