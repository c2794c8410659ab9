"""Mistakes planted in one row: that row is named with its reason, every other row comes through."""

import datetime
import io
from collections.abc import Sequence

import openpyxl
import pytest
import xlsxwriter

from cells.imports.roster import read_roster
from cells.imports.understood import Issue, Roster
from core.errors import DomainError
from tests.cells.imports.lists import FLAT_FIELDS, FLAT_HEAD, PEOPLE, SONG_VAN, TAN_LAP, expected, flat, read, told, vn

DAY = datetime.date


def only_issue(roster: Roster) -> Issue:
    assert len(roster.issues) == 1, [issue.reason for issue in roster.issues]
    return roster.issues[0]


@pytest.mark.parametrize(
    ("changes", "column", "words"),
    [
        ({"name": None}, "B", "Thiếu họ tên"),
        ({"name": "  \u200b "}, "B", "Thiếu họ tên"),
        ({"name": "..."}, "B", "Thiếu họ tên"),
        ({"name": "Nguyễn Văn 2"}, "B", "có chữ số"),
        ({"name": "Nguyễn V@n An"}, "B", "ký tự lạ"),
        ({"name": "Nguyễn_Văn An"}, "B", "ký tự lạ"),
        ({"name": "Nguyễn V\ufffdn An"}, "B", "ký tự lạ"),
        ({"name": "Nguy?n Văn An"}, "B", "ký tự lạ"),
        ({"name": "Nguyễn Văn \u0410n"}, "B", "ký tự lạ"),
        ({"name": "<b>An</b>"}, "B", "ký tự lạ"),
        ({"name": "=1+1"}, "B", "công thức"),
        ({"name": '=CONCATENATE("Nguyễn"," An")'}, "B", "công thức"),
        ({"name": 12345}, "B", "không phải là chữ"),
        ({"name": DAY(1980, 1, 1)}, "B", "không phải là chữ"),
        ({"name": True}, "B", "không phải là chữ"),
        ({"name": "NguyÔn Văn An"}, "B", "phông chữ cũ"),
        ({"name": "Nguyeãn Văn Ân"}, "B", "phông chữ cũ"),
        ({"name": "D¬ng V¨n L©m"}, "B", "phông chữ cũ"),
        ({"name": "Nguyễn " * 20}, "B", "dài quá 120"),
        ({"birth": "30/02/1980"}, "D", "30/02/1980 không có trong lịch"),
        ({"birth": "31/04/1980"}, "D", "không có trong lịch"),
        ({"birth": "29/02/1981"}, "D", "không có trong lịch"),
        ({"birth": "15/13/1980"}, "D", "không có trong lịch"),
        ({"birth": "hai mươi"}, "D", "không phải là ngày"),
        ({"birth": "05/02/2030"}, "D", "ở tương lai"),
        ({"birth": DAY(2027, 1, 1)}, "D", "ở tương lai"),
        ({"birth": "05/02/1880"}, "D", "không hợp lý"),
        ({"birth": "#N/A"}, "D", "bị lỗi"),
        ({"birth": "=TODAY()"}, "D", "công thức chưa có kết quả"),
        ({"admitted": "19/05/2027", "official": None}, "E", "ở tương lai"),
        ({"admitted": "30/02/2014"}, "E", "không có trong lịch"),
        ({"admitted": "19/05/1983"}, "E", "không sau ngày sinh"),
        ({"admitted": "26/09/1984"}, "E", "không sau ngày sinh"),
        ({"official": "19/05/2014"}, "F", "không sau ngày vào Đảng"),
        ({"official": "01/01/2014"}, "F", "không sau ngày vào Đảng"),
        ({"official": "19/05/2030"}, "F", "ở tương lai"),
        ({"admitted": None, "official": "19/05/1980"}, "F", "không sau ngày sinh"),
        ({"citizen_id": "02519407801"}, "G", "phải có 12 chữ số"),
        ({"citizen_id": "0251940780111"}, "G", "phải có 12 chữ số"),
        ({"citizen_id": "02519407801O"}, "G", "phải có 12 chữ số"),
        ({"citizen_id": 251940}, "G", "phải có 12 chữ số"),
        ({"citizen_id": "2,51941E+10"}, "G", "phải có 12 chữ số"),
        ({"citizen_id": DAY(1990, 1, 1)}, "G", "phải có 12 chữ số"),
        ({"citizen_id": "abc"}, "G", "phải có 12 chữ số"),
        ({"card": "123456789"}, "H", "phải có 8 hoặc 12 chữ số"),
        ({"card": "1234567"}, "H", "phải có 8 hoặc 12 chữ số"),
        ({"card": "93133671825A"}, "H", "phải có 8 hoặc 12 chữ số"),
        ({"cell": None}, "I", "Không rõ đảng viên này thuộc chi bộ nào"),
        ({"cell": "Đảng bộ xã Vân Trục"}, "I", "không phải là tên chi bộ"),
        ({"cell": "Chi bộ"}, "I", "không phải là tên chi bộ"),
        ({"cell": "x"}, "I", "không phải là tên chi bộ"),
        ({"cell": "---"}, "I", "không phải là tên chi bộ"),
    ],
)
def test_a_mistake_in_one_row_refuses_that_row_only(changes: dict[str, object], column: str, words: str) -> None:
    roster = read(*flat(**changes))
    (issue,) = roster.refused
    assert (issue.row, issue.column, issue.severity) == (2, column, "refused")
    assert issue.label == FLAT_HEAD[ord(column) - 65]
    assert words in issue.reason
    assert told(roster)[0][0] == PEOPLE[1].name
    assert len(roster.people) == len(PEOPLE) - 1


@pytest.mark.parametrize(
    ("changes", "column", "words"),
    [
        ({"name": "Tuyết"}, "B", "chỉ có một từ"),
        ({"name": "Bùi Thị Tuyết (B)"}, "B", "trong ngoặc"),
        ({"sex": "N"}, "C", "không rõ"),
        ({"sex": None}, "C", "Không rõ là nam hay nữ"),
        ({"birth": None}, "D", "Thiếu ngày sinh"),
        ({"birth": "không rõ"}, "D", "Thiếu ngày sinh"),
        ({"birth": "26/09/1904"}, "D", "Hơn 110 tuổi"),
        ({"birth": "26/09/1998"}, "E", "Chưa đủ 18 tuổi"),
        ({"admitted": None}, "E", "Thiếu ngày vào Đảng"),
        ({"official": "20/05/2015"}, "F", "không phải đúng 12 tháng"),
        ({"official": "19/11/2014"}, "F", "không phải đúng 12 tháng"),
        ({"admitted": "19/12/2025", "official": "19/12/2026"}, "F", "chưa đến"),
        ({"citizen_id": 25194078011}, "G", "đọc là 025194078011"),
        ({"citizen_id": 1394943029}, "G", "đọc là 001394943029"),
        ({"card": 5995805}, "H", "đọc là 05995805"),
        ({"post": "Trưởng thôn"}, "J", "không được nhập"),
        ({"post": "Bí thư Đoàn thanh niên"}, "J", "không được nhập"),
        ({"post": "Nguyên Bí thư"}, "J", "không được nhập"),
        ({"post": "Bí thư Đảng ủy"}, "J", "không được nhập"),
        ({"exempt": "từ lâu"}, "K", "không rõ có miễn"),
        ({"cell": "Chi bộ thôn Sông Vân"}, "I", "gần giống"),
    ],
)
def test_a_doubtful_row_is_read_and_named(changes: dict[str, object], column: str, words: str) -> None:
    roster = read(*flat(**changes))
    issue = only_issue(roster)
    assert (issue.row, issue.column, issue.severity) == (2, column, "doubtful")
    assert words in issue.reason
    assert len(roster.people) == len(PEOPLE)


@pytest.mark.parametrize(
    ("changes", "field", "value"),
    [
        ({"name": "Đ/c  Bùi Thị\nTuyết*"}, "name", "Bùi Thị Tuyết"),
        ({"name": "BÙI THỊ TUYẾT"}, "name", "Bùi Thị Tuyết"),
        ({"name": "bùi thị tuyết"}, "name", "Bùi Thị Tuyết"),
        ({"name": "Bu\u0300i Thi\u0323 Tuye\u0302\u0301t"}, "name", "Bùi Thị Tuyết"),
        ({"name": "H'Bia Êban"}, "name", "H'Bia Êban"),
        ({"name": "H’BIA ÊBAN"}, "name", "H’Bia Êban"),
        ({"name": "Y Thuê Niê Kđăm"}, "name", "Y Thuê Niê Kđăm"),
        ({"name": "Tống Văn An"}, "name", "Tống Văn An"),
        ({"name": "Công Thị Nga"}, "name", "Công Thị Nga"),
        ({"name": "Bàn Thị Ký"}, "name", "Bàn Thị Ký"),
        ({"name": "Bế Văn Chi"}, "name", "Bế Văn Chi"),
        ({"sex": "nu"}, "sex", "female"),
        ({"sex": "NỮ"}, "sex", "female"),
        ({"birth": "26/9/84"}, "birth", "26/09/1984"),
        ({"birth": 1984}, "birth", "1984"),
        ({"birth": "1984"}, "birth", "1984"),
        ({"birth": "9/1984"}, "birth", "09/1984"),
        ({"birth": "5/2/31"}, "birth", "05/02/1931"),
        ({"birth": 30951}, "birth", "26/09/1984"),
        ({"birth": DAY(1984, 9, 26)}, "birth", "26/09/1984"),
        ({"admitted": "2014"}, "admitted", "2014"),
        ({"official": "29/02/2016", "admitted": "28/02/2015"}, "official", None),
        ({"citizen_id": "025 194 078 011"}, "citizen_id", "025194078011"),
        ({"citizen_id": "'025194078011"}, "citizen_id", "025194078011"),
        ({"citizen_id": 125194078011}, "citizen_id", "125194078011"),
        ({"citizen_id": None}, "citizen_id", ""),
        ({"card": "931 336 718 254"}, "card_number", "931336718254"),
        ({"card": "08.012.345"}, "old_card_number", "08012345"),
        ({"card": 12345678}, "old_card_number", "12345678"),
        ({"card": "chưa có"}, "card_number", ""),
        ({"post": "BT"}, "post", "secretary"),
        ({"post": "Bí thư chi bộ, Trưởng thôn"}, "post", "secretary"),
        ({"post": "BTCB - Trưởng ban CTMT"}, "post", "secretary"),
        ({"post": "Đảng ủy viên, Bí thư chi bộ thôn Đoàn Kết"}, "post", "secretary"),
        ({"post": "P.Bí thư"}, "post", "deputy_secretary"),
        ({"post": "PBT"}, "post", "deputy_secretary"),
        ({"post": "Phó BT kiêm Trưởng thôn"}, "post", "deputy_secretary"),
        ({"post": "Phó bí thư"}, "post", "deputy_secretary"),
        ({"post": "CUV"}, "post", "committee_member"),
        ({"post": "UV"}, "post", "committee_member"),
        ({"post": "Chi uỷ viên"}, "post", "committee_member"),
        ({"post": "Đảng viên"}, "post", ""),
        ({"exempt": "X"}, "status", "exempt"),
        ({"exempt": "Miễn"}, "status", "exempt"),
        ({"exempt": "01/01/2020"}, "status", "exempt"),
        ({"exempt": "không"}, "status", ""),
        ({"number": "=ROW()-1"}, "name", "Bùi Thị Tuyết"),
        ({"number": None}, "name", "Bùi Thị Tuyết"),
    ],
)
def test_a_good_row_is_read_as_it_is_meant(changes: dict[str, object], field: str, value: object) -> None:
    roster = read(*flat(**changes))
    person = roster.people[0]
    if value is not None:
        assert [issue.reason for issue in roster.issues if issue.severity == "refused"] == []
        found = getattr(person, field)
        assert (str(found) if field in {"birth", "admitted", "official"} else found) == value
    assert len(roster.people) == len(PEOPLE)


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("Đang sinh hoạt", "active"),
        ("Miễn sinh hoạt", "exempt"),
        ("Miễn công tác và sinh hoạt đảng", "exempt"),
        ("Giảm sinh hoạt", "reduced"),
        ("Tạm miễn sinh hoạt", "temporarily_exempt"),
        ("Sinh hoạt tạm thời nơi khác", "away"),
        ("Sinh hoạt tạm thời - đến", "temporary_in"),
        ("Đình chỉ", "suspended"),
        ("Đình chỉ sinh hoạt", "suspended"),
    ],
)
def test_the_status_column_is_read(text: str, status: str) -> None:
    head = [*FLAT_HEAD[:10], "Trạng thái hoạt động"]
    roster = read(head, *[[*row[:10], text] for row in flat()[1:]])
    assert {person.status for person in roster.people} == {status}
    assert roster.issues == ()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Từ trần", "Không còn sinh hoạt"),
        ("Rời khỏi Đảng", "Không còn sinh hoạt"),
        ("Chuyển sinh hoạt đi", "Không còn sinh hoạt"),
        ("Gián đoạn", "Không còn sinh hoạt"),
        ("Đang nghỉ mát", "không rõ"),
    ],
)
def test_an_ended_or_unknown_status_is_doubted(text: str, words: str) -> None:
    head = [*FLAT_HEAD[:10], "Trạng thái hoạt động"]
    rows = [[*row[:10], "Đang sinh hoạt"] for row in flat()[1:]]
    rows[0][10] = text
    issue = only_issue(read(head, *rows))
    assert (issue.row, issue.column, issue.severity) == (2, "K", "doubtful")
    assert words in issue.reason


SIDES = ("TT", "Họ và tên", "Nam", "Nữ", "Ngày vào Đảng", "Chi bộ")


def sides(*dates: Sequence[object]) -> Roster:
    """A list with dates of birth under "Nam" and "Nữ"; the first rows have the given pairs."""
    rows = []
    for number, one in enumerate(PEOPLE, start=1):
        pair = [vn(one.birth), None] if one.sex == "male" else [None, vn(one.birth)]
        rows.append([number, one.name, *pair, vn(one.admitted), one.cell])
    for row, pair in zip(rows, dates, strict=False):
        row[2:4] = pair
    return read(SIDES, *rows)


def test_two_births_under_nam_and_nu_are_refused() -> None:
    issue = only_issue(sides(["26/09/1984", "27/09/1984"]))
    assert (issue.row, issue.column, issue.severity) == (2, "D", "refused")
    assert "26/09/1984" in issue.reason
    assert "27/09/1984" in issue.reason


def test_the_same_birth_under_nam_and_nu_is_refused() -> None:
    issue = only_issue(sides(["26/09/1984", "26/09/1984"]))
    assert (issue.row, issue.severity) == (2, "refused")
    assert "cả hai cột" in issue.reason


def test_no_birth_under_nam_or_nu_is_doubted() -> None:
    roster = sides([None, None])
    assert {(issue.row, issue.severity) for issue in roster.issues} == {(2, "doubtful")}
    assert [issue.reason for issue in roster.issues] == ["Thiếu ngày sinh.", "Không rõ là nam hay nữ."]


def test_sex_column_against_sex_of_the_birth_column_is_refused() -> None:
    head = ["Họ và tên", "Giới tính", "Nam", "Nữ", "Chi bộ"]
    issue = only_issue(read(head, ["Bùi Thị Tuyết", "Nam", None, "26/09/1984", SONG_VAN]))
    assert (issue.column, issue.severity) == ("B", "refused")


def twice(**changes: object) -> Roster:
    """The flat list with its first person once more at the end (row 10), changed."""
    table = flat()
    row = list(table[1])
    row[9] = None
    for name, value in changes.items():
        row[FLAT_FIELDS.index(name)] = value
    return read(*table, row)


@pytest.mark.parametrize(
    ("changes", "column", "words"),
    [
        ({}, "G", "Số định danh cá nhân trùng với Bùi Thị Tuyết ở dòng 2"),
        ({"name": "Lê Thị Khác", "card": "11112222"}, "G", "Số định danh cá nhân trùng"),
        (
            {"name": "Lê Thị Khác", "citizen_id": "001111111111"},
            "H",
            "Số thẻ đảng viên trùng với Bùi Thị Tuyết ở dòng 2",
        ),
        ({"citizen_id": None, "card": None}, "B", "Cùng họ tên và ngày sinh với Bùi Thị Tuyết ở dòng 2"),
        ({"name": "BÙI THỊ TUYẾT", "citizen_id": None, "card": None, "cell": TAN_LAP}, "B", "Cùng họ tên và ngày sinh"),
    ],
)
def test_the_same_person_twice_is_refused_with_the_other_row(
    changes: dict[str, object], column: str, words: str
) -> None:
    roster = twice(**changes)
    (issue,), (doubt,) = roster.refused, roster.doubtful
    assert (issue.row, issue.column, issue.severity) == (10, column, "refused")
    assert words in issue.reason
    assert (doubt.row, doubt.column, doubt.reason) == (2, column, "Dòng này cũng giống dòng 10; hãy xem dòng nào đúng.")
    assert told(roster) == expected()


def test_two_people_of_one_name_and_birth_with_other_papers_are_doubted() -> None:
    issue = only_issue(twice(citizen_id="001111111111", card="11112222"))
    assert (issue.row, issue.severity) == (10, "doubtful")


def test_two_people_of_one_name_and_another_birth_are_two_people() -> None:
    assert twice(citizen_id="001111111111", card="11112222", birth="27/09/1984").issues == ()


def test_two_people_of_one_name_and_year_of_birth_in_two_cells_are_doubted() -> None:
    head = ["Họ và tên", "Năm sinh", "Chi bộ"]
    roster = read(head, ["Lê Văn An", 1965, SONG_VAN], ["Lê Văn An", 1965, TAN_LAP], ["Lê Văn An", 1965, TAN_LAP])
    assert [(issue.row, issue.severity) for issue in roster.issues] == [(3, "doubtful"), (4, "doubtful")]


def test_two_secretaries_of_one_cell_are_refused() -> None:
    table = flat()
    table[4][9] = "Bí thư"
    issue = only_issue(read(*table))
    assert (issue.row, issue.column, issue.severity) == (5, "J", "refused")
    assert "Chi bộ thôn Song Vân đã có bí thư là Bùi Thị Tuyết ở dòng 2" in issue.reason


def test_stated_counts_that_differ_are_doubted() -> None:
    head = ["TT", "Họ và tên", "Ngày sinh", "Ghi chú"]
    rows = [
        ["I", SONG_VAN, None, "3 đ/c"],
        [1, "Lê Văn An", "01/02/1980"],
        [2, "Lê Văn Bình", "01/02/1981"],
        ["II", TAN_LAP, None, "1 đ/c"],
        [3, "Lê Văn Chi", "01/02/1982"],
        [None, "Tổng cộng: 4 đồng chí"],
    ]
    roster = read(head, *rows)
    assert [(issue.row, issue.severity) for issue in roster.issues] == [(2, "doubtful"), (7, "doubtful")]
    assert "ghi 3 đồng chí nhưng có 2 dòng" in roster.issues[0].reason
    assert "ghi 4 nhưng danh sách có 3" in roster.issues[1].reason


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


def test_a_number_of_a_refused_row_is_known_to_the_others() -> None:
    table = flat(admitted="30/02/2014")
    table[3][6] = table[1][6]
    assert [(issue.row, issue.column) for issue in read(*table).refused] == [(2, "E"), (4, "G")]


def test_one_person_under_two_spellings_is_doubted() -> None:
    for name in ("Bùi Thi Tuyết", "BÙI THỊ TUIẾT"):
        roster = twice(name=name, citizen_id=None, card=None)
        assert roster.issues[0].reason.startswith("Cùng ngày sinh và họ tên gần giống Bùi Thị Tuyết ở dòng 2")
        assert (roster.issues[0].row, roster.issues[0].column) == (10, "B")


def numbered(*changed: tuple[int, str]) -> Roster:
    """Thirty people whose numbers tell their years of birth, but for those changed."""
    rows = [
        [f"Lê Văn {chr(65 + n // 26)}{chr(97 + n % 26)}", f"01/02/{1950 + n}", f"0010{50 + n}00{n:04d}", SONG_VAN]
        for n in range(30)
    ]
    for at, number in changed:
        rows[at][2] = number
    return read(["Họ và tên", "Ngày sinh", "Số CCCD", "Chi bộ"], *rows)


def test_a_number_that_tells_another_year_of_birth_is_doubted() -> None:
    issue = only_issue(numbered((3, "001071000003")))
    assert (issue.row, issue.column) == (5, "C")
    assert "là 71 nhưng ngày sinh ghi năm 1953" in issue.reason


def test_numbers_that_seldom_tell_the_year_of_birth_are_not_doubted() -> None:
    assert not numbered(*((n, f"00109900{n:04d}") for n in range(10))).issues


def test_a_number_taken_from_a_later_row_is_refused_in_the_row_that_took_it() -> None:
    (issue,) = numbered((3, "001070000020")).refused
    assert (issue.row, issue.column) == (5, "C")
    assert "trùng với Lê Văn Au ở dòng 22" in issue.reason


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
