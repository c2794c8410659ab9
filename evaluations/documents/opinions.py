"""The table of all opinions on the people of a unit (tổng hợp đề xuất mức chất lượng của các chủ thể)."""

from __future__ import annotations

import datetime as dt

from django.template.loader import render_to_string
from django.utils.text import capfirst
from django.utils.translation import override

from cells.models import Organisation, Seat
from cells.queries import superior_of
from core.demonstration import DEMONSTRATION
from core.pdf import Part, part_pdf
from core.periods import official_day_line, today
from core.spreadsheet import Column, Table, write_workbook
from core.vietnamese import mask
from core.word import part_word
from evaluations.models import Evaluation
from evaluations.queries.opinions import Summary, opinion_summary_of
from meetings.documents.drafts import signature_of
from meetings.queries.official import choices_for, kind_on
from meetings.rules.official import issuer_name

TITLE = "Tổng hợp đề xuất mức xếp loại đảng viên của các chủ thể"


def opinion_summary_file_name(evaluation: Evaluation) -> str:
    """As in "Tổng hợp ý kiến xếp loại năm 2026, Chi bộ thôn Song Vân"."""
    return f"Tổng hợp ý kiến xếp loại năm {evaluation.period.year}, {evaluation.cell.label(_day(evaluation))}"


def opinion_summary_pdf(evaluation: Evaluation) -> bytes:
    """The paper of the unit of that evaluation, A4 lying, as of today. Raises DomainError where printing fails."""
    return part_pdf(opinion_summary_part(evaluation))


def opinion_summary_part(evaluation: Evaluation) -> Part:
    """The same, to be bound together with other papers."""
    unit, day = evaluation.cell, today()
    with override("vi"):
        summary, posts = _summary(evaluation)
        superior, period = superior_of(unit, _day(evaluation)), unit.period(_day(evaluation))
        place = f"{period.place_name}, " if period and period.place_name else ""
        context = {
            "title": TITLE,
            "year": evaluation.period.year,
            "superior": superior.label(_day(evaluation)) if superior else "",
            "issuer": issuer_name(unit.label(_day(evaluation)), kind_on(unit, _day(evaluation))),
            "place_and_date": f"{place}{official_day_line(day)}",
            "heads": summary.heads,
            "rows": [
                (row, _code(row.evaluation), posts.get(row.evaluation.member_id or 0, "")) for row in summary.rows
            ],
            "signed": signature_of(unit, day),
            "is_demonstration": unit.is_demonstration,
        }
        html = render_to_string("evaluations/pdf/opinion_summary.html", context)
    return Part(html, day, choices_for(unit, day).layout)


def opinion_summary_word(evaluation: Evaluation) -> bytes:
    """The editable copy, of the same content and layout as the PDF."""
    return part_word(opinion_summary_part(evaluation))


def opinion_summary_xlsx(evaluation: Evaluation) -> bytes:
    """The same table as a workbook."""
    with override("vi"):
        summary, posts = _summary(evaluation)
        unit = evaluation.cell
        titles = [unit.label(_day(evaluation)).upper(), TITLE.upper(), f"Năm {evaluation.period.year}"]
        sheet = Table(
            name="Tổng hợp ý kiến",
            title_lines=[*titles, DEMONSTRATION] if unit.is_demonstration else titles,
            columns=[
                Column("TT", 5, align="center"),
                Column("Họ và tên", 28),
                Column("Mã đảng viên", 16),
                Column("Chức vụ", 20),
                Column("Tự xếp loại", 26),
                *(Column(head, 26) for head in summary.heads),
                Column("Phiếu của chi bộ", 30),
                Column("Còn thiếu", 40),
            ],
            rows=[
                [
                    place,
                    str(row.evaluation),
                    _code(row.evaluation),
                    posts.get(row.evaluation.member_id or 0, ""),
                    row.self_level,
                    *row.levels,
                    row.votes,
                    "; ".join(row.missing),
                ]
                for place, row in enumerate(summary.rows, 1)
            ],
        )
        return write_workbook([sheet], made_at=dt.datetime.combine(today(), dt.time()))


def _day(evaluation: Evaluation) -> dt.date:
    return min(evaluation.period.reference_date, today())


def _summary(evaluation: Evaluation) -> tuple[Summary, dict[int, str]]:
    """The rows of the people of the unit, and the post of each in it."""
    rows = Evaluation.objects.filter(period=evaluation.period_id, cell=evaluation.cell_id, member__isnull=False)
    people = rows.select_related("period", "cell", "member").order_by("member__sort_key", "pk")
    return opinion_summary_of(list(people)), _posts(evaluation.cell, _day(evaluation))


def _code(evaluation: Evaluation) -> str:
    return mask(evaluation.member.card_number) if evaluation.member else ""


def _posts(unit: Organisation, day: dt.date) -> dict[int, str]:
    found: dict[int, str] = {}
    for seat in Seat.objects.in_force(day).filter(organisation=unit).ranked():
        word = str(seat.get_office_display())
        found.setdefault(seat.member_id, capfirst(word))
    return found
