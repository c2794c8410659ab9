"""Workbooks of Excel 97-2003 and older (.xls): surveyed first, then read by xlrd, one sheet at a time."""

import io
import struct
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

import xlrd
from django.utils.translation import gettext as _
from xlrd.book import Book
from xlrd.compdoc import CompDoc
from xlrd.formatting import XF
from xlrd.sheet import Sheet as XlsSheet

from core.errors import DomainError
from core.spreadsheet.cells import Cell, Kind, Range, Row, Sheet, Value
from core.spreadsheet.container import broken_file, refuse_macros, refuse_password
from core.spreadsheet.limits import Limits, Tally, refuse_long_text, refuse_many_sheets
from core.spreadsheet.reading import number_or_date, shown_number
from core.spreadsheet.text import CP1252
from core.spreadsheet.workbook import Format, format_of, old_font_name
from core.vietnamese import normalise

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# The first record of a workbook from before Excel 5, which is no compound file.
_BARE = (b"\x09\x00\x04\x00", b"\x09\x02\x06\x00", b"\x09\x04\x06\x00")
_MOST_SPREAD, _MOST_HEIGHT = 3_000_000, 400_000
"""Cells with and without content counted to the last of each row; rows counted to the last of each sheet."""
_MOST_MERGES = 20_000
_EXCEL_97 = 80

_FILEPASS, _SHEET_ENTRY, _VBA_PROJECT = 0x2F, 0x85, 0xD3
_STARTS = {0x0009, 0x0209, 0x0409, 0x0809}
_FORMULAS = {0x0006, 0x0206, 0x0406}
_ONE_CELL = {0x0203, 0x0204, 0x0205, 0x027E, 0x00FD, 0x00D6, 0x0002, 0x0003, 0x0004, 0x0005} | _FORMULAS
_BLANK, _MANY_NUMBERS, _MANY_BLANKS = {0x0201, 0x0001}, 0x00BD, 0x00BE


def is_xls(data: bytes) -> bool:
    """Whether the bytes begin as a workbook, or as another file, of the old Office."""
    return data.startswith((_OLE, *_BARE))


def read_xls(data: bytes, limits: Limits) -> list[Sheet]:
    """The worksheets of an .xls file as ``read_workbook`` gives those of an .xlsx file.

    Raises DomainError for other files of the old Office, for passwords, macros, damage, and beyond ``limits``.
    """
    survey = _survey(_stream(data), limits)
    refuse_many_sheets(len(survey.starts), limits)
    try:
        return _read(data, survey, limits)
    except DomainError:
        raise
    except xlrd.biffh.XLRDError as error:
        raise (refuse_password() if "encrypted" in str(error) else broken_file()) from error
    except Exception as error:  # xlrd raises whatever Python does for bytes that make no sense
        raise broken_file() from error


def _stream(data: bytes) -> bytes:
    """The workbook inside a compound file; other files of the old Office are told apart by their streams."""
    if not data.startswith(_OLE):
        return data
    try:
        compound = CompDoc(data, logfile=io.StringIO())
        names = {node.name.lower() for node in compound.dirlist}
        streams = [compound.locate_named_stream(name) for name in ("Workbook", "Book")]
        stream = next(memory[base : base + length] for memory, base, length in streams if memory)
    except StopIteration:
        raise _other_office(names) from None
    except Exception as error:
        raise broken_file() from error
    if names & {"_vba_project_cur", "_vba_project"}:
        raise refuse_macros()
    return stream


def _other_office(names: set[str]) -> DomainError:
    if names & {"encryptedpackage", "encryptioninfo"}:
        return refuse_password()
    if "worddocument" in names:
        return DomainError(
            _("Đây là tệp Word đời cũ (.doc). Hãy mở bằng Word, chọn Lưu thành (Save As) .docx rồi tải lên lại.")
        )
    return DomainError(
        _("Đây là tệp Office đời cũ nhưng không phải bảng tính. Hãy mở và lưu lại thành .xlsx rồi tải lên lại.")
    )


@dataclass(slots=True)
class _Survey:
    """What is known before xlrd builds anything: where sheets start, and which cells are formulas."""

    starts: list[int] = field(default_factory=list)
    formulas: dict[int, set[tuple[int, int]]] = field(default_factory=lambda: defaultdict(set))
    widths: dict[int, dict[int, int]] = field(default_factory=lambda: defaultdict(dict))


def _survey(stream: bytes, limits: Limits) -> _Survey:
    """Walk the records once; refuses passwords, macros, and what would make xlrd build too much."""
    survey = _Survey()
    cells, start, first = 0, 0, True
    most = limits.cells * 5
    for at, code, body in _records(stream):
        if code in _STARTS:
            start = at
        elif code == _FILEPASS:
            raise refuse_password()
        elif code == _VBA_PROJECT:
            raise refuse_macros()
        elif code == _SHEET_ENTRY and len(body) > 5 and body[5] == 0:
            survey.starts.append(struct.unpack_from("<I", body)[0])
        elif (place := _last_cell(code, body)) is not None:
            row, column, number = place
            cells += number
            widths = survey.widths[start]
            widths[row] = max(widths.get(row, 0), column + 1)
            if code in _FORMULAS:
                survey.formulas[start].add((row, column))
        if cells > most:
            raise _too_many_blanks()
        first = False
    if first:
        raise broken_file()
    _refuse_spread(survey)
    return survey


def _refuse_spread(survey: _Survey) -> None:
    spread = sum(sum(widths.values()) for widths in survey.widths.values())
    height = sum(max(widths) + 1 for widths in survey.widths.values())
    if spread > _MOST_SPREAD or height > _MOST_HEIGHT:
        raise _too_many_blanks()


def _too_many_blanks() -> DomainError:
    return DomainError(
        _("Tệp có quá nhiều ô, kể cả ô trống có định dạng. Hãy xóa các dòng, cột trống ở cuối bảng, hoặc tách tệp.")
    )


def _records(stream: bytes) -> Iterator[tuple[int, int, bytes]]:
    """Where each record starts, its code, its content."""
    at, end = 0, len(stream)
    while at + 4 <= end:
        code, length = struct.unpack_from("<HH", stream, at)
        if at + 4 + length > end:
            return
        yield at, code, stream[at + 4 : at + 4 + length]
        at += 4 + length


def _last_cell(code: int, body: bytes) -> tuple[int, int, int] | None:
    """Row, last column and number of the cells of a record; None for a record without cells."""
    if len(body) < 6:
        return None
    row, column = struct.unpack_from("<HH", body)
    if code in _ONE_CELL or code in _BLANK:
        return row, column, 1
    if code == _MANY_NUMBERS:
        number = (len(body) - 6) // 6
        return row, column + max(number, 1) - 1, number
    if code == _MANY_BLANKS:
        number = (len(body) - 6) // 2
        return row, column + max(number, 1) - 1, number
    return None


def _read(data: bytes, survey: _Survey, limits: Limits) -> list[Sheet]:
    book = _open(data)
    formats = [_format(book, style) for style in book.xf_list]
    tally = Tally(limits)
    sheets = []
    for place in range(book.nsheets):
        start = survey.starts[place] if place < len(survey.starts) else 0
        sheet = _SheetReader(book, book.sheet_by_index(place), formats, survey.formulas.get(start, set()), tally)
        sheets.append(sheet.read())
        book.unload_sheet(place)
    return sheets


def _open(data: bytes) -> Book:
    """Texts from before Excel 97 are bytes: they are shown as Windows-1252, and their words asked later."""
    book = _opened(data, None)
    return book if book.biff_version >= _EXCEL_97 else _opened(data, "latin-1")


def _opened(data: bytes, encoding: str | None) -> Book:
    return xlrd.open_workbook(
        file_contents=data,
        logfile=io.StringIO(),
        formatting_info=True,
        on_demand=True,
        ragged_rows=True,
        encoding_override=encoding,
    )


def _format(book: Book, style: XF) -> Format:
    form = book.format_map.get(style.format_key)
    font = book.font_list[style.font_index].name if style.font_index < len(book.font_list) else ""
    return format_of(style.format_key, form.format_str if form else "General", old_font_name(font))


@dataclass(frozen=True, slots=True)
class _SheetReader:
    """One worksheet, turned into plain values."""

    book: Book
    sheet: XlsSheet
    formats: list[Format]
    formulas: set[tuple[int, int]]
    tally: Tally

    def read(self) -> Sheet:
        merged = self.sheet.merged_cells
        if len(merged) > _MOST_MERGES:
            raise DomainError(_("Trang tính có quá nhiều ô gộp: nhận tối đa %(most)s.") % {"most": _MOST_MERGES})
        hidden = {
            column + 1
            for column, info in self.sheet.colinfo_map.items()
            if info.hidden and column < self.tally.limits.columns
        }
        return Sheet(
            title=normalise(self.sheet.name),
            rows=tuple(self._rows()),
            merges=tuple(Range(top + 1, left + 1, bottom, right) for top, bottom, left, right in merged),
            hidden=bool(self.sheet.visibility),
            hidden_columns=frozenset(hidden),
        )

    def _rows(self) -> Iterator[Row]:
        for number in range(self.sheet.nrows):
            cells = {}
            for column, kind in enumerate(self.sheet.row_types(number)):
                if kind in {xlrd.XL_CELL_EMPTY, xlrd.XL_CELL_BLANK}:
                    continue
                cell = self._cell(number, column, kind)
                if cell.is_formula or cell.text.strip():
                    self.tally.add_cell(cell.column)
                    cells[cell.column] = cell
            if cells:
                self.tally.add_row()
                info = self.sheet.rowinfo_map.get(number)
                yield Row(number + 1, cells, bool(info and info.hidden))

    def _cell(self, row: int, column: int, stored: int) -> Cell:
        raw = self.sheet.cell_value(row, column)
        style = self._style(row, column)
        value, kind = self._value(raw, stored, style)
        is_formula = (row, column) in self.formulas
        shown = shown_number(value, style) if kind == "number" else ""
        font = self._font(row, column, str(value), style) if kind == "text" else ""
        return Cell(row + 1, column + 1, value, kind, is_formula, shown, font)

    def _style(self, row: int, column: int) -> Format:
        index = self.sheet.cell_xf_index(row, column)
        return self.formats[index] if index is not None and 0 <= index < len(self.formats) else Format()

    def _value(self, raw: object, stored: int, style: Format) -> tuple[Value, Kind]:
        if stored == xlrd.XL_CELL_BOOLEAN:
            return bool(raw), "bool"
        if stored == xlrd.XL_CELL_ERROR:
            return xlrd.error_text_from_code.get(int(str(raw)), "#N/A"), "error"
        if stored in {xlrd.XL_CELL_NUMBER, xlrd.XL_CELL_DATE}:
            return number_or_date(float(str(raw)), style, from_1904=bool(self.book.datemode))
        text = str(raw) if self.book.biff_version >= _EXCEL_97 else str(raw).translate(CP1252)
        refuse_long_text(len(text), self.tally.limits)
        return text, "text"

    def _font(self, row: int, column: int, text: str, style: Format) -> str:
        """The old font of a text; of rich text, that of its marked letters if they have one in common."""
        runs = self.sheet.rich_text_runlist_map.get((row, column))
        if not runs:
            return style.font
        fonts, last = set(), style.font
        for (start, index), (end, _next) in zip([(0, -1), *runs], [*runs, (len(text), -1)], strict=True):
            if index >= 0:
                last = old_font_name(self.book.font_list[index].name) if index < len(self.book.font_list) else ""
            if not text[start:end].isascii():
                fonts.add(last)
        return fonts.pop() if len(fonts) == 1 else ""
