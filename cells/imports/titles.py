"""What the lines above a table say: whose list it is, of which day, of which single cell."""

import datetime
import re
from collections.abc import Sequence

from cells.imports.units import CellName, committee_name, read_cell_name, says_cell, says_committee, says_place
from cells.imports.vocabulary import LONGEST_TEXT, head_key
from core.errors import DomainError
from core.periods import parse_date
from core.spreadsheet import Sheet
from core.vietnamese import normalise

_AS_OF = re.compile(
    r"(?:tính\s+)?(?:đến|thời\s+điểm)\s*(?:hết\s+)?:?\s*(?:ngày\s*)?"
    r"(\d{1,2}\s*[/.\-]\s*\d{1,2}\s*[/.\-]\s*\d{4}|\d{1,2}\s+tháng\s+\d{1,2}\s+năm\s+\d{4})",
    re.IGNORECASE,
)
_OF_CELL = re.compile(
    r"đảng\s+viên\s+(?:của\s+|thuộc\s+|(?:đang\s+)?sinh\s+hoạt\s+(?:tại|ở)\s+)*(chi\s+bộ\b.*)", re.IGNORECASE
)
_OF_COMMITTEE = re.compile(r"đảng\s+viên.*\b(đảng\s+(?:bộ|ủy|uỷ)\s+\w.*)$", re.IGNORECASE)
_TITLE_TAIL = re.compile(
    r"[\s,;:.\-–(]*\b(?:năm\s+\d{4}|quý\s+\S+|tháng\s+\d.*|(?:tính\s+)?đến\s.*|thời\s+điểm.*|nhiệm\s+kỳ.*|"
    r"\(?\s*kèm\s+theo.*)$",
    re.IGNORECASE,
)
_GENERAL_TAB = re.compile(
    r"[\d ]+$|(sheet|trang|bang|ds|danh sach|data|tong hop|tong|nam|list|book|dang vien|dv|toan|in|dang bo|xa|phuong)\b"
    r"|(sheet|trang|ds|t)\d"
)
_LONGEST_PLACE = 60
_OFFICE = re.compile(r"\b(ubnd|ủy ban|uỷ ban|mttq|mặt trận|cơ quan)\b", re.IGNORECASE)
OTHER_LISTS = re.compile(
    r"quan chung|cam tinh dang|doi tuong (ket nap|dang)|\btu tran\b|\bchuyen (di|sinh hoat)\b|ra khoi dang|xoa ten|"
    r"khai tru|huy hieu|dang phi|danh sach (cap uy|ban chap hanh|bch)|\bbch\b|nguon ket nap"
)


def title_lines(sheet: Sheet, head_row: int) -> list[str]:
    """The texts above a head, line by line; a label "Chi bộ:" is joined with the text beside it."""
    lines: list[str] = []
    for row in sheet.rows:
        if row.number >= head_row:
            break
        texts = [cell.text for cell in row if cell.kind == "text"]
        for place, text in enumerate(texts):
            if head_key(text) in {"chi bo", "dang bo", "don vi"} and place + 1 < len(texts):
                lines.append(normalise(f"{text.strip(' :')} {texts[place + 1]}")[:LONGEST_TEXT])
            lines += [line for part in text[:LONGEST_TEXT].splitlines() if (line := normalise(part))]
    return lines


def as_of_day(lines: Sequence[str]) -> datetime.date | None:
    """The day in "Tính đến ngày 31 tháng 12 năm 2025"."""
    for line in lines:
        if found := _AS_OF.search(line):
            try:
                return parse_date(found[1]).date
            except DomainError:
                continue
    return None


def committees(lines: Sequence[str]) -> list[str]:
    """The committees named above the table, superior first."""
    named = [committee_name(_TITLE_TAIL.sub("", line)) for line in lines if says_committee(line)]
    if not named:
        named = [
            committee_name(_TITLE_TAIL.sub("", found[1])) for line in lines if (found := _OF_COMMITTEE.search(line))
        ]
    return [name for name in dict.fromkeys(named) if name != "Đảng bộ"]


def cell_of_titles(lines: Sequence[str]) -> CellName | None:
    """The one cell whose list this is, when the titles say so."""
    for line in lines:
        if says_cell(line) and (found := read_cell_name(_TITLE_TAIL.sub("", line))):
            return found
    for line in lines:
        if (of_cell := _OF_CELL.search(line)) and (found := read_cell_name(_TITLE_TAIL.sub("", of_cell[1]))):
            return found
    return None


def place_of_titles(lines: Sequence[str]) -> CellName | None:
    """ "I. THÔN SONG VÂN" above a table that names no cell: so call villages the list of their cell."""
    named = (line for line in lines if len(line) <= _LONGEST_PLACE and says_place(line) and not _OFFICE.search(line))
    return next((found for line in named if (found := read_cell_name(_TITLE_TAIL.sub("", line)))), None)


def cell_of_sheet_name(sheet: Sheet, *, among_several: bool) -> CellName | None:
    """A tab called "Chi bộ Song Vân"; among several lists also "Song Vân", but not "Sheet1" or "DS 2025"."""
    if says_cell(sheet.title):
        return read_cell_name(sheet.title)
    key = head_key(sheet.title)
    if not among_several or not key or _GENERAL_TAB.match(key):
        return None
    return read_cell_name(sheet.title)
