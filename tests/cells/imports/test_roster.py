"""The two lists that offices gave as examples, and files that try to break the reader."""

import contextlib
import datetime
import io
import time
import tracemalloc
from collections import Counter
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cells.imports.roster import read_roster
from cells.imports.understood import Person, Roster
from core.errors import DomainError
from core.spreadsheet import Limits
from tests.cells.imports.lists import FLAT_HEAD, flat, workbook

ROSTERS = Path(__file__).parents[2] / "data" / "rosters"
PAPER = "danh-sach-dang-vien-van-truc.xlsx"
NATIONAL = "lam-sach-du-lieu-dang-vien.xlsx"


def given_file(name: str) -> Roster:
    return read_roster((ROSTERS / name).read_bytes(), name)


def test_the_paper_list_of_the_commune_is_understood_whole() -> None:
    roster = given_file(PAPER)
    assert [cell.name for cell in roster.cells] == [
        "Chi bộ thôn Song Vân",
        "Chi bộ thôn Tân Lập",
        "Chi bộ thôn Đồng Tâm",
        "Chi bộ thôn Vân Nhưng",
        "Chi bộ thôn Bãi Dài",
        "Chi bộ thôn Phú Cường",
        "Chi bộ thôn Yên Hòa",
        "Chi bộ Trường Mầm non",
        "Chi bộ Trường Tiểu học",
        "Chi bộ Trường THCS",
        "Chi bộ Cơ quan xã",
        "Chi bộ Trạm Y tế",
    ]
    assert len(roster.people) == 281
    assert [cell.stated for cell in roster.cells] == [len(roster.people_of(cell)) for cell in roster.cells]
    assert roster.refused == ()
    assert {issue.reason for issue in roster.doubtful} == {"Chưa đủ 18 tuổi khi vào Đảng."}
    posts = Counter(person.post for person in roster.people)
    assert (posts["secretary"], posts["deputy_secretary"], posts["committee_member"]) == (12, 11, 11)
    assert roster.as_of == datetime.date(2025, 12, 31)
    assert roster.units == ("Đảng bộ huyện Lập Thạch", "Đảng bộ xã Vân Trục")
    assert roster.stated_total == 281
    assert roster.unused_columns == ()


def test_the_national_template_is_understood_whole() -> None:
    roster = given_file(NATIONAL)
    assert (len(roster.cells), len(roster.people), roster.refused) == (12, 281, ())
    assert roster.unit == "Đảng bộ xã Vân Trục"
    assert roster.unused_columns == ()


def test_both_files_tell_of_the_same_people() -> None:
    def facts(person: Person) -> tuple[object, ...]:
        return (
            person.name,
            person.cell_key,
            person.sex,
            person.birth and person.birth.date.year,
            person.ethnic_group,
            person.citizen_id,
            person.card_number,
            person.old_card_number,
            person.admitted,
            person.official,
            person.exempt,
        )

    paper, national = given_file(PAPER), given_file(NATIONAL)
    assert [facts(person) for person in paper.people] == [facts(person) for person in national.people]
    assert [(cell.key, cell.name) for cell in paper.cells] == [(cell.key, cell.name) for cell in national.cells]


def test_reading_the_commune_takes_well_under_a_second() -> None:
    data = (ROSTERS / PAPER).read_bytes()
    read_roster(data, PAPER)
    started = time.process_time()
    read_roster(data, PAPER)
    assert time.process_time() - started < 1  # 0.12 s on two cores; room for a busy machine


def many(rows: int) -> bytes:
    """A flat list of that many invented people in a hundred cells."""
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"constant_memory": True}) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, FLAT_HEAD)
        for number in range(1, rows + 1):
            letters = "".join(chr(97 + int(digit)) for digit in str(number))
            days, papers = ["05/02/1980", "19/05/2005", "19/05/2006"], [f"{number:012d}", f"{number:08d}"]
            row = [number, f"Nguyễn Văn {letters.title()}", "Nam", *days, *papers, f"Chi bộ số {number % 100 + 1}"]
            sheet.write_row(number, 0, row)
    return target.getvalue()


def test_memory_grows_with_the_rows_and_no_faster() -> None:
    peaks = []
    for rows in (200, 800):
        data = many(rows)
        tracemalloc.start()
        roster = read_roster(data, "ds.xlsx")
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
        assert (len(roster.people), roster.refused) == (rows, ())
    assert peaks[1] < 5 * peaks[0]
    assert peaks[1] < 16 * 2**20


def test_a_list_beyond_the_limit_is_refused_by_it() -> None:
    with pytest.raises(DomainError, match="tối đa 150 dòng"):
        read_roster(many(200), "ds.xlsx", limits=Limits(rows=150))


VALUES = st.one_of(
    st.none(),
    st.sampled_from(
        [
            *FLAT_HEAD,
            *(value for row in flat()[1:] for value in row if value is not None),
            "I",
            "Chi bộ",
            "CHI BỘ THÔN VÂN",
            "Đảng bộ xã X",
            "Tổng cộng: 7",
            "Cộng",
            "T/M ĐẢNG ỦY",
            "=1/0",
            "#N/A",
            "x",
            "30/02/1980",
            "Họ đệm",
            "Tên",
            "Nam",
            "Nữ",
            "Năm",
            "Ngày",
            "Ngày, tháng, năm sinh",
            "NguyÔn V¨n An",
        ]
    ),
    st.text(max_size=12).filter(lambda text: not any(ord(char) < 32 or 0xD800 <= ord(char) < 0xE000 for char in text)),
    st.integers(-(10**13), 10**13),
    st.floats(allow_nan=False, allow_infinity=False, width=32),
    st.dates(datetime.date(1901, 1, 1), datetime.date(2090, 1, 1)),
    st.booleans(),
)
MERGES = st.sampled_from(["A1:C1", "B2:B3", "C2:D2", "A5:H5", "B6:C9", "A1:A4"])


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(
    st.lists(st.lists(VALUES, max_size=9), max_size=14),
    st.sets(MERGES, max_size=2),
    st.sampled_from(["Sheet1", "Chi bộ thôn Vân", "Quần chúng"]),
    st.booleans(),
)
def test_a_sheet_of_anything_is_understood_or_refused(
    rows: list[list[object]], merges: set[str], title: str, with_head: bool
) -> None:
    table = [list(FLAT_HEAD), *rows] if with_head else rows
    data = workbook((title, table, merges))
    with contextlib.suppress(DomainError):
        check_consistent(read_roster(data, "ds.xlsx"))


def check_consistent(roster: Roster) -> None:
    """No one is both accepted and refused; everyone accepted has a name and a cell that exists."""
    refused = {(issue.sheet, issue.row) for issue in roster.refused}
    keys = {cell.key for cell in roster.cells}
    for person in roster.people:
        assert (person.sheet, person.row) not in refused
        assert person.name
        assert person.cell_key in keys
        assert len(person.citizen_id) in (0, 12)
    assert all(issue.reason for issue in roster.issues)


@settings(max_examples=80, deadline=None)
@given(st.permutations(range(len(FLAT_HEAD))), st.integers(0, 8), st.integers(0, 3))
def test_shuffled_columns_give_the_same_people(order: list[int], down: int, right: int) -> None:
    table = [[*[None] * right, *[row[place] for place in order]] for row in flat()]
    roster = read_roster(workbook(("Sheet1", [*[[] for _ in range(down)], *table], [])), "ds.xlsx")
    assert [person.name for person in roster.people] == [row[1] for row in flat()[1:]]
    assert roster.issues == ()


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_a_damaged_file_is_understood_or_refused(data: st.DataObject) -> None:
    whole = bytearray((ROSTERS / PAPER).read_bytes())
    for _ in range(data.draw(st.integers(0, 20))):
        whole[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))
    cut = data.draw(st.sampled_from([len(whole), len(whole) // 2, len(whole) - 40, 100]))
    with contextlib.suppress(DomainError):
        check_consistent(read_roster(bytes(whole[:cut]), "ds.xlsx", limits=Limits(rows=2_000)))


def test_the_file_as_another_program_saves_it_is_the_same_list() -> None:
    book = openpyxl.load_workbook(ROSTERS / PAPER)
    target = io.BytesIO()
    book.save(target)
    again, first = read_roster(target.getvalue(), PAPER), given_file(PAPER)
    assert again == first
