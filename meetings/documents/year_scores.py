"""The scores of a unit's meetings in a year as a paper, a Word copy and a workbook, from the same lines."""

from __future__ import annotations

import dataclasses
from decimal import Decimal
from typing import IO

from django.utils.text import capfirst
from django.utils.translation import override

from cells.models import Organisation
from core.pdf import Part, part_pdf
from core.periods import today
from core.spreadsheet import Column, Formula, Table
from core.spreadsheet.writing import Value
from core.word import part_word
from meetings.documents.year_sheet import last_day_of, year_frame, year_part, year_workbook
from meetings.queries.score_table import ScoreLine, ScoreTable, score_table


def year_scores_part(unit: Organisation, year: int) -> Part:
    """The paper, A4 lying, as of today."""
    with override("vi"):
        table = score_table(unit, year, on=today())
        return year_part(unit, year, "meetings/pdf/year_scores.html", {"table": table, "average": _average(table)})


def _average(table: ScoreTable) -> Decimal | None:
    known = [line.mark.percent for line in table.lines if line.mark and line.mark.percent is not None]
    return (sum(known, Decimal()) / len(known)).quantize(Decimal("0.01")) if known else None


def year_scores_pdf(unit: Organisation, year: int) -> bytes:
    """Raises DomainError where printing fails."""
    return part_pdf(year_scores_part(unit, year))


def year_scores_word(unit: Organisation, year: int) -> bytes:
    """The editable copy, of the same content and layout as the PDF."""
    return part_word(year_scores_part(unit, year))


def year_scores_file_name(unit: Organisation, year: int) -> str:
    """As in "Điểm sinh hoạt năm 2026, Chi bộ thôn Song Vân"."""
    return f"Điểm sinh hoạt năm {year}, {unit.label(last_day_of(unit, year))}"


def year_scores_xlsx(unit: Organisation, year: int) -> IO[bytes]:
    """The same lines with real dates and numbers; the average is a live formula."""
    with override("vi"):
        return year_workbook(_sheet(score_table(unit, year, on=today())))


def _sheet(table: ScoreTable) -> Table:
    columns = [
        Column("TT", 5, align="center"),
        Column("Ngày họp", 13, align="center"),
        Column("Buổi sinh hoạt", 40),
        Column("Chi bộ tự chấm (%)", 12, align="center", number_format="0.##"),
        Column("Tự xếp loại", 14, align="center"),
        Column("Cấp trên chấm (%)", 12, align="center", number_format="0.##"),
        Column("Cấp trên đề xuất", 14, align="center"),
        Column("Điểm để xếp loại (%)", 12, align="center", number_format="0.##"),
        Column("Xếp loại chính thức", 14, align="center"),
        Column("Thuyết minh điểm trừ", 70),
    ]
    frame = year_frame(table.unit, table.year, "ĐIỂM VÀ XẾP LOẠI CÁC BUỔI SINH HOẠT", columns)
    rows = [[place, *_values(line)] for place, line in enumerate(table.lines, 1)]
    first, last = frame.first_row, frame.first_row + max(len(rows), 1) - 1
    average = _average(table)
    scores = f"H{first}:H{last}"
    mean = Formula(f'IF(COUNT({scores})=0,"",ROUND(AVERAGE({scores}),2))', float(average) if average else "")
    foot: list[Value] = [None, None, "Bình quân", None, None, None, None, mean, None, _result_words(table)]
    return dataclasses.replace(frame, rows=rows, foot_rows=[foot] if rows else [])


def _values(line: ScoreLine) -> list[Value]:
    words = str(line.meeting)
    return [
        line.meeting.held_on,
        capfirst(words),
        line.own_percent,
        line.own_label or (line.mark.label if line.mark and line.mark.is_open else ""),
        line.above.percent if line.above else None,
        line.above_label,
        line.mark.percent if line.mark else None,
        line.official.label if line.official else line.lacks,
        line.words,
    ]


def _result_words(table: ScoreTable) -> str:
    if table.result is None:
        return ""
    return f"Cả năm: {table.result.result.label or 'chưa kết luận'}"
