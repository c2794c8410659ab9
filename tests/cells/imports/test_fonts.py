"""Lists typed in TCVN3 and VNI: whole, in some columns, in some rows, and lists that only look so."""

import io
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
from openpyxl.styles import Font

from cells.imports.roster import read_roster
from cells.imports.understood import Roster
from tests.cells.imports.lists import ALL, FLAT_HEAD, PEOPLE, expected, flat, read, told
from tests.core.test_old_fonts import FONTS, encode

ROSTERS = Path(__file__).parents[2] / "data" / "rosters"
SAID = {
    "TCVN3": "Đã chuyển từ phông TCVN3 sang Unicode: hãy xem kỹ họ tên.",
    "VNI": "Đã chuyển từ phông VNI sang Unicode: hãy xem kỹ họ tên.",
    "Windows-1258": "Đã chuyển từ bảng mã Windows-1258 sang Unicode: hãy xem kỹ họ tên.",
    "UTF-8": "Đã chuyển từ bảng mã UTF-8 bị đọc nhầm sang Unicode: hãy xem kỹ họ tên.",
}


def retyped(table: list[list[object]], font: str, *, columns: range | None = None) -> list[list[object]]:
    return [
        [
            encode(value, font) if isinstance(value, str) and (columns is None or place in columns) else value
            for place, value in enumerate(row)
        ]
        for row in table
    ]


def reasons(roster: Roster) -> list[str]:
    return [issue.reason for issue in roster.issues]


@pytest.mark.parametrize("font", FONTS)
def test_a_list_typed_in_an_old_font_is_the_same_list(font: str) -> None:
    roster = read(*retyped(flat(), font))
    assert told(roster, *ALL) == expected(*ALL)
    assert [(issue.row, issue.severity, issue.reason) for issue in roster.issues] == [(1, "doubtful", SAID[font])]
    assert [column.header for column in roster.columns] == list(FLAT_HEAD)


@pytest.mark.parametrize("font", ["TCVN3", "VNI"])
def test_the_paper_list_typed_in_an_old_font_is_the_same_list(font: str) -> None:
    path = ROSTERS / "danh-sach-dang-vien-van-truc.xlsx"
    book = openpyxl.load_workbook(path)
    for row in book.active.iter_rows():
        for cell in row:
            if isinstance(cell.value, str):
                cell.value = encode(cell.value, font)
    target = io.BytesIO()
    book.save(target)
    first, again = read_roster(path.read_bytes(), "a.xlsx"), read_roster(target.getvalue(), "a.xlsx")
    assert [person.name for person in again.people] == [person.name for person in first.people]
    assert [cell.name.lower() for cell in again.cells] == [cell.name.lower() for cell in first.cells]
    assert (again.units, again.as_of, again.stated_total) == (first.units, first.as_of, first.stated_total)
    assert set(reasons(again)) - set(reasons(first)) == {SAID[font]}


@pytest.mark.parametrize("font", ["TCVN3", "VNI"])
def test_names_alone_in_an_old_font_are_converted(font: str) -> None:
    roster = read(*flat()[:1], *retyped(flat()[1:], font, columns=range(1, 2)))
    assert told(roster, *ALL) == expected(*ALL)
    assert reasons(roster) == [SAID[font]]


@pytest.mark.parametrize("font", ["TCVN3", "VNI"])
def test_one_row_in_an_old_font_is_converted_and_named(font: str) -> None:
    rows = flat()
    rows[3] = retyped(rows[3:4], font)[0]
    roster = read(*rows)
    assert told(roster, *ALL) == expected(*ALL)
    assert {(issue.row, issue.severity) for issue in roster.issues} == {(4, "doubtful")}
    assert f"đọc là “{PEOPLE[2].name}”" in reasons(roster)[0]


@pytest.mark.parametrize("font", ["TCVN3", "VNI"])
def test_given_names_of_one_letter_are_converted_with_their_column(font: str) -> None:
    head, *rows = flat()
    table = [[head[0], "Họ đệm", "Tên", *head[2:]]]
    table += [[row[0], one.family, one.given, *row[2:]] for row, one in zip(rows, PEOPLE, strict=True)]
    roster = read(*retyped(table, font))
    assert "Vũ Thế Ỷ" in {person.name for person in roster.people}
    assert told(roster, *ALL) == expected(*ALL)


def test_rows_pasted_from_an_old_list_are_converted() -> None:
    rows = flat()
    table = [*rows[:4], *retyped(rows[4:], "TCVN3")]
    roster = read(*table)
    assert told(roster, *ALL) == expected(*ALL)
    assert reasons(roster)[0] == SAID["TCVN3"]


FOREIGN = ["Nguyễn Thị Maï", "Noël", "Maï", "José Lê", "Trần Chloé", "Zoë Müller", "Phêrô Lê", "K'Brêu", "Loïc"]


@pytest.mark.parametrize("name", FOREIGN)
def test_a_foreign_name_in_a_unicode_list_is_left_as_it_is(name: str) -> None:
    roster = read(*flat(name=name))
    assert roster.refused == ()
    assert roster.people[0].name == name
    assert not any("phông" in reason for reason in reasons(roster))


@pytest.mark.parametrize("tick", ["ü", "þ", "û"])
def test_a_tick_of_wingdings_is_no_letter(tick: str) -> None:
    table = flat()
    for row, one in zip(table[1:], PEOPLE, strict=True):
        row[10] = tick if one.exempt else None
    roster = read(*table)
    assert told(roster, "name") == expected("name")
    assert not any("phông" in reason for reason in reasons(roster))


def styled(table: list[list[object]], fonts: dict[int, str]) -> bytes:
    """The table with the fonts of its columns named in the styles of the workbook."""
    book = openpyxl.Workbook()
    for number, row in enumerate(table, start=1):
        for column, value in enumerate(row, start=1):
            cell = book.active.cell(number, column, value)
            if column in fonts and number > 1:
                cell.font = Font(name=fonts[column])
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def test_a_font_of_capitals_gives_capitals() -> None:
    rows = [[*row] for row in flat()]
    for row in rows[1:]:
        row[8] = encode(str(row[8]).lower(), "TCVN3")
        row[1] = encode(str(row[1]).lower(), "TCVN3")
    roster = read_roster(styled(rows, {2: ".VnTimeH", 9: ".VnTimeH"}), "ds.xlsx")
    assert told(roster, *ALL) == [(name, cell, *facts) for name, cell, *facts in expected(*ALL)]


def test_the_name_of_the_font_decides_what_the_text_leaves_open() -> None:
    table = [list(FLAT_HEAD), flat()[1]]
    table[1][1] = "Vò Tó"
    assert read_roster(styled(table, {}), "ds.xlsx").people[0].name == "Vò Tó"
    assert read_roster(styled(table, {2: ".VnTime"}), "ds.xlsx").people[0].name == "Vũ Tú"
    assert read_roster(styled(table, {2: "Arial"}), "ds.xlsx").people[0].name == "Vò Tó"


def test_unicode_in_a_cell_that_still_names_an_old_font_stays() -> None:
    table = flat()
    table[1][1] = "Lê Hoá"
    roster = read_roster(styled(table, {2: "VNI-Times"}), "ds.xlsx")
    assert roster.people[0].name == "Lê Hoá"
    assert reasons(roster) == []


def test_rich_text_names_its_own_font() -> None:
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True}) as book:
        sheet, old = book.add_worksheet(), book.add_format({"font_name": ".VnTime"})
        for number, row in enumerate([flat()[0], flat()[1]]):
            sheet.write_row(number, 0, row)
        sheet.write_rich_string(1, 1, old, "Vò ", old, "Tó")
    assert read_roster(target.getvalue(), "ds.xlsx").people[0].name == "Vũ Tú"


@pytest.mark.parametrize(
    ("name", "read_as"),
    [("Phªr« NguyÔn V¨n An", "Phêrô Nguyễn Văn An"), ("K'Brªu", "K'Brêu")],
)
def test_a_name_of_another_people_in_an_old_list_is_read_and_doubted(name: str, read_as: str) -> None:
    table = retyped(flat(), "TCVN3")
    table[1][1] = name
    roster = read(*table)
    assert roster.people[0].name == read_as
    assert [(issue.row, "hãy kiểm tra" in issue.reason) for issue in roster.doubtful] == [(1, False), (2, True)]


@pytest.mark.parametrize("name", ["D¬ng V¨n L©m", "Tr¬ng ThÞ Hoµ"])
def test_a_name_whose_letter_was_lost_is_refused(name: str) -> None:
    table = retyped(flat(), "TCVN3")
    table[1][1] = name
    roster = read(*table)
    assert [(issue.row, "mất chữ “ư”" in issue.reason) for issue in roster.refused] == [(2, True)]


def test_a_column_of_several_peoples_in_windows_1258_is_said_once_for_the_list() -> None:
    """Windows writes "à" as one letter, but "ì" as "i" and a mark."""
    peoples = ["Tày", "Sán Dìu", "Tày", "Kinh", "Tày", "Tày", "Tày", "Kinh"]
    typed = ["Dân tôòc", *(name.replace("ì", "iÌ") for name in peoples)]
    table = [[*row, name] for row, name in zip(retyped(flat(), "Windows-1258"), typed, strict=True)]
    roster = read(*table)
    assert [person.ethnic_group for person in roster.people] == peoples
    assert reasons(roster) == [SAID["Windows-1258"]]
