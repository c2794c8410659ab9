"""The month's grades of a committee's cells as a paper, a Word copy and a workbook, from the same rows."""

from __future__ import annotations

import datetime as dt

from django.template.loader import render_to_string
from django.utils.translation import override

from cells.documents import committee_name
from cells.models import Organisation
from cells.queries import superior_of
from core.demonstration import DEMONSTRATION
from core.pdf import render_html
from core.periods import official_day_line, today
from core.spreadsheet import Column, Formula, Table, write_workbook
from core.word import word_file
from meetings.documents.drafts import signature_of
from meetings.queries.official import body_symbol
from meetings.queries.scores import MonthSummary, month_summary
from meetings.rules.conduct import last_day
from meetings.rules.official import symbol_words
from meetings.rules.year_grades import LABELS, ORDER


def month_scores_words(committee: Organisation, year: int, month: int) -> str:
    """As in "tháng 10/2026, Đảng bộ xã Vân Trục"."""
    return f"tháng {month}/{year}, {committee.label(last_day(year, month))}"


def month_scores_pdf(committee: Organisation, year: int, month: int) -> bytes:
    """The paper, A4 lying. Raises DomainError where printing fails."""
    return render_html(_page(committee, year, month), day=today())


def month_scores_word(committee: Organisation, year: int, month: int) -> bytes:
    """The editable copy, of the same content and layout as the PDF."""
    return word_file(_page(committee, year, month), day=today())


def month_scores_xlsx(committee: Organisation, year: int, month: int) -> bytes:
    """The workbook, the sums as live formulas."""
    with override("vi"):
        summary = month_summary(committee, year, month)
        return write_workbook([_sheet(summary)], made_at=dt.datetime.combine(today(), dt.time()))


def _page(committee: Organisation, year: int, month: int) -> str:
    with override("vi"):
        return render_to_string("meetings/pdf/month_scores.html", _paper(month_summary(committee, year, month)))


def _paper(summary: MonthSummary) -> dict[str, object]:
    last, day = last_day(summary.year, summary.month), today()
    committee, period = summary.committee, summary.committee.period(last)
    superior = superior_of(committee, last)
    place = f"{period.place_name}, " if period and period.place_name else ""
    return {
        "summary": summary,
        "superior": superior.label(last) if superior else "",
        "committee": committee_name(committee.label(last)),
        "place_and_date": f"{place}{official_day_line(day)}",
        "grades": [(key, LABELS[key]) for key in ORDER],
        "blank": "……",
        "symbol": symbol_words(None, "BC", body_symbol(committee, last)),
        "signed": signature_of(committee, day),
        "is_demonstration": committee.is_demonstration,
    }


def _sheet(summary: MonthSummary) -> Table:
    last = last_day(summary.year, summary.month)
    titles = [
        committee_name(summary.committee.label(last)).upper(),
        f"TỔNG HỢP XẾP LOẠI CHẤT LƯỢNG SINH HOẠT CHI BỘ THÁNG {summary.month}/{summary.year}",
    ]
    table = Table(
        name=f"Tháng {summary.month}-{summary.year}",
        columns=[
            Column("STT", 5, align="center"),
            Column("Đơn vị", 32),
            Column("Số lượng đảng viên", 10, align="center"),
            Column("Ngày họp", 13, align="center"),
            Column("Điểm", 9, align="center", number_format="0.##"),
            *(Column(LABELS[key], 11, "Xếp loại", "center") for key in ORDER),
            Column("Thuyết minh điểm trừ", 70),
        ],
        rows=(),
        title_lines=[*titles, DEMONSTRATION] if summary.committee.is_demonstration else titles,
    )
    rows = [
        [
            place,
            row.name,
            row.members,
            row.meeting.held_on if row.meeting else None,
            row.mark.percent if row.mark else None,
            *("X" if row.official == key else "" for key in ORDER),
            row.explanation,
        ]
        for place, row in enumerate(summary.rows, 1)
    ]
    first, final = table.first_row, table.first_row + max(len(rows) - 1, 0)
    sums = [
        Formula(f'COUNTIF({letter}{first}:{letter}{final},"X")', number)
        for letter, (_key, _label, number) in zip("FGHI", summary.counts, strict=True)
    ]
    members = Formula(f"SUM(C{first}:C{final})", summary.members)
    foot = [None, "Cộng", members, None, None, *sums, f"{summary.without} đơn vị chưa có xếp loại chính thức"]
    return Table(table.name, table.columns, rows, table.title_lines, [foot] if rows else [])
