"""Awards of a decided year: recognising "tiêu biểu", proposing, granting, refusing, withdrawing.

What is granted is an award in the records (``cells.Award``), so nothing is typed twice.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from accounts.audit import record
from accounts.models import User
from cells.models import Organisation
from cells.services.honours import give_award, withdraw_award
from core.errors import DomainError
from core.numbers import row_numbers
from core.periods import format_date, today
from core.vietnamese import normalise
from core.workflow import move
from evaluations.models import AwardProposal, AwardSetting, Decision, Evaluation, Level, Period
from evaluations.queries.award_settings import settled_on
from evaluations.queries.awards import Candidate, award_candidates, excellent_of
from evaluations.queries.complaints import complained_of
from evaluations.queries.proposals import latest_decision
from evaluations.rules.awards import OPEN, SHORT, award_settings
from evaluations.workflow import AWARD_TRANSITIONS
from meetings.services.writing import line_of_text

State = AwardProposal.State
SHARE = "outstanding_percent"
LARGEST = Decimal(10) ** 10
MOST = {"base_salary": 10**9, "rounding": 10**9, "factor": 10**4, SHARE: 100, "complaint_days": 3650}
"""The largest values that make sense, by key or its first word: beyond them no money and no day can be worked out."""
LONGEST_NOTE = 300


def _locked(period: Period) -> Period:
    return Period.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=period.pk)


@transaction.atomic
def recognise_outstanding(
    period: Period,
    evaluations: Iterable[Evaluation],
    *,
    by: User,
    decided_on: dt.date,
    document_number: str,
    reason: str = "",
) -> int:
    """The committee chooses organisations among the excellent as "tiêu biểu" (HD 06-HD/TW mục 19); how many.

    Beyond the share that the committee settled a reason is required. Refused: nobody chosen, no document, a class that
    is not the highest, an open complaint.
    """
    period = _locked(period)
    wanted = {row.pk for row in evaluations}
    document_number, reason = normalise(document_number), reason.strip()
    _check_paper(decided_on, document_number, "document_number")
    excellent = [row for row in excellent_of(period) if row.member_id is None]
    chosen = [row for row in excellent if row.pk in wanted]
    if not wanted or len(chosen) != len(wanted):
        raise DomainError(_("Hãy chọn trong các tổ chức đảng đang được xếp loại hoàn thành xuất sắc nhiệm vụ."))
    decisions = {row.pk: latest_decision(row) for row in excellent}
    new = [decision for row in chosen if (decision := decisions[row.pk]) and not decision.is_outstanding]
    if not new:
        raise DomainError(_("Các tổ chức đảng này đã được công nhận tiêu biểu."))
    if complained_of(chosen):
        raise DomainError(_("Có đơn chưa kết luận về tổ chức đảng đã chọn; hãy kết luận đơn trước."))
    already = sum(bool(decision and decision.is_outstanding) for decision in decisions.values())
    _check_share(period, len(excellent), already + len(new), decided_on, reason)
    for decision in new:
        _recognise(decision, decided_on, document_number, reason, by)
    return len(new)


def _check_share(period: Period, excellent: int, outstanding: int, day: dt.date, reason: str) -> None:
    percent = settled_on(period.organisation, day)[SHARE].value
    if percent is None or outstanding * 100 <= excellent * percent or reason:
        return
    raise DomainError(
        _(
            "Tiêu biểu được nhiều nhất %(percent)s %% của %(excellent)s tổ chức hoàn thành xuất sắc, nay là "
            "%(outstanding)s. Vẫn công nhận thì phải ghi rõ lý do."
        )
        % {"percent": format(percent.normalize(), "f"), "excellent": excellent, "outstanding": outstanding},
        field="reason",
    )


def _recognise(decision: Decision, on: dt.date, document: str, reason: str, by: User) -> None:
    """The mark stands beside the decision, with its own document and the day it was recorded."""
    paper = {"document": document, "decided_on": on.isoformat(), "recorded_on": today().isoformat()}
    decision.is_outstanding = True
    decision.facts = {**decision.facts, "outstanding": {**paper, "reason": reason}}
    decision.save(update_fields=["is_outstanding", "facts"])
    record(
        "evaluations.award_outstanding",
        decision.evaluation,
        by=by,
        organisation=decision.evaluation.cell,
        changes={"is_outstanding": [False, True], "document": [None, document]},
        note=reason,
    )


@transaction.atomic
def take_back_outstanding(evaluation: Evaluation, *, by: User, reason: str) -> None:
    """Take the mark back, with a reason; refused while an award that rests on it stands."""
    _locked(evaluation.period)
    decision = Decision.objects.filter(evaluation=evaluation).select_related("evaluation__cell").first()
    reason = reason.strip()
    if decision is None or not decision.is_outstanding:
        raise DomainError(_("Tổ chức đảng này không được công nhận tiêu biểu."))
    if not reason:
        raise DomainError(_("Hãy ghi lý do bỏ công nhận."), field="reason")
    if AwardProposal.objects.filter(evaluation=evaluation, state__in=[State.PROPOSED, State.GRANTED]).exists():
        raise DomainError(_("Còn khen thưởng dựa trên danh hiệu này; hãy bỏ đề nghị hoặc thu hồi khen thưởng trước."))
    kept = {**decision.facts.get("outstanding", {}), "taken_back_on": today().isoformat()}
    decision.is_outstanding, decision.facts = False, {**decision.facts, "outstanding": kept}
    decision.save(update_fields=["is_outstanding", "facts"])
    record(
        "evaluations.award_outstanding_taken_back",
        decision.evaluation,
        by=by,
        organisation=decision.evaluation.cell,
        changes={"is_outstanding": [True, False]},
        note=reason,
    )


@transaction.atomic
def propose_awards(period: Period, chosen: Collection[str], *, by: User, note: str = "") -> int:
    """Propose those chosen (``Candidate.key``); a case that the texts leave open needs a note. Returns how many.

    Refused: nobody chosen, someone who falls short, a proposal that stands already.
    """
    period = _locked(period)
    note = line_of_text(note, field="note", limit=LONGEST_NOTE)
    if not chosen:
        raise DomainError(_("Chưa chọn trường hợp nào; hãy đánh dấu những trường hợp đề nghị khen thưởng."))
    numbers = set(row_numbers(key.split("-", 1)[0] for key in chosen))
    known = {row.key: row for row in award_candidates(period, day=today(), only=numbers)}
    rows = [known[key] for key in chosen if key in known]
    if len(rows) != len(set(chosen)):
        raise DomainError(_("Có trường hợp không còn trong danh sách; hãy tải lại trang."))
    for row in rows:
        _refuse_candidate(row, note)
    for row in rows:
        _propose(period, row, note if row.outcome == OPEN else "", by)
    return len(rows)


def _refuse_candidate(row: Candidate, note: str) -> None:
    words = {"name": row.evaluation, "title": row.title, "why": "; ".join(row.reasons)}
    if row.proposal is not None:
        raise DomainError(_("%(name)s đã có đề nghị “%(title)s”.") % words)
    if row.outcome == SHORT:
        raise DomainError(_("%(name)s chưa đủ điều kiện “%(title)s”: %(why)s.") % words)
    if row.outcome == OPEN and not note:
        raise DomainError(_("%(name)s: %(why)s. Vẫn đề nghị thì phải ghi ý kiến của cấp ủy.") % words, field="note")


def _propose(period: Period, row: Candidate, note: str, by: User) -> None:
    proposal = AwardProposal.objects.create(
        period=period,
        evaluation=row.evaluation,
        rule=row.rule.key,
        title=row.title,
        form=row.rule.form,
        authority=row.authority,
        amount=row.amount,
        reason=note,
        proposed_by=by,
    )
    _record("evaluations.award_proposed", proposal, by=by, note=note)


@transaction.atomic
def grant_awards(proposals: Iterable[AwardProposal], *, by: User, decided_on: dt.date, document: str) -> int:
    """The authority awarded these, in one document: each becomes an award in the records."""
    document = normalise(document)
    rows = _locked_proposals(proposals)
    if not rows:
        raise DomainError(_("Chưa chọn đề nghị nào; hãy đánh dấu những đề nghị đã có quyết định."))
    _check_paper(decided_on, document, "document")
    if complained_of({row.evaluation for row in rows}):
        raise DomainError(_("Có đơn chưa kết luận về đối tượng được khen; hãy kết luận đơn trước."))
    for row in rows:
        decision = row.evaluation.decisions.first()
        if decision is None or decision.level != Level.EXCELLENT:
            raise DomainError(
                _("%(name)s không còn là hoàn thành xuất sắc; hãy bỏ đề nghị này.") % {"name": row.evaluation}
            )
        if decided_on < decision.decided_on:
            raise DomainError(
                _("Ngày khen thưởng không thể trước ngày quyết định xếp loại (%(day)s).")
                % {"day": format_date(decision.decided_on)},
                field="decided_on",
            )
        _grant(row, decided_on, document, by)
    return len(rows)


def _grant(row: AwardProposal, decided_on: dt.date, document: str, by: User) -> None:
    subject = row.evaluation.member or row.evaluation.cell
    award = give_award(
        subject,
        kind=row.form,
        reason=row.title,
        decided_by=row.authority or str(row.period.organisation),
        decided_on=decided_on,
        document=document,
        by=by,
    )
    move(row, to=State.GRANTED, transitions=AWARD_TRANSITIONS, award=award)
    _record("evaluations.award_granted", row, by=by, note=document)


@transaction.atomic
def refuse_award(proposal: AwardProposal, *, by: User, reason: str) -> None:
    """The award is not given, or the proposal is taken back; with a reason."""
    (row,) = _locked_proposals([proposal])
    reason = normalise(reason)
    if not reason:
        raise DomainError(_("Hãy ghi lý do không khen thưởng."), field="reason")
    move(row, to=State.REFUSED, transitions=AWARD_TRANSITIONS, reason=reason)
    _record("evaluations.award_refused", row, by=by, note=reason)


@transaction.atomic
def withdraw_granted(proposal: AwardProposal, *, by: User, on: dt.date, document: str, reason: str) -> None:
    """An award that was given is taken back; it stays in the records as withdrawn."""
    (row,) = _locked_proposals([proposal])
    reason = normalise(reason)
    if not reason:
        raise DomainError(_("Hãy ghi lý do thu hồi khen thưởng."), field="reason")
    if row.state != State.GRANTED or row.award is None:
        raise DomainError(_("Chỉ thu hồi khen thưởng đã ghi nhận."))
    if row.award.withdrawn_on is None:
        withdraw_award(row.award, on=on, document=document, by=by)
    move(row, to=State.WITHDRAWN, transitions=AWARD_TRANSITIONS, reason=reason)
    _record("evaluations.award_withdrawn", row, by=by, note=reason)


def drop_awards(evaluation: Evaluation, *, on: dt.date, document: str, reason: str, by: User) -> None:
    """All awards of a result go with it (HD 25-HD/BTCTW mục 4): those given are withdrawn, the others not given."""
    reason = reason[:300]
    for row in AwardProposal.objects.filter(evaluation=evaluation, state=State.GRANTED):
        withdraw_granted(row, by=by, on=on, document=document, reason=reason)
    for row in AwardProposal.objects.filter(evaluation=evaluation, state=State.PROPOSED):
        refuse_award(row, by=by, reason=reason)


@transaction.atomic
def settle_award(
    organisation: Organisation, *, by: User, key: str, value: Decimal, valid_from: dt.date, document: str
) -> AwardSetting:
    """A committee settles money, a share or a term from a day on. The same day again replaces what was settled."""
    document = normalise(document)
    rule = award_settings().get(key)
    if rule is None:
        raise DomainError(_("Hãy chọn một mục trong danh sách."), field="key")
    if not document:
        raise DomainError(_("Hãy ghi văn bản ấn định."), field="document")
    most = MOST.get(key, MOST.get(key.split(".")[0], LARGEST))
    if not 0 <= value < LARGEST or value > most or (key.startswith("streak.") and value not in (0, 1)):
        raise DomainError(_("Giá trị này không hợp lệ; hãy kiểm tra lại."), field="value")
    Organisation.objects.select_for_update(of=("self",)).get(pk=organisation.pk)
    before = AwardSetting.objects.filter(organisation=organisation, key=key, valid_from=valid_from).first()
    row, _created = AwardSetting.objects.update_or_create(
        organisation=organisation,
        key=key,
        valid_from=valid_from,
        defaults={"value": value, "document": document, "recorded_by": by},
    )
    record(
        "evaluations.award_setting_changed",
        row,
        by=by,
        organisation=organisation,
        changes={key: [str(before.value) if before else None, str(value)]},
        note=document,
        label=rule.label,
    )
    return row


def _locked_proposals(proposals: Iterable[AwardProposal]) -> list[AwardProposal]:
    rows = AwardProposal.objects.select_for_update(of=("self",)).filter(pk__in=[row.pk for row in proposals])
    rows = rows.select_related("evaluation__member", "evaluation__cell", "period__organisation", "award")
    return list(rows.order_by("pk"))


def _check_paper(decided_on: dt.date, document: str, field: str) -> None:
    if not document:
        raise DomainError(_("Hãy ghi số quyết định, ví dụ: 15-QĐ/ĐU."), field=field)
    if decided_on > today():
        raise DomainError(_("Ngày quyết định không thể sau hôm nay."), field="decided_on")


def _record(action: str, proposal: AwardProposal, *, by: User, note: str) -> None:
    with override("vi"):
        label = str(proposal)
    record(action, proposal, by=by, organisation=proposal.evaluation.cell, note=note, label=label)
