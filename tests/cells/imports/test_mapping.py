"""What the user says about columns goes before what is recognised."""

import pytest

from cells.imports.roster import read_roster
from cells.imports.understood import Roster
from cells.imports.vocabulary import FIELDS, column_key
from core.errors import DomainError
from tests.cells.imports.lists import ALL, PAPER_HEAD, PEOPLE, clean, flat, merged_head, paper_row, workbook


def assigned(table: list[list[object]], mapping: dict[str, str]) -> Roster:
    return read_roster(workbook(("Sheet1", table, [])), "ds.xlsx", mapping)


def renamed(**titles: str) -> list[list[object]]:
    """The flat list with other titles, by the number of the column."""
    table = flat()
    for place, title in titles.items():
        table[0][int(place.removeprefix("_"))] = title
    return table


def test_a_column_the_user_assigns_is_read_as_told() -> None:
    table = renamed(_6="Giấy tờ", _9="Việc được giao")
    before = assigned(table, {})
    assert [column.header for column in before.unused_columns] == ["Giấy tờ", "Việc được giao"]
    mapping = {column_key("Giấy tờ *"): "citizen_id", column_key("VIỆC  được giao:"): "post"}
    clean(assigned(table, mapping), *ALL)


def test_an_assigned_column_goes_before_a_recognised_one() -> None:
    table = [[*row, "Không"] for row in flat()]
    table[0][-1], table[0][2] = "Giới", "Giới tính cũ"
    roster = assigned(table, {"giới": "", "giới tính cũ": "sex"})
    clean(roster, *ALL)


def test_a_column_set_aside_is_not_read() -> None:
    roster = assigned(flat(), {"chức vụ": ""})
    assert {person.post for person in roster.people} == {""}
    assert [column.header for column in roster.unused_columns] == ["Chức vụ"]


def test_even_the_column_of_names_can_be_assigned() -> None:
    table = renamed(_1="Đồng chí")
    before, after = assigned(table, {}), assigned(table, {"đồng chí": "name"})
    assert [(issue.row, "Không rõ cột nào ghi họ và tên" in issue.reason) for issue in before.issues] == [(1, True)]
    assert [column.header for column in before.unused_columns] == ["Đồng chí"]
    assert before.people == before.cells == ()
    assert before.head_signature == after.head_signature
    clean(after, *ALL)


def test_a_table_that_says_little_of_members_is_no_list_of_them() -> None:
    with pytest.raises(DomainError, match="Không tìm thấy bảng"):
        assigned([["Chi bộ", "Bí thư", "Số đảng viên", "Ghi chú"], ["Song Vân", "Lê Văn An", 41, None]], {})


def test_an_assignment_holds_for_heads_of_two_rows() -> None:
    table = [list(row) for row in PAPER_HEAD] + [paper_row(1, PEOPLE[0])]
    table[0][5] = "Mốc thời gian"
    mapping = {"mốc thời gian – dự bị": "admitted"}
    table[1].extend([None] * (len(table[0]) - len(table[1])))
    roster = read_roster(workbook(("Chi bộ thôn Song Vân", table, merged_head(1))), "ds.xlsx", mapping)
    assert str(roster.people[0].admitted) == "19/05/2014"


def test_the_signature_depends_on_the_titles_alone() -> None:
    table = flat()
    backwards = [row[::-1] for row in table]
    first, again = assigned(table, {}), assigned([[], *backwards[:4]], {"ghi chú": ""})
    assert first.head_signature == again.head_signature
    assert len(first.head_signature) == 64
    given_back = [[*row, "Lỗi" if place == 0 else None] for place, row in enumerate(table)]
    assert assigned(given_back, {}).head_signature == first.head_signature
    assert assigned(renamed(_11="Chú giải"), {}).head_signature != first.head_signature


def test_every_field_that_can_be_assigned_is_read() -> None:
    for name, label in FIELDS.items():
        if name in {"name", "family_name", "given_name"}:
            continue
        table = [[*row, None] for row in flat()]
        table[0][-1] = "Cột lạ"
        column = assigned(table, {"cột lạ": name}).columns[-1]
        settled = {"admission_ceremony": "admission_ceremony", "admitted": "admitted"}.get(name, name)
        assert (column.field, bool(label)) == (settled, True)
