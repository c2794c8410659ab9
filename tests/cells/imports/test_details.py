"""The facts beside those that identify a member, as the national clean-up template asks for them."""

import datetime

import pytest

from cells.imports.understood import Person, Roster
from core.periods import PartialDate
from tests.cells.imports.lists import PEOPLE, flat, read

TEMPLATE = (
    "STT|ID|Họ và tên*|Tên gọi khác|Giới tính*|Sinh ngày*|Dân tộc*|Tôn giáo*|Số định danh cá nhân*|Số thẻ Đảng*|"
    "Nơi cấp thẻ|Ngày cấp thẻ|Số thẻ theo QĐ 85|Tổ chức đảng đang sinh hoạt*|"
    "Nơi đăng ký khai sinh*|||Quê quán*||Thường trú*||Ngày vào Đảng*|Ngày chính thức*|Số CMND cũ|"
    "Trạng thái hoạt động|Ngày rời Đảng, mất, miễn|Đề nghị xóa"
).split("|")
LEVELS: list[object] = [None] * 14 + ["Quốc gia", "Tỉnh", "Chi tiết", "Tỉnh", "Xã", "Tỉnh/TP", "Chi tiết"] + [None] * 6
ROW: list[object] = [
    1, "1234567", "Bùi Thị Tuyết", "Bùi Tuyết", "Nữ", "26/09/1984", "Kinh", "Không", "025194078011", "931336718254",
    "Tỉnh ủy Phú Thọ", "03/02/2024", "05995804", "Chi bộ thôn Song Vân",
    "Việt Nam", "Phú Thọ", "Xã Vân Trục", "Phú Thọ", "Xã Vân Trục", "Phú Thọ", "Thôn Song Vân, xã Vân Trục",
    "19/05/2014", "19/05/2015", "123456789", "Miễn sinh hoạt", "05/2025", None,
]  # fmt: skip


def template(*rows: list[object]) -> Roster:
    return read([title or None for title in TEMPLATE], LEVELS, *rows, merges=["O1:Q1", "R1:S1", "T1:U1"])


def test_every_column_of_the_national_template_is_read() -> None:
    roster = template(ROW)
    assert [issue.reason for issue in roster.issues] == []
    assert roster.unused_columns == ()
    person = roster.people[0]
    assert (person.record_id, person.other_name) == ("1234567", "Bùi Tuyết")
    assert (person.card_number, person.old_card_number) == ("931336718254", "05995804")
    assert (person.card_issued_at, person.card_issued_on) == (
        "Tỉnh ủy Phú Thọ",
        PartialDate(datetime.date(2024, 2, 3), "day"),
    )
    assert person.birth_registration_place == "Xã Vân Trục, Phú Thọ"
    assert person.native_place == "Xã Vân Trục, Phú Thọ"
    assert person.residence == "Thôn Song Vân, xã Vân Trục, Phú Thọ"
    assert (person.old_identity_number, person.status) == ("123456789", "exempt")
    assert person.left_on == PartialDate(datetime.date(2025, 5, 1), "month")


def changed(**values: object) -> Roster:
    """The row of the template with other values, by the number of the column: ``changed(_11="30/02/2024")``."""
    row = list(ROW)
    for place, value in values.items():
        row[int(place.removeprefix("_"))] = value
    return template(row)


@pytest.mark.parametrize(
    ("column", "value", "reason"),
    [
        ("_11", "30/02/2024", "không có trong lịch"),
        ("_11", "01/01/2030", "ở tương lai"),
        ("_25", "31/04/2025", "không có trong lịch"),
        ("_25", "01/05/2010", "trước ngày vào Đảng"),
    ],
)
def test_days_that_cannot_be_right_refuse_the_row(column: str, value: str, reason: str) -> None:
    roster = changed(**{column: value})
    assert [(issue.row, reason in issue.reason) for issue in roster.refused] == [(3, True)]
    assert roster.people == ()


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"_11": "01/02/2013"}, "Ngày cấp thẻ 01/02/2013 trước ngày vào Đảng"),
        ({"_24": "Đang sinh hoạt"}, "trạng thái không nói vậy"),
        ({"_26": "x"}, "đề nghị xóa"),
        ({"_23": "12345"}, "không đủ 9 hoặc 12"),
        ({"_23": "không rõ số"}, "không phải là số"),
        ({"_10": datetime.date(2020, 12, 10)}, "bị Excel đổi thành ngày"),
        ({"_3": "x" * 201}, "dài quá 200 ký tự"),
    ],
)
def test_what_cannot_be_kept_is_doubted_and_the_row_stays(changes: dict[str, object], reason: str) -> None:
    roster = changed(**changes)
    assert [(issue.severity, reason in issue.reason) for issue in roster.issues] == [("doubtful", True)]
    assert len(roster.people) == 1


def with_columns(titles: list[str], *values: object) -> Roster:
    """The flat list with more columns, filled in the first row."""
    table = [[*row, *[None] * len(titles)] for row in flat()]
    table[0][-len(titles) :] = titles
    table[1][-len(titles) :] = values
    return read(*table)


def test_education_work_and_phone_are_read() -> None:
    titles = ["Nghề nghiệp", "Học vấn", "Chuyên môn", "LLCT", "Chi bộ nơi cư trú", "Điện thoại"]
    roster = with_columns(titles, "Giáo viên", "12/12", "Đại học", "Trung cấp", "Chi bộ thôn Đồng Tâm", 912345678)
    assert roster.issues == ()
    person: Person = roster.people[0]
    assert (person.name, person.occupation, person.general_education) == (PEOPLE[0].name, "Giáo viên", "12/12")
    assert (person.professional, person.political_theory) == ("Đại học", "Trung cấp")
    assert (person.residence_cell, person.phone) == ("Chi bộ thôn Đồng Tâm", "0912345678")
    assert [cell.name for cell in roster.cells] == list(dict.fromkeys(one.cell for one in PEOPLE))


@pytest.mark.parametrize(
    ("written", "phone"),
    [
        ("0912.345.678", "0912.345.678"),
        ("+84 912 345 678", "+84 912 345 678"),
        ("0912345678 - 0987654321", "0912345678 - 0987654321"),
        ("không", ""),
        ("-", ""),
    ],
)
def test_phones_are_kept_as_written(written: str, phone: str) -> None:
    roster = with_columns(["SĐT"], written)
    assert (roster.people[0].phone, roster.issues) == (phone, ())


def test_a_phone_that_is_none_is_doubted() -> None:
    roster = with_columns(["SĐT"], "hỏi con trai")
    assert [issue.reason for issue in roster.doubtful] == ["Điện thoại “hỏi con trai” không rõ, không được nhập."]
