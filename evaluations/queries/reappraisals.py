"""Appraising again what was decided: what opens it, whether it was done, and what the rules propose by then."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from cells.models import Discipline
from core.periods import format_date
from evaluations.models import Complaint, Decision, Evaluation, Review
from evaluations.queries.board import LevelMark, mark_proposal
from evaluations.queries.complaints import complaint_to_answer, open_complaints
from evaluations.queries.late_discipline import RERATE, LateRow, late_disciplines
from evaluations.queries.proposals import Proposal, latest_decision, latest_review, proposal_for
from evaluations.queries.regulations import regulation_of
from evaluations.queries.subjects import cut_off
from evaluations.rules.procedure import APPRAISAL, asked_by


@dataclass(frozen=True)
class Reopened:
    """Why a decided class is appraised again: a complaint concluded so, or discipline that came late."""

    complaint: Complaint | None = None
    late: LateRow | None = None

    @property
    def is_settled(self) -> bool:
        """Whether the text itself names the class, so that there is nothing to weigh."""
        return self.late is not None and self.late.must_fail

    @property
    def text(self) -> str:
        if self.complaint is not None:
            words = {"kind": self.complaint.get_kind_display(), "day": format_date(self.complaint.concluded_on)}
            return _("Đơn %(kind)s đã kết luận thẩm định, xếp loại lại ngày %(day)s.") % words
        assert self.late is not None
        row = self.late.discipline
        words = {"kind": row.get_kind_display(), "day": format_date(row.decided_on)}
        return _("Kỷ luật %(kind)s ngày %(day)s đến sau khi đã quyết định xếp loại.") % words


def reopened_by(evaluation: Evaluation, known: LateRow | None = None) -> Reopened | None:
    """What has the class appraised again now; nothing while a complaint is open, or once it was decided again.

    ``known`` is one late discipline that was looked at before.
    """
    if evaluation.state != Evaluation.State.DECIDED or open_complaints(evaluation).exists():
        return None
    complaint = complaint_to_answer(evaluation)
    if complaint is not None:
        return Reopened(complaint)
    late = late_of(evaluation, known)
    return Reopened(late=late) if late is not None else None


def late_of(evaluation: Evaluation, known: LateRow | None = None) -> LateRow | None:
    """Discipline that came late and has this very evaluation decided again."""
    rows = Discipline.objects.filter(organisation=evaluation.cell_id, member=None)
    if evaluation.member_id:
        rows = Discipline.objects.filter(member=evaluation.member_id)
    for discipline in rows.order_by("pk"):
        found = [known] if known is not None and known.discipline.pk == discipline.pk else None
        for late in found or late_disciplines(evaluation.period.organisation, only=discipline):
            if late.status == RERATE and late.evaluation and late.evaluation.pk == evaluation.pk:
                return late
    return None


def review_after(evaluation: Evaluation, decision: Decision) -> Review | None:
    """The last opinion of the organisation board, if it was given after that decision."""
    review = latest_review(evaluation)
    return review if review is not None and review.reviewed_at > decision.decided_at else None


def gap_before_deciding_again(evaluation: Evaluation, decision: Decision) -> str:
    """The sentence on the missing appraisal where the regulation asks for one, or nothing."""
    asked = asked_by(evaluation.period.regulation_key, APPRAISAL)
    if not asked or review_after(evaluation, decision) is not None:
        return ""
    return _("Ban tổ chức chưa thẩm định lại sau quyết định trước (%(source)s).") % {"source": asked}


@dataclass(frozen=True)
class Reappraisal:
    """What stands beside the earlier decision: the class computed now, what was appraised, what is missing."""

    reopened: Reopened | None
    proposed: LevelMark
    proposal: Proposal
    review: Review | None
    gap: str


def reappraisal_of(
    evaluation: Evaluation, *, read: Proposal | None = None, late: LateRow | None = None
) -> Reappraisal | None:
    """The new proposal of a decided evaluation; nothing before the first decision.

    ``read`` is the proposal up to the day of the decision: the same one where that is the day of the period. ``late``
    is a discipline that was looked at before.
    """
    decision = latest_decision(evaluation)
    if decision is None:
        return None
    period, proposal = evaluation.period, read
    if proposal is None or period.frozen_at is not None or proposal.sheet.cut_off != cut_off(period):
        proposal = proposal_for(evaluation)
    reopened = reopened_by(evaluation, late)
    return Reappraisal(
        reopened,
        mark_proposal(regulation_of(evaluation.period), proposal, evaluation.rule_subject),
        proposal,
        review_after(evaluation, decision),
        gap_before_deciding_again(evaluation, decision) if reopened and not reopened.is_settled else "",
    )
