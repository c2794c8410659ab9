"""The same people come out of every layout: the head is recognised, not assumed."""

import io
import random
from itertools import groupby

import openpyxl
import pytest

from cells.imports.roster import read_roster
from cells.imports.understood import Roster
from tests.cells.imports.lists import (
    ALL,
    CELLS,
    FLAT_HEAD,
    PEOPLE,
    POSTS,
    SCHOOL,
    SONG_VAN,
    TAN_LAP,
    Someone,
    expected,
    flat,
    flat_row,
    read,
    told,
    vn,
    workbook,
)

BY_CELL = [(cell, list(people)) for cell, people in groupby(PEOPLE, key=lambda one: one.cell)]


def clean(roster: Roster, *fields: str) -> None:
    """Everybody was understood and nothing was doubted."""
    assert [issue.reason for issue in roster.issues] == []
    assert told(roster, *fields) == expected(*fields)
    assert [cell.name for cell in roster.cells] == list(CELLS)


def sides(one: Someone) -> list[object]:
    return [vn(one.birth), None] if one.sex == "male" else [None, vn(one.birth)]


def paper_row(number: int, one: Someone) -> list[object]:
    return [
        number, one.name, *sides(one), "Kinh", vn(one.admitted), vn(one.official), one.card, one.citizen_id,
        POSTS[one.post], "x" if one.exempt else None, None,
    ]  # fmt: skip


TOP = (
    "TT|Họ và tên|Ngày, tháng, năm sinh||Dân tộc|Ngày vào Đảng||Số thẻ\nđảng viên|"
    "Số CCCD|Chức vụ\ntrong Đảng|Miễn SH|Ghi chú"
)
PAPER_HEAD: list[list[object]] = [
    [text or None for text in TOP.split("|")],
    [None, None, "Nam", "Nữ", None, "Dự bị", "Chính thức"],
]
PAPER_TITLES = [
    ["ĐẢNG BỘ HUYỆN LẬP THẠCH", None, None, None, None, None, None, "ĐẢNG CỘNG SẢN VIỆT NAM"],
    ["ĐẢNG ỦY XÃ VÂN TRỤC"],
    ["*"],
    ["DANH SÁCH ĐẢNG VIÊN"],
    ["(Tính đến ngày 31 tháng 12 năm 2025)"],
    [],
]
FOOT = [
    [None, "Tổng cộng: 8 đồng chí"],
    [],
    [None, None, None, None, None, None, None, None, "Vân Trục, ngày 05 tháng 01 năm 2026"],
    [None, "NGƯỜI LẬP BIỂU", None, None, None, None, None, None, "T/M ĐẢNG ỦY"],
    [None, None, None, None, None, None, None, None, "PHÓ BÍ THƯ"],
    [None, "Nguyễn Văn Soạn", None, None, None, None, None, None, "Trần Văn Ký"],
]


def merged_head(row: int) -> list[str]:
    return [f"{letter}{row}:{letter}{row + 1}" for letter in "ABEHIJKL"] + [f"C{row}:D{row}", f"F{row}:G{row}"]


def test_paper_list_with_merged_two_row_head_and_numbered_cells() -> None:
    rows = [*PAPER_TITLES, *PAPER_HEAD]
    number = 0
    for group, (cell, people) in enumerate(BY_CELL):
        name = cell.upper() if group else cell
        rows.append([["I", "II", "III"][group], name, *[None] * 9, f"{len(people)} đ/c"])
        for one in people:
            number += 1
            rows.append(paper_row(number, one))
    roster = read(*rows, *FOOT, merges=["A4:L4", "A5:L5", *merged_head(7)])
    clean(roster, *ALL)
    assert str(roster.as_of) == "2025-12-31"
    assert roster.units == ("Đảng bộ huyện Lập Thạch", "Đảng bộ xã Vân Trục")
    assert roster.unit == "Đảng bộ xã Vân Trục"
    assert roster.stated_total == 8
    assert [cell.stated for cell in roster.cells] == [4, 3, 1]
    assert roster.admission_kind == ""
    assert [(column.letter, column.header, column.field) for column in roster.columns][2:4] == [
        ("C", "Ngày, tháng, năm sinh – Nam", "male"),
        ("D", "Ngày, tháng, năm sinh – Nữ", "female"),
    ]


def test_two_row_head_without_any_merging() -> None:
    rows = [*PAPER_HEAD]
    for cell, people in BY_CELL:
        rows.append([cell])
        rows += [paper_row(number, one) for number, one in enumerate(people, start=1)]
    clean(read(*rows), *ALL)


@pytest.mark.parametrize(
    "line",
    [
        lambda place, cell: [f"{place}. {cell}"],
        lambda place, cell: [None, f"{'ABC'[place - 1]}. {cell.upper()}"],
        lambda place, cell: ["ABC"[place - 1], cell],
        lambda place, cell: [place, cell.upper()],
        lambda place, cell: [f"{cell} (Tổng số: {len(BY_CELL[place - 1][1])} đảng viên)"],
        lambda place, cell: [f"{cell}: {len(BY_CELL[place - 1][1])} đồng chí"],
        lambda place, cell: [["I", "II", "III"][place - 1], cell.removeprefix("Chi bộ ").replace("thôn", "Thôn")],
        lambda place, cell: [None, cell.replace("Chi bộ", "CB")],
        lambda place, cell: [["I", "II", "III"][place - 1], f"{cell}, Đảng bộ xã Vân Trục"],
        lambda place, cell: [["I", "II", "III"][place - 1], cell, 2, 2],
    ],
)
@pytest.mark.parametrize("merged", [False, True])
def test_cells_named_in_rows_of_their_own(line: object, merged: bool) -> None:
    rows, merges = [*PAPER_HEAD], merged_head(1)
    for place, (cell, people) in enumerate(BY_CELL, start=1):
        rows.append(line(place, cell))  # type: ignore[operator]
        if merged:
            first = "A" if rows[-1][0] is not None and len(rows[-1]) == 1 else "B"
            if len(rows[-1]) < 3:
                merges.append(f"{first}{len(rows)}:L{len(rows)}")
        rows += [paper_row(number, one) for number, one in enumerate(people, start=1)]
        rows.append([None, f"Cộng: {len(people)}"])
    roster = read(*rows, [], *FOOT, merges=merges)
    assert [issue.reason for issue in roster.issues] == []
    assert [row[0] for row in told(roster)] == [one.name for one in PEOPLE]
    assert len(roster.cells) == 3
    assert roster.cells[0].name == SONG_VAN


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
    table[0][-3:] = ["Quê quán", "Trình độ học vấn", "Số điện thoại"]
    roster = read(*[[] for _ in range(30)], ["Biểu số 3"], [], *table)
    clean(roster, *ALL)
    assert [column.header for column in roster.unused_columns] == ["Quê quán", "Trình độ học vấn", "Số điện thoại"]
    assert roster.people[0].row == 34


OTHER_WORDS = [
    "Số TT|Họ tên|GT|Sinh ngày|Ngày kết nạp|Chính thức|Căn cước công dân|"
    "Số thẻ ĐV|Tên chi bộ|Chức danh|Miễn sinh hoạt|GC",
    "TT|Họ và tên đảng viên|Nam/Nữ|Ngày tháng năm sinh|Vào Đảng|Ngày công nhận chính thức|Số định danh cá nhân|Số thẻ|"
    "Tổ chức đảng đang sinh hoạt|Chức vụ Đảng|Miễn công tác và SH|Ghi chú",
    "STT|HỌ VÀ TÊN|GIỚI TÍNH|NĂM SINH|NGÀY VÀO ĐẢNG|NGÀY CHÍNH THỨC|SỐ CCCD/CMND|SỐ THẺ ĐẢNG VIÊN|ĐƠN VỊ|CHỨC VỤ|"
    "MIỄN SH|GHI CHÚ",
    "Stt|Họ, tên đảng viên*|Giới tính (Nam/Nữ)|Ngày sinh (dd/mm/yyyy)|Ngày lễ kết nạp|Vào Đảng chính thức|"
    "Số CCCD (12 số)|Số TĐV|Chi bộ đang sinh hoạt|Chức vụ trong chi bộ|ĐV được miễn sinh hoạt|Chú thích",
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


@pytest.mark.parametrize(
    "tabs",
    [
        ["Chi bộ thôn Song Vân", "CB thôn Tân Lập", "CHI BỘ TRƯỜNG MẦM NON"],
        ["Thôn Song Vân", "thôn Tân Lập", "Trường Mầm non"],
    ],
)
def test_a_sheet_per_cell_named_by_its_tab(tabs: list[str]) -> None:
    sheets = []
    for tab, (_cell, people) in zip(tabs, BY_CELL, strict=True):
        rows = [paper_row(number, one) for number, one in enumerate(people, start=1)]
        sheets.append((tab, [["DANH SÁCH ĐẢNG VIÊN"], *PAPER_HEAD, *rows, *FOOT[1:]], merged_head(2)))
    summary = ("Tổng hợp", [["TT", "Chi bộ", "Số đảng viên"], [1, SONG_VAN, 4], [2, TAN_LAP, 3]], [])
    roster = read_roster(workbook(summary, *sheets), "ds.xlsx")
    clean(roster, *ALL)
    assert [skipped.title for skipped in roster.skipped] == ["Tổng hợp"]


@pytest.mark.parametrize(
    "title", ["{}", "DANH SÁCH ĐẢNG VIÊN {} NĂM 2025", "Danh sách đảng viên đang sinh hoạt tại {}"]
)
def test_a_sheet_per_cell_named_by_its_title(title: str) -> None:
    sheets = []
    for place, (cell, people) in enumerate(BY_CELL, start=1):
        shown = cell.upper() if title.isupper() or title == "{}" else cell
        rows = [paper_row(number, one) for number, one in enumerate(people, start=1)]
        above = [["ĐẢNG ỦY XÃ VÂN TRỤC"], [title.format(shown)]]
        sheets.append((f"Sheet{place}", [*above, *PAPER_HEAD, *rows], merged_head(3)))
    clean(read_roster(workbook(*sheets), "ds.xlsx"), *ALL)


def test_one_sheet_for_all_and_one_per_cell_is_read_once() -> None:
    parts = [
        (cell.removeprefix("Chi bộ "), [FLAT_HEAD, *[flat_row(1, one) for one in people]], [])
        for cell, people in BY_CELL
    ]
    roster = read_roster(workbook(("Toàn đảng bộ", flat(), []), *parts), "ds.xlsx")
    clean(roster, *ALL)
    assert len(roster.skipped) == 3


def test_hidden_sheets_and_other_lists_are_left_out() -> None:
    book = openpyxl.load_workbook(io.BytesIO(workbook(("Đảng viên", flat(), []))))
    for title, hidden in (("Bản cũ", True), ("Đảng viên từ trần", False), ("Quần chúng ưu tú", False)):
        sheet = book.create_sheet(title)
        sheet.sheet_state = "hidden" if hidden else "visible"
        for row in (FLAT_HEAD, [1, "Lê Văn Cũ", "Nam", "01/02/1950", "01/02/1980", "01/02/1981", None, None, SONG_VAN]):
            sheet.append(row)
    target = io.BytesIO()
    book.save(target)
    roster = read_roster(target.getvalue(), "ds.xlsx")
    clean(roster, *ALL)
    assert [skipped.title for skipped in roster.skipped] == ["Bản cũ", "Đảng viên từ trần", "Quần chúng ưu tú"]


@pytest.mark.parametrize("merged", [True, False])
def test_the_cell_column_filled_once_per_cell(merged: bool) -> None:
    rows, merges = [list(FLAT_HEAD)], []
    for _cell, people in BY_CELL:
        start = len(rows) + 1
        for place, one in enumerate(people):
            row = flat_row(len(rows), one)
            if place:
                row[8] = None
            rows.append(row)
        if merged:
            merges.append(f"I{start}:I{len(rows)}")
    clean(read(*rows, merges=merges), *ALL)


def test_heads_repeated_on_later_pages_and_lists_put_below_each_other() -> None:
    rows: list[list[object]] = []
    merges = []
    for cell, people in BY_CELL:
        rows += [["DANH SÁCH ĐẢNG VIÊN"], [cell.upper()], []]
        merges += merged_head(len(rows) + 1)
        rows += PAPER_HEAD
        rows += [paper_row(number, one) for number, one in enumerate(people, start=1)]
        rows += [[None, "Cộng", len(people)], [], [None, None, None, None, None, None, None, None, "BÍ THƯ"], []]
    clean(read(*rows, merges=merges), *ALL)


def test_a_page_break_repeats_the_head_inside_a_cell() -> None:
    rows = [PAPER_HEAD[0], PAPER_HEAD[1], ["I", SONG_VAN]]
    rows += [paper_row(1, PEOPLE[0]), paper_row(2, PEOPLE[1])]
    rows += [["DANH SÁCH ĐẢNG VIÊN (tiếp theo)"], PAPER_HEAD[0], PAPER_HEAD[1]]
    rows += [paper_row(3, PEOPLE[2]), paper_row(4, PEOPLE[3])]
    roster = read(*rows)
    assert [row[:2] for row in told(roster)] == [(one.name, SONG_VAN) for one in PEOPLE[:4]]
    assert roster.issues == ()


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


def test_committees_between_cells_are_not_cells() -> None:
    rows = [*PAPER_HEAD, ["A", "ĐẢNG BỘ BỘ PHẬN KHỐI TRƯỜNG HỌC"]]
    for cell, people in BY_CELL:
        rows.append(["I", cell])
        rows += [paper_row(number, one) for number, one in enumerate(people, start=1)]
    clean(read(*rows), *ALL)


def test_blank_rows_and_prepared_numbers_are_passed_over() -> None:
    rows = flat()
    rows.insert(4, [])
    rows += [[9], [10], ["11", None, None, None, None, None, None, None, SCHOOL]]
    clean(read(*rows), *ALL)


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


def test_groups_of_members_inside_a_cell_are_not_cells() -> None:
    rows: list[list[object]] = [*PAPER_HEAD]
    for place, (cell, people) in enumerate(BY_CELL):
        rows += [["I" * (place + 1), cell], ["A", "ĐẢNG VIÊN CHÍNH THỨC"]]
        rows += [paper_row(number, one) for number, one in enumerate(people[:1], start=1)]
        rows.append(["B", "Tổ đảng số 2"])
        rows += [paper_row(number, one) for number, one in enumerate(people[1:], start=2)]
    clean(read(*rows), *ALL)


def test_blocks_above_the_cells_are_not_cells() -> None:
    rows: list[list[object]] = [*PAPER_HEAD, ["A", "Khối nông thôn"]]
    for cell, people in BY_CELL:
        rows.append([None, cell])
        rows += [paper_row(number, one) for number, one in enumerate(people, start=1)]
    clean(read(*rows), *ALL)


def test_a_cell_continued_on_the_next_page_is_the_same_cell() -> None:
    rows = [*PAPER_HEAD, ["I", SONG_VAN], *[paper_row(n, one) for n, one in enumerate(PEOPLE[:2], start=1)]]
    rows += [["I", f"{SONG_VAN} (tiếp theo)"], *[paper_row(n, one) for n, one in enumerate(PEOPLE[2:4], start=3)]]
    roster = read(*rows)
    assert [cell.name for cell in roster.cells] == [SONG_VAN]
    assert roster.issues == ()


@pytest.mark.parametrize(
    "path",
    [
        "Đảng bộ xã Vân Trục - {}",
        "Tỉnh ủy Phú Thọ/Đảng bộ xã Vân Trục/{}",
        "{}, Đảng bộ xã Vân Trục",
        "{} - Đảng ủy xã Vân Trục",
    ],
)
def test_a_cell_written_with_the_committees_above_it(path: str) -> None:
    table = flat()
    for row in table[1:]:
        row[8] = path.format(row[8])
    roster = read(*table)
    clean(roster, *ALL)
    assert roster.units == ("Đảng bộ xã Vân Trục",)


def test_the_tables_of_a_file_are_found_on_the_right() -> None:
    clean(read(*[[], []], *[[None, None, None, *row] for row in flat()]), *ALL)
