"""The Word copy: the same words and measures as the PDF, read back with python-docx."""

import datetime as dt
import io
import zipfile

import docx
import pytest
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Mm, Pt
from lxml import html as markup

from core.word import text_width_mm, word_file

DAY = dt.date(2026, 11, 22)
HEADER = """
<table class="header"><tr>
<td class="issuer-column"><div class="superior">Đảng bộ xã Vân Trục</div><div class="issuer">Chi bộ thôn Song Vân</div>
<div>*</div><div class="number">Số 12-BB/CB</div></td><td>
<div class="party">Đảng Cộng sản Việt Nam</div>
<div class="place-and-date">Vân Trục, ngày 03 tháng 02 năm 2026</div></td>
</tr></table>
<div class="kind">Biên bản</div><div class="subject">Sinh hoạt chi bộ</div><div class="hyphens">-----</div>
"""
GRID = """
<table class="grid"><thead><tr><th class="order">TT</th><th>Nhiệm vụ</th><th class="due">Thời hạn</th></tr></thead>
<tbody><tr><td class="order">1</td><td>Làm đường</td><td class="middle">05/12/2026</td></tr>
<tr class="total"><td colspan="2">Cộng</td><td>1</td></tr></tbody></table>
"""


def page(body, attributes=""):
    return f"<!doctype html><html><head><title>Biên bản</title></head><body{attributes}>{body}</body></html>"


def mm(length):
    """Word counts in twentieths of a point, so lengths are compared by tenths of a millimetre."""
    return round(length / Mm(1), 1)


def read(body, attributes=""):
    return docx.Document(io.BytesIO(word_file(page(body, attributes), day=DAY)))


def test_page_has_the_measures_of_the_layout():
    section = read("<p>Một</p>").sections[0]
    assert (mm(section.page_width), mm(section.page_height)) == (210, 297)
    assert (mm(section.left_margin), mm(section.right_margin)) == (30, 15)
    assert (mm(section.top_margin), mm(section.bottom_margin), mm(section.header_distance)) == (20, 20, 10)
    assert section.different_first_page_header_footer
    assert "PAGE" in section.header.paragraphs[0]._p.xml
    assert section.first_page_header.paragraphs[0].text == ""


def test_landscape_page_lies():
    section = read("<p>Một</p>", ' class="landscape"').sections[0]
    assert (section.orientation, mm(section.page_width)) == (WD_ORIENT.LANDSCAPE, 297)


def test_paragraph_stands_as_the_layout_says():
    paragraph = read("<p>Thời gian  bắt đầu:\n 19 giờ <b>30 phút</b></p>").paragraphs[0]
    assert paragraph.text == "Thời gian bắt đầu: 19 giờ 30 phút"
    form = paragraph.paragraph_format
    assert (mm(form.first_line_indent), form.space_after, form.line_spacing) == (10, Pt(6), Pt(18))
    assert form.alignment == WD_ALIGN_PARAGRAPH.JUSTIFY
    assert [(run.text, run.bold, run.font.size, run.font.name) for run in paragraph.runs] == [
        ("Thời gian bắt đầu: 19 giờ ", None, Pt(14), "Times New Roman"),
        ("30 phút", True, Pt(14), "Times New Roman"),
    ]


def test_header_has_capitals_sizes_and_a_rule_as_long_as_the_title():
    document = read(HEADER)
    left, right = document.tables[0].rows[0].cells
    assert [each.text for each in left.paragraphs] == [
        "ĐẢNG BỘ XÃ VÂN TRỤC", "CHI BỘ THÔN SONG VÂN", "*", "Số 12-BB/CB"
    ]  # fmt: skip
    assert [each.runs[0].bold for each in left.paragraphs] == [None, True, None, None]
    assert all(each.paragraph_format.alignment == WD_ALIGN_PARAGRAPH.CENTER for each in left.paragraphs)
    title = right.paragraphs[0]
    assert (title.text, title.runs[0].font.size) == ("ĐẢNG CỘNG SẢN VIỆT NAM", Pt(15))
    assert "w:pBdr" in title._p.xml
    column = Mm(165 - 75)
    drawn = column - title.paragraph_format.left_indent - title.paragraph_format.right_indent
    assert abs(drawn / Mm(1) - text_width_mm(title.text, 15)) < 1.5
    assert right.paragraphs[1].runs[0].italic
    assert [each.text for each in document.paragraphs[:3]] == ["BIÊN BẢN", "Sinh hoạt chi bộ", "-----"]


def test_title_is_as_wide_as_in_print():
    assert abs(text_width_mm("ĐẢNG CỘNG SẢN VIỆT NAM", 15) - 72.8) < 0.5


def test_grid_keeps_widths_merges_and_repeats_its_head():
    table = read(GRID).tables[0]
    assert [[cell.text for cell in row.cells] for row in table.rows] == [
        ["TT", "Nhiệm vụ", "Thời hạn"],
        ["1", "Làm đường", "05/12/2026"],
        ["Cộng", "Cộng", "1"],
    ]
    widths = [round(cell.width / Mm(1)) for cell in table.rows[1].cells]
    assert widths == [9, 131, 25]
    assert "w:tblHeader" in table.rows[0]._tr.xml
    assert "w:tblHeader" not in table.rows[1]._tr.xml
    assert all("w:cantSplit" in row._tr.xml for row in table.rows)
    assert table.rows[2].cells[0].paragraphs[0].runs[0].bold


def test_rowspan_puts_the_next_cells_beside_it():
    table = read('<table class="grid"><tr><td rowspan="2">a</td><td>b</td></tr><tr><td>c</td></tr></table>').tables[0]
    assert [[cell.text for cell in row.cells] for row in table.rows] == [["a", "b"], ["a", "c"]]


def test_lines_that_were_typed_stay_lines():
    paragraph = read('<p class="lines">1) Đồng chí A: một\nhai</p>').paragraphs[0]
    assert paragraph.text == "1) Đồng chí A: một\nhai"


def test_foot_stands_on_every_page():
    section = read('<div class="foot"><p>Dự thảo – chưa được duyệt</p></div><p>Một</p>').sections[0]
    for footer in (section.footer, section.first_page_footer):
        assert footer.paragraphs[0].text == "Dự thảo – chưa được duyệt"


@pytest.mark.parametrize("text", ["=1+1", "<w:p/>", "a & b", "“Vân Trục”", "\u0001", "Hoà"])
def test_words_are_words(text):
    shown = page("<p></p>").replace("<p></p>", f"<p>{text.replace('&', '&amp;').replace('<', '&lt;')}</p>")
    found = docx.Document(io.BytesIO(word_file(shown, day=DAY))).paragraphs[0].text
    assert found == text.replace("\u0001", "")


def test_same_page_gives_the_same_bytes():
    assert word_file(page(HEADER + GRID), day=DAY) == word_file(page(HEADER + GRID), day=DAY)


def test_every_word_of_the_page_is_in_the_file():
    body = HEADER + GRID + "<div class='checks'><p>– khớp.</p></div><h2>I. NỘI DUNG</h2>"
    document = read(body)
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    found = " ".join([*(each.text for each in document.paragraphs), *cells]).lower()
    for text in markup.fromstring(f"<div>{body}</div>").itertext():
        assert text.strip().lower() in found


def test_word_of_a_leaf_printed_on_both_sides_turns_its_margins():
    with zipfile.ZipFile(io.BytesIO(word_file(page("<p>Một</p>"), changes={"duplex": 1}))) as archive:
        settings = archive.read("word/settings.xml").decode()
    assert "<w:mirrorMargins/>" in settings
    assert settings.index("w:mirrorMargins") > settings.index("w:zoom")
