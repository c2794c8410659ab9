"""A decided class is decided again, or cancelled: a new version that names the one it replaces (QĐ 366 Đ13, Đ15.3).

Nothing is overwritten, and it works in closed years too. Facts and trace are read anew and kept with the new version,
which is printed as Mẫu 03.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.audit import record
from accounts.models import User
from cells.models import Discipline
from core.errors import DomainError
from core.periods import format_date, today
from core.vietnamese import normalise
from evaluations.models import Complaint, Decision, Evaluation, Level, Period
from evaluations.queries.complaints import complaint_to_answer
from evaluations.queries.evidence import frozen_facts, meeting_evidence
from evaluations.queries.proposals import Proposal, frozen_trace, latest_decision, propose
from evaluations.queries.reappraisals import gap_before_deciding_again
from evaluations.rules.classification import NOT_RATED, TraceEntry
from evaluations.services.complaints import refuse_while_complained
from evaluations.services.decision_papers import with_gaps
from evaluations.services.process import lock_evaluations
from meetings.models import Meeting

Kind = Decision.Kind


@dataclass(frozen=True)
class FurtherPaper:
    """The document of a further decision: its day and number, the meeting that passed it, who signed."""

    decided_on: dt.date
    document_number: str
    meeting: Meeting | None = None
    signed_by: str = ""
    signer_title: str = ""


@dataclass(frozen=True)
class Ground:
    """Why a further decision is made: always in words; of a complaint or a discipline where it comes from one.

    ``gap`` is the step that the regulation wants first and that is missing, ``despite`` why it is decided all the same.
    """

    reason: str
    complaint: Complaint | None = None
    discipline: Discipline | None = None
    extra: Sequence[TraceEntry] = ()
    """What is added to the trace, and counts before what the rules say."""
    gap: str = ""
    despite: str = ""


@transaction.atomic
def correct_decision(
    evaluation: Evaluation, *, by: User, level: str, reason: str, paper: FurtherPaper, seen: int, despite: str = ""
) -> Decision:
    """Decide the class again. ``seen`` is the version that the page showed; a newer one refuses.

    Where a complaint has it appraised again, the appraisal comes first; without it ``despite`` says why.

    Refused: nothing decided yet, an open complaint, no reason, no document, a day before the earlier decision, the same
    level as before. A concluded complaint that waits for it is answered by it.
    """
    row, earlier = lock_decided(evaluation, seen=seen)
    if level not in Level.values:
        raise DomainError(_("Hãy chọn mức xếp loại mới; muốn bỏ kết quả thì dùng “Hủy kết quả”."), field="level")
    if level == earlier.level:
        raise DomainError(_("Mức này đang là kết quả hiện hành; hãy chọn mức khác."), field="level")
    complaint = complaint_to_answer(row)
    gap = gap_before_deciding_again(row, earlier) if complaint else ""
    ground = Ground(reason, complaint, gap=gap, despite=despite)
    return write_further(row, earlier, kind=Kind.CORRECTED, level=level, ground=ground, paper=paper, by=by)


@transaction.atomic
def cancel_decision(evaluation: Evaluation, *, by: User, reason: str, paper: FurtherPaper, seen: int) -> Decision:
    """Cancel the class; the subject then has none until it is decided again. Refused as ``correct_decision``."""
    row, earlier = lock_decided(evaluation, seen=seen)
    if earlier.kind == Kind.CANCELLED:
        raise DomainError(_("Kết quả này đã bị hủy; hãy xếp loại lại."))
    ground = Ground(reason, complaint_to_answer(row))
    return write_further(row, earlier, kind=Kind.CANCELLED, level="", ground=ground, paper=paper, by=by)


def lock_decided(evaluation: Evaluation, *, seen: int) -> tuple[Evaluation, Decision]:
    """The evaluation, locked, with its decision in force; the year is locked too, so that its counts hold still."""
    Period.objects.select_for_update(of=("self",)).get(pk=evaluation.period_id)
    row = lock_evaluations([evaluation])[0]
    earlier = latest_decision(row)
    if row.state != Evaluation.State.DECIDED or earlier is None:
        raise DomainError(_("%(subject)s chưa được quyết định xếp loại.") % {"subject": row})
    refuse_while_complained(row)
    if earlier.version != seen:
        raise DomainError(_("Đã có quyết định mới hơn cho %(subject)s; hãy tải lại trang.") % {"subject": row})
    return row, earlier


def write_further(
    evaluation: Evaluation,
    earlier: Decision,
    *,
    kind: str,
    level: str,
    ground: Ground,
    paper: FurtherPaper,
    by: User,
) -> Decision:
    """Write the new version beside the earlier one. The evaluation is locked (``lock_decided``)."""
    reason, number = ground.reason.strip(), normalise(paper.document_number)
    _check(evaluation, earlier, reason, number, paper)
    reason = with_gaps(reason, [ground.gap] if ground.gap else [], ground.despite)
    proposal = propose(evaluation.period, [evaluation])[evaluation.pk]
    _refuse_unrated(evaluation, proposal, level)
    days = {evaluation.pk: proposal.sheet.cut_off}
    evidence = meeting_evidence([evaluation], evaluation.period.year, days)[evaluation.pk]
    decision = Decision.objects.create(
        evaluation=evaluation,
        version=earlier.version + 1,
        kind=kind,
        replaces=earlier,
        level=level,
        computed_level=next((entry.level for entry in ground.extra if entry.holds), proposal.level),
        reason=reason,
        decided_on=paper.decided_on,
        document_number=number,
        meeting=paper.meeting,
        signed_by=normalise(paper.signed_by),
        signer_title=normalise(paper.signer_title),
        complaint=ground.complaint,
        discipline=ground.discipline,
        facts=frozen_facts(proposal, evidence),
        trace=frozen_trace((*ground.extra, *proposal.trace)),
        decided_by=by,
    )
    record(
        "evaluations.decision_cancelled" if kind == Kind.CANCELLED else "evaluations.decision_corrected",
        evaluation,
        by=by,
        organisation=evaluation.cell,
        changes={
            "level": [earlier.level or NOT_RATED, level or NOT_RATED],
            "document": [earlier.document_number or None, number],
            "version": [earlier.version, decision.version],
        },
        note=reason,
    )
    return decision


def _check(evaluation: Evaluation, earlier: Decision, reason: str, number: str, paper: FurtherPaper) -> None:
    if not reason:
        raise DomainError(_("Hãy ghi lý do; quyết định xếp loại lại, hủy kết quả phải có lý do."), field="reason")
    if not number:
        raise DomainError(_("Hãy ghi số quyết định, ví dụ: 15-QĐ/ĐU."), field="document_number")
    if not earlier.decided_on <= paper.decided_on <= today():
        raise DomainError(
            _("Ngày quyết định phải từ ngày quyết định trước (%(day)s) đến hôm nay.")
            % {"day": format_date(earlier.decided_on)},
            field="decided_on",
        )
    if paper.meeting is not None and paper.meeting.held_on > paper.decided_on:
        raise DomainError(_("Buổi họp không thể sau ngày quyết định."), field="meeting")


def _refuse_unrated(evaluation: Evaluation, proposal: Proposal, level: str) -> None:
    if level and not proposal.is_rated:
        raise DomainError(
            _("%(subject)s không thuộc đối tượng xếp loại: %(reason)s Nếu không đúng, hãy sửa hồ sơ trước.")
            % {"subject": evaluation, "reason": proposal.reason},
            field="level",
        )
