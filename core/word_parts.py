"""Pieces that ``core.word`` writes with: words of an element, widths of text, elements of WordprocessingML."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING, Any

from core.pdf import FONTS

if TYPE_CHECKING:
    from docx.table import Table

MM_PER_POINT = 25.4 / 72
FIXED_TIME = (1980, 1, 1, 0, 0, 0)
NOT_XML = re.compile("[^\t\n\v\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
SPACES = re.compile(r"[ \t\r\n]+")


def words_of(node: Any, bold: bool = False, italic: bool = False) -> Iterator[tuple[str, bool, bool]]:
    """Pieces of text with whether they are bold or slanted; a line break is a newline that stays."""
    if node.text:
        yield node.text, bold, italic
    for child in node:
        if child.tag == "br":
            yield "\v", bold, italic
        else:
            yield from words_of(child, bold or child.tag in {"b", "strong"}, italic or child.tag in {"i", "em"})
        if child.tail:
            yield child.tail, bold, italic


def spaced(text: str, keep_lines: bool) -> str:
    text = NOT_XML.sub("", text)
    if keep_lines:
        return "\n".join(SPACES.sub(" ", line) for line in text.split("\n"))
    return SPACES.sub(" ", text)


def trimmed(pieces: list[tuple[str, bool, bool]]) -> list[tuple[str, bool, bool]]:
    """No space at either end of a paragraph, nor twice between two pieces."""
    shown: list[tuple[str, bool, bool]] = []
    for text, bold, italic in pieces:
        text = text.lstrip(" \n") if not shown or shown[-1][0].endswith((" ", "\v")) else text
        if text:
            shown.append((text, bold, italic))
    if shown:
        text, bold, italic = shown[-1]
        shown[-1] = (text.rstrip(), bold, italic)
    return [(text.replace("\v", "\n"), bold, italic) for text, bold, italic in shown]


def text_width_mm(text: str, size: float, *, face: str = "LiberationSerif-Bold.ttf") -> float:
    """How wide a line of text is in print, in millimetres."""
    advances, per_em = _advances(face)
    return float(sum(advances.get(ord(char), per_em / 2) for char in text) / per_em * size * MM_PER_POINT)


@cache
def _advances(face: str) -> tuple[dict[int, float], float]:
    from fontTools.ttLib import TTFont

    with TTFont(FONTS[f"font:{face}"]) as font:
        measures, glyphs = font["hmtx"].metrics, font.getBestCmap()
        return {code: measures[glyph][0] for code, glyph in glyphs.items()}, font["head"].unitsPerEm


def qualified(prefixed: str) -> str:
    from docx.oxml.ns import qn

    return str(qn(prefixed))


def element(tag: str, **attributes: str) -> Any:
    from docx.oxml import OxmlElement

    element = OxmlElement(tag)
    for name, value in attributes.items():
        element.set(qualified(f"w:{name}"), value)
    return element


def hold_together(table: Table) -> None:
    """Signatures stand a little apart and are never divided between two pages."""
    from docx.shared import Pt

    for number, row in enumerate(table.rows):
        for cell in row.cells:
            for paragraph in cell.paragraphs:
                paragraph.paragraph_format.keep_with_next = number < len(table.rows) - 1
            if number == 0:
                cell.paragraphs[0].paragraph_format.space_before = Pt(12)


def keep_with_what_is_above(table: Table) -> None:
    """Signatures do not stand on a page of their own: the paragraph before them goes with them."""
    from docx.text.paragraph import Paragraph

    above = table._tbl.getprevious()
    if above is not None and above.tag == qualified("w:p"):
        Paragraph(above, table._parent).paragraph_format.keep_with_next = True


BEFORE_MIRROR_MARGINS = (
    "writeProtection view zoom removePersonalInformation removeDateAndTime doNotDisplayPageBoundaries "
    "displayBackgroundShape printPostScriptOverText printFractionalCharacterWidth printFormsData "
    "embedTrueTypeFonts embedSystemFonts saveSubsetFonts saveFormsData"
).split()


def turn_back_pages(settings: Any) -> None:
    """Printed on both sides, the back of a leaf has its left and right margins turned; the order is the standard's."""
    earlier = {qualified(f"w:{name}") for name in BEFORE_MIRROR_MARGINS}
    place = next((place for place, child in enumerate(settings) if child.tag not in earlier), len(settings))
    settings.insert(place, element("w:mirrorMargins"))


def set_margins(table: Table, side: float) -> None:
    """The room between the words and the sides of every box, in points."""
    margins = element("w:tblCellMar")
    for edge in ("left", "right"):
        margins.append(element(f"w:{edge}", w=str(round(side * 20)), type="dxa"))
    table._tbl.tblPr.append(margins)


def field(run: Any, code: str) -> None:
    """A field that Word fills in, such as the number of the page."""
    words = element("w:instrText")
    words.text = code
    for part in (element("w:fldChar", fldCharType="begin"), words, element("w:fldChar", fldCharType="end")):
        run._r.append(part)


def bookmark(paragraph: Any, name: str) -> None:
    """A place in the text that fields can name; its number need only be its own."""
    number = str(zlib.crc32(name.encode()) % 10**6)
    for tag, named in (("w:bookmarkStart", {"name": word_mark(name)}), ("w:bookmarkEnd", {})):
        paragraph._p.append(element(tag, id=number, **named))


def page_of(run: Any, name: str, shown: str) -> None:
    """A field with the page on which a bookmark stands; ``shown`` until the program counts for itself."""
    words = element("w:instrText")
    words.text = f" PAGEREF {word_mark(name)} "
    for part in (element("w:fldChar", fldCharType="begin"), words, element("w:fldChar", fldCharType="separate")):
        run._r.append(part)
    run.add_text(shown)
    run._r.append(element("w:fldChar", fldCharType="end"))


def word_mark(name: str) -> str:
    """A name that Word takes for a bookmark: letters, digits and underscores."""
    return re.sub(r"\W", "_", name)


def same_bytes(data: bytes) -> bytes:
    """The same archive without the hour at which it was made."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as target:
        for name in sorted(source.namelist(), key=lambda name: (name != "[Content_Types].xml", name)):
            entry = zipfile.ZipInfo(name, FIXED_TIME)
            entry.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(entry, source.read(name))
    return made.getvalue()
