"""The forms of a year as a workbook: sums, shares and what has to balance as live formulas, real numbers and dates."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import IO

from django.utils.translation import override

from core.demonstration import DEMONSTRATION
from core.periods import format_date
from core.spreadsheet import Column, Formula, column_letter, stream_workbook
from core.spreadsheet import Table as Sheet
from evaluations.models import Period
from evaluations.queries.year_checks import READINGS, Check
from evaluations.queries.year_paper import YearPaper, year_numbers, year_paper
from evaluations.queries.year_tables import Number, Row, Table, conditions_of
from evaluations.rules.year_forms import TOTAL, Head

Value = int | float | str | Formula | None
WHOLE, SHARE = "#,##0", "0.00"
MOST_UPRIGHT = 8


def year_form_xlsx(period: Period, key: str, as_of: dt.date | None) -> IO[bytes]:
    """The workbook of one form: its tables, this year beside the last, the three shares, what has to balance."""
    with override("vi"):
        paper = year_paper(year_numbers(period, as_of), key)
        return stream_workbook(sheets_of(paper), made_at=dt.datetime.combine(paper.day, dt.time()))


def sheets_of(paper: YearPaper) -> list[Sheet]:
    """The sheets of a form; also those of an annex."""
    found = [_table_sheet(paper, table) for table in paper.tables]
    if paper.last_year:
        found.append(_comparison_sheet(paper))
    if paper.ratios:
        found.append(_ratio_sheet(paper))
    return [*found, _check_sheet(paper)]


def _titles(paper: YearPaper, what: str = "") -> list[str]:
    state = "Số liệu chính thức" if paper.is_final else "Số liệu tạm tính"
    lines = [
        paper.issuer.upper(),
        f"{paper.form.number}. {paper.form.title}".removeprefix(". ").upper(),
        *([what] if what else []),
        f"Căn cứ: {paper.bases}. {state}, tính đến hết ngày {format_date(paper.on)}",
    ]
    return [*lines, DEMONSTRATION] if paper.is_demonstration else lines


def _share(part: str, whole: str, value: Number) -> Formula:
    return Formula(f'IF({whole}=0,"",ROUND({part}*100/{whole},2))', float(value) if value is not None else "")


def _table_sheet(paper: YearPaper, table: Table) -> Sheet:
    empty = _empty_sheet(paper, table)
    lines = [_line(table, row, place, empty.first_row) for place, row in enumerate(table.rows)]
    foot = [_foot(table, empty.first_row)] if table.total else []
    lies = len(empty.columns) > MOST_UPRIGHT
    return Sheet(empty.name, empty.columns, lines, empty.title_lines, foot, landscape=lies, still=2)


def _empty_sheet(paper: YearPaper, table: Table) -> Sheet:
    columns = [Column("TT", 6, align="center"), Column(table.layout.subject, 46)]
    columns += [_column(head) for head in table.columns]
    return Sheet(_sheet_name(paper, table), columns, (), _titles(paper, table.layout.title))


def _sheet_name(paper: YearPaper, table: Table) -> str:
    return table.layout.title or paper.form.name


def _column(head: Head) -> Column:
    if head.is_note:
        return Column(head.label, 18, head.group)
    return Column(head.label, 11, head.group, "right", SHARE if head.part or head.is_row_share else WHOLE)


def _letters(table: Table) -> dict[str, str]:
    return {head.key: column_letter(place) for place, head in enumerate(table.columns, 3)}


def _line(table: Table, row: Row, place: int, first: int) -> list[Value]:
    """One line: what follows from others of the line, or of the column, as a formula."""
    number = row.head.number if table.layout.is_numbered else (place + 1 if table.layout.has_total else None)
    return [number or None, row.label, *(_value(table, row, head, first + place, first) for head in table.columns)]


def _value(table: Table, row: Row, head: Head, number: int, first: int) -> Value:
    letters, value = _letters(table), row.numbers[head.key]
    if head.is_note:
        return row.notes.get(head.key) or None
    if head.part:
        return _share(f"{letters[head.part]}{number}", f"{letters[head.of]}{number}", value) if _is_known(row) else None
    places = {each.key: first + place for place, each in enumerate(table.rows)}
    if head.is_row_share:
        if row.head.of not in places:
            return None
        part, whole = f"{letters[TOTAL]}{number}", f"{letters[TOTAL]}{places[row.head.of]}"
        return _share(part, whole, value) if _is_known(row) else _share_by_hand(part, whole, value)
    down = {key: f"{letters[head.key]}{place}" for key, place in places.items()}
    numbers = {each.key: each.numbers[head.key] for each in table.rows}
    across = {key: f"{letter}{number}" for key, letter in letters.items()}
    if not _is_known(row) and head.adds:
        return _sum_by_hand([across[key] for key in head.adds], value)
    # Downwards first: the column of totals may be made of both, and the lines of a form add up from each other.
    return _sum(row.head, down, numbers, value) or _sum(head, across, row.numbers, value) or _plain(value)


def _share_by_hand(part: str, whole: str, value: Number) -> Formula:
    """As ``_share``, once somebody has filled in the part."""
    shown = float(value) if value is not None else ""
    return Formula(f'IF({part}="","",IF({whole}=0,"",ROUND({part}*100/{whole},2)))', shown)


def _sum_by_hand(cells: Sequence[str], value: Number) -> Formula:
    """The sum of cells, once all of them are filled in."""
    places = ",".join(cells)
    return Formula(f'IF(COUNT({places})<{len(cells)},"",SUM({places}))', int(value) if value is not None else "")


def _is_known(row: Row) -> bool:
    return not row.head.is_blank


def _plain(value: Number) -> int | float | None:
    return value if value is None or isinstance(value, int) else float(value)


def _sum(head: Head, cells: Mapping[str, str], numbers: Mapping[str, Number], value: Number) -> Formula | None:
    """The sum that a head stands for, where its parts come to what was counted; else the number itself is kept."""
    adds = [key for key in head.adds if key in cells]
    if not adds or value is None or value != sum(numbers[key] or 0 for key in adds):
        return None
    return Formula(f"SUM({','.join(cells[key] for key in adds)})", int(value))


def _foot(table: Table, first: int) -> list[Value]:
    """The totals: sums of the lines above where they come to it, and the shares of the sums."""
    total, letters = table.total, _letters(table)
    assert total is not None
    number, last = first + len(table.rows), first + len(table.rows) - 1
    found: list[Value] = [None, total.label]
    for head in table.columns:
        value, letter = total.numbers[head.key], letters[head.key]
        if head.part:
            found.append(_share(f"{letters[head.part]}{number}", f"{letters[head.of]}{number}", value))
        elif table.rows and value == sum(row.numbers[head.key] or 0 for row in table.rows):
            found.append(Formula(f"SUM({letter}{first}:{letter}{last})", int(value)))
        else:
            found.append(_plain(value))
    return found


def _comparison_sheet(paper: YearPaper) -> Sheet:
    this, last, change = f"Năm {paper.period.year}", f"Năm {paper.last_year}", "Tăng, giảm"
    columns = [
        Column("Chỉ tiêu", 46),
        Column("Số lượng", 12, this, "right", WHOLE),
        Column("%", 10, this, "right", SHARE),
        Column("Số lượng", 12, last, "right", WHOLE),
        Column("%", 10, last, "right", SHARE),
        Column("Số lượng", 12, change, "right", WHOLE),
        Column("Điểm %", 10, change, "right", SHARE),
    ]
    titles = _titles(paper, f"So với năm {paper.last_year}")
    first = Sheet("So sánh", columns, (), titles).first_row
    rows: list[list[Value]] = []
    for comparison in paper.comparisons:
        bases = {line.key: first + len(rows) + place for place, line in enumerate(comparison.lines)}
        for line in comparison.lines:
            number, base = first + len(rows), bases.get(line.base, 0)
            label = f"{comparison.scope.label}: {line.words[:1].lower()}{line.words[1:]}"
            shares = [
                _share(f"{letter}{number}", f"{letter}{base}", value) if base else None
                for letter, value in (("B", line.this_percent), ("D", line.last_percent))
            ]
            points = line.percent_difference
            difference = Formula(f"B{number}-D{number}", line.difference or 0)
            apart = Formula(
                f'IF(OR(C{number}="",E{number}=""),"",C{number}-E{number})', "" if points is None else float(points)
            )
            rows.append([label, line.this, shares[0], line.last, shares[1], difference, apart if base else None])
    return Sheet("So sánh", columns, rows, titles, still=1)


def _ratio_sheet(paper: YearPaper) -> Sheet:
    """The three shares as formulas; the most that each reading allows, as the rules round it."""
    bases = ("A. So với số tốt", "B. So với số tốt trở lên", "C. So với số được đánh giá")
    columns = [
        Column("Nhóm", 46),
        Column("Xuất sắc", 10, align="right", number_format=WHOLE),
        Column("Tốt", 10, align="right", number_format=WHOLE),
        Column("Được đánh giá", 11, align="right", number_format=WHOLE),
        Column("Tỷ lệ tối đa (%)", 11, align="right", number_format=WHOLE),
    ]
    for base in bases:
        columns += [Column("%", 10, base, "right", SHARE), Column("Nhiều nhất", 10, base, "right", WHOLE)]
    columns.append(Column("Cách đang áp dụng", 12, align="center"))
    columns.append(Column("Vượt, theo cách đang áp dụng", 20, align="right", number_format=WHOLE))
    titles = _titles(paper, "Tỷ lệ xuất sắc theo ba cách tính")
    first = Sheet("Tỷ lệ xuất sắc", columns, (), titles).first_row
    rows: list[list[Value]] = []
    for number, ratio in enumerate(paper.ratios, first):
        row: list[Value] = [ratio.label, ratio.excellent, ratio.good, ratio.rated, ratio.rate]
        wholes = (f"C{number}", f"(B{number}+C{number})", f"D{number}")
        for whole, (_letter, share, most) in zip(wholes, ratio.readings, strict=True):
            row += [_share(f"B{number}", whole, share), most]
        most_in_force = column_letter(7 + 2 * READINGS.index(ratio.letter))
        row += [ratio.letter, Formula(f"MAX(0,B{number}-{most_in_force}{number})", ratio.over)]
        rows.append(row)
    return Sheet("Tỷ lệ xuất sắc", columns, rows, titles, still=1)


def _check_sheet(paper: YearPaper) -> Sheet:
    """What has to balance: both sides from the other sheets, their difference and the answer as formulas."""
    columns = [
        Column("Nội dung", 90),
        Column("Vế trái", 12, align="right", number_format=WHOLE),
        Column("Vế phải", 12, align="right", number_format=WHOLE),
        Column("Chênh lệch", 12, align="right", number_format=WHOLE),
        Column("Kết quả", 16, align="center"),
    ]
    titles = _titles(paper, "Đối chiếu số liệu")
    first = Sheet("Đối chiếu", columns, (), titles).first_row
    rows = [_check_row(paper, check, number) for number, check in enumerate(paper.checks, first)]
    return Sheet("Đối chiếu", columns, rows, titles)


def _check_row(paper: YearPaper, check: Check, number: int) -> Sequence[Value]:
    holds = f"D{number}<=0" if check.at_most else f"D{number}=0"
    left, right = _sides(paper, check)
    return [
        check.text,
        Formula(left, check.left) if left else check.left,
        Formula(right, check.right) if right else check.right,
        Formula(f"B{number}-C{number}", check.difference),
        Formula(f'IF({holds},"khớp","KHÔNG KHỚP")', "khớp" if check.balances else "KHÔNG KHỚP"),
    ]


def _sides(paper: YearPaper, check: Check) -> tuple[str, str]:
    """Both sides as expressions over the cells of the tables; empty where no cell holds the number."""
    if check.table_key:
        table = next(each for each in paper.tables if each.layout.key == check.table_key)
        first, name = _empty_sheet(paper, table).first_row, _quoted(paper, table)
        last = first + len(table.rows)
        return (f"SUM({name}C{first}:C{last - 1})" if table.rows else "", f"{name}C{last}")
    cells = _cells(paper)
    left = [cell for where in check.part_wheres for cell in _cells_for(cells, where)]
    known = sum(value for _address, value in left) == check.left
    right = cells.get(frozenset(check.whole_where))
    return (
        "+".join(address for address, _value in left) if left and known else "",
        right[0] if right and check.part_wheres else "",
    )


Cells = Mapping[frozenset[str], tuple[str, int]]
UNRATED = ("exempt", "suspended", "new", "later")
"""What "unrated" is made of in tables that have no column for the whole."""


def _cells_for(cells: Cells, where: tuple[str, ...]) -> list[tuple[str, int]]:
    found = cells.get(frozenset(where))
    if found or "unrated" not in where:
        return [found] if found else []
    rest = [name for name in where if name != "unrated"]
    return [cells[key] for name in UNRATED if (key := frozenset((*rest, name))) in cells]


def _cells(paper: YearPaper) -> Cells:
    """Where the workbook holds what is counted: conditions → address and number. Of several the first."""
    found: dict[frozenset[str], tuple[str, int]] = {}
    for table in paper.tables:
        first, name, letters = _empty_sheet(paper, table).first_row, _quoted(paper, table), _letters(table)
        for place, row in enumerate(table.all_rows):
            for head in table.columns:
                where = None if table.layout.of_units and row is not table.total else _where(table, row, head)
                value = row.numbers[head.key]
                if where is not None and isinstance(value, int):
                    found.setdefault(where, (f"{name}{letters[head.key]}{first + place}", value))
    return found


def _where(table: Table, row: Row, head: Head) -> frozenset[str] | None:
    where = conditions_of(table.layout, row.head, head)
    return None if where is None else frozenset(where)


def _quoted(paper: YearPaper, table: Table) -> str:
    return f"'{_sheet_name(paper, table)}'!"
