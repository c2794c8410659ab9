"""Word files: paragraphs and tables as rows, merged cells, and files that try to break the reader."""

import contextlib
import io
import time
import zipfile

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.errors import DomainError
from core.spreadsheet import Limits, Range, Sheet, read_sheets
from tests.cells.imports.files import WORD, docx, paragraph, word_table

SMALL = Limits(file_bytes=2**20, inflated_bytes=2**20, rows=50, columns=10, cells=300, parts=50)


def sheet(*parts: str) -> Sheet:
    return read_sheets(docx(*parts))[0]


def refusal(data: bytes, limits: Limits = SMALL) -> str:
    with pytest.raises(DomainError) as caught:
        read_sheets(data, limits=limits)
    return str(caught.value)


def texts(read: Sheet) -> list[tuple[int, list[tuple[int, object]]]]:
    return [(row.number, [(cell.column, cell.value) for cell in row]) for row in read.rows]


def test_paragraphs_and_rows_follow_each_other() -> None:
    read = sheet(paragraph("ĐẢNG BỘ XÃ A"), paragraph(""), word_table([["a", "b"], [None, "c"]]), paragraph("cuối"))
    assert texts(read) == [
        (1, [(1, "ĐẢNG BỘ XÃ A")]),
        (2, [(1, "a"), (2, "b")]),
        (3, [(2, "c")]),
        (4, [(1, "cuối")]),
    ]


def test_an_empty_row_keeps_its_number() -> None:
    assert [row.number for row in sheet(word_table([["a"], [None], ["b"]])).rows] == [1, 3]


def test_merged_cells_are_areas() -> None:
    table = [["a", "b", None], [None, "c", "d"], ["e", None, None]]
    read = sheet(word_table(table, ["A1:A2", "B1:C1", "A3:C3"]))
    assert set(read.merges) == {Range(1, 1, 2, 1), Range(1, 2, 1, 3), Range(3, 1, 3, 3)}
    assert texts(read) == [(1, [(1, "a"), (2, "b")]), (2, [(2, "c"), (3, "d")]), (3, [(1, "e")])]
    assert read.resolved(2, 1) == read.cell(1, 1)


def cell(inside: str, marks: str = "") -> str:
    return f"<w:tbl><w:tr>{marks}<w:tc>{inside}</w:tc></w:tr></w:tbl>"


@pytest.mark.parametrize(
    ("inside", "text"),
    [
        (paragraph("hai\ndòng"), "hai\ndòng"),
        ("<w:p><w:r><w:t>a</w:t><w:br/><w:t>b</w:t><w:tab/><w:t>c</w:t></w:r></w:p>", "a\nb c"),
        ("<w:p><w:r><w:t>Nguyễn</w:t></w:r><w:r><w:t> An</w:t></w:r></w:p>", "Nguyễn An"),
        ("<w:p><w:r><w:t>a</w:t></w:r><w:del><w:r><w:delText>b</w:delText></w:r></w:del></w:p>", "a"),
        ("<w:p><w:ins><w:r><w:t>a</w:t></w:r></w:ins><w:moveFrom><w:r><w:t>b</w:t></w:r></w:moveFrom></w:p>", "a"),
        ("<w:p><w:r><w:instrText>PAGE</w:instrText><w:t>1</w:t></w:r></w:p>", "1"),
        ('<w:p><w:r><w:sym w:font="Wingdings" w:char="F0FC"/></w:r></w:p>', "ü"),
        ("<w:sdt><w:sdtContent><w:p><w:r><w:t>a</w:t></w:r></w:p></w:sdtContent></w:sdt>", "a"),
        ("<w:p><w:r><w:t>D</w:t><w:softHyphen/><w:t>¬ng</w:t></w:r></w:p>", "D\u00ad¬ng"),
        ("<w:p><w:r><w:t>a</w:t><w:noBreakHyphen/><w:t>b</w:t></w:r></w:p>", "a-b"),
        (paragraph("a") + f"<w:tbl><w:tr><w:tc>{paragraph('b')}</w:tc></w:tr></w:tbl>", "a\nb"),
    ],
)
def test_the_text_of_a_cell_is_what_the_page_shows(inside: str, text: str) -> None:
    value = str(sheet(cell(inside)).rows[0].cells[1].value)
    assert "\n".join(value.split("\n")) == text


def test_a_hidden_row_is_known() -> None:
    read = sheet(cell(paragraph("a"), "<w:trPr><w:hidden/></w:trPr>"))
    assert read.rows[0].hidden


def test_a_row_may_begin_to_the_right() -> None:
    marks = '<w:trPr><w:gridBefore w:val="2"/></w:trPr>'
    assert list(sheet(cell(paragraph("a"), marks)).rows[0].cells) == [3]


def with_styles(styles: str) -> bytes:
    target = io.BytesIO(docx(word_table([["Vò Tó"]])))
    with zipfile.ZipFile(target, "a") as archive:
        archive.writestr("word/styles.xml", f'<w:styles xmlns:w="{WORD}">{styles}</w:styles>')
        archive.writestr(
            "word/_rels/document.xml.rels",
            '<Relationships xmlns="x"><Relationship Id="r1" Type="x/styles" Target="styles.xml"/></Relationships>',
        )
    return target.getvalue()


@pytest.mark.parametrize(
    ("styles", "font"),
    [
        ('<w:docDefaults><w:rFonts w:ascii=".VnTime"/></w:docDefaults>', ".VnTime"),
        ('<w:style w:type="paragraph" w:default="1"><w:rFonts w:hAnsi="VNI-Times"/></w:style>', "VNI-Times"),
        ('<w:style w:type="paragraph"><w:rFonts w:ascii=".VnTime"/></w:style>', ""),
    ],
)
def test_the_font_of_ordinary_text_comes_from_the_styles(styles: str, font: str) -> None:
    assert read_sheets(with_styles(styles))[0].rows[0].cells[1].font == font


def test_the_font_of_a_run_goes_before_that_of_the_styles() -> None:
    runs = '<w:p><w:pPr><w:rPr><w:rFonts w:ascii="VNI-Times"/></w:rPr></w:pPr>' + paragraph("Vò", ".VnTime")[5:]
    assert sheet(cell(runs)).rows[0].cells[1].font == ".VnTime"


LAUGHS = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>'
OUTSIDE = '<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]>'


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (docx(paragraph("a"), head=LAUGHS), "không an toàn"),
        (docx(paragraph("a"), head=OUTSIDE), "không an toàn"),
        (docx(*[paragraph("a")] * 51), "quá nhiều dòng: nhận tối đa 50 dòng"),
        (docx(word_table([["a"] * 11])), "quá nhiều cột: nhận tối đa 10 cột"),
        (docx(word_table([["a"] * 9] * 40)), "quá nhiều ô dữ liệu: nhận tối đa 300"),
        (docx(paragraph("ă" * 40_000)), "ký tự"),
        (docx("<w:p>" * 200), "bị hỏng"),
        (docx(cell(paragraph("a"), '<w:trPr><w:gridBefore w:val="99999"/></w:trPr>')), "bị hỏng"),
        (docx(cell('<w:tcPr><w:gridSpan w:val="x"/></w:tcPr>')), "bị hỏng"),
        (docx('<w:p><w:r><w:sym w:char="zz"/></w:r></w:p>'), "bị hỏng"),
        (docx(word_table([["a"]]))[:-30], "bị hỏng"),
        (docx(*[f"<w:p><!--{n * n}--></w:p>" for n in range(60_000)]), "quá lớn khi mở ra"),
        (docx(" " * (30 * 2**20)), "nén bất thường"),
    ],
    ids=range(13),
)
def test_a_word_file_that_is_broken_or_too_much_is_refused(data: bytes, words: str) -> None:
    assert words in refusal(data)


def test_a_word_file_with_macros_is_refused() -> None:
    target = io.BytesIO(docx(paragraph("a")))
    with zipfile.ZipFile(target, "a") as archive:
        archive.writestr("word/vbaProject.bin", b"...")
    assert "macro" in refusal(target.getvalue())


def test_the_worst_table_takes_seconds_at_most() -> None:
    row = "<w:tr>" + '<w:tc><w:tcPr><w:gridSpan w:val="2"/><w:vMerge w:val="restart"/></w:tcPr></w:tc>' * 60 + "</w:tr>"
    started = time.process_time()
    with contextlib.suppress(DomainError):
        read_sheets(docx("<w:tbl>" + row * 8_000 + "</w:tbl>"))
    assert time.process_time() - started < 15


WHOLE = docx(paragraph("CHI BỘ A"), word_table([["TT", "Họ và tên"], ["1", "Nguyễn Văn An"]], ["A1:A2"]))


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_a_damaged_document_is_read_or_refused(data: st.DataObject) -> None:
    with zipfile.ZipFile(io.BytesIO(WHOLE)) as archive:
        parts = {name: bytearray(archive.read(name)) for name in archive.namelist()}
    part = data.draw(st.sampled_from(sorted(parts)))
    for _ in range(data.draw(st.integers(1, 6))):
        place = data.draw(st.integers(0, len(parts[part]) - 1))
        parts[part][place] = data.draw(st.sampled_from(b'<>/"=&019 wtrc\xff'))
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, bytes(content))
    with contextlib.suppress(DomainError):
        read_sheets(target.getvalue(), limits=SMALL)
