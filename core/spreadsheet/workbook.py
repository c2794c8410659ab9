"""The parts beside the sheets: which sheets there are, which formats mean dates, the shared strings."""

import posixpath
import re
from dataclasses import dataclass
from typing import Literal
from xml.sax.xmlreader import AttributesImpl

from openpyxl.styles.numbers import BUILTIN_FORMATS, is_date_format
from openpyxl.utils.escape import unescape

from core.old_fonts import font_named
from core.spreadsheet.container import Container, broken_file
from core.spreadsheet.limits import Limits
from core.spreadsheet.markup import Handler, is_true, parse, whole

_EAST_ASIAN_DATES = {27, 28, 29, 30, 31, 36, 50, 51, 52, 53, 54, 55, 56, 57, 58}
_ZEROS = re.compile(r"(0{2,})(;@)?")
_MOST_STYLES = 70_000


@dataclass(frozen=True, slots=True)
class Format:
    """What a cell style says: a number is a date, or shown with this many digits; the font, where it is an old one."""

    is_date: bool = False
    digits: int = 0
    font: str = ""


@dataclass(frozen=True, slots=True)
class SheetEntry:
    """A worksheet as the workbook lists it."""

    title: str
    part: str
    hidden: bool


class _Relations(Handler):
    def __init__(self, limits: Limits) -> None:
        super().__init__(limits)
        self.found: dict[str, tuple[str, str]] = {}

    def opened(self, name: str, attrs: "AttributesImpl[str]") -> None:
        if name == "Relationship" and attrs.get("TargetMode") != "External":
            kind = attrs.get("Type", "").rpartition("/")[2]
            self.found[attrs.get("Id", "")] = (kind, attrs.get("Target", ""))


def relations(container: Container, part: str, limits: Limits) -> dict[str, tuple[str, str]]:
    """Id → (kind, part name) of what a part refers to inside the file."""
    folder, name = posixpath.split(part)
    part_of_relations = posixpath.join(folder, "_rels", f"{name}.rels")
    if part_of_relations not in container:
        return {}
    handler = _Relations(limits)
    parse(container, part_of_relations, handler)
    return {
        key: (kind, posixpath.normpath(posixpath.join("/", folder, target.replace("\\", "/"))).lstrip("/"))
        for key, (kind, target) in handler.found.items()
    }


class _Workbook(Handler):
    def __init__(self, limits: Limits) -> None:
        super().__init__(limits)
        self.listed: list[tuple[str, str, bool]] = []
        self.from_1904 = False

    def opened(self, name: str, attrs: "AttributesImpl[str]") -> None:
        if name == "workbookPr":
            self.from_1904 = is_true(attrs.get("date1904"))
        elif name == "sheet":
            key = next((value for key, value in attrs.items() if key.rpartition(":")[2] == "id"), "")
            hidden = attrs.get("state", "visible") != "visible"
            self.listed.append((attrs.get("name", ""), key, hidden))


@dataclass(frozen=True, slots=True)
class Contents:
    """Everything that must be known before a sheet can be read."""

    sheets: tuple[SheetEntry, ...]
    strings_part: str | None
    styles_part: str | None
    from_1904: bool


def read_contents(container: Container, limits: Limits) -> Contents:
    """Find the worksheets and their companions."""
    kinds = relations(container, "", limits)
    workbook = next((part for kind, part in kinds.values() if kind == "officeDocument"), "xl/workbook.xml")
    handler = _Workbook(limits)
    parse(container, workbook, handler)
    found = relations(container, workbook, limits)
    sheets = tuple(
        SheetEntry(title, found[key][1], hidden)
        for title, key, hidden in handler.listed
        if key in found and found[key][0] == "worksheet"
    )
    if not sheets:
        raise broken_file()
    return Contents(
        sheets=sheets,
        strings_part=_companion(container, found, "sharedStrings"),
        styles_part=_companion(container, found, "styles"),
        from_1904=handler.from_1904,
    )


def _companion(
    container: Container, found: dict[str, tuple[str, str]], wanted: Literal["sharedStrings", "styles"]
) -> str | None:
    return next((part for kind, part in found.values() if kind == wanted and part in container), None)


class _Styles(Handler):
    def __init__(self, limits: Limits) -> None:
        super().__init__(limits)
        self.codes: dict[int, str] = {}
        self.used: list[tuple[int, int]] = []
        self.fonts: list[str] = []
        self._in_cell_formats = False
        self._in_fonts = False

    def opened(self, name: str, attrs: "AttributesImpl[str]") -> None:
        if name == "cellXfs":
            self._in_cell_formats = True
        elif name == "fonts":
            self._in_fonts = True
        elif self._in_fonts:
            self._open_font(name, attrs)
        elif name == "numFmt":
            self.codes[whole(attrs.get("numFmtId"))] = attrs.get("formatCode", "")
        elif name == "xf" and self._in_cell_formats:
            self.used.append((whole(attrs.get("numFmtId")), whole(attrs.get("fontId"))))
            if len(self.used) > _MOST_STYLES:
                raise broken_file()

    def _open_font(self, name: str, attrs: "AttributesImpl[str]") -> None:
        if name == "font":
            self.fonts.append("")
            if len(self.fonts) > _MOST_STYLES:
                raise broken_file()
        elif name == "name" and self.fonts:
            self.fonts[-1] = old_font_name(attrs.get("val", ""))

    def closed(self, name: str, text: str) -> None:
        if name == "cellXfs":
            self._in_cell_formats = False
        elif name == "fonts":
            self._in_fonts = False


def read_formats(container: Container, part: str | None, limits: Limits) -> list[Format]:
    """The format of each cell style, by its number."""
    if part is None:
        return []
    handler = _Styles(limits)
    parse(container, part, handler)
    fonts = dict(enumerate(handler.fonts))
    known = {
        (number, font): format_of(number, handler.codes.get(number), fonts.get(font, ""))
        for number, font in set(handler.used)
    }
    return [known[pair] for pair in handler.used]


def old_font_name(name: str) -> str:
    """The name of a font from before Unicode; any other says nothing."""
    return name if font_named(name)[0] else ""


def format_of(number: int, code: str | None, font: str = "") -> Format:
    """What the number of a format and its code mean."""
    if code is None:
        if number in _EAST_ASIAN_DATES:
            return Format(is_date=True, font=font)
        code = BUILTIN_FORMATS.get(number, "General")
    zeros = _ZEROS.fullmatch(code.replace("\\", "").replace('"', "")[:100])
    return Format(is_date=bool(is_date_format(code[:255])), digits=len(zeros[1]) if zeros else 0, font=font)


class _Strings(Handler):
    keep = frozenset({"t"})

    def __init__(self, limits: Limits, wanted: set[int]) -> None:
        super().__init__(limits)
        self.found: dict[int, tuple[str, str]] = {}
        self._wanted = wanted
        self._place = 0
        self._runs: list[str] = []
        self._font = ""
        self._fonts: set[str] = set()
        self._phonetic = False

    def opened(self, name: str, attrs: "AttributesImpl[str]") -> None:
        if name == "si":
            self._runs, self._font, self._fonts = [], "", set()
        elif name == "r":
            self._font = ""
        elif name == "rFont":
            self._font = old_font_name(attrs.get("val", ""))
        elif name == "rPh":
            self._phonetic = True

    def closed(self, name: str, text: str) -> None:
        if name == "t" and not self._phonetic:
            self._runs.append(text)
            if not text.isascii():
                self._fonts.add(self._font)
        elif name == "rPh":
            self._phonetic = False
        elif name == "si":
            if self._place in self._wanted:
                font = self._fonts.pop() if len(self._fonts) == 1 else ""
                self.found[self._place] = unescape("".join(self._runs)[: self.limits.text]), font
            self._place += 1


def read_strings(
    container: Container, part: str | None, wanted: set[int], limits: Limits
) -> dict[int, tuple[str, str]]:
    """Only the shared strings that cells use, each with the old font that its text names, if any.

    Rich text is joined, reading aids are left out.
    """
    if not wanted:
        return {}
    if part is None:
        raise broken_file()
    handler = _Strings(limits, wanted)
    parse(container, part, handler)
    if len(handler.found) < len(wanted):
        raise broken_file()
    return handler.found
