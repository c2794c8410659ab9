"""One list, kept as .xlsx, .xls, .csv and .docx: the same people, and every planted mistake named alike."""

import contextlib
import datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cells.imports.roster import read_roster
from cells.imports.understood import Roster
from core.errors import DomainError
from core.spreadsheet import Limits
from tests.cells.imports.files import docx, paragraph, text, word_table, xls
from tests.cells.imports.lists import (
    ALL,
    BY_CELL,
    CELLS,
    FLAT_HEAD,
    FOOT,
    PAPER_HEAD,
    PAPER_TITLES,
    PEOPLE,
    Someone,
    clean,
    expected,
    flat,
    flat_row,
    merged_head,
    paper_row,
    told,
    workbook,
)
from tests.core.test_old_fonts import encode

Rows = list[list[object]]


def retyped(table: Rows, font: str) -> Rows:
    return [[encode(value, font) if isinstance(value, str) else value for value in row] for row in table]


KINDS = {
    "xlsx": lambda table: workbook(("Sheet1", table, [])),
    "xls": xls,
    "csv": lambda table: text(table).encode(),
    "csv with a mark": lambda table: text(table, separator=";").encode("utf-8-sig"),
    "csv in Windows-1258": lambda table: text(retyped(table, "Windows-1258"), separator=";").encode("latin-1"),
    "csv in TCVN3": lambda table: text(retyped(table, "TCVN3"), separator=";").encode("latin-1"),
    "xls in TCVN3": lambda table: xls(retyped(table, "TCVN3")),
    "xlsx in VNI": lambda table: workbook(("Sheet1", retyped(table, "VNI"), [])),
    "Unicode text": lambda table: text(table, separator="\t").encode("utf-16"),
    "docx": lambda table: docx(word_table(table)),
}
KIND = pytest.mark.parametrize("kind", KINDS)


def kept(kind: str, table: Rows) -> Roster:
    return read_roster(KINDS[kind](table), "ds")


def issues(roster: Roster) -> list[tuple[object, ...]]:
    """Without the line that tells of a converted file."""
    return [
        (issue.row, issue.column, issue.label, issue.severity, issue.reason)
        for issue in roster.issues
        if not issue.reason.startswith("Đã chuyển từ ")
    ]


@KIND
def test_a_flat_list_is_the_same_in_every_kind_of_file(kind: str) -> None:
    roster = kept(kind, flat())
    assert told(roster, *ALL) == expected(*ALL)
    assert issues(roster) == []
    assert [column.header for column in roster.columns] == list(FLAT_HEAD)


def paper() -> tuple[Rows, list[str]]:
    rows: Rows = [*PAPER_TITLES, *PAPER_HEAD]
    for number, (cell, people) in enumerate(BY_CELL, start=1):
        rows.append(["I" * number, cell])
        rows += [paper_row(place, one) for place, one in enumerate(people, start=1)]
    return [*rows, *FOOT], merged_head(7)


def test_a_paper_list_is_the_same_in_every_kind_of_file() -> None:
    rows, merges = paper()
    for data in (workbook(("Sheet1", rows, merges)), xls(rows, merges), docx(word_table(rows, merges))):
        roster = read_roster(data, "ds")
        clean(roster, *ALL)
        assert roster.unit == "Đảng bộ xã Vân Trục"


PLANTED: list[dict[str, object]] = [
    {"name": None},
    {"name": "Nguyễn Văn 2"},
    {"name": "Nguyễn V@n An"},
    {"name": "NguyÔn Văn An"},
    {"birth": "30/02/1980"},
    {"birth": "31/04/1980"},
    {"birth": "05/02/2030"},
    {"birth": None},
    {"admitted": "19/05/1983"},
    {"admitted": "19/05/2000"},
    {"official": "01/01/2014"},
    {"official": "20/05/2015"},
    {"citizen_id": "0251940780111"},
    {"citizen_id": "02519407801O"},
    {"citizen_id": "2,51941E+10"},
    {"citizen_id": "1.23E+11"},
    {"citizen_id": "022289468258"},
    {"card": "0123456"},
    {"card": "05995804"},
    {"cell": None},
    {"cell": "Đảng bộ xã Vân Trục"},
    {"post": "Phó Bí thư"},
    {"post": "Trưởng thôn"},
    {"sex": "không rõ"},
]


@KIND
@pytest.mark.parametrize("planted", PLANTED, ids=str)
def test_a_planted_mistake_is_named_alike_in_every_kind_of_file(kind: str, planted: dict[str, object]) -> None:
    if " in " in kind and planted.get("name") == "NguyÔn Văn An":
        return  # such a name cannot be written in an old font
    first, other = kept("xlsx", flat(**planted)), kept(kind, flat(**planted))
    assert issues(other) == issues(first)
    assert planted == {"post": "Phó Bí thư"} or issues(first)
    assert told(other, *ALL) == told(first, *ALL)


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "docx"])
def test_a_number_that_lost_its_zero_is_doubted(kind: str) -> None:
    roster = kept(kind, flat(citizen_id=25194078011))
    assert roster.people[0].citizen_id == "025194078011"
    assert ["mất số 0 ở đầu" in issue[-1] for issue in issues(roster)] == [True]


@pytest.mark.parametrize("kind", ["csv", "csv with a mark", "Unicode text"])
@pytest.mark.parametrize("written", ["1.23E+11", "2,51941E+10", "2.5194E+10"])
def test_a_number_that_excel_shortened_is_refused(kind: str, written: str) -> None:
    refused = kept(kind, flat(citizen_id=written)).refused
    assert [(issue.row, "bị Excel rút gọn" in issue.reason) for issue in refused] == [(2, True)]


@pytest.mark.parametrize("kind", ["xlsx", "xls"])
def test_real_dates_are_dates(kind: str) -> None:
    table = flat()
    for row, one in zip(table[1:], PEOPLE, strict=True):
        row[3:6] = [one.birth, one.admitted, one.official]
    clean(kept(kind, table), *ALL)


@pytest.mark.parametrize(
    "written", ["26-Sep-84", "26-Sep-1984", "26 September 1984", "26/09/1984 00:00", "1984-09-26 00:00:00"]
)
def test_dates_as_programs_write_them_into_text_are_read(written: str) -> None:
    clean(kept("csv", flat(birth=written)), *ALL)


def test_a_list_with_the_month_first_is_doubted() -> None:
    table = flat()
    for row, one in zip(table[1:], PEOPLE, strict=True):
        row[3] = one.birth and f"{one.birth.month}/{min(one.birth.day, 12)}/{one.birth.year}"
    assert issues(kept("csv", table)) == []
    table[1][3], table[2][3] = "9/26/1984", "6/16/1944"
    reasons = [issue[-1] for issue in issues(kept("csv", table))]
    assert sum("ghi tháng trước ngày" in reason for reason in reasons) == 1
    assert sum("không có trong lịch" in reason for reason in reasons) == 2


def test_a_formula_in_an_old_workbook_is_named() -> None:
    refused = kept("xls", flat(name='=CONCATENATE("A";"B")')).refused
    assert [(issue.row, "công thức" in issue.reason) for issue in refused] == [(2, True)]


# --- Word


def test_tables_below_the_names_of_cells_are_one_list() -> None:
    parts = [paragraph("ĐẢNG BỘ XÃ VÂN TRỤC"), paragraph("DANH SÁCH ĐẢNG VIÊN"), paragraph("")]
    for number, (cell, people) in enumerate(BY_CELL, start=1):
        table = [list(FLAT_HEAD)[:8] + list(FLAT_HEAD)[9:]]
        rows = [flat_row(place, one) for place, one in enumerate(people, start=1)]
        table += [row[:8] + row[9:] for row in rows]
        parts += [paragraph(f"{number}. {cell.upper()}"), word_table(table), paragraph("")]
    roster = read_roster(docx(*parts), "ds.docx")
    clean(roster, *ALL)
    assert roster.unit == "Đảng bộ xã Vân Trục"


def of_cell(people: list[Someone], *, head: bool = True) -> str:
    """A table of one cell, without the column that names it."""
    rows = [list(FLAT_HEAD)] * head + [flat_row(place, one) for place, one in enumerate(people, start=1)]
    return word_table([row[:8] + row[9:] for row in rows])


def test_lists_of_several_cells_with_heads_and_signatures_are_one_list() -> None:
    parts = []
    for cell, people in BY_CELL:
        parts += [
            word_table(
                [["ĐẢNG BỘ XÃ VÂN TRỤC", "ĐẢNG CỘNG SẢN VIỆT NAM"], [cell.upper(), "Vân Trục, ngày 05/01/2026"]]
            ),
            paragraph("DANH SÁCH ĐẢNG VIÊN\n(Tính đến ngày 31/12/2025)"),
            paragraph(f"Tổng số: {len(people)} đồng chí"),
            of_cell(people),
            paragraph("Ghi chú: danh sách này thay danh sách cũ."),
            word_table([["Nơi nhận:", "T/M CHI BỘ"], ["- Đảng ủy xã", "BÍ THƯ"], [None, "Trần Văn Ký"]]),
        ]
    roster = read_roster(docx(*parts), "ds.docx")
    clean(roster, *ALL)
    assert roster.as_of == datetime.date(2025, 12, 31)


def test_a_total_above_a_table_is_compared_with_its_cell() -> None:
    cell, people = BY_CELL[0]
    rest = [part for name, some in BY_CELL[1:] for part in (paragraph(name), of_cell(some))]
    data = docx(*rest, paragraph(cell), paragraph("Tổng số: 7 đồng chí"), of_cell(people))
    reasons = [issue.reason for issue in read_roster(data, "ds.docx").issues]
    assert reasons == ["Danh sách ghi 7 đồng chí nhưng có 4 dòng; hãy kiểm tra."]


@pytest.mark.parametrize("heads", [True, False], ids=["a head for each", "one head"])
def test_villages_above_tables_name_the_cells(heads: bool) -> None:
    parts = [paragraph("DANH SÁCH ĐẢNG VIÊN ĐẢNG BỘ XÃ VÂN TRỤC")]
    for number, (cell, people) in enumerate(BY_CELL, start=1):
        name = cell.upper() if not heads else cell.removeprefix("Chi bộ ").upper()
        parts += [paragraph(f"{'I' * number}. {name}"), of_cell(people, head=heads or number == 1)]
    clean(read_roster(docx(*parts), "ds.docx"), *ALL)


def test_a_table_goes_on_after_a_page_without_its_head() -> None:
    table = flat()
    data = docx(word_table(table[:4]), paragraph(""), word_table(table[4:]))
    clean(read_roster(data, "ds.docx"), *ALL)


def test_borders_moved_by_hand_do_not_move_the_columns() -> None:
    """A cell whose left border lies a little aside begins at a border of its own."""
    table = word_table(flat())
    first_row, rest = table.split("</w:tr>", 1)
    moved = first_row.replace("<w:tcPr></w:tcPr>", "<w:tcPr>{}</w:tcPr>")
    marks = ["", '<w:gridSpan w:val="2"/>'] + [""] * 10
    second = rest.replace("<w:tcPr></w:tcPr>", "<w:tcPr>{}</w:tcPr>")
    other = (['<w:gridSpan w:val="2"/>', ""] + [""] * 10) * 8
    data = docx((moved.format(*marks) + "</w:tr>" + second.format(*other)).replace(
        '<w:gridCol w:w="1000"/>', '<w:gridCol w:w="1000"/><w:gridCol w:w="60"/>', 1
    ))  # fmt: skip
    clean(read_roster(data, "ds.docx"), *ALL)


@pytest.mark.parametrize("font", ["TCVN3", "VNI"])
def test_a_word_list_in_an_old_font_is_converted(font: str) -> None:
    table = [[encode(v, font) if isinstance(v, str) else v for v in row] for row in flat()]
    roster = read_roster(docx(word_table(table)), "ds.docx")
    assert told(roster, *ALL) == expected(*ALL)
    assert [issue.reason for issue in roster.issues] == [f"Đã chuyển từ phông {font} sang Unicode: hãy xem kỹ họ tên."]


def test_the_font_of_a_word_text_decides_what_the_text_leaves_open() -> None:
    table = [flat()[0], flat(name="Vò Tó")[1]]
    named = word_table([table[1]], fonts={2: ".VnTime"})
    people = read_roster(docx(word_table([table[0]]), named), "ds.docx").people
    assert people[0].name == "Vũ Tú"
    assert read_roster(docx(word_table(table)), "ds.docx").people[0].name == "Vò Tó"


# --- Whatever comes


DAMAGED = {
    "xls": xls(*paper()),
    "docx": docx(word_table(*paper())),
    "csv": text(flat(), separator=";").encode("utf-8-sig"),
    "Unicode text": text(flat(), separator="\t").encode("utf-16"),
}


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data(), st.sampled_from(sorted(DAMAGED)))
def test_damaged_bytes_of_any_kind_are_understood_or_refused(data: st.DataObject, kind: str) -> None:
    whole = bytearray(DAMAGED[kind])
    for _ in range(data.draw(st.integers(0, 20))):
        whole[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))
    cut = data.draw(st.sampled_from([len(whole), len(whole) // 2, len(whole) - 40, 100]))
    with contextlib.suppress(DomainError):
        roster = read_roster(bytes(whole[:cut]), "ds", limits=Limits(rows=2_000))
        assert all(person.name for person in roster.people)


@settings(max_examples=100, deadline=None)
@given(
    st.binary(max_size=400),
    st.sampled_from([b"", b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"\x09\x00\x04\x00"]),
)
def test_any_bytes_are_refused_with_a_sentence(rest: bytes, start: bytes) -> None:
    with pytest.raises(DomainError) as refusal:
        read_roster(start + rest, "ds")
    assert str(refusal.value).endswith((".", ")"))


VALUES = st.one_of(
    st.none(),
    st.sampled_from(
        [*FLAT_HEAD, *CELLS, "Chi bộ", "CHI BỘ THÔN VÂN", "Tổng cộng: 7", "x", "NguyÔn V¨n An", '"', "a;b\n"]
    ),
    st.text(max_size=12).filter(lambda value: value.isprintable() and not value.startswith("=")),
    st.integers(0, 10**13),
    st.dates(datetime.date(1901, 1, 1), datetime.date(2090, 1, 1)),
)


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(
    st.lists(st.lists(VALUES, min_size=1, max_size=9), min_size=1, max_size=12), st.sampled_from(["csv", "docx", "xls"])
)
def test_a_table_of_anything_is_understood_or_refused(rows: Rows, kind: str) -> None:
    with contextlib.suppress(DomainError):
        roster = kept(kind, [list(FLAT_HEAD), *rows])
        refused = {(issue.sheet, issue.row) for issue in roster.refused}
        assert not any((person.sheet, person.row) in refused for person in roster.people)
