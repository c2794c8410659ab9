"""Tables kept as text: encodings, separators, quotation marks, and what is no table."""

import contextlib
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.errors import DomainError
from core.spreadsheet import Limits, read_sheets

SMALL = Limits(file_bytes=2**20, rows=50, columns=10, cells=300)
TABLE = [["TT", "Họ và tên", "Ghi chú"], ["1", "Nguyễn Văn An", "a, b; c"], ["2", "Trần Thị Bình", ""]]


def values(data: bytes, limits: Limits = SMALL) -> list[list[object]]:
    return [[cell.value for cell in row] for row in read_sheets(data, limits=limits)[0].rows]


def refusal(data: bytes, limits: Limits = SMALL) -> str:
    with pytest.raises(DomainError) as caught:
        read_sheets(data, limits=limits)
    return str(caught.value)


def joined(separator: str) -> str:
    return "\r\n".join(separator.join(f'"{value}"' for value in row) for row in TABLE) + "\r\n"


EXPECTED = [["TT", "Họ và tên", "Ghi chú"], [1, "Nguyễn Văn An", "a, b; c"], [2, "Trần Thị Bình"]]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_encoding_and_separator_are_told_by_the_bytes(encoding: str, separator: str) -> None:
    assert values(joined(separator).encode(encoding)) == EXPECTED


def test_bytes_that_are_no_unicode_are_shown_as_windows_shows_them() -> None:
    assert values(b"a;\x93b\x94;\xe3\x81\n") == [["a", "“b”", "ã\x81"]]


def test_the_first_line_of_excel_names_the_separator() -> None:
    assert values(b"sep=|\r\na;b|c,d\r\n") == [["a;b", "c,d"]]


def test_names_with_commas_do_not_hide_the_separator() -> None:
    data = "Họ và tên;Nơi ở\nAn;Thôn A, xã B\nBình;Thôn C, xã D\n".encode()
    assert values(data)[1] == ["An", "Thôn A, xã B"]


def test_a_cell_may_have_lines_and_rows_keep_the_numbers_of_excel() -> None:
    rows = read_sheets(b'"Ho\nten",b\n\n\n1,2\n')[0].rows
    assert [(row.number, [cell.value for cell in row]) for row in rows] == [(1, ["Ho\nten", "b"]), (4, [1, 2])]


def test_a_stray_quotation_mark_swallows_no_rows() -> None:
    rows = "".join(f"{number};Nguyễn Văn A;x\n" for number in range(40))
    read = values(f'0;"Trần Thị B;x\n{rows}'.encode())
    assert len(read) == 41
    assert read[0] == [0, "Trần Thị B", "x"]


@pytest.mark.parametrize(
    ("written", "value", "kind"),
    [
        ("42", 42, "number"),
        ("0", 0, "number"),
        ("25194078011.0", 25194078011, "number"),
        ("025194078011", "025194078011", "text"),
        ('="025194078011"', "025194078011", "text"),
        ("1.23E+11", "1.23E+11", "text"),
        ("2,5", "2,5", "text"),
        ("1234567890123456", "1234567890123456", "text"),
        ("05/02/1980", "05/02/1980", "text"),
        ("x", "x", "text"),
    ],
)
def test_whole_numbers_are_numbers_and_the_rest_is_text(written: str, value: object, kind: str) -> None:
    cell = read_sheets(f"a;{written};c".encode())[0].rows[0].cells[2]
    assert (cell.value, cell.kind) == (value, kind)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "rỗng"),
        (b"\r\n \0\0", "rỗng"),
        (b"%PDF-1.7 ...", "PDF"),
        (b"{\\rtf1\\ansi ...", ".rtf"),
        (b"<html><table>...", "trang web"),
        (b'\xef\xbb\xbf<?xml version="1.0"?><Workbook/>', "XML"),
        (b"MIME-Version: 1.0\n...", "trang web"),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 4, "không phải là bảng tính"),
        (b"x" * (2**20 + 1), "nặng 2 MB"),
        (b"1;2\n" * 51, "quá nhiều dòng: nhận tối đa 50 dòng"),
        (b"x;" * 11, "quá nhiều cột: nhận tối đa 10 cột"),
        (b"1;2;3;4;5;6;7;8;9\n" * 40, "quá nhiều ô dữ liệu: nhận tối đa 300"),
        (b'a;"' + b"x" * 40_000 + b'";b\n', "ký tự"),
        (b"x" * 40_000 + b'"\n' * 30, "ký tự"),
    ],
)
def test_what_is_no_table_is_refused_with_its_own_sentence(data: bytes, words: str) -> None:
    assert words in refusal(data)


@pytest.mark.parametrize("data", [b";" * (9 * 2**20), b"\n" * (9 * 2**20), b'"' * (9 * 2**20), b'";\n' * (3 * 2**20)])
def test_the_worst_texts_take_seconds_at_most(data: bytes) -> None:
    started = time.process_time()
    with contextlib.suppress(DomainError):
        read_sheets(data)
    assert time.process_time() - started < 15


ANY_TEXT = st.text(max_size=100).map(lambda text: text.encode("utf-8", "surrogatepass"))


@settings(max_examples=300, deadline=None)
@given(st.one_of(st.binary(max_size=200), ANY_TEXT))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    with contextlib.suppress(DomainError):
        read_sheets(data, limits=SMALL)
