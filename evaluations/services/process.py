"""Sending the self-assessment, returning it, and the opinion of the organisation board."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.audit import record
from accounts.models import User
from core.errors import DomainError
from core.vietnamese import normalise
from core.workflow import move
from evaluations.models import Evaluation, FactEntry, Level, Period, Review, SelfReview
from evaluations.queries.hindrances import is_own, leads_subject
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
        .select_related("cell", "member", "collective", "period", "period__organisation")
        .prefetch_related("cell__periods", "decisions", "reviews")
    )
    return list(rows.order_by("pk"))


def lock_evaluation(evaluation: Evaluation) -> Evaluation:
    """The evaluation as it is now, locked; refused once its year is closed."""
    locked = lock_evaluations([evaluation])[0]
    refuse_closed(locked.period, [locked])
    return locked


def refuse_closed(period: Period, evaluations: Collection[Evaluation] = ()) -> None:
    """Refused once the year is closed, but for what was put off when it was closed and is completed now."""
    is_later = bool(evaluations) and all(row.state != State.DECIDED for row in evaluations)
    if period.state != Period.State.OPEN and not is_later:
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
    refuse_closed(rows[0].period, rows)
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
    """The organisation board gives its opinion (QĐ 366 Đ12, bước 2); nobody reviews what he wrote, sent or is."""
    evaluation = lock_evaluation(evaluation)
    opinion = opinion.strip()
    refusal = refusal_to_review(evaluation, by, authors_of([evaluation]).get(evaluation.pk, ()))
    if refusal:
        raise DomainError(refusal)
    if level not in Level.values:
        raise DomainError(_("Hãy chọn một mức đề xuất."), field="level")
    if level != proposal_for(evaluation).level and not opinion:
        raise DomainError(_("Mức này khác mức tính theo quy định; hãy ghi ý kiến nói rõ vì sao."), field="opinion")
    return _review(evaluation, by, level, opinion)


def authors_of(evaluations: Iterable[Evaluation]) -> dict[int, set[int]]:
    """The accounts that sent each evaluation, wrote its review or entered its own facts; two queries."""
    rows = list(evaluations)
    found = {row.pk: {row.submitted_by_id} if row.submitted_by_id else set() for row in rows}
    written = SelfReview.objects.filter(evaluation__in=rows).values_list("evaluation", "updated_by")
    entered = FactEntry.objects.filter(evaluation__in=rows, stage=FactEntry.Stage.SELF)
    for evaluation, user in (*written, *entered.values_list("evaluation", "entered_by").order_by().distinct()):
        found[evaluation].add(user)
    return found


def refusal_to_review(evaluation: Evaluation, by: User, authors: Collection[int]) -> str:
    """Why this person may not appraise this evaluation now, or nothing."""
    refusal = refusal_of_interest(evaluation, by, authors)
    if not refusal and evaluation.state not in (State.SUBMITTED, State.REVIEWED):
        return _("Phiếu %(state)s nên không thẩm định được.") % {"state": evaluation.get_state_display()}
    return refusal


def refusal_of_interest(evaluation: Evaluation, by: User, authors: Collection[int]) -> str:
    """Why this person is not impartial towards this evaluation, or nothing."""
    if is_own(by, evaluation):
        return _("Đồng chí là đối tượng của phiếu này; hãy để đồng chí khác thẩm định.")
    if leads_subject(by, evaluation):
        return _("Đồng chí đứng đầu chi bộ của phiếu này; hãy để đồng chí khác thẩm định.")
    if by.pk == evaluation.submitted_by_id:
        return _("Người gửi phiếu không thẩm định chính phiếu đó; hãy để đồng chí khác thẩm định.")
    if by.pk in authors:
        return _("Người viết, nhập số liệu của phiếu không thẩm định chính phiếu đó; hãy để đồng chí khác thẩm định.")
    return ""


def _review(evaluation: Evaluation, by: User, level: str, opinion: str) -> Review:
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


@transaction.atomic
def approve_evaluations(evaluations: Iterable[Evaluation], *, by: User, hindered: Mapping[int, str]) -> Sent:
    """The organisation board appraises all of these as computed; says which were left and why.

    ``hindered`` are those that need a look of their own, with the reason. Left too: what is not sent, one's own work,
    what the rules leave open, and what does not have to be rated.
    """
    rows = lock_evaluations(evaluations)
    if not rows:
        raise DomainError(_("Chưa chọn phiếu nào; hãy đánh dấu các phiếu cần duyệt."))
    refuse_closed(rows[0].period, rows)
    proposals, authors = propose(rows[0].period, rows), authors_of(rows)
    left = []
    for row in rows:
        refusal = refusal_to_review(row, by, authors[row.pk]) or hindered.get(row.pk, "")
        if not refusal and proposals[row.pk].level not in Level.values:
            refusal = _("chưa xác định được mức, hoặc không thuộc đối tượng xếp loại; xem riêng.")
        if not refusal and row.reviews.all():
            refusal = _("đã thẩm định.")
        if refusal:
            left.append(f"{row}: {refusal}")
        else:
            _review(row, by, proposals[row.pk].level, "")
    return Sent(len(rows) - len(left), tuple(left))
