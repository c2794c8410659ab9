"""The editable Word copy of an official document: the HTML that makes the PDF, in the same layout.

Only what ``templates/pdf/official.css`` styles is known here; anything else keeps its words and loses its looks. The
worker alone calls it: python-docx is imported inside functions, so that the web process starts without it.
"""

from __future__ import annotations

import datetime as dt
import io
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from core.pdf import Changes, Layout, Part, css_of, layout_on
from core.periods import today
from core.word_parts import (
    FIXED_TIME,
    SPACES,
    bookmark,
    element,
    field,
    hold_together,
    keep_with_what_is_above,
    page_of,
    qualified,
    same_bytes,
    set_margins,
    spaced,
    text_width_mm,
    trimmed,
    turn_back_pages,
    words_of,
)

if TYPE_CHECKING:
    from docx.document import Document
    from docx.table import Table, _Cell
    from docx.text.paragraph import Paragraph

FONT = "Times New Roman"
"""What offices write with; Liberation Serif of the PDF has its measures."""
LYING_ISSUER = 0.45
"""Of the width of a page that lies on its side: the column of who issues, as the style sheet has it."""
SLACK_MM = 0.5
"""Room on either side of a line that must not break, for programs whose letters are a hair wider."""
GRID_MARGIN_PT = 4
FOOT_FROM_EDGE_MM = 8
WIDTHS = re.compile(r"\.([\w-]+)\s*\{\s*width:\s*([\d.]+)mm")


@dataclass(frozen=True, slots=True)
class Look:
    """How a paragraph stands; sizes in points. ``indent`` of the first line in millimetres."""

    size: float
    bold: bool = False
    italic: bool = False
    caps: bool = False
    align: str = "both"
    indent: float = 0
    before: float = 0
    after: float = 0
    line: float = 18
    keep_next: bool = False
    underline: bool = False
    new_page: bool = False


def word_file(html: str, *, day: dt.date | None = None, changes: Changes | None = None) -> bytes:
    """The .docx of a page made from ``base_pdf.html``, in the layout of ``day``. The same HTML gives the same bytes.

    ``changes`` as in ``core.pdf.layout_on``.
    """
    import docx
    from lxml import html as markup

    layout = layout_on(day or today(), changes)
    page = markup.document_fromstring(html)
    document = docx.Document()
    styles = " ".join(node.text or "" for node in page.iter("style"))
    writer = _Writer(document, layout, dict(WIDTHS.findall(css_of(layout) + styles)))
    body = page.find("body")
    assert body is not None
    writer.set_page(landscape="landscape" in (body.get("class") or ""))
    writer.write(body)
    title = page.findtext(".//title") or ""
    properties = document.core_properties
    properties.title, properties.author = SPACES.sub(" ", title).strip()[:250], ""
    properties.created = properties.modified = dt.datetime(*FIXED_TIME[:3], tzinfo=dt.UTC)
    kept = io.BytesIO()
    document.save(kept)
    return same_bytes(kept.getvalue())


def part_word(part: Part) -> bytes:
    """The editable copy of one document that is otherwise bound together with others."""
    return word_file(part.html, day=part.day, changes=part.changes)


class _Writer:
    """Walks the HTML once, writing paragraphs and tables."""

    def __init__(self, document: Document, layout: Layout, widths: dict[str, str]) -> None:
        self.document, self.layout = document, layout
        self.widths = {name: float(width) for name, width in widths.items()}
        self.values = layout.values
        body = Look(self.values["body_pt"], after=self.values["paragraph_gap_pt"], line=self.values["line_pt"])
        self.body = body
        indent = self.values["indent_mm"]
        self.looks = {
            "p": Look(body.size, indent=indent, after=body.after, line=body.line),
            "h2": Look(
                body.size, True, indent=indent, before=body.after, after=body.after, line=body.line, keep_next=True
            ),
            "h3": Look(body.size, True, indent=indent, after=body.after, line=body.line, keep_next=True),
            "superior": self._centred("superior_pt", caps=True),
            "issuer": self._centred("issuer_pt", bold=True, caps=True),
            "number": self._centred("number_pt"),
            "draft": self._centred("draft_pt", italic=True),
            "about": Look(12, italic=True, align="center", line=15),
            "addressee": self._centred("body_pt", after=body.after),
            "party": self._centred("party_pt", bold=True, caps=True),
            "place-and-date": self._centred("place_and_date_pt", italic=True, before=4),
            "kind": self._centred("kind_pt", bold=True, caps=True, before=18, line=20),
            "subject": self._centred("subject_pt", bold=True),
            "decides": self._centred("body_pt", bold=True, caps=True, before=12, after=12),
            "form-number": Look(11, italic=True, align="right", after=body.after, line=13),
            "note": Look(12, after=body.after, line=15),
            "correction": self._centred("place_and_date_pt", italic=True),
            "hyphens": Look(body.size, align="center", after=body.after, line=body.line),
            "grid": Look(12, align="left", line=15),
            "signatures": self._centred("signature_pt", bold=True),
            "recipients": Look(self.values["recipients_pt"], align="left", line=14),
            "recipients-label": Look(self.values["signature_pt"], align="left", line=body.line, underline=True),
            "behalf": self._centred("signature_pt", bold=True),
            "office": self._centred("signature_pt", caps=True),
            "signer": self._centred("signature_pt", bold=True),
            "blank": Look(body.size, line=self.values["signature_blank_lines"] * body.line),
            **self._looks_of_books(),
        }

    def _looks_of_books(self) -> dict[str, Look]:
        """Of covers, annexes, and where a leaf begins."""
        return {
            "leaf": Look(1, line=1, new_page=True),
            "cover-top": self._centred("party_pt", bold=True, caps=True, after=23),
            "cover-line": self._centred("body_pt"),
            "cover-issuer": self._centred("kind_pt", bold=True, caps=True, line=20),
            "cover-kind": Look(28, True, caps=True, align="center", before=198, line=34),
            "cover-year": Look(20, True, align="center", after=170, line=30),
            "annex": self._centred("kind_pt", bold=True, caps=True, line=20, new_page=True),
        }

    def _centred(self, size: str, **more: Any) -> Look:
        return Look(self.values[size], align="center", **{"line": self.values["line_pt"], **more})

    # The page

    def set_page(self, *, landscape: bool) -> None:
        from docx.enum.section import WD_ORIENT
        from docx.shared import Mm, Pt

        values, section = self.values, self.document.sections[0]
        width, height = values["page_width_mm"], values["page_height_mm"]
        if landscape:
            width, height, section.orientation = height, width, WD_ORIENT.LANDSCAPE
        section.page_width, section.page_height = Mm(width), Mm(height)
        section.top_margin, section.bottom_margin = Mm(values["top_mm"]), Mm(values["bottom_mm"])
        section.left_margin, section.right_margin = Mm(values["left_mm"]), Mm(values["right_mm"])
        section.header_distance = Mm(values["page_number_from_edge_mm"])
        section.footer_distance = Mm(FOOT_FROM_EDGE_MM)
        if values["duplex"]:
            turn_back_pages(self.document.settings.element)
        section.different_first_page_header_footer = True
        self.width = width - values["left_mm"] - values["right_mm"]
        self.issuer_width = self.width * LYING_ISSUER if landscape else values["issuer_column_mm"]
        normal = self.document.styles["Normal"]
        normal.font.name, normal.font.size = FONT, Pt(values["body_pt"])
        normal.element.rPr.rFonts.set(qualified("w:eastAsia"), FONT)
        number = section.header.paragraphs[0]
        self._stand(number, Look(values["page_number_pt"], align="center"))
        field(number.add_run(), "PAGE")
        number.runs[0].font.size = Pt(values["page_number_pt"])

    # What stands in it

    def write(self, parent: Any, holder: Document | _Cell | None = None) -> None:
        """The block elements of ``parent`` into the document, or into a cell of a table."""
        place: Any = holder if holder is not None else self.document
        for node in parent:
            name, classes = node.tag, (node.get("class") or "").split()
            if name == "table":
                self._table(node, classes, place)
            elif "foot" in classes:
                self._foot(node)
            elif name in {"p", "h2", "h3"} or any(each in self.looks for each in classes) or not len(node):
                self._paragraph(node, place)
            else:
                self.write(node, holder)

    def _paragraph(self, node: Any, place: Any) -> Paragraph:
        classes = (node.get("class") or "").split()
        usual = self.looks.get(node.tag, self.body if place is self.document else self.looks["number"])
        look = next((self.looks[each] for each in classes if each in self.looks), usual)
        paragraph: Paragraph = place.add_paragraph()
        self._stand(paragraph, look)
        self._runs(node, paragraph, look, keep_lines="lines" in classes)
        if "party" in classes:
            self._rule_under(paragraph, node.text_content(), look)
        if "label" in classes:
            paragraph.paragraph_format.keep_with_next = True
        if mark := node.get("id"):
            bookmark(paragraph, mark)
        return paragraph

    def _stand(self, paragraph: Paragraph, look: Look) -> None:
        from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
        from docx.enum.text import WD_LINE_SPACING
        from docx.shared import Mm, Pt

        form = paragraph.paragraph_format
        aligned = {"both": ALIGN.JUSTIFY, "center": ALIGN.CENTER, "left": ALIGN.LEFT, "right": ALIGN.RIGHT}
        form.alignment = aligned[look.align]
        form.first_line_indent = Mm(look.indent)
        form.space_before, form.space_after = Pt(look.before), Pt(look.after)
        form.line_spacing_rule, form.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(look.line)
        form.keep_with_next = look.keep_next or None
        form.widow_control = True
        form.page_break_before = look.new_page or None

    def _runs(self, node: Any, paragraph: Paragraph, look: Look, *, keep_lines: bool = False) -> None:
        """The words of an element with what is bold or slanted in it, white space as a browser shows it."""
        from docx.shared import Pt

        pieces = [(spaced(text, keep_lines), bold, italic) for text, bold, italic in words_of(node)]
        for text, bold, italic in trimmed(pieces):
            run = paragraph.add_run(text.upper() if look.caps else text)
            run.font.name, run.font.size = FONT, Pt(look.size)
            run.bold, run.italic = look.bold or bold or None, look.italic or italic or None
            run.underline = look.underline or None

    def _rule_under(self, paragraph: Paragraph, text: str, look: Look) -> None:
        """A rule as long as the words: the lower edge of a paragraph drawn in to their width."""
        from docx.shared import Mm

        column = self.width - self.issuer_width
        aside = max((column - text_width_mm(text.upper(), look.size)) / 2 - SLACK_MM, 0)
        paragraph.paragraph_format.left_indent = paragraph.paragraph_format.right_indent = Mm(round(aside, 1))
        edge = element("w:pBdr")
        edge.append(
            element("w:bottom", val="single", sz=str(round(self.values["rule_pt"] * 8)), space="1", color="000000")
        )
        paragraph._p.get_or_add_pPr().insert_element_before(
            edge, "w:shd", "w:tabs", "w:suppressAutoHyphens", "w:spacing", "w:ind", "w:jc", "w:rPr"
        )

    def _foot(self, node: Any) -> None:
        section = self.document.sections[0]
        for footer in (section.footer, section.first_page_footer):
            lines = [SPACES.sub(" ", each.text_content()).strip() for each in node]
            paragraph = footer.paragraphs[0]
            self._stand(paragraph, Look(10, align="center", line=12))
            run = paragraph.add_run("\n".join(lines))
            run.italic, run.font.name = True, FONT
            from docx.shared import Pt

            run.font.size = Pt(10)

    # Tables

    def _table(self, node: Any, classes: list[str], place: Any) -> None:
        rows = [row for row in node.iter("tr") if next(row.iterancestors("table")) is node]
        columns = max((sum(int(cell.get("colspan", 1)) for cell in row) for row in rows), default=0)
        if not columns:
            return
        table: Table = place.add_table(len(rows), columns)
        is_grid = "grid" in classes
        if is_grid:
            table.style = self.document.styles["Table Grid"]
        table.autofit = False
        set_margins(table, GRID_MARGIN_PT if is_grid else 0)
        look = self.looks["grid" if is_grid else "signatures" if "signatures" in classes else "number"]
        self._fill(table, rows, look, is_grid=is_grid)
        if "signatures" in classes:
            hold_together(table)
            keep_with_what_is_above(table)
        self._set_widths(table, node, rows, columns)
        for number, row in enumerate(rows):
            properties = table.rows[number]._tr.get_or_add_trPr()
            properties.append(element("w:cantSplit"))
            if row.getparent().tag == "thead":
                properties.append(element("w:tblHeader"))
        if is_grid:
            gap: Paragraph = place.add_paragraph()
            self._stand(gap, Look(6, line=max(self.body.after, 1)))

    def _fill(self, table: Table, rows: list[Any], look: Look, *, is_grid: bool) -> None:
        taken: set[tuple[int, int]] = set()
        for number, row in enumerate(rows):
            place = 0
            for cell in row:
                while (number, place) in taken:
                    place += 1
                wide, high = int(cell.get("colspan", 1)), int(cell.get("rowspan", 1))
                taken |= {(number + down, place + right) for down in range(high) for right in range(wide)}
                box = table.cell(number, place)
                if wide > 1 or high > 1:
                    box = box.merge(table.cell(min(number + high, len(rows)) - 1, place + wide - 1))
                self._cell(cell, row, box, look, is_grid=is_grid)
                place += wide

    def _cell(self, node: Any, row: Any, box: _Cell, look: Look, *, is_grid: bool) -> None:
        from docx.shared import Pt

        if any(child.tag in {"div", "p", "table"} for child in node):
            self.write(node, box)
            first = box.paragraphs[0]._p
            first.getparent().remove(first)
            return
        classes = {*(node.get("class") or "").split(), *(row.get("class") or "").split()}
        head = is_grid and node.tag == "th"
        align = "center" if head or classes & {"middle", "order"} else "right" if "right" in classes else look.align
        office = "office" in classes
        shown = Look(
            look.size,
            (look.bold or head or "total" in classes) and not office,
            align=align,
            line=self.values["signature_blank_lines"] * self.values["line_pt"] if "blank" in classes else look.line,
            caps=office,
        )
        paragraph = box.paragraphs[0]
        self._stand(paragraph, shown)
        if mark := node.get("data-page-of"):
            page_of(paragraph.add_run(), mark, node.text_content().strip())
            paragraph.runs[0].font.name, paragraph.runs[0].font.size = FONT, Pt(shown.size)
            return
        self._runs(node, paragraph, shown, keep_lines="lines" in classes)

    def _set_widths(self, table: Table, node: Any, rows: list[Any], columns: int) -> None:
        """Widths as the style sheet names them by class, on ``col`` or the first row; the rest share what is left."""
        from docx.shared import Mm

        named: list[float | None] = [None] * columns
        first = next(iter(rows))
        cells = node.findall("./colgroup/col") or [cell for cell in first if int(cell.get("colspan", 1)) == 1]
        if len(cells) == columns:
            for place, cell in enumerate(cells):
                widths = [self.widths[each] for each in (cell.get("class") or "").split() if each in self.widths]
                named[place] = widths[0] if widths else None
        if "header" in (node.get("class") or ""):
            named = [self.issuer_width, None]
        left = self.width - sum(width for width in named if width)
        share = max(left / max(named.count(None), 1), 5)
        for place, width in enumerate(named):
            table.columns[place].width = Mm(width or share)
            for row in table.rows:
                row.cells[place].width = Mm(width or share)
