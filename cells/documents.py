"""The basic statistics as a paper and as a workbook, both from the same counted tables."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

from django.template.loader import render_to_string
from django.utils.translation import override

from cells.models import Office, Organisation, Seat
from cells.queries import superior_of
from cells.queries.statistics import Row, Statistics, Table, statistics_of
from cells.rules.honours import next_award_day
from cells.rules.statistics import Form, Head, source
from core.demonstration import DEMONSTRATION
from core.pdf import render_html
from core.periods import format_date, official_day_line, today
from core.spreadsheet import Column, Formula, column_letter, write_workbook
from core.spreadsheet import Table as Sheet
from core.word import word_file

MOST_UPRIGHT = 8
"""Wider tables lie: A4 landscape."""
NARROW, ROOMY = 15, 9
"""From so many columns on the letters of the heads are smaller; up to so many there is room for long names."""


def committee_name(unit: str) -> str:
    """The committee that issues papers for its organisation: "Đảng bộ xã …" → "Đảng ủy xã …"."""
    return f"Đảng ủy{unit.removeprefix('Đảng bộ')}" if unit.startswith("Đảng bộ") else unit


def statistics_words(form: Form, unit: Organisation, *, first: dt.date, last: dt.date) -> str:
    """As in "số 1, tăng, giảm đảng viên từ 01/01/2025 đến 31/12/2025, Đảng bộ xã Vân Trục"."""
    title = form.title[0].lower() + form.title[1:]
    return f"số {form.key}, {title} {_moment(form, first, last)}, {unit.label(last)}"


def _moment(form: Form, first: dt.date, last: dt.date) -> str:
    if form.is_of_a_day:
        return f"tính đến hết ngày {format_date(last)}"
    return f"từ ngày {format_date(first)} đến hết ngày {format_date(last)}"


def statistics_pdf(form: Form, unit: Organisation, *, first: dt.date, last: dt.date) -> bytes:
    """The paper, with today's date. Raises DomainError where printing fails."""
    return render_html(_page(form, unit, first, last), day=today())


def statistics_word(form: Form, unit: Organisation, *, first: dt.date, last: dt.date) -> bytes:
    """The editable copy, of the same content and layout as the PDF."""
    return word_file(_page(form, unit, first, last), day=today())


def _page(form: Form, unit: Organisation, first: dt.date, last: dt.date) -> str:
    with override("vi"):
        return render_to_string("cells/pdf/statistics.html", _paper(form, unit, first, last, today()))


def _paper(form: Form, unit: Organisation, first: dt.date, last: dt.date, day: dt.date) -> dict[str, object]:
    statistics = statistics_of(form, unit, first=first, last=last)
    superior, period = superior_of(unit, last), unit.period(last)
    place = f"{period.place_name}, " if period and period.place_name else ""
    widest = max(len(table.columns) for table in statistics.tables)
    return {
        "statistics": statistics,
        "form": form,
        "superior": superior.label(last) if superior else "",
        "committee": committee_name(statistics.unit_name),
        "place_and_date": f"{place}{official_day_line(day)}",
        "signed": _signed(unit, day),
        "moment": _moment(form, first, last),
        "lies": widest + 2 > MOST_UPRIGHT,
        "narrow": NARROW,
        "roomy": ROOMY,
        "source": source(),
        "award_day": next_award_day(last),
        "opening": first - dt.timedelta(days=1),
        "is_demonstration": unit.is_demonstration,
    }


def _signed(unit: Organisation, day: dt.date) -> dict[str, str]:
    """Who leads the unit on the day of the paper; without such a post there is room for the hand."""
    leaders = Seat.objects.in_force(day).filter(
        organisation=unit, office__in=(Office.SECRETARY, Office.DEPUTY_SECRETARY)
    )
    seat = leaders.select_related("member").ranked().first()
    if seat is None:
        return {"office": "", "head": ""}
    return {"office": str(Office(seat.office).label), "head": seat.member.full_name}


def statistics_xlsx(form: Form, unit: Organisation, *, first: dt.date, last: dt.date) -> bytes:
    """The workbook: a sheet for each table, sums as live formulas, and what balances."""
    with override("vi"):
        statistics = statistics_of(form, unit, first=first, last=last)
        sheets = [_sheet(statistics, table) for table in statistics.tables]
        if statistics.checks:
            sheets.append(_check_sheet(statistics))
        return write_workbook(sheets, made_at=dt.datetime.combine(today(), dt.time()))


def _titles(statistics: Statistics, title: str) -> list[str]:
    form = statistics.form
    lines = [
        committee_name(statistics.unit_name).upper(),
        f"{form.number.upper()}. {form.title.upper()}",
        title,
        _moment(form, statistics.first, statistics.last).capitalize(),
    ]
    return [*lines, DEMONSTRATION] if statistics.unit.is_demonstration else lines


def _sheet(statistics: Statistics, table: Table) -> Sheet:
    columns = [Column("TT", 5, align="center"), Column(table.layout.subject, 44)]
    columns += [Column(str(head.label), 12, head.group, "right", "#,##0") for head in table.columns]
    titles = _titles(statistics, table.layout.title)
    empty = Sheet(table.layout.title, columns, (), titles)
    rows = [
        [place, row.label, *_values(table, row, empty.first_row + place - 1, empty.first_row)]
        for place, row in enumerate(table.rows, 1)
    ]
    foot = [[None, table.total.label, *_sums(table, table.total, empty.first_row)]] if table.total else []
    return Sheet(table.layout.title, columns, rows, titles, foot, landscape=len(columns) > MOST_UPRIGHT, still=2)


def _values(table: Table, row: Row, number: int, first: int) -> list[int | Formula | None]:
    """The numbers of one row; what follows from others of the row, or of the column, as a formula."""
    letters = {head.key: column_letter(place) for place, head in enumerate(table.columns, 3)}
    places = {other.key: first + place for place, other in enumerate(table.rows)}
    own = next((head for head in table.layout.rows if head.key == row.key), None)
    found: list[int | Formula | None] = []
    for column in table.columns:
        value, letter = row.numbers[column.key], letters[column.key]
        across = _formula(column, {key: f"{name}{number}" for key, name in letters.items()}, row.numbers)
        down = own and _formula(
            own,
            {key: f"{letter}{place}" for key, place in places.items()},
            {other.key: other.numbers[column.key] for other in table.rows},
        )
        found.append(across or down or value)
    return found


def _formula(head: Head, cells: Mapping[str, str], numbers: Mapping[str, int | None]) -> Formula | None:
    """The sum a head stands for, where its parts are in the table and come to the number counted."""
    adds, subtracts = [key for key in head.adds if key in cells], [key for key in head.subtracts if key in cells]
    value = numbers[head.key]
    if not adds or value is None or value != _sum(adds, numbers) - _sum(subtracts, numbers):
        return None
    expression = f"SUM({','.join(cells[key] for key in adds)})"
    return Formula(expression + "".join(f"-{cells[key]}" for key in subtracts), value)


def _sum(keys: Sequence[str], numbers: Mapping[str, int | None]) -> int:
    return sum(numbers[key] or 0 for key in keys)


def _sums(table: Table, total: Row, first: int) -> list[int | Formula | None]:
    """The foot: sums of the rows above, where they come to the total counted."""
    found: list[int | Formula | None] = []
    for place, column in enumerate(table.columns, 3):
        value, letter = total.numbers[column.key], column_letter(place)
        is_sum = bool(table.rows) and value == sum(row.numbers[column.key] or 0 for row in table.rows)
        last = first + len(table.rows) - 1
        found.append(Formula(f"SUM({letter}{first}:{letter}{last})", value or 0) if is_sum else value)
    return found


def _check_sheet(statistics: Statistics) -> Sheet:
    return Sheet(
        name="Đối chiếu",
        title_lines=_titles(statistics, "Đối chiếu số liệu"),
        columns=[Column("Nội dung", 90), Column("Kết quả", 16, align="center")],
        rows=[[check.text, "cần xem lại" if check.number else "khớp"] for check in statistics.checks],
    )
