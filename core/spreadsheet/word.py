"""Lists kept in Word (.docx): paragraphs and rows of tables, one below the other, as one sheet."""

from dataclasses import dataclass, field
from xml.sax.xmlreader import AttributesImpl

from core.spreadsheet.cells import Cell, Range, Row, Sheet
from core.spreadsheet.container import Container, broken_file
from core.spreadsheet.limits import Limits, Tally, refuse_long_text
from core.spreadsheet.markup import LAST_COLUMN, Handler, parse, whole
from core.spreadsheet.workbook import old_font_name, relations

TITLE = "Word"
_MOST_MERGES = 20_000
# Borders that a hand moved by less than this (a quarter of a centimetre, in twentieths of a point) are one border.
_SAME_BORDER = 142
_HYPHENS = {"noBreakHyphen": "-", "softHyphen": "\u00ad"}
_UNSHOWN = frozenset({"moveFrom", "del", "Fallback", "instrText"})


def is_document(container: Container, limits: Limits) -> bool:
    """Whether the package is a Word file: its main part lies in ``word/``."""
    return _main_part(container, limits).startswith("word/")


def _main_part(container: Container, limits: Limits) -> str:
    kinds = relations(container, "", limits)
    return next((part for kind, part in kinds.values() if kind == "officeDocument"), "")


def read_document(container: Container, limits: Limits) -> Sheet:
    """The document as one sheet. Rows are counted from the top, paragraphs with text and rows of tables alike;
    a paragraph stands in the first column. Deleted, moved-away and hidden-by-duplication text is left out."""
    part = _main_part(container, limits)
    styles = next((name for kind, name in relations(container, part, limits).values() if kind == "styles"), None)
    fonts = _Styles(limits)
    if styles and styles in container:
        parse(container, styles, fonts)
    handler = _Body(Tally(limits), fonts.normal or fonts.default)
    parse(container, part, handler)
    return Sheet(TITLE, tuple(handler.rows), tuple(handler.merges))


def _value(attrs: "AttributesImpl[str]", wanted: str) -> str | None:
    return next((value for key, value in attrs.items() if key.rpartition(":")[2] == wanted), None)


def _font(attrs: "AttributesImpl[str]") -> str:
    return old_font_name(_value(attrs, "ascii") or _value(attrs, "hAnsi") or "")


class _Styles(Handler):
    """The old font of ordinary paragraphs, if they have one."""

    def __init__(self, limits: Limits) -> None:
        super().__init__(limits)
        self.default = ""
        self.normal = ""
        self._in_defaults = False
        self._in_normal = False

    def opened(self, name: str, attrs: "AttributesImpl[str]") -> None:
        if name == "docDefaults":
            self._in_defaults = True
        elif name == "style":
            self._in_normal = _value(attrs, "type") == "paragraph" and _value(attrs, "default") in {"1", "true"}
        elif name == "rFonts" and self._in_defaults:
            self.default = _font(attrs)
        elif name == "rFonts" and self._in_normal:
            self.normal = _font(attrs)

    def closed(self, name: str, text: str) -> None:
        if name == "docDefaults":
            self._in_defaults = False
        elif name == "style":
            self._in_normal = False


@dataclass(slots=True)
class _Text:
    """Text while it is collected, and the fonts of its marked letters."""

    parts: list[str] = field(default_factory=list)
    fonts: set[str] = field(default_factory=set)
    length: int = 0

    def add(self, text: str, font: str, limits: Limits) -> None:
        self.length += len(text)
        refuse_long_text(self.length, limits)
        self.parts.append(text)
        if not text.isascii():
            self.fonts.add(font)

    def cell(self, row: int, column: int) -> Cell | None:
        text = "".join(self.parts).strip()
        font = next(iter(self.fonts)) if len(self.fonts) == 1 else ""
        return Cell(row, column, text, "text", font=font) if text else None


@dataclass(slots=True)
class _Grid:
    """The columns of a table. Cells begin at borders; borders that nearly meet are one."""

    widths: list[int] = field(default_factory=list)
    _columns: list[int] = field(default_factory=list)

    def column(self, place: int) -> int:
        """The column (from 1) that begins at the given border (from 0)."""
        if not self._columns:
            self._columns = self._joined()
        beyond = place - len(self._columns) + 1
        return self._columns[place] if beyond <= 0 else self._columns[-1] + beyond

    def _joined(self) -> list[int]:
        columns, since = [1], 0
        for width in self.widths:
            since += width
            if since >= _SAME_BORDER or not any(self.widths):
                columns.append(columns[-1] + 1)
                since = 0
            else:
                columns.append(columns[-1])
        return columns


@dataclass(slots=True)
class _Table:
    """A table while it is read."""

    grid: _Grid = field(default_factory=_Grid)
    place: int = 0
    last_column: int = 0
    span: int = 1
    joins: str | None = None
    hidden: bool = False
    cells: dict[int, Cell] = field(default_factory=dict)
    tall: dict[int, Range] = field(default_factory=dict)


class _Body(Handler):
    keep = frozenset({"t"})

    def __init__(self, tally: Tally, font: str) -> None:
        super().__init__(tally.limits)
        self.rows: list[Row] = []
        self.merges: list[Range] = []
        self._tally = tally
        self._number = 1
        self._default_font = self._run_font = font
        self._in_run = False
        self._unshown = 0
        self._depth_of_tables = 0
        self._table: _Table | None = None
        self._collected = _Text()

    # Elements

    def opened(self, name: str, attrs: "AttributesImpl[str]") -> None:
        if name in _UNSHOWN:
            self._unshown += 1
        elif name == "r":
            self._in_run, self._run_font = True, self._default_font
        elif name == "rFonts" and self._in_run:
            self._run_font = _font(attrs) if _value(attrs, "ascii") or _value(attrs, "hAnsi") else self._run_font
        elif name in {"tab", "ptab"} and self._in_run:
            self._add(" ")
        elif name in {"br", "cr"} and self._in_run:
            self._add("\n")
        elif name in _HYPHENS:
            self._add(_HYPHENS[name])
        elif name == "sym":
            self._run_font = old_font_name(_value(attrs, "font") or "") or self._run_font
            self._add_symbol(_value(attrs, "char") or "")
        else:
            self._open_table_part(name, attrs)

    def _open_table_part(self, name: str, attrs: "AttributesImpl[str]") -> None:
        table = self._table
        if name == "tbl":
            self._depth_of_tables += 1
            if self._depth_of_tables == 1:
                self._close_paragraph()
                self._table = _Table()
        elif table is None or self._depth_of_tables != 1:
            return
        elif name == "gridCol":
            table.grid.widths.append(whole(_value(attrs, "w")))
        elif name == "tr":
            table.place = table.last_column = 0
            table.hidden, table.cells = False, {}
        elif name in {"gridBefore", "gridSpan"}:
            self._open_span(table, name, whole(_value(attrs, "val"), 1))
        elif name == "vMerge":
            table.joins = _value(attrs, "val") or "continue"
        elif name == "hidden":
            table.hidden = True
        elif name == "tc":
            self._collected, table.span, table.joins = _Text(), 1, None

    def _open_span(self, table: _Table, name: str, number: int) -> None:
        if table.place + number > LAST_COLUMN:
            raise broken_file()
        if name == "gridBefore":
            table.place = number
        else:
            table.span = max(number, 1)

    def closed(self, name: str, text: str) -> None:
        if name in _UNSHOWN:
            self._unshown -= 1
        elif name == "t":
            self._add(text)
        elif name == "r":
            self._in_run = False
        elif name == "p":
            self._end_paragraph()
        elif name == "tbl":
            self._depth_of_tables -= 1
            if self._depth_of_tables == 0:
                self._close_table()
        elif self._table is not None and self._depth_of_tables == 1:
            if name == "tc":
                self._close_cell(self._table)
            elif name == "tr":
                self._close_row(self._table)

    # What they add

    def _add(self, text: str) -> None:
        if not self._unshown:
            self._collected.add(text, self._run_font, self.limits)

    def _add_symbol(self, code: str) -> None:
        """A sign of a font such as Wingdings, by the place where it lies in the font."""
        try:
            self._add(chr(int(code, 16) & 0xFF))
        except ValueError as error:
            raise broken_file() from error

    def _end_paragraph(self) -> None:
        if self._table is None:
            self._close_paragraph()
        else:
            self._add("\n")

    def _close_paragraph(self) -> None:
        cell = self._collected.cell(self._number, 1)
        self._collected = _Text()
        if cell:
            self._tally.add_cell(1)
            self._take_row({1: cell})

    def _take_row(self, cells: dict[int, Cell], *, hidden: bool = False) -> None:
        if cells:
            self._tally.add_row()
            self.rows.append(Row(self._number, cells, hidden))
        self._number += 1

    def _close_cell(self, table: _Table) -> None:
        column = max(table.grid.column(table.place), table.last_column + 1)
        table.place += table.span
        table.last_column = max(table.grid.column(table.place) - 1, column)
        cell = self._collected.cell(self._number, column)
        self._collected = _Text()
        above = table.tall.get(column)
        if table.joins == "continue" and above and above.bottom == self._number - 1:
            table.tall[column] = Range(above.top, column, self._number, above.right)
            return
        if cell:
            self._tally.add_cell(column)
            table.cells[column] = cell
        if table.joins or table.last_column > column:
            self._end_tall(table, column)
            table.tall[column] = Range(self._number, column, self._number, table.last_column)

    def _close_row(self, table: _Table) -> None:
        self._take_row(table.cells, hidden=table.hidden)

    def _end_tall(self, table: _Table, column: int) -> None:
        area = table.tall.pop(column, None)
        if area and (area.bottom > area.top or area.right > area.left):
            self.merges.append(area)
        if len(self.merges) > _MOST_MERGES:
            raise broken_file()

    def _close_table(self) -> None:
        if self._table:
            for column in list(self._table.tall):
                self._end_tall(self._table, column)
        self._table = None
