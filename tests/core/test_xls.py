"""Workbooks of Excel 97-2003 and older, and other files of the old Office."""

import contextlib
import datetime
import io
import struct
import time
from collections.abc import Callable

import pytest
import xlwt
from hypothesis import given, settings
from hypothesis import strategies as st

from core.errors import DomainError
from core.spreadsheet import Limits, Range, Sheet, read_sheets

SMALL = Limits(file_bytes=2**20, sheets=3, rows=50, columns=10, cells=300)
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def saved(fill: Callable[[xlwt.Workbook], object]) -> bytes:
    book = xlwt.Workbook()
    fill(book)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def one_sheet(fill: Callable[[xlwt.Worksheet], object]) -> bytes:
    return saved(lambda book: fill(book.add_sheet("DS 2025")))


def sheet(fill: Callable[[xlwt.Worksheet], object]) -> Sheet:
    return read_sheets(one_sheet(fill))[0]


def refusal(data: bytes, limits: Limits = SMALL) -> str:
    with pytest.raises(DomainError) as caught:
        read_sheets(data, limits=limits)
    return str(caught.value)


SIMPLE = one_sheet(lambda page: page.write(0, 0, "Nguyễn Văn An"))


def test_every_kind_of_value_is_read_as_shown() -> None:
    def fill(page: xlwt.Worksheet) -> None:
        page.write(0, 0, "Nguyễn Văn An")
        page.write(0, 1, 42)
        page.write(0, 2, 2.5)
        page.write(0, 3, datetime.date(1980, 2, 5), xlwt.easyxf(num_format_str="dd/mm/yyyy"))
        page.write(0, 4, datetime.datetime(1980, 2, 5, 6, 30), xlwt.easyxf(num_format_str="dd/mm/yyyy hh:mm"))
        page.write(0, 5, True)
        page.write(0, 6, 25194078011, xlwt.easyxf(num_format_str="000000000000"))
        page.write(0, 7, xlwt.Formula("1+1"))
        page.write(0, 8, "  ")

    cells = sheet(fill).rows[0].cells
    assert [(cell.value, cell.kind, cell.is_formula) for cell in cells.values()] == [
        ("Nguyễn Văn An", "text", False),
        (42, "number", False),
        (2.5, "number", False),
        (datetime.date(1980, 2, 5), "date", False),
        (datetime.datetime(1980, 2, 5, 6, 30), "date", False),
        (True, "bool", False),
        (25194078011, "number", False),
        (cells[8].value, cells[8].kind, True),
    ]
    assert cells[7].text == "025194078011"


def test_dates_of_a_workbook_from_a_macintosh_are_right() -> None:
    def fill(book: xlwt.Workbook) -> None:
        book.dates_1904 = True
        page = book.add_sheet("A")
        page.write(0, 0, datetime.date(1980, 2, 5), xlwt.easyxf(num_format_str="dd/mm/yyyy"))

    assert read_sheets(saved(fill))[0].rows[0].cells[1].value == datetime.date(1980, 2, 5)


def test_merged_areas_and_what_is_hidden_are_known() -> None:
    def fill(book: xlwt.Workbook) -> None:
        page = book.add_sheet("Chi bộ 1")
        page.write_merge(0, 1, 0, 2, "CHI BỘ THÔN TÂN LẬP")
        page.write(3, 0, "An")
        page.row(3).hidden = True
        page.col(4).hidden = True
        book.add_sheet("Ẩn").visibility = 1

    first, second = read_sheets(saved(fill))
    assert first.merges == (Range(1, 1, 2, 3),)
    assert [(row.number, row.hidden) for row in first.rows] == [(1, False), (4, True)]
    assert first.hidden_columns == {5}
    assert (first.title, first.hidden, second.title, second.hidden) == ("Chi bộ 1", False, "Ẩn", True)


def test_old_fonts_are_named_by_style_and_by_letters() -> None:
    def fill(page: xlwt.Worksheet) -> None:
        old, new = xlwt.easyxf("font: name .VnTime"), xlwt.easyxf("font: name Arial")
        page.write(0, 0, "Vò Tó", old)
        page.write(0, 1, "Vò Tó", new)
        page.write_rich_text(0, 2, [("Vò ", old.font), ("Tó", old.font)], new)
        page.write_rich_text(0, 3, [("Vò ", old.font), ("Tó", new.font)], new)

    assert [cell.font for cell in sheet(fill).rows[0]] == [".VnTime", "", ".VnTime", ""]


def records(*content: tuple[int, bytes]) -> bytes:
    return b"".join(struct.pack("<HH", code, len(body)) + body for code, body in content)


def excel_2(*texts: bytes) -> bytes:
    """A worksheet of Excel 2: texts are bytes of whatever font."""
    labels = [(4, struct.pack("<HH3xB", 0, column, len(text)) + text) for column, text in enumerate(texts)]
    return records((9, struct.pack("<HH", 2, 16)), *labels, (10, b""))


def test_a_sheet_from_before_unicode_is_read_as_its_bytes_show() -> None:
    read = read_sheets(excel_2(b"Hoang", "NguyÔn V¨n".encode("latin-1"), b"\x93An\x94"))[0]
    assert [cell.value for cell in read.rows[0]] == ["Hoang", "NguyÔn V¨n", "“An”"]


def excel_5(*texts: bytes) -> bytes:
    """A workbook of Excel 5 or 95 made on a Vietnamese Windows."""
    start = struct.pack("<HHHH", 0x0500, 5, 0, 1995)
    codepage, name = struct.pack("<H", 1258), b"DS"
    length = len(records((0x809, start), (0x42, codepage), (0x85, b"\0" * (7 + len(name))), (0x0A, b"")))
    entry = struct.pack("<IBBB", length, 0, 0, len(name)) + name
    labels = [(0x204, struct.pack("<HHHH", 0, place, 0, len(text)) + text) for place, text in enumerate(texts)]
    sheet_start = struct.pack("<HHHH", 0x0500, 16, 0, 1995)
    stream = records(
        (0x809, start), (0x42, codepage), (0x85, entry), (0x0A, b""), (0x809, sheet_start), *labels, (0x0A, b"")
    )
    target = io.BytesIO()
    xlwt.CompoundDoc.XlsDoc().save(target, stream)
    return target.getvalue()


def test_a_workbook_of_excel_95_is_read_as_its_bytes_show() -> None:
    read = read_sheets(excel_5("NguyÔn V¨n D­¬ng".encode("latin-1"), b"Ha\xf2"))[0]
    assert [cell.value for cell in read.rows[0]] == ["NguyÔn V¨n D­¬ng", "Haò"]
    assert read.title == "DS"


@pytest.mark.parametrize(
    ("fill", "words"),
    [
        (lambda page: [page.write(number, 0, 1) for number in range(51)], "quá nhiều dòng: nhận tối đa 50 dòng"),
        (lambda page: page.write(0, 10, 1), "quá nhiều cột: nhận tối đa 10 cột"),
        (lambda page: [page.write(n // 9, n % 9, 1) for n in range(301)], "quá nhiều ô dữ liệu: nhận tối đa 300"),
    ],
)
def test_beyond_a_limit_it_is_named(fill: Callable[[xlwt.Worksheet], object], words: str) -> None:
    assert words in refusal(one_sheet(fill))


def test_too_many_sheets_are_refused() -> None:
    assert "quá nhiều trang tính" in refusal(saved(lambda book: [book.add_sheet(str(n)) for n in range(4)]))


def test_blank_cells_with_formats_are_refused_before_anything_is_built() -> None:
    style = xlwt.easyxf("font: bold on")

    def fill(page: xlwt.Worksheet) -> None:
        for number in range(12_000):
            page.row(number).set_cell_mulblanks(0, 255, style)

    started = time.process_time()
    assert "ô trống có định dạng" in refusal(one_sheet(fill), Limits())
    assert time.process_time() - started < 20  # nearly all of it writing the file


def test_heights_of_many_sheets_are_refused() -> None:
    data = saved(lambda book: [book.add_sheet(str(n)).write(65_535, 0, 1) for n in range(7)])
    assert "ô trống có định dạng" in refusal(data, Limits())


def changed(before: bytes, after: bytes) -> bytes:
    assert SIMPLE.count(before) >= 1
    return SIMPLE.replace(before, after, 1)


def renamed(stream: str) -> bytes:
    """The compound file with its only stream called otherwise."""
    entry = SIMPLE.index("Workbook".encode("utf-16-le"))
    name = stream.encode("utf-16-le").ljust(64, b"\0") + struct.pack("<H", 2 * len(stream) + 2)
    return SIMPLE[:entry] + name + SIMPLE[entry + 66 :]


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (changed(b"\x5c\x00\x70\x00", b"\x2f\x00\x70\x00"), "mật khẩu"),
        (changed(b"\xda\x00\x02\x00", b"\xd3\x00\x02\x00"), "macro"),
        (renamed("WordDocument"), ".doc"),
        (renamed("EncryptedPackage"), "mật khẩu"),
        (renamed("PowerPoint Document"), "không phải bảng tính"),
        (OLE + b"\0" * 600, "bị hỏng"),
        (SIMPLE[:700], "bị hỏng"),
        (b"\x09\x00\x04\x00", "bị hỏng"),
    ],
    ids=["password", "macro", "word", "protected xlsx", "slides", "empty", "cut", "bare"],
)
def test_another_file_of_the_old_office_is_refused_with_its_own_sentence(data: bytes, words: str) -> None:
    assert words in refusal(data)


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_damaged_bytes_are_read_or_refused(data: st.DataObject) -> None:
    spoiled = bytearray(SIMPLE)
    for _ in range(data.draw(st.integers(1, 12))):
        spoiled[data.draw(st.integers(0, len(spoiled) - 1))] = data.draw(st.integers(0, 255))
    with contextlib.suppress(DomainError):
        read_sheets(bytes(spoiled), limits=SMALL)


@settings(max_examples=200, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 0x900), st.binary(max_size=30)), max_size=12))
def test_any_records_are_read_or_refused(content: list[tuple[int, bytes]]) -> None:
    with contextlib.suppress(DomainError):
        read_sheets(records((9, struct.pack("<HH", 2, 16)), *content, (10, b"")), limits=SMALL)
