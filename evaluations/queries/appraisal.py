"""The appraisal of a year as the committee's meeting reads it: one line for each that was sent or decided."""

from __future__ import annotations

from dataclasses import dataclass

from evaluations.models import Evaluation, Level, Period
from evaluations.queries.board import visible_rows
from evaluations.queries.complaints import complained_of
from evaluations.queries.proposals import REVIEWS, latest_review
from evaluations.queries.regulations import level_name, regulation_of
from evaluations.queries.subjects import cut_off
from evaluations.queries.voices import are_different, said_of
from evaluations.rules.classification import UNDETERMINED

State = Evaluation.State


@dataclass(frozen=True)
class AppraisalLine:
    """One subject: what it said itself, what the rules say, what the board says; why it wants to be discussed."""

    subject: str
    name: str
    self_level: str
    computed: str
    reviewed: str
    remark: str


def appraisal_lines(period: Period) -> list[AppraisalLine]:
    """Everything that was sent, in the order of the paper list; a fixed number of queries."""
    rows = visible_rows(
        period,
        period.evaluations.exclude(state__in=[State.OPEN, State.POSTPONED]).prefetch_related(REVIEWS, "collective"),
        compare=False,
    )
    evaluations = [row.evaluation for row in rows]
    said, complained, regulation = said_of(evaluations), complained_of(evaluations), regulation_of(period)
    found = []
    for row in rows:
        evaluation, review = row.evaluation, latest_review(row.evaluation)
        own, level = said[evaluation.pk].self_level, review.level if review else ""
        remarks = []
        if evaluation.pk in complained:
            remarks.append("có đơn chưa kết luận")
        if row.proposed.level == UNDETERMINED:
            remarks.append("chưa xác định được mức")
        if are_different(said[evaluation.pk], row.proposed.level, level):
            remarks.append("các bên nêu mức khác nhau")
        if review and review.opinion and row.proposed.level in Level.values and level != row.proposed.level:
            remarks.append(review.opinion)
        name = evaluation.cell.label(cut_off(period)) if _is_unit(evaluation) else str(evaluation)
        found.append(
            AppraisalLine(
                evaluation.subject,
                name,
                level_name(regulation, own, evaluation.rule_subject) if own else "",
                row.proposed.label,
                level_name(regulation, level, evaluation.rule_subject) if level else "",
                "; ".join(remarks),
            )
        )
    return found


def _is_unit(evaluation: Evaluation) -> bool:
    return evaluation.member_id is None and evaluation.collective_id is None
