"""The committee decides: one subject, or the unproblematic ones together."""

import datetime as dt
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import prefetch_related_objects
from django.utils.translation import gettext as _

from accounts.audit import record
from accounts.models import User
from cells.models import Seat
from core.errors import DomainError
from core.vietnamese import normalise
from core.workflow import move
from evaluations.access.deciders import decider_instead
from evaluations.models import Decision, Evaluation, Level, Period
from evaluations.queries.below import decided_below
from evaluations.queries.cap import groups_around, over_the_cap
from evaluations.queries.complaints import complained_of
from evaluations.queries.evidence import Evidence, frozen_facts, meeting_evidence
from evaluations.queries.hindrances import SENT, gaps_of, hindrances_of
from evaluations.queries.proposals import REVIEWS, Proposal, frozen_trace, propose
from evaluations.queries.regulations import level_name, regulation_of
from evaluations.rules.classification import NOT_RATED, UNDETERMINED
from evaluations.services.decision_papers import Paper, checked_paper, with_gaps
from evaluations.services.process import lock_evaluations, refuse_closed
from evaluations.workflow import TRANSITIONS
from meetings.models import Meeting

State = Evaluation.State


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
    despite: str = "",
    meeting: Meeting | None = None,
    signer: Seat | None = None,
) -> Decision:
    """The committee decides the level of one subject (QĐ 366 Đ12, bước 3; HD 43 mục 3).

    A reason is required where the level differs from the proposal, where the rules leave it open, where "excellent"
    goes beyond the cap, and where somebody is not rated although the rules would rate. ``despite`` is required where
    the appraisal or the civil-service rating is missing. Facts and trace of this moment are kept with the decision,
    and of an organisation what was decided below it. An empty level means "not rated".
    """
    period = _lock_period(evaluation.period_id, [evaluation])
    rows = lock_evaluations([evaluation])
    evaluation = rows[0]
    _refuse_undecidable(evaluation, by)
    proposal = propose(period, rows)[evaluation.pk]
    reason, despite = reason.strip(), despite.strip()
    paper = Paper(by, decided_on, normalise(document_number), meeting, signer)
    paper = checked_paper(period, paper, needs_number=bool(level))
    _check_level(evaluation, proposal, level, reason)
    if level == Level.EXCELLENT and not reason:
        _check_cap(period, evaluation)
    gaps = gaps_of(period, rows, {evaluation.pk} if level else ()).get(evaluation.pk, [])
    reason = with_gaps(reason or _standing_reason(proposal, level), gaps, despite)
    return _write_all(period, [_Verdict(evaluation, proposal, level, reason)], paper)[0]


def _lock_period(pk: int, evaluations: Collection[Evaluation]) -> Period:
    """The period, locked, so that the counts of the cap hold still while one decision is made after another."""
    period = Period.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=pk)
    refuse_closed(period, evaluations)
    return period


def _refuse_undecidable(evaluation: Evaluation, by: User) -> None:
    if evaluation.state == State.DECIDED:
        raise DomainError(_("%(subject)s đã được quyết định xếp loại.") % {"subject": evaluation})
    if evaluation.state not in SENT:
        raise DomainError(
            _("%(subject)s: phiếu chưa gửi nên chưa quyết định được; chi bộ cần gửi trước.") % {"subject": evaluation}
        )
    if (other := decider_instead(by, evaluation)) is not None:
        raise DomainError(
            _("Đồng chí là đối tượng của phiếu này nên không tự ghi quyết định; đồng chí %(name)s ghi.")
            % {"name": other}
        )
    if complained_of([evaluation]):
        raise DomainError(
            _("%(subject)s: có đơn chưa kết luận nên chưa quyết định được; hãy xác minh, kết luận đơn trước.")
            % {"subject": evaluation}
        )


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
                "Nhóm %(group)s được nhiều nhất %(most)s xuất sắc theo tỷ lệ %(rate)s %%, đã quyết định %(decided)s. "
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


@dataclass(frozen=True)
class _Verdict:
    """What is decided of one subject, from what was proposed."""

    evaluation: Evaluation
    proposal: Proposal
    level: str
    reason: str


def _write_all(period: Period, verdicts: list[_Verdict], paper: Paper) -> list[Decision]:
    """Write the decisions, each with its evidence, what was decided below it, and its line in the audit."""
    rows = [verdict.evaluation for verdict in verdicts]
    days = {verdict.evaluation.pk: verdict.proposal.sheet.cut_off for verdict in verdicts}
    evidence = meeting_evidence(rows, period.year, days)
    below = decided_below(period, rows)
    return [_write(verdict, evidence[verdict.evaluation.pk], below, paper) for verdict in verdicts]


def _write(verdict: _Verdict, evidence: Evidence, below: Mapping[int, Any], paper: Paper) -> Decision:
    evaluation, proposal = verdict.evaluation, verdict.proposal
    move(evaluation, to=State.DECIDED, transitions=TRANSITIONS)
    facts = frozen_facts(proposal, evidence)
    decision = Decision.objects.create(
        evaluation=evaluation,
        version=1 + len(evaluation.decisions.all()),
        level=verdict.level,
        computed_level=proposal.level,
        reason=verdict.reason,
        decided_on=paper.decided_on,
        document_number=paper.document_number if verdict.level else "",
        meeting=paper.meeting,
        signed_by=paper.signed_by,
        signer_title=paper.signer_title,
        facts=facts | ({"below": below[evaluation.pk]} if evaluation.pk in below else {}),
        trace=frozen_trace(proposal.trace),
        decided_by=paper.by,
    )
    record(
        "evaluations.evaluation_decided",
        evaluation,
        by=paper.by,
        organisation=evaluation.cell,
        changes={
            "level": [proposal.level, verdict.level or NOT_RATED],
            "document": [None, decision.document_number],
        },
        note=verdict.reason,
    )
    return decision


@transaction.atomic
def decide_batch(
    period: Period,
    evaluations: Iterable[Evaluation],
    *,
    by: User,
    decided_on: dt.date,
    document_number: str,
    despite: str = "",
    meeting: Meeting | None = None,
    signer: Seat | None = None,
) -> Batch:
    """Decide all of these as proposed, in one document; what needs a look of its own is left and named.

    Left are: what is not sent, what a complaint holds, one's own, what the rules leave open, "excellent" in a group
    where the proposals together would go beyond the cap (the committee then chooses one by one), what the board sees
    otherwise, and, without ``despite``, where the appraisal or the civil-service rating is missing.
    """
    evaluations = list(evaluations)
    period = _lock_period(period.pk, evaluations)
    paper = Paper(by, decided_on, normalise(document_number), meeting, signer)
    paper, despite = checked_paper(period, paper, needs_number=True), despite.strip()
    rows = [row for row in lock_evaluations(evaluations) if row.period_id == period.pk]
    if not rows:
        raise DomainError(_("Chưa chọn phiếu nào; hãy đánh dấu các phiếu cần quyết định."))
    prefetch_related_objects(rows, REVIEWS)
    proposals = propose(period, rows)
    hindrances = hindrances_of(period, rows, proposals, over_the_cap(groups_around(period, rows)), by)
    left = {row.pk: hindrances.sentence(row, proposals[row.pk], despite=despite) for row in rows}
    ready = [row for row in rows if not left[row.pk]]
    verdicts = [_as_proposed(row, proposals[row.pk], hindrances.gaps.get(row.pk, []), despite) for row in ready]
    _write_all(period, verdicts, paper)
    return Batch(len(ready), tuple(f"{row}: {left[row.pk]}" for row in rows if left[row.pk]))


def _as_proposed(evaluation: Evaluation, proposal: Proposal, gaps: list[str], despite: str) -> _Verdict:
    level = proposal.level if proposal.is_rated else ""
    return _Verdict(evaluation, proposal, level, with_gaps(_standing_reason(proposal, level), gaps, despite))
