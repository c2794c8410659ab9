"""The table "old unit | new unit | document" of the switch to two levels: typed, pasted from Excel, or a file."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from django.utils.translation import gettext as _

from cells.queries.switching import SwitchRow
from core.errors import DomainError
from core.spreadsheet import read_sheets
from core.vietnamese import normalise, search_key

SEPARATORS = re.compile(r"\s*(?:\t|\||;|→|->)\s*")
ARROWS = " | "
HEAD = re.compile(r"don vi (hanh chinh |cu|truoc|moi|sau)|^(stt|tt)$|xa,? phuong (cu|truoc)|to chuc dang (cu|truoc)")
LIST = re.compile(r"\s*(?:,|\+|\bvà\b)\s*")
MOST_ROWS = 2_000


def read_switch_text(text: str) -> list[SwitchRow]:
    """The rows of a text, one a line; a head line and a first column of numbers are left out.

    An empty new unit means the one of the line above. Raises DomainError for an empty or endless table, or a line
    without a new unit.
    """
    lines = [SEPARATORS.split(line.strip("\n\r ")) for line in text.splitlines()]
    return _rows((number, fields) for number, fields in enumerate(lines, 1) if any(fields))


def read_switch_file(content: bytes) -> list[SwitchRow]:
    """The rows of the first sheet that holds any, merged cells filled; otherwise as ``read_switch_text``."""
    for sheet in read_sheets(content):
        width = max((max(row.cells, default=0) for row in sheet.rows), default=0)
        table = []
        for row in sheet.rows:
            cells = [sheet.resolved(row.number, column) for column in range(1, min(width, 12) + 1)]
            table.append((row.number, [normalise(cell.text) if cell else "" for cell in cells]))
        if any(sum(bool(text) for text in fields) > 1 for _number, fields in table):
            return _rows(table)
    raise DomainError(_("Tệp không có bảng “đơn vị cũ – đơn vị mới”."), field="file")


def as_text(rows: Sequence[SwitchRow]) -> str:
    """The rows as the page shows them: what a file held may be mended there."""
    return "\n".join(ARROWS.join(field for field in (row.old, row.new, row.document) if field) for row in rows)


def _rows(table: Iterable[tuple[int, Sequence[str]]]) -> list[SwitchRow]:
    found: list[SwitchRow] = []
    for number, fields in _without_head(table):
        old, new, document = (*(normalise(field) for field in fields), "", "", "")[:3]
        if not new and found:
            new, document = found[-1].new, document or found[-1].document
        if not old or not new:
            raise DomainError(
                _("Dòng %(line)s chưa đủ: cần tên đơn vị cũ và tên đơn vị mới, cách nhau bằng dấu |.")
                % {"line": number},
                field="table",
            )
        found.append(SwitchRow(number, old, new, document))
        if len(found) > MOST_ROWS:
            raise DomainError(_("Bảng dài quá %(most)s dòng.") % {"most": MOST_ROWS}, field="table")
    if not found:
        raise DomainError(_("Bảng chưa có dòng nào."), field="table")
    return found


def _without_head(table: Iterable[tuple[int, Sequence[str]]]) -> Iterator[tuple[int, Sequence[str]]]:
    """The lines of data: no title, no head, no leading column of numbers."""
    for number, every in table:
        fields = list(every)
        if len(fields) > 2 and re.fullmatch(r"\d{1,4}\.?|", fields[0]):
            fields = fields[1:]
        filled = [field for field in fields if field]
        if not filled or any(HEAD.search(search_key(field)) for field in filled[:2]):
            continue
        if len(filled) == 1 and len(fields) > 2 and not fields[0]:
            continue
        yield number, fields
