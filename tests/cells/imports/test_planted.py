"""The commune's list written anew at random: layout, kind of file, font, and mistakes planted in a few rows.

Every planted mistake is named, no other row is refused, and everybody else is understood as before.
"""

import random
from functools import cache
from itertools import groupby
from pathlib import Path

import pytest

from cells.imports.roster import read_roster
from cells.imports.understood import Person, Roster
from tests.cells.imports.files import docx, text, word_table, xls
from tests.cells.imports.lists import FOOT, PAPER_HEAD, PAPER_TITLES, merged_head, workbook
from tests.core.test_old_fonts import encode

PAPER = Path(__file__).parents[2] / "data" / "rosters" / "danh-sach-dang-vien-van-truc.xlsx"
POSTS = {"secretary": "Bí thư", "deputy_secretary": "Phó Bí thư", "committee_member": "Chi ủy viên", "": None}
TITLES = "STT|Họ và tên|Giới tính|Ngày sinh|Dân tộc|Ngày vào Đảng|Ngày chính thức|Số CCCD|Số thẻ|Chi bộ|Chức vụ|Miễn SH"
FONTS = [None, "TCVN3", "VNI", "Windows-1258"]
Table = list[list[object]]


@cache
def known() -> Roster:
    return read_roster(PAPER.read_bytes(), PAPER.name)


def cell_name(person: Person) -> str:
    return next(cell.name for cell in known().cells if cell.key == person.cell_key)


def chosen(chance: random.Random) -> list[Person]:
    """Some of the 281, in their order."""
    places = sorted(chance.sample(range(len(known().people)), chance.randint(40, 120)))
    return [known().people[place] for place in places]


def card(person: Person) -> str:
    return person.card_number or person.old_card_number


def flat_list(people: list[Person]) -> tuple[Table, dict[int, Person]]:
    table: Table = [list(TITLES.split("|"))]
    for number, one in enumerate(people, start=1):
        sex = "Nam" if one.sex == "male" else "Nữ"
        days = [str(one.admitted), str(one.official) if one.official else None]
        rest = [one.citizen_id, card(one), cell_name(one), POSTS[one.post], "x" if one.exempt else None]
        table.append([number, one.name, sex, str(one.birth), one.ethnic_group, *days, *rest])
    return table, dict(enumerate(people, start=2))


def paper_list(people: list[Person], *, capitals: bool) -> tuple[Table, dict[int, Person]]:
    table: Table = [*PAPER_TITLES, *PAPER_HEAD]
    rows = {}
    for number, (name, group) in enumerate(groupby(people, key=cell_name), start=1):
        members = list(group)
        table.append([f"{number}.", name.upper() if capitals else name, *[None] * 9, f"{len(members)} đ/c"])
        for place, one in enumerate(members, start=1):
            births = [str(one.birth), None] if one.sex == "male" else [None, str(one.birth)]
            days = [str(one.admitted), str(one.official) if one.official else None]
            rest = [card(one), one.citizen_id, POSTS[one.post], "x" if one.exempt else None, None]
            shown = one.name.upper() if capitals else one.name
            table.append([place, shown, *births, one.ethnic_group, *days, *rest])
            rows[len(table)] = one
    return [*table, [None, f"Tổng cộng: {len(people)} đồng chí"], *FOOT[1:]], rows


def plant(chance: random.Random, table: Table, rows: dict[int, Person], columns: dict[str, int]) -> set[int]:
    """Four mistakes; where the list has the columns "Nam" and "Nữ", the date stands in the right one."""
    mistakes = [
        ("birth", "31/02/1970"),
        ("name", None),
        ("admitted", "01/01/2040"),
        ("citizen_id", "1234"),
        ("card", "12"),
    ]
    spoiled = set(chance.sample(sorted(rows), 4))
    for row in spoiled:
        name, value = chance.choice(mistakes)
        column = columns.get(name, 2 if rows[row].sex == "male" else 3)
        table[row - 1] = [value if place == column else old for place, old in enumerate(table[row - 1])]
    return spoiled


def typed(chance: random.Random, table: Table, font: str, part: str) -> Table:
    """In an old font: all, the names and some other columns, or a block of rows."""
    columns = {1, *chance.sample(range(12), 3)} if part == "columns" else set(range(12))
    start = chance.randint(5, 30) if part == "rows" else 0
    end = start + chance.randint(1, 40) if part == "rows" else len(table)
    first = 1 if part == "columns" else 0

    def is_typed(number: int, place: int, value: object) -> bool:
        return isinstance(value, str) and place in columns and max(start, first) <= number < end

    return [
        [encode(str(value), font) if is_typed(number, place, value) else value for place, value in enumerate(row)]
        for number, row in enumerate(table)
    ]


def check(roster: Roster, rows: dict[int, Person], spoiled: set[int]) -> None:
    assert {issue.row for issue in roster.refused} == spoiled
    read = {person.row: person for person in roster.people}
    for row, one in rows.items():
        if row in spoiled:
            continue
        for fact in (
            "name",
            "sex",
            "birth",
            "ethnic_group",
            "admitted",
            "official",
            "citizen_id",
            "cell_key",
            "post",
            "exempt",
        ):
            assert getattr(read[row], fact) == getattr(one, fact), (row, fact)


@pytest.mark.parametrize("seed", range(24))
def test_a_flat_list_with_planted_mistakes(seed: int) -> None:
    chance = random.Random(seed)
    table, rows = flat_list(chosen(chance))
    spoiled = plant(chance, table, rows, {"birth": 3, "name": 1, "admitted": 5, "citizen_id": 7, "card": 8})
    font, part = FONTS[seed % 4], ("all", "columns", "rows")[seed % 3]
    if font:
        table = typed(chance, table, font, part)
    kinds = [lambda: workbook(("DS", table, [])), lambda: xls(table), lambda: docx(word_table(table))]
    if font is None or part != "all":
        kinds.append(lambda: text(table, separator=";").encode("utf-16"))
    else:
        kinds.append(lambda: text(table, separator=";").encode("latin-1"))
    check(read_roster(chance.choice(kinds)(), "ds"), rows, spoiled)


@pytest.mark.parametrize("seed", range(24))
def test_a_paper_list_with_planted_mistakes(seed: int) -> None:
    chance = random.Random(seed)
    table, rows = paper_list(chosen(chance), capitals=seed % 2 == 0)
    spoiled = plant(chance, table, rows, {"name": 1, "admitted": 5, "citizen_id": 8, "card": 7})
    if font := FONTS[seed % 4]:
        table = typed(chance, table, font, "all")
    merges = merged_head(7)
    kinds = [
        lambda: workbook(("DS", table, merges)),
        lambda: xls(table, merges),
        lambda: docx(word_table(table, merges)),
    ]
    roster = read_roster(kinds[seed % 3](), "ds")
    check(roster, rows, spoiled)
    assert roster.unit == "Đảng bộ xã Vân Trục"
    assert {cell.name for cell in roster.cells} <= {cell.name for cell in known().cells}
