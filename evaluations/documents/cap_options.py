"""The groups of the cap and the what-ifs beside each other, for the committee's meeting: a paper, Word, a workbook."""

from __future__ import annotations

from dataclasses import dataclass

from django.template.loader import render_to_string
from django.utils.translation import override

from cells.documents import committee_name
from core.demonstration import DEMONSTRATION
from core.pdf import render_html
from core.periods import official_day_line, today
from core.spreadsheet import Column, Formula, Table, column_letter, write_workbook
from core.word import word_file
from evaluations.models import CapMode, Level, Period
from evaluations.queries.cap import CapGroup, Counting
from evaluations.queries.cap_scenarios import Comparison, WhatIf, compare, scenarios_of, standings_of
from evaluations.queries.regulations import regulation_of
from evaluations.rules.cap import HALF_UP
from meetings.documents.drafts import signature_of

SHORT = {Level.EXCELLENT: "XS", Level.GOOD: "T"}
PEOPLE = "Từng trường hợp"
FIXED = 6
"""Columns of the list of people before those of the what-ifs."""


@dataclass(frozen=True)
class Line:
    """One candidate as the paper lists it; ``levels`` by what-if."""

    name: str
    cell: str
    group: str
    score: object
    figures: str
    levels: tuple[str, ...]


def cap_options_file_name(period: Period) -> str:
    """As in "Phương án tỷ lệ năm 2026, Đảng bộ xã Vân Trục"."""
    return f"Phương án tỷ lệ năm {period.year}, {period.organisation.label(period.reference_date)}"


def cap_options_pdf(period: Period) -> bytes:
    """The paper with today's date, A4 lying. Raises DomainError where printing fails."""
    return render_html(_page(period), day=today())


def cap_options_word(period: Period) -> bytes:
    """The editable copy, of the same content and layout as the PDF."""
    return word_file(_page(period), day=today())


def _compared(period: Period) -> Comparison:
    return compare(period, standings_of(period), scenarios_of(period))


def _lines(comparison: Comparison) -> list[Line]:
    figures = {row.evaluation.pk: row.figures for group in comparison.what_ifs[0].groups for row in group.candidates}
    return [
        Line(
            name=str(row.evaluation),
            cell=row.evaluation.cell.name if row.evaluation.member_id else "",
            group=row.group,
            score=row.standing.score,
            figures=figures.get(row.evaluation.pk, ""),
            levels=tuple(SHORT.get(level, "–") for level in row.levels),  # type: ignore[call-overload]
        )
        for row in comparison.people
    ]


def _page(period: Period) -> str:
    day, on = today(), period.reference_date
    unit = period.organisation.period(on)
    place = f"{unit.place_name}, " if unit and unit.place_name else ""
    with override("vi"):
        comparison = _compared(period)
        context = {
            "period": period,
            "comparison": comparison,
            "groups": comparison.what_ifs[0].groups,
            "lines": _lines(comparison),
            "width": 4 + len(comparison.what_ifs),
            "rule": regulation_of(period).cap,
            "committee": committee_name(period.organisation.label(on)),
            "superior": unit.parent.label(on) if unit and unit.parent else "",
            "place_and_date": f"{place}{official_day_line(day)}",
            "signed": signature_of(period.organisation, day),
            "is_demonstration": period.organisation.is_demonstration,
        }
        return render_to_string("evaluations/pdf/cap_options.html", context)


def cap_options_xlsx(period: Period) -> bytes:
    """The workbook: groups with the three denominators, what-ifs, people; maxima and counts are live formulas."""
    with override("vi"):
        comparison = _compared(period)
        titles = [committee_name(period.organisation.label(period.reference_date)).upper()]
        titles += [f"PHƯƠNG ÁN TỶ LỆ HOÀN THÀNH XUẤT SẮC NHIỆM VỤ NĂM {period.year}"]
        titles += [DEMONSTRATION] if period.organisation.is_demonstration else []
        people = _people_sheet(comparison, titles)
        tables = [_groups_sheet(comparison.what_ifs[0], titles), _what_ifs_sheet(comparison, people, titles), people]
        return write_workbook(tables)


def _groups_sheet(what_if: WhatIf, titles: list[str]) -> Table:
    """As in force; whoever changes a count or the rate sees the three maxima follow."""
    heads = [Column(str(label), 20, "Nhiều nhất tính trên", "center") for _mode, label in CapMode.choices]
    columns = [
        Column("TT", 5, align="center"),
        Column("Nhóm", 44),
        Column("Tỷ lệ (%)", 9, align="center"),
        Column("Xuất sắc", 10, "Dự kiến", "center"),
        Column("Tốt", 10, "Dự kiến", "center"),
        Column("Được xếp loại", 12, "Dự kiến", "center"),
        *heads,
        Column("Vượt theo mẫu số đang áp dụng", 16, align="center"),
        Column("Văn bản nâng tỷ lệ", 26),
    ]
    first = Table("Nhóm", columns, (), titles).first_row
    rows = [_group_row(place, group, first + place - 1) for place, group in enumerate(what_if.groups, 1)]
    return Table("Nhóm", columns, rows, titles)


def _group_row(place: int, group: CapGroup, row: int) -> list[str | int | Formula]:
    maxima = [
        Formula(
            _most(reading.mode, f"C{row}", f"D{row}+E{row}", f"F{row}", group.counting), reading.result.most_excellent
        )
        for reading in group.readings
    ]
    chosen = column_letter(7 + list(CapMode.values).index(group.counting.mode))
    over = Formula(f"MAX(0,D{row}-{chosen}{row})", group.in_force.over)
    counts = (group.excellent, group.good, group.rated)
    return [place, group.label, group.rate, *counts, *maxima, over, group.document]


def _most(mode: str, rate: str, candidates: str, rated: str, counting: Counting) -> str:
    """The greatest number of "excellent" as Excel works it out."""
    exact = {
        CapMode.GOOD_ONLY: f"{rate}*({candidates})/(100+{rate})",
        CapMode.GOOD_OR_BETTER: f"{rate}*({candidates})/100",
        CapMode.ALL_RATED: f"MIN({rate}*{rated}/100,{candidates})",
    }[CapMode(mode)]
    return f"ROUND({exact},0)" if counting.rounding == HALF_UP else f"INT({exact})"


def _what_ifs_sheet(comparison: Comparison, people: Table, titles: list[str]) -> Table:
    """How many are "excellent" by group and what-if, counted from the list of people; the most that may be."""
    last = people.first_row + max(len(list(people.rows)), 1) - 1
    columns = [Column("TT", 5, align="center"), Column("Nhóm", 44)]
    for what_if in comparison.what_ifs:
        name = f"{what_if.name}: {what_if.counting.rate} % {what_if.mode_label}; {what_if.pooling_label}"
        columns += [Column("Xuất sắc", 10, name, "center"), Column("Nhiều nhất", 11, name, "center")]
        columns += [Column("Vượt", 8, name, "center")]
    first = Table("Phương án", columns, (), titles).first_row
    rows: list[list[str | int | Formula]] = []
    for place, group in enumerate(comparison.groups, 1):
        line: list[str | int | Formula] = [place, group.label]
        for number, cell in enumerate(group.cells):
            letter, own = column_letter(FIXED + 1 + number), column_letter(3 + 3 * number)
            count = (
                f"COUNTIFS('{PEOPLE}'!$D${people.first_row}:$D${last},$B{first + place - 1},"
                f"'{PEOPLE}'!{letter}${people.first_row}:{letter}${last},\"XS\")"
            )
            most = column_letter(4 + 3 * number)
            over = f"MAX(0,{own}{first + place - 1}-{most}{first + place - 1})"
            line += [Formula(count, cell.excellent), cell.most, Formula(over, cell.over)]
        rows.append(line)
    return Table("Phương án", columns, rows, titles)


def _people_sheet(comparison: Comparison, titles: list[str]) -> Table:
    columns = [
        Column("TT", 5, align="center"),
        Column("Tập thể, cá nhân", 30),
        Column("Chi bộ", 28),
        Column("Nhóm", 34),
        Column("Điểm", 8, align="center", number_format="0.##"),
        Column("Căn cứ thứ tự gợi ý", 44),
        *(
            Column(what_if.name, 14, "XS: xuất sắc; T: tốt, giữ nguyên điểm", "center")
            for what_if in comparison.what_ifs
        ),
    ]
    rows = [
        [place, line.name, line.cell, line.group, _number(line.score), line.figures, *line.levels]
        for place, line in enumerate(_lines(comparison), 1)
    ]
    return Table(PEOPLE, columns, rows, titles)


def _number(score: object) -> float | None:
    return None if score is None else float(str(score))
