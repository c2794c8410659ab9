"""What was decided in a year, by document and by cell: what is public, who was told, the words to tell it with."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Max, Min, Q, QuerySet
from django.utils.translation import gettext as _

from core.periods import format_date
from evaluations.models import Decision, Evaluation, Period
from evaluations.queries.regulations import level_name, regulation_of
from evaluations.queries.subjects import cut_off


@dataclass(frozen=True)
class PaperLine:
    """One document of the year with how far it was made public and told. ``first`` stands for it in addresses."""

    first: int
    number: str
    decided_on: dt.date
    total: int
    published: int
    notified: int


@dataclass(frozen=True)
class ToldRow:
    """One result, and the words to paste into a message."""

    decision: Decision
    name: str
    level: str
    text: str


def in_force(period: Period) -> QuerySet[Decision]:
    """The decisions that stand: neither corrected nor cancelled since."""
    return Decision.objects.filter(evaluation__period=period, replaced_by=None)


def papers_of(period: Period) -> list[PaperLine]:
    """The documents in which the committee decided, the latest first; one query. Not rated stand without a document."""
    rows = (
        in_force(period)
        .exclude(document_number="")
        .order_by()
        .values("document_number", "decided_on")
        .annotate(
            first=Min("pk"),
            total=Count("pk"),
            published=Count("pk", filter=Q(published_on__isnull=False)),
            notified=Count("pk", filter=Q(notified_on__isnull=False)),
            last=Max("pk"),
        )
        .order_by("-decided_on", "-last")
    )
    return [
        PaperLine(
            row["first"], row["document_number"], row["decided_on"], row["total"], row["published"], row["notified"]
        )
        for row in rows
    ]


def results_to_tell(period: Period) -> QuerySet[Decision]:
    """What stands with a level, in the order of the paper list: units first, then the people of each cell."""
    rows = in_force(period).exclude(level="").select_related("evaluation__member", "evaluation__collective")
    rows = rows.prefetch_related("evaluation__cell__periods").defer("facts", "trace")
    return rows.order_by("evaluation__cell__order", "evaluation__cell", "evaluation__member__sort_key", "pk")


def told_rows(period: Period, decisions: Iterable[Decision]) -> list[ToldRow]:
    """Each with the short text for whom it concerns: the level and the document, nothing of who thought what."""
    regulation, found = regulation_of(period), []
    for decision in decisions:
        evaluation = decision.evaluation
        name = _name(period, evaluation)
        level = level_name(regulation, decision.level, evaluation.rule_subject)
        words = {
            "name": name,
            "year": period.year,
            "level": level,
            "number": decision.document_number,
            "day": format_date(decision.decided_on),
        }
        person = _(
            "Thông báo: đồng chí %(name)s được xếp loại “%(level)s” năm %(year)s, theo Quyết định số %(number)s "
            "ngày %(day)s. Nếu có ý kiến, đồng chí gửi chi bộ hoặc cấp ủy."
        )
        unit = _(
            "Thông báo: %(name)s được xếp loại “%(level)s” năm %(year)s, theo Quyết định số %(number)s ngày %(day)s."
        )
        found.append(ToldRow(decision, name, level, (person if evaluation.member_id else unit) % words))
    return found


def _name(period: Period, evaluation: Evaluation) -> str:
    if evaluation.member_id or evaluation.collective_id:
        return str(evaluation)
    return evaluation.cell.label(cut_off(period))
