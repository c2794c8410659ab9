"""Write a workbook for people: real dates and numbers, text that stays text, a head that stays in sight."""

import datetime
import io
import re
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import IO, Any, Literal

import xlsxwriter
from django.utils.translation import gettext as _
from xlsxwriter.exceptions import FileCreateError
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from core.errors import DomainError
from core.periods import LOCAL_ZONE, PartialDate, format_date
from core.vietnamese import normalise
from core.work_folders import work_folder

FONT = "Times New Roman"
_LONGEST_TEXT = 32_767
_LONGEST_NAME = 31
# Excel would take these for the beginning of a formula once someone edits the cell.
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
_EXACT_DIGITS = 10**15
_MOST_ROWS = 2**20


@dataclass(frozen=True, slots=True)
class Formula:
    """A live formula, without its equals sign: ``Formula("SUM(B2:B9)", 17)``; ``value`` is shown until recomputed."""

    expression: str
    value: int | float | str = 0


Value = str | int | float | Decimal | bool | datetime.date | datetime.datetime | PartialDate | Formula | None


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its head, the common head above it and its neighbours (``group``), its width in characters."""

    title: str
    width: float = 14
    group: str = ""
    align: Literal["left", "center", "right"] = "left"
    number_format: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """One worksheet: title lines, a head of one or two rows, the rows, and bold rows at the foot (totals).

    The rows are read once, in their order; a long table gives them from a generator (``stream_workbook``).
    """

    name: str
    columns: Sequence[Column]
    rows: Iterable[Sequence[Value]]
    title_lines: Sequence[str] = ()
    foot_rows: Sequence[Sequence[Value]] = ()
    landscape: bool = True
    still: int = 0
    """So many columns at the left stay in sight, as the head does."""

    @property
    def first_row(self) -> int:
        """The Excel number of the first row of data, for formulas."""
        return len(self.title_lines) + (1 if self.title_lines else 0) + (2 if self._has_groups else 1) + 1

    @property
    def _has_groups(self) -> bool:
        return any(column.group for column in self.columns)


def write_workbook(tables: Sequence[Table], *, made_at: datetime.datetime | None = None) -> bytes:
    """The bytes of an .xlsx file. With ``made_at`` given, the same tables give the same bytes."""
    target = io.BytesIO()
    _write_book(tables, target, made_at, {"in_memory": True})
    return target.getvalue()


def stream_workbook(tables: Iterable[Table], *, made_at: datetime.datetime | None = None) -> IO[bytes]:
    """The same workbook in an open temporary file, to be read from its beginning; it goes away when it is closed.

    What is written no longer takes memory, so the rows may be a generator and as many as a sheet has room for.
    """
    target: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115 - the caller closes it
    try:
        with work_folder() as folder:
            _write_book(tables, target, made_at, {"constant_memory": True, "tmpdir": folder, "use_zip64": True})
    except FileCreateError as error:
        target.close()
        # A full disk is told as such by whoever asked for the file.
        raise error.args[0] from error
    except BaseException:
        target.close()
        raise
    target.seek(0)
    return target


def _write_book(
    tables: Iterable[Table], target: IO[bytes], made_at: datetime.datetime | None, kept: dict[str, Any]
) -> None:
    options = kept | {
        "strings_to_formulas": False,
        "strings_to_numbers": False,
        "strings_to_urls": False,
        "default_date_format": "dd/mm/yyyy",
        "default_format_properties": {"font_name": FONT, "font_size": 12},
    }
    with xlsxwriter.Workbook(target, options) as book:
        book.set_properties({"created": made_at or datetime.datetime.now(LOCAL_ZONE).replace(tzinfo=None)})
        formats = _Formats(book)
        taken: set[str] = set()
        for table in tables:
            _write_table(book.add_worksheet(sheet_name(table.name, taken)), table, formats)


class _Formats:
    """One format object per distinct look; Excel allows only so many."""

    def __init__(self, book: xlsxwriter.Workbook) -> None:
        self._book = book
        self._made: dict[tuple[tuple[str, object], ...], Format] = {}

    def __call__(self, **properties: object) -> Format:
        key = tuple(sorted(properties.items()))
        if key not in self._made:
            self._made[key] = self._book.add_format(
                {"font_name": FONT, "font_size": 12, "valign": "vcenter"} | properties
            )
        return self._made[key]


def sheet_name(wanted: str, taken: set[str]) -> str:
    """A name that Excel takes for a sheet and that no other sheet has; it is added to ``taken``."""
    plain = re.sub(r"[\[\]:*?/\\]", " ", normalise(wanted)).strip("' ")[:_LONGEST_NAME].strip("' ") or "Trang"
    name, number = plain, 2
    while name.lower() in taken or name.lower() == "history":
        ending = f" ({number})"
        name, number = plain[: _LONGEST_NAME - len(ending)] + ending, number + 1
    taken.add(name.lower())
    return name


def _write_table(sheet: Worksheet, table: Table, formats: _Formats) -> None:
    first_head = _write_titles(sheet, table, formats)
    first_row = _write_head(sheet, table, formats, first_head)
    for place, column in enumerate(table.columns):
        sheet.set_column(place, place, column.width)
    number = first_row
    for rows, bold in ((table.rows, False), (table.foot_rows, True)):
        for row in rows:
            if number >= _MOST_ROWS:
                raise DomainError(
                    _("Bảng có quá nhiều dòng cho một trang tính Excel; hãy xuất từng đơn vị trực thuộc.")
                )
            for place, (column, value) in enumerate(zip(table.columns, row, strict=True)):
                _write_value(sheet, (number, place), value, column, formats, bold)
            number += 1
    sheet.freeze_panes(first_row, table.still)
    sheet.repeat_rows(first_head, first_row - 1)
    sheet.print_area(0, 0, max(number, first_row + 1) - 1, len(table.columns) - 1)
    sheet.set_paper(9)
    if table.landscape:
        sheet.set_landscape()
    sheet.fit_to_pages(1, 0)


def _write_titles(sheet: Worksheet, table: Table, formats: _Formats) -> int:
    look = formats(bold=True, align="center", font_size=13)
    last = len(table.columns) - 1
    for number, line in enumerate(table.title_lines):
        _write_line(sheet, number, [line[:_LONGEST_TEXT], *[""] * last], look)
        if last > 0:
            sheet.merge.append([number, 0, number, last])
    return len(table.title_lines) + 1 if table.title_lines else 0


def _write_head(sheet: Worksheet, table: Table, formats: _Formats, top: int) -> int:
    """Returns the row below the head. Neighbours with the same group share a merged cell above them."""
    look = formats(bold=True, align="center", text_wrap=True, border=1, bg_color="#F2DCDB")
    titles = [column.title for column in table.columns]
    if table.first_row - 1 - top == 1:
        _write_line(sheet, top, titles, look)
        return top + 1
    upper, lower = list(titles), list(titles)
    place = 0
    while place < len(table.columns):
        group, last = table.columns[place].group, place
        while group and last + 1 < len(table.columns) and table.columns[last + 1].group == group:
            last += 1
        if group:
            upper[place : last + 1] = [group, *[""] * (last - place)]
        else:
            lower[place] = ""
        if not group or last > place:
            sheet.merge.append([top, place, top if group else top + 1, last])
        place = last + 1
    _write_line(sheet, top, upper, look)
    _write_line(sheet, top + 1, lower, look)
    return top + 2


def _write_line(sheet: Worksheet, number: int, texts: Sequence[str], look: Format) -> None:
    """A streamed sheet takes its rows in order alone; ``merge_range`` would write below, and above again."""
    for place, text in enumerate(texts):
        if text:
            sheet.write_string(number, place, text, look)
        else:
            sheet.write_blank(number, place, None, look)


def _write_value(
    sheet: Worksheet, at: tuple[int, int], value: Value, column: Column, formats: _Formats, bold: bool
) -> None:
    look: dict[str, object] = {"align": column.align, "border": 1, "text_wrap": True, "bold": bold}
    if column.number_format:
        look["num_format"] = column.number_format
    if isinstance(value, PartialDate):
        value = value.date if value.precision == "day" else format_date(value)
    match value:
        case None | "":
            sheet.write_blank(*at, None, formats(**look))
        case Formula():
            sheet.write_formula(*at, "=" + value.expression.lstrip("="), formats(**look), value.value)
        case bool():
            sheet.write_boolean(*at, value, formats(**look))
        case int() if abs(value) >= _EXACT_DIGITS:
            sheet.write_string(*at, str(value), formats(**look))
        case int() | float() | Decimal():
            sheet.write_number(*at, value, formats(**look))
        case datetime.date():
            _write_date(sheet, at, value, look, formats)
        case _:
            text = str(value)[:_LONGEST_TEXT]
            if text.startswith(_FORMULA_STARTS):
                look["quote_prefix"] = True
            sheet.write_string(*at, text, formats(**look))


def _write_date(
    sheet: Worksheet, at: tuple[int, int], value: datetime.date, look: dict[str, object], formats: _Formats
) -> None:
    """Dates that Excel cannot count (before 1900) become text; moments are shown in local time."""
    if value.year < 1900:
        sheet.write_string(*at, format_date(value), formats(**look))
        return
    pattern = "dd/mm/yyyy"
    if isinstance(value, datetime.datetime):
        pattern = "dd/mm/yyyy hh:mm"
        if value.tzinfo is not None:
            value = value.astimezone(LOCAL_ZONE).replace(tzinfo=None)
    sheet.write_datetime(*at, value, formats(**{"num_format": pattern} | look))
