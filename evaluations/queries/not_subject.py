"""Who is not subject to the evaluation of a period, each with the reason and its source.

Exempt, suspended, under six months, new or ended units, who left, and who is rated in another place.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from core.periods import format_date
from evaluations.models import Decision, Evaluation, Period
from evaluations.queries.board import SubjectRow, visible_rows
from evaluations.queries.records import ENDED
from evaluations.queries.regulations import regulation_of
from evaluations.queries.sources.life import ENDED_SOURCE
from evaluations.queries.subjects import cells_ended_in, elsewhere_of
from evaluations.queries.summary_tables import CATEGORIES, CATEGORY_LABELS, OTHER
from evaluations.rules.classification import NOT_RATED

ELSEWHERE = "elsewhere"


@dataclass(frozen=True)
class NotSubject:
    """One line: who, where, for what kind of reason, by which source."""

    name: str
    cell: str
    category: str
    label: str
    reason: str
    source: str
    url: str = ""


def not_subject(period: Period, evaluations: QuerySet[Evaluation], *, whole: bool) -> list[NotSubject]:
    """Those among ``evaluations``; with ``whole`` also who has none here because it is had or due elsewhere."""
    documents = {document.key: document.title for document in regulation_of(period).documents}
    rows = visible_rows(period, evaluations.filter(period=period), compare=False)
    kept = _kept(period)
    found = [line for row in rows if (line := _line(row, kept, documents)) is not None]
    if not whole:
        return found
    label = _("Xếp loại ở nơi khác")
    found += [NotSubject(row.name, row.cell, ELSEWHERE, label, row.reason, row.source) for row in elsewhere_of(period)]
    return found + _ended(period)


def _ended(period: Period) -> list[NotSubject]:
    found = []
    for moved in cells_ended_in(period):
        words = {"day": format_date(moved.last_day), "successor": moved.successor}
        text = _("Kết thúc ngày %(day)s; %(successor)s kế thừa và được đánh giá.")
        reason = (text if moved.successor else _("Kết thúc ngày %(day)s.")) % words
        label = str(CATEGORY_LABELS[OTHER])
        found.append(NotSubject(moved.cell.name, "", OTHER, label, reason, ENDED_SOURCE, moved.cell.get_absolute_url()))
    return found


def _kept(period: Period) -> dict[int, dict[str, Any]]:
    """The line of the trace that took each decided one out of the rating."""
    rows = Decision.objects.filter(evaluation__period=period, level="").order_by("version")
    found: dict[int, dict[str, Any]] = {}
    for pk, trace in rows.values_list("evaluation", "trace"):
        found[pk] = next((line for line in trace if line["level"] == NOT_RATED and line["holds"]), {})
    return found


def _line(row: SubjectRow, kept: Mapping[int, dict[str, Any]], documents: Mapping[str, str]) -> NotSubject | None:
    evaluation, decision, proposal = row.evaluation, row.standing.decision, row.standing.proposal
    if decision is not None and not decision.level:
        line = kept.get(evaluation.pk, {})
        if not line:
            return None
        rule, reason, source = line["rule"], decision.reason, (line["source"]["document"], line["source"]["article"])
    elif proposal is not None and not proposal.is_rated:
        entry = next(entry for entry in proposal.trace if entry.level == NOT_RATED and entry.holds)
        rule, reason, source = entry.rule, proposal.reason, (entry.source.document, entry.source.article)
    else:
        return None
    category = CATEGORIES.get(rule, OTHER)
    said = ", ".join(part for part in (documents.get(source[0], source[0]), source[1]) if part)
    cell = evaluation.cell.name if evaluation.member_id or evaluation.collective_id else ""
    label = str(CATEGORY_LABELS[category]) if rule != ENDED else _("Đã kết thúc hoạt động")
    return NotSubject(str(evaluation), cell, category, label, reason, said, evaluation.get_absolute_url())
