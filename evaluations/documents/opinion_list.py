"""What others said of the people of a unit, in their words: remarks of the residence, questions from above, opinions.

They are the second, fourth, sixth and seventh kinds of records (QĐ 366-QĐ/TW Đ17).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.template.loader import render_to_string
from django.utils.text import capfirst
from django.utils.translation import override

from cells.models import Organisation
from core.pdf import Part, part_pdf
from core.periods import format_date, today
from core.word import part_word
from evaluations.models import Evaluation, Opinion, Review, Suggestion
from evaluations.queries.regulations import level_name, regulation_of
from meetings.documents.heads import head_of
from meetings.documents.official import Section, Table, table
from meetings.queries.official import choices_for

RESIDENCE, SUGGESTIONS, OPINIONS, APPRAISALS = "residence", "suggestions", "opinions", "appraisals"
TITLES = {
    RESIDENCE: "Nhận xét của cấp ủy nơi cư trú",
    SUGGESTIONS: "Gợi ý kiểm điểm và giải trình",
    OPINIONS: "Ý kiến góp ý, nhận xét của các bên",
    APPRAISALS: "Tổng hợp kết quả thẩm định",
}
"""The parts, each a paper of its own in a dossier."""


@dataclass(frozen=True)
class OpinionList:
    """The paper as plain values."""

    unit: Organisation
    year: int
    title: str
    sections: tuple[Section, ...]


def opinion_list_file_name(evaluation: Evaluation) -> str:
    """As in "Ý kiến, gợi ý năm 2026, Chi bộ thôn Song Vân"."""
    day = min(evaluation.period.reference_date, today())
    return f"Ý kiến, gợi ý năm {evaluation.period.year}, {evaluation.cell.label(day)}"


def opinion_list_pdf(evaluation: Evaluation) -> bytes:
    """All parts for the whole unit of that evaluation. Raises DomainError where printing fails."""
    return part_pdf(_of_unit(evaluation))


def opinion_list_word(evaluation: Evaluation) -> bytes:
    """The editable copy, of the same content and layout as the PDF."""
    return part_word(_of_unit(evaluation))


def _of_unit(evaluation: Evaluation) -> Part:
    rows = Evaluation.objects.filter(period=evaluation.period_id, cell=evaluation.cell_id)
    found = list(rows.select_related("period", "member", "collective", "cell").prefetch_related("cell__periods"))
    return opinion_list_part(evaluation.cell, evaluation.period.year, found, tuple(TITLES))


def opinion_list_part(unit: Organisation, year: int, evaluations: Sequence[Evaluation], parts: Sequence[str]) -> Part:
    """Some of the parts about some subjects of a unit, to be bound together with other papers."""
    day = today()
    with override("vi"):
        title = TITLES[parts[0]] if len(parts) == 1 else "Ý kiến, gợi ý và giải trình"
        context = {
            "head": head_of(unit, min(evaluations[0].period.reference_date, day), made_on=day),
            "list": OpinionList(unit, year, title, tuple(_sections(evaluations, parts))),
        }
        html = render_to_string("evaluations/pdf/opinion_list.html", context)
    return Part(html, day, choices_for(unit, day).layout)


def _sections(evaluations: Sequence[Evaluation], parts: Sequence[str]) -> Iterable[Section]:
    by_pk = {row.pk: row for row in evaluations}
    given = Opinion.objects.filter(evaluation__in=by_pk, is_removed=False).order_by("given_on", "pk")
    for part in parts:
        if part == SUGGESTIONS:
            made = _suggestions(by_pk)
        elif part == APPRAISALS:
            made = _appraisals(by_pk)
        else:
            is_residence = part == RESIDENCE
            made = _opinions(by_pk, [row for row in given if (row.giver == Opinion.Giver.RESIDENCE) == is_residence])
        heading = TITLES[part].upper() if len(parts) > 1 else ""
        yield Section(heading, text="" if made else "Không có.", table=made)


def _suggestions(by_pk: dict[int, Evaluation]) -> Table | None:
    asked = Suggestion.objects.filter(evaluation__in=by_pk, is_removed=False).order_by("asked_on", "pk")
    rows = [
        (
            _name(by_pk[row.evaluation_id]),
            f"{row.question}\n({_paper(row.document, format_date(row.asked_on))})",
            row.answer or "Chưa giải trình.",
        )
        for row in asked
    ]
    return table((("Tập thể, cá nhân", "owner"), ("Nội dung gợi ý", ""), ("Giải trình", "")), rows)


def _appraisals(by_pk: dict[int, Evaluation]) -> Table | None:
    rows = []
    for row in Review.objects.filter(evaluation__in=by_pk).select_related("reviewed_by").order_by("pk"):
        evaluation = by_pk[row.evaluation_id]
        level = level_name(regulation_of(evaluation.period), row.level, evaluation.rule_subject)
        who = f"{row.reviewed_by}, ngày {format_date(row.reviewed_at)}"
        rows.append((_name(evaluation), level, row.opinion, who))
    columns = (("Tập thể, cá nhân", "owner"), ("Mức đề xuất", "owner"), ("Ý kiến", ""), ("Người thẩm định", "owner"))
    return table(columns, rows)


def _opinions(by_pk: dict[int, Evaluation], opinions: Iterable[Opinion]) -> Table | None:
    rows = []
    for row in opinions:
        evaluation = by_pk[row.evaluation_id]
        level = level_name(regulation_of(evaluation.period), row.level, evaluation.rule_subject) if row.level else ""
        words = "\n".join(part for part in (f"Mức: {level}" if level else "", row.text) if part)
        giver = row.giver_name or capfirst(row.get_giver_display())
        who = f"{giver}\n({_paper(row.document, format_date(row.given_on))})"
        rows.append((_name(evaluation), who, words))
    return table((("Tập thể, cá nhân", "owner"), ("Bên cho ý kiến", "outcome"), ("Nội dung", "")), rows)


def _name(evaluation: Evaluation) -> str:
    if evaluation.member_id or evaluation.collective_id:
        return str(evaluation)
    return evaluation.cell.label(min(evaluation.period.reference_date, today()))


def _paper(document: str, day: str) -> str:
    return f"{document}, ngày {day}" if document else f"ngày {day}"
