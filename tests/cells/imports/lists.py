"""Member lists made in code: the same eight invented people in the layouts that offices keep."""

import dataclasses
import datetime
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

import openpyxl

from cells.imports.roster import read_roster
from cells.imports.understood import Roster


@dataclass(frozen=True)
class Someone:
    """An invented member, in plain values."""

    name: str
    sex: str
    birth: datetime.date | None
    admitted: datetime.date | None
    official: datetime.date | None
    citizen_id: str
    card: str
    cell: str
    post: str = ""
    exempt: bool = False

    @property
    def family(self) -> str:
        return self.name.rpartition(" ")[0]

    @property
    def given(self) -> str:
        return self.name.rpartition(" ")[2]


SONG_VAN, TAN_LAP, SCHOOL = "Chi bộ thôn Song Vân", "Chi bộ thôn Tân Lập", "Chi bộ Trường Mầm non"
TABLE = """
Bùi Thị Tuyết  | female | 26/09/1984 | 19/05/2014 | 19/05/2015 | 025194078011 | 931336718254 | sv | secretary        |
Trịnh Mạnh Lâm | male   | 16/06/1944 | 18/12/1967 | 18/12/1968 | 026344984267 | 05995804     | sv | deputy_secretary | x
Đặng Thu Hương | female | 11/10/1989 | 06/01/2014 | 06/01/2015 | 022289468258 | 07851707     | sv | committee_member |
Hoàng Tiến Ân  | male   | 15/09/1994 | 02/07/2023 | 02/07/2024 | 022394346310 | 128801857787 | sv |                  |
Trịnh Hồng Xuân| female | 21/04/1957 | 28/04/1979 | 28/04/1980 | 001357428002 | 09777297     | tl | secretary        |
Vũ Thế Ỷ       | male   | 12/10/1950 | 11/08/1986 | 11/08/1987 | 001250953898 | 01970630     | tl |                  | x
Lưu Ngọc Hà    | female | 05/01/2001 | 25/12/2025 |            | 022301379953 | 676244982221 | tl |                  |
Nguyễn Thị Quý | female | 01/02/1985 | 23/04/2004 | 23/04/2005 | 026385258635 | 810844957195 | mn | secretary        |
"""


def _day(text: str) -> datetime.date | None:
    return datetime.date(*(int(part) for part in reversed(text.split("/")))) if text else None


def _someone(line: str) -> Someone:
    name, sex, birth, admitted, official, citizen_id, card, cell, post, exempt = (
        part.strip() for part in line.split("|")
    )
    names = {"sv": SONG_VAN, "tl": TAN_LAP, "mn": SCHOOL}
    return Someone(
        name, sex, _day(birth), _day(admitted), _day(official), citizen_id, card, names[cell], post, exempt == "x"
    )  # fmt: skip


PEOPLE = tuple(_someone(line) for line in TABLE.strip().splitlines())
CELLS = (SONG_VAN, TAN_LAP, SCHOOL)
POSTS = {"secretary": "Bí thư", "deputy_secretary": "Phó Bí thư", "committee_member": "Chi ủy viên", "": None}


def vn(day: datetime.date | None) -> str | None:
    return day.strftime("%d/%m/%Y") if day else None


def workbook(*sheets: tuple[str, Sequence[Sequence[object]], Iterable[str]]) -> bytes:
    """Each sheet: title, rows, merged areas."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for title, rows, merges in sheets:
        sheet = book.create_sheet(title)
        for number, row in enumerate(rows, start=1):
            for column, value in enumerate(row, start=1):
                if value is not None:
                    sheet.cell(number, column, value)
        for area in merges:
            sheet.merge_cells(area)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def read(*rows: Sequence[object], merges: Iterable[str] = (), title: str = "Sheet1") -> Roster:
    """One sheet, read."""
    return read_roster(workbook((title, rows, merges)), "ds.xlsx")


FLAT_HEAD = tuple(
    (
        "STT|Họ và tên|Giới tính|Ngày sinh|Ngày vào Đảng|Ngày chính thức|Số CCCD|Số thẻ Đảng|Chi bộ|"
        "Chức vụ|Miễn SH|Ghi chú"
    ).split("|")
)
FLAT_FIELDS = "number name sex birth admitted official citizen_id card cell post exempt note".split()


def flat_row(number: int, one: Someone) -> list[object]:
    return [
        number,
        one.name,
        "Nam" if one.sex == "male" else "Nữ",
        vn(one.birth),
        vn(one.admitted),
        vn(one.official),
        one.citizen_id,
        one.card,
        one.cell,
        POSTS[one.post],
        "x" if one.exempt else None,
        None,
    ]


def flat(**changes: object) -> list[list[object]]:
    """A flat list whose first row (row 2 in Excel) is changed: ``flat(name="=1+1")`` by the titles' English names."""
    rows = [flat_row(number, one) for number, one in enumerate(PEOPLE, start=1)]
    for name, value in changes.items():
        rows[0][FLAT_FIELDS.index(name)] = value
    return [list(FLAT_HEAD), *rows]


def told(roster: Roster, *fields: str) -> list[tuple[object, ...]]:
    """People as tuples for comparison: name and cell first, then the fields asked for."""
    cells = {cell.key: cell.name for cell in roster.cells}
    rows = []
    for person in roster.people:
        facts = dataclasses.asdict(person) | {
            "birth": person.birth and person.birth.date,
            "admitted": person.admitted and person.admitted.date,
            "official": person.official and person.official.date,
            "card": person.card_number or person.old_card_number,
            "exempt": person.exempt,
        }
        rows.append((person.name, cells.get(person.cell_key), *(facts[field] for field in fields)))
    return rows


def expected(*fields: str) -> list[tuple[object, ...]]:
    return [(one.name, one.cell, *(getattr(one, field) for field in fields)) for one in PEOPLE]


ALL = ("sex", "birth", "admitted", "official", "citizen_id", "card", "post", "exempt")


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
