"""The six-month report on the cells' meetings as a paper, a Word copy and a workbook."""

from __future__ import annotations

import datetime as dt
from typing import IO

from django.utils.translation import override

from cells.models import Organisation
from core.periods import today
from meetings.documents.table_paper import (
    Cell,
    Column,
    Live,
    Part,
    TablePaper,
    head_on,
    table_pdf,
    table_word,
    table_xlsx,
)
from meetings.queries.attendance import percent_of
from meetings.queries.half_year import HalfYearRow, half_year_rows

COUNTED = (
    "Số lượng dự và phát biểu là số lượt cộng qua các buổi thường kỳ trong kỳ; tỷ lệ dự tính trên số phải dự. "
    "KNĐ: số đảng viên kết nạp trong kỳ. KTGS: số lần cấp trên dự sinh hoạt, kiểm tra nền nếp."
)
BY_NAME = (
    "Cột “Dân vận khéo”, “Đọc bài viết”: số buổi có việc ấy trong chương trình hoặc nhiệm vụ được giao; "
    "để trống là sổ sinh hoạt không ghi, chi bộ ghi tay nếu có."
)
SHARE = 'IF(D{row}=0,"",ROUND(E{row}/D{row}*100,1))'


def half_of(first: dt.date) -> str:
    """As in "6 tháng đầu năm 2026"."""
    return f"6 tháng {'đầu' if first.month == 1 else 'cuối'} năm {first.year}"


def half_year_words(committee: Organisation, first: dt.date, last: dt.date) -> str:
    """As in "6 tháng đầu năm 2026, Đảng bộ xã Vân Trục"."""
    return f"{half_of(first)}, {committee.label(min(last, today()))}"


def half_year_pdf(committee: Organisation, first: dt.date, last: dt.date) -> bytes:
    """Raises DomainError where printing fails."""
    return table_pdf(half_year_paper(committee, first, last), committee)


def half_year_word(committee: Organisation, first: dt.date, last: dt.date) -> bytes:
    """The editable copy."""
    return table_word(half_year_paper(committee, first, last), committee)


def half_year_xlsx(committee: Organisation, first: dt.date, last: dt.date) -> IO[bytes]:
    """The same, sums and shares as live formulas."""
    return table_xlsx(half_year_paper(committee, first, last))


def half_year_paper(committee: Organisation, first: dt.date, last: dt.date) -> TablePaper:
    """The report as plain values; of a half that is under way as far as it has come."""
    end = min(last, today())
    with override("vi"):
        rows = half_year_rows(committee, first, end)
        return TablePaper(
            head=head_on(committee, end, today()),
            kind="Báo cáo",
            subject=f"sinh hoạt chi bộ {half_of(first)}",
            columns=(
                Column("STT", 12, "center"),
                Column("Đơn vị", 44),
                Column("Đảng số", 13, "center"),
                Column("Phải dự (lượt)", 16, "center", "Sinh hoạt thường kỳ"),
                Column("Số lượng dự (lượt)", 18, "center", "Sinh hoạt thường kỳ"),
                Column("Tỷ lệ dự (%)", 15, "center", "Sinh hoạt thường kỳ", "0.0"),
                Column("Phát biểu ý kiến (lượt)", 17, "center", "Sinh hoạt thường kỳ"),
                Column("Dân vận khéo (buổi)", 15, "center"),
                Column("Học tập chuyên đề (kỳ)", 17, "center"),
                Column("Đọc bài viết (buổi)", 14, "center"),
                Column("Kế hoạch chuyên đề", 17, "center"),
                Column("KNĐ", 14, "center"),
                Column("KTGS", 16, "center"),
                Column("Ghi chú"),
            ),
            parts=(Part(tuple(_line(place, row) for place, row in enumerate(rows, 1))),),
            sums=_sums(rows),
            notes=(COUNTED, BY_NAME),
            sheet=half_of(first),
        )


def _line(place: int, row: HalfYearRow) -> tuple[Cell, ...]:
    missing = ", ".join(str(month) for month in row.missing)
    return (
        place,
        row.name,
        row.members,
        row.counted,
        row.present,
        Live(SHARE, row.attendance),
        row.speakers,
        row.skilful or None,
        row.themes,
        row.readings or None,
        "x" if row.has_plan else "",
        row.admitted,
        row.checks,
        f"Chưa họp thường kỳ tháng {missing}" if missing else "",
    )


def _sums(rows: list[HalfYearRow]) -> tuple[Cell, ...]:
    def added(letter: str, number: int) -> Live:
        return Live(f"SUM({letter}{{first}}:{letter}{{last}})", number)

    present, counted = sum(row.present for row in rows), sum(row.counted for row in rows)
    plans = Live('COUNTIF(K{first}:K{last},"x")', sum(row.has_plan for row in rows))
    return (
        None,
        "Cộng",
        added("C", sum(row.members for row in rows)),
        added("D", counted),
        added("E", present),
        Live(SHARE, percent_of(present, counted)),
        added("G", sum(row.speakers for row in rows)),
        _named("H", sum(row.skilful for row in rows)),
        added("I", sum(row.themes for row in rows)),
        _named("J", sum(row.readings for row in rows)),
        plans,
        added("L", sum(row.admitted for row in rows)),
        added("M", sum(row.checks for row in rows)),
        None,
    )


def _named(letter: str, number: int) -> Live:
    """The sum of a column in which nothing is no 0 but room for the hand."""
    place = f"{letter}{{first}}:{letter}{{last}}"
    return Live(f'IF(COUNT({place})=0,"",SUM({place}))', number or None)
