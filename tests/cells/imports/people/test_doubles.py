"""Mistakes planted in one row: that row is named with its reason, every other row comes through."""

import pytest

from cells.imports.understood import Roster
from tests.cells.imports.lists import FLAT_FIELDS, SONG_VAN, TAN_LAP, expected, flat, read, told
from tests.cells.imports.people.conftest import only_issue


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
