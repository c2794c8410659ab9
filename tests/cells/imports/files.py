"""The same table as each kind of file that offices keep: rows of plain values, merged areas, fonts."""

import csv
import datetime
import io
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from xml.sax.saxutils import escape

import openpyxl.utils.cell
import xlwt

Table = Sequence[Sequence[object]]


def bounds(area: str) -> tuple[int, int, int, int]:
    """ "A1:C2" → top, left, bottom, right, from 1."""
    left, top, right, bottom = openpyxl.utils.cell.range_boundaries(area)
    return top, left, bottom, right


def xls(
    table: Table, merges: Iterable[str] = (), *, title: str = "Sheet1", fonts: Mapping[int, str] | None = None
) -> bytes:
    """A workbook of Excel 97-2003; texts that begin with "=" are formulas."""
    book = xlwt.Workbook()
    sheet = book.add_sheet(title)
    day, plain = xlwt.easyxf(num_format_str="dd/mm/yyyy"), xlwt.easyxf()
    styles = {column: xlwt.easyxf(f"font: name {name}") for column, name in (fonts or {}).items()}
    merged = {bounds(area)[:2]: bounds(area) for area in merges}
    for number, row in enumerate(table, start=1):
        for column, value in enumerate(row, start=1):
            if value is None:
                continue
            style = day if isinstance(value, datetime.date) else styles.get(column, plain)
            if isinstance(value, str) and value.startswith("="):
                value = xlwt.Formula(value[1:])
            if (number, column) in merged:
                top, left, bottom, right = merged[number, column]
                sheet.write_merge(top - 1, bottom - 1, left - 1, right - 1, value, style)
            else:
                sheet.write(number - 1, column - 1, value, style)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def shown(value: object) -> str:
    """As Excel writes a cell into text."""
    if value is None:
        return ""
    return value.strftime("%d/%m/%Y") if isinstance(value, datetime.date) else str(value)


def text(table: Table, *, separator: str = ",") -> str:
    target = io.StringIO(newline="")
    csv.writer(target, delimiter=separator).writerows([[shown(value) for value in row] for row in table])
    return target.getvalue()


WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
TYPES = (
    f'<Types xmlns="{PACKAGE}/content-types"><Default Extension="rels" '
    'ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/word/document.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
)
RELATIONS = (
    f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="rId1" Type="{OFFICE}/officeDocument" '
    'Target="word/document.xml"/></Relationships>'
)


def paragraph(value: object, font: str = "") -> str:
    """A paragraph for each line."""
    named = f'<w:rPr><w:rFonts w:ascii="{font}"/></w:rPr>' if font else ""
    runs = f"</w:t></w:r></w:p><w:p><w:r>{named}<w:t>".join(escape(shown(value)).split("\n"))
    return f"<w:p><w:r>{named}<w:t>{runs}</w:t></w:r></w:p>"


def word_table(
    table: Table, merges: Iterable[str] = (), *, widths: Sequence[int] = (), fonts: Mapping[int, str] | None = None
) -> str:
    """A table; areas that lie over several columns or rows are merged as Word does."""
    width = max(len(row) for row in table)
    areas = [bounds(area) for area in merges]
    rows = []
    for number, row in enumerate(table, start=1):
        cells, column = [], 1
        while column <= width:
            area = next((a for a in areas if a[0] <= number <= a[2] and a[1] <= column <= a[3]), None)
            top, left, bottom, right = area or (number, column, number, column)
            marks = f'<w:gridSpan w:val="{right - left + 1}"/>' if right > left else ""
            if bottom > top:
                marks += '<w:vMerge w:val="restart"/>' if number == top else "<w:vMerge/>"
            value = row[column - 1] if column <= len(row) and number == top else None
            named = (fonts or {}).get(column, "")
            cells.append(f"<w:tc><w:tcPr>{marks}</w:tcPr>{paragraph(value, named)}</w:tc>")
            column = right + 1
        rows.append(f"<w:tr>{''.join(cells)}</w:tr>")
    grid = "".join(f'<w:gridCol w:w="{size}"/>' for size in (widths or [1000] * width))
    return f"<w:tbl><w:tblGrid>{grid}</w:tblGrid>{''.join(rows)}</w:tbl>"


def docx(*parts: str, head: str = "") -> bytes:
    """A Word file of paragraphs and tables."""
    body = f'{head}<w:document xmlns:w="{WORD}"><w:body>{"".join(parts)}</w:body></w:document>'
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", TYPES)
        archive.writestr("_rels/.rels", RELATIONS)
        archive.writestr("word/document.xml", body)
    return target.getvalue()
