"""Read a workbook that came from outside: one pass, bounded memory, every refusal a sentence."""

import datetime
import math
from dataclasses import dataclass, field
from xml.sax.xmlreader import AttributesImpl

from django.utils.translation import gettext as _
from openpyxl.utils.escape import unescape

from core.errors import DomainError
from core.spreadsheet.cells import Cell, Kind, Range, Row, Sheet, Value
from core.spreadsheet.container import Container, broken_file, open_container
from core.spreadsheet.limits import LIMITS, Limits, Tally, refuse_many_sheets
from core.spreadsheet.markup import LAST_COLUMN, LAST_ROW, Handler, area, is_true, parse, position, whole
from core.spreadsheet.workbook import Format, SheetEntry, read_contents, read_formats, read_strings
from core.vietnamese import normalise

_MOST_MERGES = 20_000
_LAST_SERIAL = 2_958_465  # 31/12/9999
_PLAIN = Format()


@dataclass(slots=True)
class _Found:
    """A cell as the file writes it."""

    column: int
    type: str
    style: int
    raw: str | None = None
    is_formula: bool = False


@dataclass(slots=True)
class _Rows:
    """The rows of a sheet before its strings are known."""

    rows: list[tuple[int, bool, list[_Found]]] = field(default_factory=list)
    merges: list[Range] = field(default_factory=list)
    hidden_columns: set[int] = field(default_factory=set)


def read_workbook(data: bytes, *, limits: Limits = LIMITS) -> list[Sheet]:
    """The worksheets of an .xlsx file, hidden ones too, with only the cells that hold something.

    Raises DomainError for any other kind of file, for one with macros or a password, for one that is damaged,
    and for one beyond ``limits``. Formulas are marked as such and never computed.
    """
    with open_container(data, limits) as container:
        return read_parts(container, limits)


def read_parts(container: Container, limits: Limits) -> list[Sheet]:
    """The worksheets of an opened .xlsx file."""
    contents = read_contents(container, limits)
    refuse_many_sheets(len(contents.sheets), limits)
    formats = read_formats(container, contents.styles_part, limits)
    tally = Tally(limits)
    read = [(entry, _read_sheet(container, entry, tally)) for entry in contents.sheets]
    wanted = {
        whole(cell.raw)
        for _entry, sheet in read
        for _number, _hidden, cells in sheet.rows
        for cell in cells
        if cell.type == "s"
    }
    strings = read_strings(container, contents.strings_part, wanted, limits)
    converter = _Converter(formats, strings, contents.from_1904)
    return [converter.sheet(entry, sheet) for entry, sheet in read]


class _SheetHandler(Handler):
    keep = frozenset({"v", "f", "t"})

    def __init__(self, tally: Tally) -> None:
        super().__init__(tally.limits)
        self.result = _Rows()
        self._tally = tally
        self._row = 0
        self._row_hidden = False
        self._cells: dict[int, _Found] = {}
        self._column = 0
        self._cell: _Found | None = None
        self._phonetic = False

    def opened(self, name: str, attrs: "AttributesImpl[str]") -> None:
        if name == "c":
            self._open_cell(attrs)
        elif name == "row":
            self._open_row(attrs)
        elif name == "f" and self._cell:
            self._cell.is_formula = True
        elif name == "rPh":
            self._phonetic = True
        elif name == "col" and is_true(attrs.get("hidden")):
            first, last = whole(attrs.get("min"), 1), whole(attrs.get("max"), 1)
            self.result.hidden_columns.update(range(first, min(last, self.limits.columns) + 1))
        elif name == "mergeCell":
            self.result.merges.append(area(attrs.get("ref", "")))
            if len(self.result.merges) > _MOST_MERGES:
                raise DomainError(_("Trang tính có quá nhiều ô gộp: nhận tối đa %(most)s.") % {"most": _MOST_MERGES})

    def _open_row(self, attrs: "AttributesImpl[str]") -> None:
        number = whole(attrs.get("r"), self._row + 1)
        if not self._row < number <= LAST_ROW:
            raise broken_file()
        self._row, self._row_hidden = number, is_true(attrs.get("hidden"))
        self._column, self._cells = 0, {}

    def _open_cell(self, attrs: "AttributesImpl[str]") -> None:
        reference = attrs.get("r")
        row, column = position(reference) if reference else (self._row, self._column + 1)
        if row != self._row or column > LAST_COLUMN:
            raise broken_file()
        self._column = column
        self._cell = _Found(column, attrs.get("t", "n"), whole(attrs.get("s")))

    def closed(self, name: str, text: str) -> None:
        cell = self._cell
        if name == "v" and cell:
            cell.raw = text
        elif name == "t" and cell and not self._phonetic:
            cell.raw = (cell.raw or "") + text
        elif name == "rPh":
            self._phonetic = False
        elif name == "c" and cell:
            self._close_cell(cell)
        elif name == "row" and self._cells:
            self._close_row()

    def _close_cell(self, cell: _Found) -> None:
        self._cell = None
        if not cell.is_formula and (cell.raw is None or not cell.raw.strip()):
            return
        self._tally.add_cell(cell.column)
        self._cells[cell.column] = cell

    def _close_row(self) -> None:
        self._tally.add_row()
        self.result.rows.append((self._row, self._row_hidden, sorted(self._cells.values(), key=lambda c: c.column)))
        self._cells = {}


def _read_sheet(container: Container, entry: SheetEntry, tally: Tally) -> _Rows:
    handler = _SheetHandler(tally)
    parse(container, entry.part, handler)
    return handler.result


@dataclass(frozen=True, slots=True)
class _Converter:
    """Turns what the file writes into plain values."""

    formats: list[Format]
    strings: dict[int, tuple[str, str]]
    from_1904: bool

    def sheet(self, entry: SheetEntry, read: _Rows) -> Sheet:
        rows = []
        for number, hidden, found in read.rows:
            cells = {cell.column: self._cell(number, cell) for cell in found}
            rows.append(Row(number, cells, hidden))
        return Sheet(
            title=normalise(entry.title),
            rows=tuple(rows),
            merges=tuple(read.merges),
            hidden=entry.hidden,
            hidden_columns=frozenset(read.hidden_columns),
        )

    def _cell(self, row: int, found: _Found) -> Cell:
        style = self.formats[found.style] if found.style < len(self.formats) else _PLAIN
        value, kind = self._value(found, style)
        shown = shown_number(value, style) if kind == "number" else ""
        font = (self.strings[whole(found.raw)][1] if found.type == "s" else "") or style.font
        return Cell(row, found.column, value, kind, found.is_formula, shown, font if kind == "text" else "")

    def _value(self, found: _Found, style: Format) -> tuple[Value, Kind]:
        raw = found.raw or ""
        if found.type == "s":
            return self.strings[whole(raw)][0], "text"
        if found.type in {"str", "inlineStr"}:
            return unescape(raw), "text"
        if found.type == "b":
            return raw.strip() == "1", "bool"
        if found.type == "e":
            return raw, "error"
        if found.type == "d":
            return _iso_date(raw), "date"
        if not raw.strip():
            return None, "text"
        try:
            number = float(raw)
        except ValueError as error:
            raise broken_file() from error
        return number_or_date(number, style, from_1904=self.from_1904)


def number_or_date(number: float, style: Format, *, from_1904: bool) -> tuple[Value, Kind]:
    """What Excel shows for a number in this format: a day, a whole number, or another."""
    if not math.isfinite(number):
        raise broken_file()
    if style.is_date and 1 <= number <= _LAST_SERIAL and (moment := _moment(number, from_1904)):
        return moment, "date"
    if number == int(number) and abs(number) < 10**15:
        return int(number), "number"
    return number, "number"


def shown_number(value: Value, style: Format) -> str:
    """A whole number with the leading zeros that its format shows; "" where it shows none."""
    if style.digits and isinstance(value, int) and value >= 0:
        return f"{value:0{min(style.digits, 30)}d}"
    return ""


def _moment(serial: float, from_1904: bool) -> datetime.date | datetime.datetime | None:
    """Excel counts days from 1900 with a 29/02/1900 that never was, or from 1904."""
    first_day = datetime.date(1904, 1, 1) if from_1904 else datetime.date(1899, 12, 31 if serial < 60 else 30)
    start = datetime.datetime.combine(first_day, datetime.time())
    try:
        moment = start + datetime.timedelta(seconds=round(serial * 86_400))
    except OverflowError:
        return None
    return moment.date() if moment.time() == datetime.time() else moment


def _iso_date(raw: str) -> datetime.date:
    try:
        moment = datetime.datetime.fromisoformat(raw.strip())
    except ValueError as error:
        raise broken_file() from error
    return moment.date() if moment.time() == datetime.time() else moment
