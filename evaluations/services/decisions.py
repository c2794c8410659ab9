"""The committee decides: one subject, or the unproblematic ones together."""

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.db import transaction
from django.db.models import prefetch_related_objects
from django.utils.translation import gettext as _

from accounts.audit import record
from accounts.models import User
from core.errors import DomainError
from core.periods import today
from core.vietnamese import normalise
from core.workflow import move
from evaluations.models import Decision, Evaluation, Level, Period
from evaluations.queries.cap import groups_around, over_the_cap
from evaluations.queries.evidence import Evidence, frozen_facts, meeting_evidence
from evaluations.queries.proposals import REVIEWS, Proposal, frozen_trace, latest_review, propose
from evaluations.queries.regulations import level_name, regulation_of
from evaluations.rules.classification import NOT_RATED, UNDETERMINED
from evaluations.services.process import lock_evaluations, refuse_closed
from evaluations.workflow import TRANSITIONS

State = Evaluation.State
SENT = (State.SUBMITTED, State.REVIEWED)


@dataclass(frozen=True)
class Batch:
    """What came of deciding several: how many were decided, and why the others were left."""

    decided: int
    left: tuple[str, ...]


@transaction.atomic
def decide_evaluation(
    evaluation: Evaluation,
    *,
    by: User,
    level: str,
    decided_on: dt.date,
    document_number: str = "",
    reason: str = "",
) -> Decision:
    """The committee decides the level of one subject (QĐ 366 Đ12, bước 3; HD 43 mục 3).

    A reason is required where the level differs from the proposal, where the rules leave it open, where "excellent"
    goes beyond the cap, and where somebody is not rated although the rules would rate. Facts and trace of this
    moment are kept with the decision. An empty level means "not rated".
    """
    period = _lock_period(evaluation.period_id)
    rows = lock_evaluations([evaluation])
    evaluation = rows[0]
    _refuse_undecidable(evaluation)
    proposal = propose(period, rows)[evaluation.pk]
    document_number, reason = normalise(document_number), reason.strip()
    _check_paper(period, level, decided_on, document_number)
    _check_level(evaluation, proposal, level, reason)
    if level == Level.EXCELLENT and not reason:
        _check_cap(period, evaluation)
    evidence = meeting_evidence(rows, period.year, {evaluation.pk: proposal.sheet.cut_off})[evaluation.pk]
    paper = _Paper(by, decided_on, document_number)
    return _write(evaluation, proposal, evidence, paper, level, reason or _standing_reason(proposal, level))


@dataclass(frozen=True)
class _Paper:
    """Who decided, when, in which document."""

    by: User
    decided_on: dt.date
    document_number: str


def _lock_period(pk: int) -> Period:
    """The period, locked, so that the counts of the cap hold still while one decision is made after another."""
    period = Period.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=pk)
    refuse_closed(period)
    return period


def _refuse_undecidable(evaluation: Evaluation) -> None:
    if evaluation.state == State.DECIDED:
        raise DomainError(_("%(subject)s đã được quyết định xếp loại.") % {"subject": evaluation})
    if evaluation.state not in SENT:
        raise DomainError(
            _("%(subject)s: phiếu chưa gửi nên chưa quyết định được; chi bộ cần gửi trước.") % {"subject": evaluation}
        )


def _check_paper(period: Period, level: str, decided_on: dt.date, document_number: str) -> None:
    if decided_on > today() or decided_on < dt.date(period.year, 1, 1):
        raise DomainError(
            _("Ngày quyết định phải từ 01/01/%(year)s đến hôm nay.") % {"year": period.year}, field="decided_on"
        )
    if level and not document_number:
        raise DomainError(_("Hãy ghi số quyết định, ví dụ: 15-QĐ/ĐU."), field="document_number")


def _check_level(evaluation: Evaluation, proposal: Proposal, level: str, reason: str) -> None:
    if level and level not in Level.values:
        raise DomainError(_("Hãy chọn một trong bốn mức, hoặc không xếp loại."), field="level")
    if level and not proposal.is_rated:
        raise DomainError(
            _("%(subject)s không thuộc đối tượng xếp loại: %(reason)s Nếu không đúng, hãy sửa hồ sơ trước.")
            % {"subject": evaluation, "reason": proposal.reason},
            field="level",
        )
    if reason or level == proposal.level or (not level and not proposal.is_rated):
        return
    if proposal.level == UNDETERMINED:
        raise DomainError(
            _("Theo quy định chưa xác định được mức; cấp ủy quyết định và phải ghi rõ lý do."), field="reason"
        )
    if not level:
        raise DomainError(_("Không xếp loại người thuộc đối tượng xếp loại thì phải ghi lý do."), field="reason")
    proposed = level_name(regulation_of(evaluation.period), proposal.level, evaluation.rule_subject)
    raise DomainError(
        _("Mức quyết định khác mức đề xuất “%(level)s”; hãy ghi rõ lý do.") % {"level": proposed}, field="reason"
    )


def _check_cap(period: Period, evaluation: Evaluation) -> None:
    """With this one, the decided "excellent" of its group may not be more than the cap allows, unless reasoned."""
    group = groups_around(period, [evaluation])[0]
    most = group.in_force.most_excellent
    if group.decided[Level.EXCELLENT] + 1 > most:
        raise DomainError(
            _(
                "Nhóm %(group)s được nhiều nhất %(most)s xuất sắc theo tỷ lệ %(rate)s%%, đã quyết định %(decided)s. "
                "Vẫn quyết định xuất sắc thì phải ghi rõ lý do."
            )
            % {
                "group": group.label,
                "most": most,
                "rate": group.rate,
                "decided": group.decided[Level.EXCELLENT],
            },
            field="reason",
        )


def _standing_reason(proposal: Proposal, level: str) -> str:
    return proposal.reason if not level else ""


def _write(
    evaluation: Evaluation, proposal: Proposal, evidence: Evidence, paper: _Paper, level: str, reason: str
) -> Decision:
    move(evaluation, to=State.DECIDED, transitions=TRANSITIONS)
    decision = Decision.objects.create(
        evaluation=evaluation,
        version=1 + len(evaluation.decisions.all()),
        level=level,
        computed_level=proposal.level,
        reason=reason,
        decided_on=paper.decided_on,
        document_number=paper.document_number if level else "",
        facts=frozen_facts(proposal, evidence),
        trace=frozen_trace(proposal.trace),
        decided_by=paper.by,
    )
    record(
        "evaluations.evaluation_decided",
        evaluation,
        by=paper.by,
        organisation=evaluation.cell,
        changes={"level": [proposal.level, level or NOT_RATED], "document": [None, decision.document_number]},
        note=reason,
    )
    return decision


@transaction.atomic
def decide_batch(
    period: Period, evaluations: Iterable[Evaluation], *, by: User, decided_on: dt.date, document_number: str
) -> Batch:
    """Decide all of these as proposed, in one document; what needs a look of its own is left and named.

    Left are: what is not sent, what the rules leave open, and "excellent" in a group where the proposals together
    would go beyond the cap (the committee then chooses one by one).
    """
    period = _lock_period(period.pk)
    document_number = normalise(document_number)
    _check_paper(period, Level.GOOD, decided_on, document_number)
    rows = [row for row in lock_evaluations(evaluations) if row.period_id == period.pk]
    if not rows:
        raise DomainError(_("Chưa chọn phiếu nào; hãy đánh dấu các phiếu cần quyết định."))
    prefetch_related_objects(rows, REVIEWS)
    proposals = propose(period, rows)
    over = over_the_cap(groups_around(period, rows))
    left = {row.pk: why_left(row, proposals[row.pk], over) for row in rows}
    ready = [row for row in rows if not left[row.pk]]
    evidence = meeting_evidence(ready, period.year, {row.pk: proposals[row.pk].sheet.cut_off for row in ready})
    paper = _Paper(by, decided_on, document_number)
    for row in ready:
        proposal = proposals[row.pk]
        level = proposal.level if proposal.is_rated else ""
        _write(row, proposal, evidence[row.pk], paper, level, _standing_reason(proposal, level))
    return Batch(len(ready), tuple(f"{row}: {left[row.pk]}" for row in rows if left[row.pk]))


def why_left(evaluation: Evaluation, proposal: Proposal, over: Collection[int]) -> str:
    """Why this one cannot be decided together with others, or nothing."""
    if evaluation.state == State.DECIDED:
        return _("đã quyết định.")
    if evaluation.state not in SENT:
        return _("phiếu chưa gửi.")
    if proposal.level == UNDETERMINED:
        return _("chưa xác định được mức; cấp ủy quyết định riêng, ghi rõ lý do.")
    if proposal.level == Level.EXCELLENT and evaluation.pk in over:
        return _("nhóm vượt tỷ lệ xuất sắc; cấp ủy chọn từng trường hợp.")
    last = latest_review(evaluation)
    if last is not None and proposal.is_rated and last.level != proposal.level:
        return _("ban tổ chức đề xuất mức khác; xem riêng.")
    return ""
