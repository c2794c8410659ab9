"""The user's own file with a column "Lỗi": each refused or doubted row says why, where the office works on it."""

import io
import re
import warnings
import zipfile
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import openpyxl
from django.utils.translation import gettext as _
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.worksheet.worksheet import Worksheet
from openpyxl.writer.excel import save_workbook

from cells.imports.understood import REFUSED, FoundColumn, Issue
from core.spreadsheet import Sheet, in_unicode, read_sheets

TITLE = "Lỗi"
WRONG, DOUBTED = PatternFill("solid", fgColor="F8D7DA"), PatternFill("solid", fgColor="FFF3CD")
WIDTH = 60
Notes = Mapping[str, Mapping[int, Sequence[Issue]]]


def marked_file(
    content: bytes, *, columns: Iterable[FoundColumn], issues: Iterable[Issue], sheets: Sequence[Sheet] | None = None
) -> bytes:
    """An .xlsx: the uploaded workbook as it was, or the same rows where it was another kind of file.

    No text that is added can begin a formula; a text of the file that looks like one stays text.
    """
    sheets = sheets if sheets is not None else in_unicode(read_sheets(content))[0]
    notes: dict[str, dict[int, list[Issue]]] = defaultdict(lambda: defaultdict(list))
    for issue in issues:
        notes[issue.sheet][issue.row].append(issue)
    heads = {column.sheet: column.last_head_row for column in reversed(list(columns))}
    book = _opened(content) or _copied(sheets)
    pages = {page.title: page for page in book.worksheets}
    for place, sheet in enumerate(sheets):
        page = pages.get(sheet.title) or (book.worksheets[place] if len(pages) == len(sheets) else None)
        if page is not None and (sheet.title in heads or sheet.title in notes):
            _mark(page, sheet, heads.get(sheet.title, 0), notes.get(sheet.title, {}))
    target = io.BytesIO()
    save_workbook(book, target)
    return target.getvalue()


def _opened(content: bytes) -> openpyxl.Workbook | None:
    """The workbook with its looks, if this is one that can be kept so."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return openpyxl.load_workbook(io.BytesIO(content))
    except (InvalidFileException, zipfile.BadZipFile, KeyError, ValueError, TypeError, AttributeError, OSError):
        return None


def _copied(sheets: Sequence[Sheet]) -> openpyxl.Workbook:
    """The same rows at the same places, every value as text, dates and numbers as they were shown."""
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for sheet in sheets:
        copy = book.create_sheet(re.sub(r"[\[\]:*?/\\]", " ", sheet.title)[:31].strip("' ") or None)
        for row in sheet.rows:
            for cell in row:
                _write(copy, cell.row, cell.column, cell.text)
        for area in sheet.merges:
            copy.merge_cells(
                start_row=area.top, start_column=area.left, end_row=area.bottom, end_column=area.right
            )  # fmt: skip
    return book


def _write(sheet: Worksheet, row: int, column: int, text: str) -> Any:
    """Text that stays text, whatever it begins with."""
    cell = sheet.cell(row, column)
    cell.value = text
    cell.data_type = "s"
    return cell


def _mark(page: Worksheet, sheet: Sheet, head_row: int, notes: Mapping[int, Sequence[Issue]]) -> None:
    column = _free_column(sheet, head_row)
    for row in sheet.rows:
        if cell := row.cells.get(column):
            page.cell(cell.row, column).value = None
    title = _write(page, head_row or 1, column, TITLE)
    title.font, title.alignment = Font(bold=True), Alignment(horizontal="center", vertical="center")
    page.column_dimensions[get_column_letter(column)].width = WIDTH
    for number, found in notes.items():
        is_wrong = any(issue.severity == REFUSED for issue in found)
        note = _write(page, max(number, 1), column, _told(found))
        note.alignment, note.fill = Alignment(wrap_text=True, vertical="top"), WRONG if is_wrong else DOUBTED
        for issue in found:
            _tint(page, sheet, issue, number)


def _free_column(sheet: Sheet, head_row: int) -> int:
    """The first column right of everything, or the one that an earlier marking made."""
    for row in sheet.rows:
        for cell in row:
            if row.number == head_row and cell.text == TITLE:
                return cell.column
    return max((column for row in sheet.rows for column in row.cells), default=0) + 1


def _told(issues: Sequence[Issue]) -> str:
    lines = []
    for issue in issues:
        word = _("Sai") if issue.severity == REFUSED else _("Xem lại")
        where = f" ({issue.label})" if issue.column and issue.label else ""
        lines.append(f"{word}{where}: {issue.reason}")
    return "\n".join(dict.fromkeys(lines))


def _tint(page: Worksheet, sheet: Sheet, issue: Issue, number: int) -> None:
    """The faulty cell, or the whole row where no cell alone is meant."""
    fill = WRONG if issue.severity == REFUSED else DOUBTED
    if issue.column:
        page[f"{issue.column}{number}"].fill = fill
        return
    for row in sheet.rows:
        if row.number == number:
            for column in row.cells:
                page.cell(number, column).fill = fill
