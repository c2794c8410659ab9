"""Workbooks from outside are read within limits or refused by a sentence; ours keep text as text."""

import contextlib
import datetime
import io
import re
import struct
import tracemalloc
import zipfile
from collections.abc import Callable
from decimal import Decimal

import openpyxl
import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont

from core.errors import DomainError
from core.periods import PartialDate
from core.spreadsheet import Column, Formula, Limits, Table, column_letter, read_workbook, write_workbook

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
SMALL = Limits(rows=50, columns=10, cells=300, sheets=3, inflated_bytes=2**20, file_bytes=2**20)


def saved(fill: Callable[[openpyxl.Workbook], None]) -> bytes:
    book = openpyxl.Workbook()
    fill(book)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def simple(*rows: list[object]) -> bytes:
    def fill(book: openpyxl.Workbook) -> None:
        for row in rows:
            book.active.append(row)

    return saved(fill)


def repacked(data: bytes, change: dict[str, bytes | None], *, add: dict[str, bytes] | None = None) -> bytes:
    """The same file with parts replaced, left out (None) or added."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            content = change.get(name, old.read(name))
            if content is not None:
                new.writestr(name, content)
        for name, content in (add or {}).items():
            new.writestr(name, content)
    return target.getvalue()


def with_sheet(rows: str, *, head: str = "") -> bytes:
    """A workbook whose only sheet has this XML inside ``sheetData``."""
    sheet = f'{head}<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData></worksheet>'
    return repacked(simple(["a"]), {"xl/worksheets/sheet1.xml": sheet.encode()})


def refusal(data: bytes, limits: Limits = SMALL) -> str:
    with pytest.raises(DomainError) as caught:
        read_workbook(data, limits=limits)
    return str(caught.value)


def test_read_workbook_gives_plain_values() -> None:
    def fill(book: openpyxl.Workbook) -> None:
        sheet = book.active
        sheet.title = "Đảng viên"
        sheet.append(["chữ", 12, 1.5, True, datetime.date(1980, 2, 5), datetime.datetime(2026, 1, 2, 19, 30)])
        sheet["A3"] = CellRichText("Nguyễn ", TextBlock(InlineFont(b=True), "Văn An"))
        sheet["B3"] = 25194078011
        sheet["B3"].number_format = "000000000000"

    (sheet,) = read_workbook(saved(fill))
    assert sheet.title == "Đảng viên"
    assert [cell.value for cell in sheet.rows[0]] == [
        "chữ",
        12,
        1.5,
        True,
        datetime.date(1980, 2, 5),
        datetime.datetime(2026, 1, 2, 19, 30),
    ]
    assert [cell.text for cell in sheet.rows[0]][-2:] == ["05/02/1980", "02/01/2026"]
    assert [row.number for row in sheet.rows] == [1, 3]
    assert sheet.rows[1].cells[1].value == "Nguyễn Văn An"
    assert sheet.rows[1].cells[2].text == "025194078011"
    assert sheet.rows[1].cells[2].letter == "B"


def test_read_workbook_marks_formulas_and_errors() -> None:
    target = io.BytesIO()
    with xlsxwriter.Workbook(target) as book:
        sheet = book.add_worksheet()
        sheet.write_formula("A1", '="Nguyễn"&" An"', None, "Nguyễn An")
        sheet.write_formula("B1", "=1/0", None, "#DIV/0!")
        sheet.write_formula("C1", "=SUM(D1:D9)", None, 7)
    cells = read_workbook(target.getvalue())[0].rows[0].cells
    assert [cells[column].is_formula for column in (1, 2, 3)] == [True, True, True]
    assert cells[1].value == "Nguyễn An"
    assert cells[2].kind == "error"
    assert cells[3].value == 7


def test_read_workbook_tells_what_is_hidden_and_merged() -> None:
    def fill(book: openpyxl.Workbook) -> None:
        sheet = book.active
        sheet["A1"] = "gộp"
        sheet["A3"] = "ẩn"
        sheet.merge_cells("A1:C2")
        sheet.row_dimensions[3].hidden = True
        sheet.column_dimensions["B"].hidden = True
        book.create_sheet("Trang ẩn").sheet_state = "veryHidden"

    sheet, hidden = read_workbook(saved(fill))
    assert sheet.resolved(2, 3) == sheet.cell(1, 1)
    assert sheet.resolved(3, 3) is None
    assert [row.hidden for row in sheet.rows] == [False, True]
    assert sheet.hidden_columns == {2}
    assert (sheet.hidden, hidden.hidden) == (False, True)


def test_read_workbook_counts_days_from_1904_where_the_file_does() -> None:
    def fill(book: openpyxl.Workbook) -> None:
        book.epoch = openpyxl.utils.datetime.CALENDAR_MAC_1904
        book.active.append([datetime.date(1980, 2, 5)])

    assert read_workbook(saved(fill))[0].cell(1, 1).value == datetime.date(1980, 2, 5)


def test_read_workbook_without_addresses_counts_cells_itself() -> None:
    data = with_sheet('<row><c><v>1</v></c><c t="inlineStr"><is><t>hai</t></is></c></row><row><c><v>3</v></c></row>')
    assert [[cell.value for cell in row] for row in read_workbook(data)[0].rows] == [[1, "hai"], [3]]


def test_read_workbook_ignores_formatted_cells_without_content() -> None:
    data = with_sheet('<row r="1"><c r="A1"><v>1</v></c><c r="XFD1" s="0"/></row><row r="1048576" ht="15"/>')
    assert [row.number for row in read_workbook(data, limits=SMALL)[0].rows] == [1]


def test_read_workbook_leaves_out_phonetic_aids() -> None:
    data = with_sheet('<row><c t="inlineStr"><is><t>An</t><rPh sb="0" eb="1"><t>xx</t></rPh></is></c></row>')
    assert read_workbook(data)[0].cell(1, 1).value == "An"


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "rỗng"),
        (b"\0\0\0\0", "rỗng"),
        ("Họ và tên;Ngày sinh\n".encode(), "không phải là bảng tính"),
        (b"PK\x03\x04" + b"x" * 400, "bị hỏng"),
        (simple(["a"])[:-30], "bị hỏng"),
        (b"x" * (2**20 + 1), "nặng 2 MB"),
    ],
)
def test_read_workbook_of_another_kind_of_file_is_refused(data: bytes, words: str) -> None:
    assert words in refusal(data)


@pytest.mark.parametrize(
    ("parts", "words"),
    [
        ({"xl/vbaProject.bin": b"..."}, "macro"),
        ({"xl/macrosheets/sheet1.xml": b"<a/>"}, "macro"),
        ({"xl/workbook.bin": b"..."}, ".xlsb"),
        ({"content.xml": b"<a/>", "mimetype": b"application/vnd.oasis.opendocument.spreadsheet"}, "OpenDocument"),
        ({f"x{number}": b"" for number in range(2_100)}, "quá nhiều thành phần"),
    ],
)
def test_read_workbook_of_another_package_is_refused(parts: dict[str, bytes], words: str) -> None:
    assert words in refusal(repacked(simple(["a"]), {}, add=parts))


def test_read_workbook_with_macro_content_type_is_refused() -> None:
    data = simple(["a"])
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        types = archive.read("[Content_Types].xml")
    changed = types.replace(b"spreadsheetml.sheet.main+xml", b"ms-excel.sheet.macroEnabled.main+xml")
    assert "macro" in refusal(repacked(data, {"[Content_Types].xml": changed}))


def test_read_workbook_of_a_zip_with_a_workbook_inside_is_refused() -> None:
    assert "gói nén" in refusal(repacked(simple(["a"]), {"[Content_Types].xml": None}))


def test_read_workbook_with_a_nested_archive_never_opens_it() -> None:
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("bomb", b"0" * 2**20)
    data = repacked(simple(["a"]), {}, add={"xl/embeddings/oleObject1.zip": inner.getvalue()})
    assert read_workbook(data, limits=SMALL)[0].cell(1, 1).value == "a"


@pytest.mark.parametrize("part", ["xl/worksheets/sheet1.xml", "xl/media/image1.png"])
def test_read_workbook_that_inflates_absurdly_is_refused_before_opening(part: str) -> None:
    bomb = repacked(simple(["a"]), {part: None}, add={part: b"0" * (40 * 2**20)})
    tracemalloc.start()
    assert "Tệp nén bất thường" in refusal(bomb, Limits())
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 2 * 2**20


def test_read_workbook_that_inflates_too_far_is_refused_while_reading() -> None:
    rows = "".join(f'<row r="{number}" spans="1:{number}"/>' for number in range(1, 60_000))
    assert "quá lớn khi mở ra" in refusal(with_sheet(rows))


def test_read_workbook_that_lies_about_its_size_is_refused() -> None:
    data = bytearray(repacked(simple(["a"]), {"xl/worksheets/sheet1.xml": b" " * 5_000}))
    for mark, place in ((b"PK\x01\x02", 24), (b"PK\x03\x04", 22)):
        found = [
            at.start()
            for at in re.finditer(re.escape(mark), bytes(data))
            if struct.unpack_from("<I", data, at.start() + place)[0] == 5_000
        ]
        struct.pack_into("<I", data, found[0] + place, 40)
    assert "bị hỏng" in refusal(bytes(data))


def test_read_workbook_with_entities_is_refused() -> None:
    laughs = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>'
    assert "không an toàn" in refusal(with_sheet('<row><c t="str"><v>&b;</v></c></row>', head=laughs))
    outside = '<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]>'
    assert "không an toàn" in refusal(with_sheet('<row><c t="str"><v>&f;</v></c></row>', head=outside))


@pytest.mark.parametrize(
    ("fill", "words"),
    [
        (lambda book: [book.active.append([1]) for _ in range(51)], "quá nhiều dòng: nhận tối đa 50 dòng"),
        (lambda book: book.active.append([1] * 11), "quá nhiều cột: nhận tối đa 10 cột"),
        (lambda book: [book.create_sheet() for _ in range(3)], "quá nhiều trang tính: nhận tối đa 3"),
        (lambda book: [book.active.append([1] * 9) for _ in range(40)], "quá nhiều ô dữ liệu: nhận tối đa 300"),
    ],
)
def test_read_workbook_beyond_a_limit_names_it(fill: Callable[[openpyxl.Workbook], None], words: str) -> None:
    assert words in refusal(saved(fill))


def test_read_workbook_with_an_endless_text_is_refused() -> None:
    assert "ký tự" in refusal(with_sheet(f'<row><c t="str"><v>{"ă" * 40_000}</v></c></row>'))


def test_read_workbook_of_100_000_rows_is_refused_in_little_memory() -> None:
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"constant_memory": True}) as book:
        sheet = book.add_worksheet()
        for number in range(100_000):
            sheet.write_row(number, 0, [number, f"Nguyễn Văn {number}", "05/02/1980", number * 7])
    tracemalloc.start()
    assert "tối đa 10.000 dòng" in refusal(target.getvalue(), Limits())
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 40 * 2**20


@pytest.mark.parametrize(
    "rows",
    [
        '<row r="2"/><row r="1"/>',
        '<row r="0"/>',
        '<row r="1"><c r="B7"><v>1</v></c></row>',
        '<row r="1"><c r="7"><v>1</v></c></row>',
        '<row r="1"><c r="ZZZ1"><v>1</v></c></row>',
        "<row><c><v>abc</v></c></row>",
        "<row><c><v>inf</v></c></row>",
        '<row><c t="s"><v>999</v></c></row>',
        '<row><c t="s"><v>-1</v></c></row>',
        '<row><c t="d"><v>hôm qua</v></c></row>',
        "<row><c><v>1</row>",
        "<a>" * 200 + "</a>" * 200,
    ],
)
def test_read_workbook_with_a_broken_sheet_is_refused(rows: str) -> None:
    assert "bị hỏng" in refusal(with_sheet(rows))


@pytest.mark.parametrize("part", ["xl/workbook.xml", "xl/worksheets/sheet1.xml", "xl/_rels/workbook.xml.rels"])
def test_read_workbook_without_a_part_is_refused(part: str) -> None:
    assert "bị hỏng" in refusal(repacked(simple(["a"]), {part: None}))


_WHOLE = simple(["Họ và tên", 1, 2.5], ["Nguyễn Văn An", datetime.date(1980, 1, 1), None])


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_read_workbook_of_damaged_bytes_is_read_or_refused(data: st.DataObject) -> None:
    spoiled = bytearray(_WHOLE)
    for _ in range(data.draw(st.integers(0, 8))):
        spoiled[data.draw(st.integers(0, len(spoiled) - 1))] = data.draw(st.integers(0, 255))
    cut = data.draw(st.integers(0, len(spoiled)))
    for candidate in (bytes(spoiled), bytes(spoiled[:cut]), b"PK\x03\x04" + data.draw(st.binary(max_size=300))):
        with contextlib.suppress(DomainError):
            read_workbook(candidate, limits=SMALL)


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_read_workbook_with_damaged_parts_is_read_or_refused(data: st.DataObject) -> None:
    with zipfile.ZipFile(io.BytesIO(_WHOLE)) as archive:
        parts = [name for name in archive.namelist() if name.endswith((".xml", ".rels"))]
        part = data.draw(st.sampled_from(parts))
        content = bytearray(archive.read(part))
    for _ in range(data.draw(st.integers(1, 6))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.sampled_from(b'<>/"=&019 arst\xff'))
    with contextlib.suppress(DomainError):
        read_workbook(repacked(_WHOLE, {part: bytes(content)}), limits=SMALL)


# --- Writing


COLUMNS = [Column("TT", 5, align="center"), Column("Họ và tên", 28), Column("Ngày sinh"), Column("Điểm", align="right")]


def written(*rows: list[object], **options: object) -> openpyxl.worksheet.worksheet.Worksheet:
    data = write_workbook([Table("Danh sách", COLUMNS, rows, **options)])  # type: ignore[arg-type]
    return openpyxl.load_workbook(io.BytesIO(data)).active


def test_write_workbook_keeps_dates_numbers_and_text_apart() -> None:
    sheet = written(
        [1, "Nguyễn Văn An", datetime.date(1980, 2, 5), Decimal("20.5")],
        [2, "001234567890", PartialDate(datetime.date(1965, 1, 1), "year"), None],
        [3, True, datetime.datetime(2026, 1, 31, 18, tzinfo=datetime.UTC), 931336718254931336],
    )
    assert [cell.value for cell in sheet[2]] == [1, "Nguyễn Văn An", datetime.datetime(1980, 2, 5), 20.5]
    assert sheet["C2"].number_format == "dd/mm/yyyy"
    assert [cell.value for cell in sheet[3]] == [2, "001234567890", "1965", None]
    assert [cell.value for cell in sheet[4]] == [3, True, datetime.datetime(2026, 2, 1, 1), "931336718254931336"]


@pytest.mark.parametrize("text", ["=1+1", "+84 912", "-5", "@SUM(A1)", "\t=1", '=HYPERLINK("http://x")', "http://x.vn"])
def test_write_workbook_never_makes_a_formula_of_a_text(text: str) -> None:
    cell = written([1, text, None, None])["B2"]
    assert cell.data_type == "s"
    assert cell.value == text
    assert cell.hyperlink is None
    assert cell.quotePrefix is text.startswith(("=", "+", "-", "@", "\t"))


def test_write_workbook_writes_an_explicit_formula_live() -> None:
    table = Table("Tổng", COLUMNS, [[1, "a", None, 2]], foot_rows=[["", "Cộng", "", Formula("SUM(D2:D2)", 2)]])
    data = write_workbook([table])
    assert openpyxl.load_workbook(io.BytesIO(data)).active["D3"].value == "=SUM(D2:D2)"
    assert openpyxl.load_workbook(io.BytesIO(data), data_only=True).active["D3"].value == 2


def test_write_workbook_with_grouped_heads_merges_and_freezes_them() -> None:
    columns = [Column("TT"), Column("Nam", group="Năm sinh"), Column("Nữ", group="Năm sinh"), Column("Ghi chú")]
    table = Table("Danh sách", columns, [[1, "1980", "", ""]], title_lines=["DANH SÁCH", "Năm 2026"])
    sheet = openpyxl.load_workbook(io.BytesIO(write_workbook([table]))).active
    assert {str(area) for area in sheet.merged_cells.ranges} == {"A1:D1", "A2:D2", "A4:A5", "B4:C4", "D4:D5"}
    assert sheet["B4"].value == "Năm sinh"
    assert sheet["C5"].value == "Nữ"
    assert sheet.freeze_panes == "A6"
    assert table.first_row == 6
    assert sheet["A6"].value == 1


def test_write_workbook_makes_sheet_names_that_excel_accepts() -> None:
    names = ["Chi bộ [1]: thôn/xóm *", "chi bộ  1   thôn xóm", "", "'x'", "History", "Dài " * 20, "Dài " * 20]
    book = openpyxl.load_workbook(io.BytesIO(write_workbook([Table(name, COLUMNS, []) for name in names])))
    assert len({name.lower() for name in book.sheetnames}) == len(names)
    assert all(len(name) <= 31 for name in book.sheetnames)


def test_write_workbook_with_a_given_moment_gives_the_same_bytes() -> None:
    moment = datetime.datetime(2026, 1, 1)
    table = Table("Danh sách", COLUMNS, [[1, "An", None, 2]])
    assert write_workbook([table], made_at=moment) == write_workbook([table], made_at=moment)


def test_write_workbook_is_read_back_by_our_reader() -> None:
    sheet = read_workbook(write_workbook([Table("Đảng viên", COLUMNS, [[1, "An", datetime.date(1980, 2, 5), 2.5]])]))[0]
    assert [cell.value for cell in sheet.rows[1]] == [1, "An", datetime.date(1980, 2, 5), 2.5]


@pytest.mark.parametrize(("number", "letter"), [(1, "A"), (26, "Z"), (27, "AA"), (703, "AAA")])
def test_column_letter_counts_as_excel_does(number: int, letter: str) -> None:
    assert column_letter(number) == letter
