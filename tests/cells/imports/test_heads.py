"""The same people come out under every head: it is recognised, not assumed."""

import io
import random

import openpyxl
import pytest

from cells.imports.roster import read_roster
from tests.cells.imports.lists import (
    ALL,
    BY_CELL,
    FLAT_HEAD,
    PAPER_HEAD,
    PEOPLE,
    POSTS,
    SONG_VAN,
    clean,
    expected,
    flat,
    flat_row,
    paper_row,
    read,
    sides,
    told,
    vn,
)


def test_two_row_head_without_any_merging() -> None:
    rows = [*PAPER_HEAD]
    for cell, people in BY_CELL:
        rows.append([cell])
        rows += [paper_row(number, one) for number, one in enumerate(people, start=1)]
    clean(read(*rows), *ALL)


def test_flat_list_with_a_cell_column() -> None:
    clean(read(*flat()), *ALL)


def test_columns_in_any_order_are_found() -> None:
    table = flat()
    for seed in range(12):
        order = list(range(len(FLAT_HEAD)))
        random.Random(seed).shuffle(order)
        clean(read(*[[row[place] for place in order] for row in table]), *ALL)


@pytest.mark.parametrize("seed", range(6))
def test_paper_columns_in_any_order_with_cells_in_rows(seed: int) -> None:
    order = list(range(12))
    random.Random(seed).shuffle(order)
    padded = [[*row, *[None] * (12 - len(row))] for row in (PAPER_HEAD[0], PAPER_HEAD[1])]
    rows: list[list[object]] = []
    flat_heads = [f"{padded[0][2]} {side}" for side in ("Nam", "Nữ")]
    head = [*padded[0][:2], *flat_heads, padded[0][4], "Dự bị", "Chính thức", *padded[0][7:]]
    head[2:4] = ["Nam", "Nữ"]
    rows.append([head[place] for place in order])
    for cell, people in BY_CELL:
        rows.append([cell])
        rows += [[paper_row(number, one)[place] for place in order] for number, one in enumerate(people, start=1)]
    clean(read(*rows), *ALL)


def test_head_far_down_with_unknown_columns() -> None:
    table = [[*row, "Vân Trục", "12/12", None] for row in flat()]
    table[0][-3:] = ["Nơi sinh", "Xếp loại năm 2024", "Huy hiệu Đảng"]
    roster = read(*[[] for _ in range(30)], ["Biểu số 3"], [], *table)
    clean(roster, *ALL)
    assert [column.header for column in roster.unused_columns] == ["Nơi sinh", "Xếp loại năm 2024", "Huy hiệu Đảng"]
    assert roster.people[0].row == 34


OTHER_WORDS = [
    (
        "Số TT|Họ tên|GT|Sinh ngày|Ngày kết nạp|Chính thức|Căn cước công dân|"
        "Số thẻ ĐV|Tên chi bộ|Chức danh|Miễn sinh hoạt|GC"
    ),
    (
        "TT|Họ và tên đảng viên|Nam/Nữ|Ngày tháng năm sinh|Vào Đảng|Ngày công nhận chính thức|Số định danh cá nhân|"
        "Số thẻ|Tổ chức đảng đang sinh hoạt|Chức vụ Đảng|Miễn công tác và SH|Ghi chú"
    ),
    (
        "STT|HỌ VÀ TÊN|GIỚI TÍNH|NĂM SINH|NGÀY VÀO ĐẢNG|NGÀY CHÍNH THỨC|SỐ CCCD/CMND|SỐ THẺ ĐẢNG VIÊN|ĐƠN VỊ|CHỨC VỤ|"
        "MIỄN SH|GHI CHÚ"
    ),
    (
        "Stt|Họ, tên đảng viên*|Giới tính (Nam/Nữ)|Ngày sinh (dd/mm/yyyy)|Ngày lễ kết nạp|Vào Đảng chính thức|"
        "Số CCCD (12 số)|Số TĐV|Chi bộ đang sinh hoạt|Chức vụ trong chi bộ|ĐV được miễn sinh hoạt|Chú thích"
    ),
]


@pytest.mark.parametrize("head", OTHER_WORDS)
def test_other_words_in_the_head_mean_the_same(head: str) -> None:
    clean(read(head.split("|"), *flat()[1:]), *ALL)


@pytest.mark.parametrize(
    ("title", "kind"),
    [("Ngày vào Đảng", ""), ("Ngày lễ kết nạp", "ceremony"), ("Ngày quyết định kết nạp", "decision")],
)
def test_the_meaning_of_the_admission_day_is_taken_from_the_head_or_left_open(title: str, kind: str) -> None:
    head = [title if text == "Ngày vào Đảng" else text for text in FLAT_HEAD]
    roster = read(head, *flat()[1:])
    assert roster.admission_kind == kind
    assert told(roster, "admitted") == expected("admitted")


def test_both_days_of_admission_are_kept_apart() -> None:
    head = ["Họ và tên", "Ngày sinh", "Kết nạp", None, "Chi bộ"]
    under = [None, None, "Quyết định", "Lễ"]
    rows = [[one.name, vn(one.birth), "01/05/2014", "19/05/2014", one.cell] for one in PEOPLE[:1]]
    (person,) = read(head, under, *rows, merges=["A1:A2", "B1:B2", "C1:D1", "E1:E2"]).people
    assert str(person.admission_decided) == "01/05/2014"
    assert str(person.admitted) == "19/05/2014"


@pytest.mark.parametrize("merges", [["B1:C1"], []])
def test_family_and_given_name_in_two_columns(merges: list[str]) -> None:
    head = [FLAT_HEAD[0], "Họ và tên" if merges else "Họ và tên đệm", None if merges else "Tên", *FLAT_HEAD[2:]]
    rows = [[row[0], one.family, one.given, *row[2:]] for one, row in zip(PEOPLE, flat()[1:], strict=True)]
    clean(read(head, *rows, merges=merges), *ALL)


def test_family_and_given_name_under_a_common_title() -> None:
    head = [FLAT_HEAD[0], "Họ và tên", None, *FLAT_HEAD[2:]]
    under = [None, "Họ đệm", "Tên"]
    rows = [[row[0], one.family, one.given, *row[2:]] for one, row in zip(PEOPLE, flat()[1:], strict=True)]
    merges = ["B1:C1", "A1:A2", *[f"{letter}1:{letter}2" for letter in "DEFGHIJKLM"]]
    clean(read(head, under, *rows, merges=merges), *ALL)


def test_sex_as_crosses_under_nam_and_nu() -> None:
    head = ["TT", "Họ và tên", "Giới tính", None, "Ngày sinh", "Ngày vào Đảng", "Chi bộ"]
    rows = [
        [
            number,
            one.name,
            *(["x", None] if one.sex == "male" else [None, "X"]),
            vn(one.birth),
            vn(one.admitted),
            one.cell,
        ]
        for number, one in enumerate(PEOPLE, start=1)
    ]
    clean(read(head, [None, None, "Nam", "Nữ"], *rows), "sex", "birth", "admitted")


def test_only_women_are_crossed() -> None:
    head = ["TT", "Họ và tên", "Ngày sinh", "Nữ", "Ngày vào Đảng", "Chi bộ"]
    rows = [
        [number, one.name, vn(one.birth), "x" if one.sex == "female" else None, vn(one.admitted), one.cell]
        for number, one in enumerate(PEOPLE, start=1)
    ]
    clean(read(head, *rows), "sex", "birth")


def test_three_row_head_with_a_line_of_numbers() -> None:
    head = [
        ["TT", "THÔNG TIN CÁ NHÂN", None, None, "THÔNG TIN ĐẢNG VIÊN", None, None, None, "Chi bộ"],
        [None, "Họ và tên", "Ngày sinh", None, "Ngày vào Đảng", None, "Số thẻ", "Chức vụ"],
        [None, None, "Nam", "Nữ", "Dự bị", "Chính thức"],
        [f"({number})" for number in range(1, 10)],
    ]
    rows = [
        [number, one.name, *sides(one), vn(one.admitted), vn(one.official), one.card, POSTS[one.post], one.cell]
        for number, one in enumerate(PEOPLE, start=1)
    ]
    merges = ["A1:A3", "B1:D1", "E1:H1", "I1:I3", "B2:B3", "C2:D2", "E2:F2", "G2:G3", "H2:H3"]
    clean(read(*head, *rows, merges=merges), "sex", "birth", "admitted", "official", "card", "post")


def test_posts_as_crosses_in_columns_of_their_own() -> None:
    head = ["TT", "Họ và tên", "Ngày sinh", "Chi bộ", "Bí thư", "Phó Bí thư", "Chi ủy viên"]
    rows = [
        [n, one.name, vn(one.birth), one.cell, *("x" if one.post == post else None for post in list(POSTS)[:3])]
        for n, one in enumerate(PEOPLE, start=1)
    ]
    clean(read(head, *rows), "birth", "post")


def test_posts_and_exemption_noted_under_ghi_chu_are_doubted_but_read() -> None:
    head = ["TT", "Họ và tên", "Ngày sinh", "Chi bộ", "Ghi chú"]
    notes = ["Bí thư chi bộ", "Miễn sinh hoạt", "Quê ở Lập Thạch", None, None, None, None, None]
    rows = [[n, one.name, vn(one.birth), one.cell, notes[n - 1]] for n, one in enumerate(PEOPLE, start=1)]
    roster = read(head, *rows)
    assert [person.post for person in roster.people][:3] == ["secretary", "", ""]
    assert [person.exempt for person in roster.people][:3] == [False, True, False]
    assert [(issue.row, issue.column, issue.severity) for issue in roster.issues] == [
        (2, "E", "doubtful"),
        (3, "E", "doubtful"),
    ]


def test_names_in_capitals_are_shown_as_names() -> None:
    clean(read(FLAT_HEAD, *[[row[0], str(row[1]).upper(), *row[2:]] for row in flat()[1:]]), *ALL)


def test_real_dates_numbers_and_text_give_the_same_values() -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(FLAT_HEAD)
    for number, one in enumerate(PEOPLE, start=1):
        row = flat_row(number, one)
        row[3], row[4], row[5], row[6] = one.birth, one.admitted, one.official, int(one.citizen_id)
        row[7] = int(one.card)
        sheet.append(row)
        sheet.cell(number + 1, 7).number_format = "000000000000"
        sheet.cell(number + 1, 8).number_format = "0" * len(one.card)
    target = io.BytesIO()
    book.save(target)
    clean(read_roster(target.getvalue(), "ds.xlsx"), *ALL)


def test_short_export_of_the_national_database() -> None:
    head = (
        "Họ và tên|Số thẻ Đảng viên|Số CCCD|Ngày sinh|Ngày kết nạp|Chi bộ đang sinh hoạt|Chi bộ nơi cư trú|Trạng thái"
    )
    rows = []
    for one in PEOPLE:
        status = "Miễn sinh hoạt" if one.exempt else "Đang sinh hoạt"
        rows.append(
            [one.name, one.card, one.citizen_id, vn(one.birth), vn(one.admitted), one.cell, "Chi bộ khu 7", status]
        )
    clean(read(head.split("|"), *rows), "birth", "admitted", "citizen_id", "card", "exempt")


def test_old_and_new_card_in_two_columns() -> None:
    head = ["Họ và tên", "Ngày sinh", "Chi bộ", "Số thẻ đảng viên", None]
    rows = [[PEOPLE[0].name, vn(PEOPLE[0].birth), SONG_VAN, "05995804", "931336718254"]]
    (person,) = read(head, [None, None, None, "Cũ (8 số)", "Mới (12 số)"], *rows).people
    assert (person.old_card_number, person.card_number) == ("05995804", "931336718254")


def test_birth_in_three_columns() -> None:
    head = ["TT", "Họ và tên", "Ngày, tháng, năm sinh", None, None, "Giới tính", "Chi bộ"]
    under = [None, None, "Ngày", "Tháng", "Năm"]
    rows = [
        [n, one.name, one.birth.day, one.birth.month, one.birth.year, "Nam" if one.sex == "male" else "Nữ", one.cell]
        for n, one in enumerate(PEOPLE, start=1)
    ]
    merges = ["A1:A2", "B1:B2", "C1:E1", "F1:F2", "G1:G2"]
    clean(read(head, under, *rows, merges=merges), "birth", "sex")


def test_crosses_under_official_and_probationary_are_no_dates() -> None:
    head = ["TT", "Họ và tên", "Ngày sinh", "Chính thức", "Dự bị", "Chi bộ"]
    rows = [[n, one.name, vn(one.birth), "x", None, one.cell] for n, one in enumerate(PEOPLE, start=1)]
    roster = read(head, *rows)
    assert {issue.severity for issue in roster.issues} <= {"doubtful"}
    assert told(roster, "birth") == expected("birth")


def test_the_tables_of_a_file_are_found_on_the_right() -> None:
    clean(read(*[[], []], *[[None, None, None, *row] for row in flat()]), *ALL)
