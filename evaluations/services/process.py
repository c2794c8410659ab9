"""Sending the self-assessment, returning it, and the opinion of the organisation board."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.audit import record
from accounts.models import User
from core.errors import DomainError
from core.vietnamese import normalise
from core.workflow import move
from evaluations.models import Evaluation, Level, Period, Review
from evaluations.queries.process import missing_for_sending
from evaluations.queries.proposals import Proposal, proposal_for, propose
from evaluations.workflow import TRANSITIONS

State = Evaluation.State


@dataclass(frozen=True)
class Sent:
    """What came of sending several: how many went, and why the others stayed."""

    count: int
    left: tuple[str, ...]


def lock_evaluations(evaluations: Iterable[Evaluation]) -> list[Evaluation]:
    """The evaluations as they are now, locked, with what a proposal needs; in the order of their numbers."""
    rows = (
        Evaluation.objects.select_for_update(of=("self",))
        .filter(pk__in=[row.pk for row in evaluations])
        .select_related("cell", "member", "period", "period__organisation")
        .prefetch_related("cell__periods", "decisions", "reviews")
    )
    return list(rows.order_by("pk"))


def lock_evaluation(evaluation: Evaluation) -> Evaluation:
    """The evaluation as it is now, locked; refused once its year is closed."""
    locked = lock_evaluations([evaluation])[0]
    refuse_closed(locked.period)
    return locked


def refuse_closed(period: Period) -> None:
    if period.state != Period.State.OPEN:
        raise DomainError(_("Kỳ đánh giá năm %(year)s đã kết thúc.") % {"year": period.year})


@transaction.atomic
def submit_evaluation(evaluation: Evaluation, *, by: User) -> None:
    """The cell sends its self-assessment once the points are entered (QĐ 366 Đ12, bước 1)."""
    evaluation = lock_evaluation(evaluation)
    refusal = _refusal_to_send(evaluation, proposal_for(evaluation))
    if refusal and evaluation.state == State.OPEN:
        raise DomainError(refusal)
    _submit(evaluation, by)


@transaction.atomic
def submit_evaluations(evaluations: Iterable[Evaluation], *, by: User) -> Sent:
    """Send all of these that are open and ready, with one click; says which stayed and why."""
    rows = [row for row in lock_evaluations(evaluations) if row.state == State.OPEN]
    if not rows:
        raise DomainError(_("Không còn phiếu nào đang nhập để gửi."))
    refuse_closed(rows[0].period)
    proposals = propose(rows[0].period, rows)
    left = []
    for row in rows:
        refusal = _refusal_to_send(row, proposals[row.pk])
        if refusal:
            left.append(refusal)
        else:
            _submit(row, by)
    return Sent(len(rows) - len(left), tuple(left))


def _refusal_to_send(evaluation: Evaluation, proposal: Proposal) -> str:
    missing = missing_for_sending(evaluation, proposal)
    if not missing:
        return ""
    words = {"subject": evaluation, "missing": ", ".join(missing)}
    return _("%(subject)s: chưa nhập điểm %(missing)s.") % words


def _submit(evaluation: Evaluation, by: User) -> None:
    move(
        evaluation,
        to=State.SUBMITTED,
        transitions=TRANSITIONS,
        submitted_by=by,
        submitted_at=timezone.now(),
        returned_reason="",
    )
    record("evaluations.evaluation_submitted", evaluation, by=by, organisation=evaluation.cell)


@transaction.atomic
def return_evaluation(evaluation: Evaluation, *, by: User, reason: str) -> None:
    """Send the self-assessment back to the cell, with what to mend."""
    evaluation = lock_evaluation(evaluation)
    reason = normalise(reason)
    if not reason:
        raise DomainError(_("Hãy ghi lý do trả lại để chi bộ biết cần sửa gì."), field="reason")
    move(evaluation, to=State.OPEN, transitions=TRANSITIONS, returned_reason=reason)
    record("evaluations.evaluation_returned", evaluation, by=by, organisation=evaluation.cell, note=reason)


@transaction.atomic
def review_evaluation(evaluation: Evaluation, *, by: User, level: str, opinion: str = "") -> Review:
    """The organisation board gives its opinion (QĐ 366 Đ12, bước 2); nobody reviews what he sent himself."""
    evaluation = lock_evaluation(evaluation)
    opinion = opinion.strip()
    if evaluation.submitted_by_id == by.pk:
        raise DomainError(_("Người gửi phiếu không thẩm định chính phiếu đó; hãy để đồng chí khác thẩm định."))
    if evaluation.state not in (State.SUBMITTED, State.REVIEWED):
        raise DomainError(_("Phiếu %(state)s nên không thẩm định được.") % {"state": evaluation.get_state_display()})
    if level not in Level.values:
        raise DomainError(_("Hãy chọn một mức đề xuất."), field="level")
    if level != proposal_for(evaluation).level and not opinion:
        raise DomainError(_("Mức này khác mức tính theo quy định; hãy ghi ý kiến nói rõ vì sao."), field="opinion")
    last = next(iter(evaluation.reviews.all()), None)
    if last is not None and (last.reviewed_by_id, last.level, last.opinion) == (by.pk, level, opinion):
        raise DomainError(_("Ý kiến thẩm định này đã được ghi rồi."))
    review = Review.objects.create(evaluation=evaluation, level=level, opinion=opinion, reviewed_by=by)
    if evaluation.state == State.SUBMITTED:
        move(evaluation, to=State.REVIEWED, transitions=TRANSITIONS)
    record(
        "evaluations.evaluation_reviewed",
        evaluation,
        by=by,
        organisation=evaluation.cell,
        changes={"level": [last.level if last else None, level]},
        note=opinion,
    )
    return review
