"""Cells named in rows of their own, totals, later pages: what each row of a list is."""

import pytest

from tests.cells.imports.lists import (
    ALL,
    BY_CELL,
    FOOT,
    PAPER_HEAD,
    PAPER_TITLES,
    PEOPLE,
    SCHOOL,
    SONG_VAN,
    clean,
    flat,
    merged_head,
    paper_row,
    read,
    told,
)


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
