"""Several sheets, and the ways a sheet says to which cell its rows belong."""

import io

import openpyxl
import pytest

from cells.imports.roster import read_roster
from tests.cells.imports.lists import (
    ALL,
    BY_CELL,
    FLAT_HEAD,
    FOOT,
    PAPER_HEAD,
    SONG_VAN,
    TAN_LAP,
    clean,
    expected,
    flat,
    flat_row,
    merged_head,
    paper_row,
    read,
    told,
    workbook,
)


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


@pytest.mark.parametrize(("stated", "doubts"), [("8 đồng chí", 0), ("9 đồng chí", 1)])
def test_a_head_count_above_the_table_is_compared(stated: str, doubts: int) -> None:
    roster = read(["DANH SÁCH ĐẢNG VIÊN"], [f"Tổng số: {stated}"], *flat())
    assert [(issue.row, issue.severity) for issue in roster.issues] == [(2, "doubtful")] * doubts
    assert told(roster, *ALL) == expected(*ALL)
