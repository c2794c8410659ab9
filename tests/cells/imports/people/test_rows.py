"""Mistakes planted in one row: that row is named with its reason, every other row comes through."""

import io
from collections.abc import Sequence

import openpyxl
import pytest
import xlsxwriter

from cells.imports.roster import read_roster
from core.errors import DomainError
from tests.cells.imports.lists import FLAT_HEAD, PEOPLE, SONG_VAN, flat, read
from tests.cells.imports.people.conftest import DAY, only_issue


def test_members_before_any_cell_are_refused() -> None:
    head = ["TT", "Họ và tên", "Ngày sinh"]
    roster = read(head, [1, "Lê Văn An", "01/02/1980"], ["I", SONG_VAN], [2, "Lê Văn Bình", "01/02/1981"])
    issue = only_issue(roster)
    assert (issue.row, issue.severity) == (2, "refused")
    assert "thuộc chi bộ nào" in issue.reason


def test_a_name_alone_among_members_is_doubted() -> None:
    roster = read(*flat()[:4], [None, "Lê Văn Thêm"], *flat()[4:])
    issue = only_issue(roster)
    assert (issue.row, issue.severity) == (5, "doubtful")
    assert "chỉ có họ tên" in issue.reason


def test_a_computed_value_is_doubted_and_shown() -> None:
    target = io.BytesIO()
    with xlsxwriter.Workbook(target) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate(flat()):
            sheet.write_row(number, 0, row)
        sheet.write_formula("G2", '=TEXT(25194078011,"000000000000")', None, "025194078011")
        sheet.write_formula("I3", "=I2", None, SONG_VAN)
        sheet.write_formula("B4", '="Đặng Thu Hương"', None, "Đặng Thu Hương")
    roster = read_roster(target.getvalue(), "ds.xlsx")
    assert [(issue.row, issue.column, issue.severity) for issue in roster.issues] == [
        (2, "G", "doubtful"),
        (3, "I", "doubtful"),
        (4, "B", "refused"),
    ]
    assert "025194078011" in roster.issues[0].reason


def test_hidden_rows_are_read_and_said() -> None:
    book = openpyxl.Workbook()
    for row in flat():
        book.active.append(row)
    book.active.row_dimensions[3].hidden = True
    target = io.BytesIO()
    book.save(target)
    roster = read_roster(target.getvalue(), "ds.xlsx")
    issue = only_issue(roster)
    assert (issue.row, issue.severity) == (3, "doubtful")
    assert "bị ẩn" in issue.reason
    assert len(roster.people) == len(PEOPLE)


def test_days_and_months_swapped_by_the_computer_are_doubted() -> None:
    head = ["Họ và tên", "Ngày sinh", "Chi bộ"]
    real = [["Lê Văn " + name, DAY(1980, month, 5), SONG_VAN] for month, name in enumerate("ABCDE", start=1)]
    text = [["Lê Thị " + name, f"{day}/5/1980", SONG_VAN] for day, name in enumerate("ABCDE", start=20)]
    issue = only_issue(read(head, *real, *text))
    assert (issue.column, issue.severity) == ("B", "doubtful")
    assert "đảo ngày và tháng" in issue.reason


def test_the_nine_digits_of_an_old_identity_card_are_left_out() -> None:
    head = ["Họ và tên", "Ngày sinh", "CMND", "Chi bộ"]
    roster = read(
        head, ["Lê Văn An", "01/02/1980", "123456789", SONG_VAN], ["Lê Văn Ba", "1/2/80", "001080000001", SONG_VAN]
    )
    assert [person.citizen_id for person in roster.people] == ["", "001080000001"]
    assert only_issue(roster).severity == "doubtful"


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ([["Biểu tổng hợp"], ["Chi bộ", "Số đảng viên"], ["Song Vân", 41]], "Không tìm thấy bảng đảng viên"),
        ([["Họ và tên", "Điểm"], ["Lê Văn An", 9]], "Không tìm thấy bảng đảng viên"),
        ([list(FLAT_HEAD)], "Không thấy dòng đảng viên nào"),
        ([], "không có dữ liệu"),
        ([["NguyÔn Văn An", "TrÇn Thị Bình", "§Æng Văn Lâm"]], "phông chữ cũ"),
    ],
)  # fmt: skip
def test_a_file_without_a_list_of_members_is_refused(rows: list[list[object]], words: str) -> None:
    with pytest.raises(DomainError, match=words):
        read(*rows)


def test_admission_and_official_day_in_one_column_are_taken_apart() -> None:
    head = ["Họ và tên", "Ngày sinh", "Ngày vào Đảng/chính thức", "Chi bộ"]
    roster = read(
        head,
        ["Lê Văn An", "01/02/1980", "19/05/2014\n19/05/2015", SONG_VAN],
        ["Lê Văn Ba", "01/02/1981", "19/05/2025", SONG_VAN],
        ["Lê Văn Ca", "01/02/1982", "19/05/2014 - 30/02/2015", SONG_VAN],
    )
    assert [(str(person.admitted), str(person.official)) for person in roster.people] == [
        ("19/05/2014", "19/05/2015"),
        ("19/05/2025", "None"),
    ]
    issue = only_issue(roster)
    assert (issue.row, issue.column, issue.severity) == (4, "C", "refused")


def test_a_note_that_someone_left_is_doubted() -> None:
    roster = read(*flat(note="Chuyển sinh hoạt đi tháng 3/2025"))
    assert {(issue.row, issue.column, issue.severity) for issue in roster.issues} == {(2, "L", "doubtful")}
    assert roster.people[0].status == "moved"


def test_the_first_row_of_text_without_a_name_is_no_second_row_of_the_head() -> None:
    table = [[None if value is None else str(value) for value in row] for row in flat(name=None)]
    issue = only_issue(read(*table))
    assert (issue.row, issue.column, issue.severity) == (2, "B", "refused")
    assert issue.reason == "Thiếu họ tên."


def test_two_mistakes_in_one_row_are_both_named() -> None:
    roster = read(*flat(citizen_id="02519407801", official="01/01/2017"))
    assert [(issue.row, issue.column, issue.severity) for issue in roster.issues] == [
        (2, "F", "doubtful"),
        (2, "G", "refused"),
    ]


def test_a_missing_official_day_of_long_ago_is_doubted() -> None:
    issue = only_issue(read(*flat(official=None)))
    assert (issue.row, issue.column) == (2, "F")
    assert "chưa ghi ngày chính thức" in issue.reason


def test_a_note_that_an_exempt_member_died_is_read() -> None:
    head = ["Họ và tên", "Ngày sinh", "Chi bộ", "Miễn SH", "Ghi chú"]
    roster = read(head, ["Lê Văn An", "01/02/1940", SONG_VAN, "x", "Từ trần 3/2026"])
    assert roster.people[0].status == "died"
    assert {issue.column for issue in roster.doubtful} == {"E"}


def test_a_note_against_the_status_column_is_doubted() -> None:
    head = ["Họ và tên", "Ngày sinh", "Chi bộ", "Trạng thái", "Ghi chú"]
    roster = read(head, ["Lê Văn An", "01/02/1970", SONG_VAN, "Đang sinh hoạt", "Đã chuyển đi 5/2026"])
    assert roster.people[0].status == "active"
    assert (only_issue(roster).column, "nói khác" in only_issue(roster).reason) == ("E", True)


def test_a_wrong_order_of_two_days_in_one_column_is_named_there() -> None:
    head = ["Họ và tên", "Chi bộ", "Ngày vào Đảng / chính thức"]
    (issue,) = read(head, ["Lê Văn An", SONG_VAN, "03/02/1991 - 03/02/1990"]).refused
    assert (issue.row, issue.column) == (2, "C")


def test_birth_in_three_columns_without_a_title_above_is_read() -> None:
    head = ["Họ và tên", "Ngày", "Tháng", "Năm", "Giới tính", "Số CCCD", "Chi bộ"]
    rows = ["Lê Văn An", 5, 2, 1980], ["Lê Văn Ba", None, 2, 1980], ["Lê Thị Ca", 5, None, 1980]
    roster = read(head, *([*row, "Nam", None, SONG_VAN] for row in rows))
    assert [str(person.birth) for person in roster.people] == ["05/02/1980", "02/1980"]
    (issue,) = roster.refused
    assert (issue.row, issue.column, issue.reason) == (
        4,
        "C",
        "Có ngày và năm sinh nhưng thiếu tháng. Hãy ghi thêm tháng.",
    )


@pytest.mark.parametrize(
    ("parts", "column"), [((31, 2, 1980), "B"), ((5, 14, 1980), "C"), ((5, 2, 2040), "D"), ((30, 5, 1980), "")]
)
def test_birth_in_three_columns_names_the_wrong_one(parts: Sequence[object], column: str) -> None:
    head = ["Họ và tên", "Ngày", "Tháng", "Năm", "Số CCCD", "Chi bộ"]
    roster = read(head, ["Lê Văn An", *parts, None, SONG_VAN])
    assert [issue.column for issue in roster.issues] == ([column] if column else [])


def test_a_birth_of_a_minor_is_refused_where_it_stands() -> None:
    roster = read(*flat(birth="23/06/2019"))
    assert ("D", "nay chưa đủ 18 tuổi" in roster.refused[0].reason) == (roster.refused[0].column, True)
