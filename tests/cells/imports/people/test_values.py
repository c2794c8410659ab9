"""Mistakes planted in one row: that row is named with its reason, every other row comes through."""

from collections.abc import Sequence

import pytest

from cells.imports.understood import Roster
from tests.cells.imports.lists import FLAT_HEAD, PEOPLE, SONG_VAN, flat, read, told, vn
from tests.cells.imports.people.conftest import DAY, only_issue


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
