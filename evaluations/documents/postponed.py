"""The list of those not reviewed or not rated yet, as a paper, a Word file and a workbook."""

from __future__ import annotations

import datetime as dt
from typing import IO

from django.template.loader import render_to_string
from django.utils.translation import override

from cells.documents import committee_name
from core.demonstration import DEMONSTRATION
from core.pdf import render_html
from core.periods import official_day_line, today
from core.spreadsheet import Column, Table, stream_workbook
from core.word import word_file
from evaluations.models import Period
from evaluations.queries.postponed import PostponedRow, postponed_in, postponed_rows
from meetings.documents.drafts import signature_of

TITLE = "Danh sách đảng viên, tập thể chưa kiểm điểm, xếp loại"
NOTE = "Chi bộ tổ chức kiểm điểm, đánh giá vào cuộc họp gần nhất khi đảng viên có mặt và báo cáo bổ sung lên cấp trên."


def postponed_list_file_name(period: Period) -> str:
    """As in "Danh sách chưa kiểm điểm, xếp loại năm 2026, Đảng bộ xã Vân Trục"."""
    return f"Danh sách chưa kiểm điểm, xếp loại năm {period.year}, {period.organisation.label(period.reference_date)}"


def postponed_list_pdf(period: Period) -> bytes:
    """The paper with today's date, A4 lying. Raises DomainError where printing fails."""
    return render_html(_page(period), day=today())


def postponed_list_word(period: Period) -> bytes:
    """The editable copy, of the same content and layout as the PDF."""
    return word_file(_page(period), day=today())


def _rows(period: Period) -> list[PostponedRow]:
    return postponed_rows(period, postponed_in(period, period.evaluations.all()))


def _page(period: Period) -> str:
    day, on = today(), period.reference_date
    unit = period.organisation.period(on)
    place = f"{unit.place_name}, " if unit and unit.place_name else ""
    with override("vi"):
        context = {
            "period": period,
            "rows": _rows(period),
            "note": NOTE,
            "committee": committee_name(period.organisation.label(on)),
            "superior": unit.parent.label(on) if unit and unit.parent else "",
            "place_and_date": f"{place}{official_day_line(day)}",
            "signed": signature_of(period.organisation, day),
            "is_demonstration": period.organisation.is_demonstration,
        }
        return render_to_string("evaluations/pdf/postponed_list.html", context)


def postponed_list_xlsx(period: Period) -> IO[bytes]:
    """The same list as a workbook."""
    with override("vi"):
        rows = _rows(period)
        titles = [committee_name(period.organisation.label(period.reference_date)).upper(), TITLE.upper()]
        titles.append(f"Năm {period.year}")
        table = Table(
            name="Chưa kiểm điểm",
            title_lines=[*titles, DEMONSTRATION] if period.organisation.is_demonstration else titles,
            columns=[
                Column("TT", 5, align="center"),
                Column("Họ và tên, tập thể", 30),
                Column("Mã đảng viên", 16),
                Column("Chi bộ", 30),
                Column("Ngày kết nạp", 14, align="center"),
                Column("Chưa kiểm điểm", 12, align="center"),
                Column("Chưa xếp loại", 12, align="center"),
                Column("Lý do", 50),
                Column("Dự kiến kiểm điểm", 14, align="center"),
            ],
            rows=[
                [
                    place,
                    row.name,
                    row.code,
                    row.cell,
                    row.admitted_on,
                    "" if row.is_reviewed else "x",
                    "x",
                    row.reason,
                    row.until,
                ]
                for place, row in enumerate(rows, 1)
            ],
        )
        return stream_workbook([table], made_at=dt.datetime.combine(today(), dt.time()))
