"""A complaint about a class: received, verified, concluded, or withdrawn (QĐ 366 Đ12 bước 3, Đ17.8)."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.audit import record
from accounts.models import User
from core.errors import DomainError
from core.periods import format_date, today
from core.vietnamese import normalise
from core.workflow import move
from evaluations.models import Complaint, Evaluation
from evaluations.queries.award_settings import complaint_due_on
from evaluations.queries.complaints import open_complaints
from evaluations.services.process import lock_evaluations
from evaluations.workflow import COMPLAINT_TRANSITIONS

State = Complaint.State


@transaction.atomic
def receive_complaint(
    evaluation: Evaluation,
    *,
    by: User,
    kind: str,
    content: str,
    received_on: dt.date,
    from_name: str = "",
    due_on: dt.date | None = None,
) -> Complaint:
    """Take in a complaint, petition or denunciation, before or after the decision.

    Without ``due_on`` the committee's own number of days counts: the text names none. Only a denunciation may be
    without a name.
    """
    evaluation = lock_evaluations([evaluation])[0]
    if kind not in Complaint.Kind.values:
        raise DomainError(_("Hãy chọn loại đơn."), field="kind")
    content, from_name = content.strip(), normalise(from_name)
    if not content:
        raise DomainError(_("Hãy ghi nội dung đơn."), field="content")
    if not from_name and kind != Complaint.Kind.DENUNCIATION:
        raise DomainError(_("Hãy ghi tên người, tổ chức gửi đơn."), field="from_name")
    if received_on > today():
        raise DomainError(_("Ngày nhận không thể sau hôm nay."), field="received_on")
    if received_on < dt.date(evaluation.period.year, 1, 1):
        raise DomainError(
            _("Ngày nhận phải từ 01/01/%(year)s.") % {"year": evaluation.period.year}, field="received_on"
        )
    if due_on is not None and due_on < received_on:
        raise DomainError(_("Hạn trả lời không thể trước ngày nhận."), field="due_on")
    if open_complaints(evaluation).filter(kind=kind, received_on=received_on, content=content).exists():
        raise DomainError(_("Đơn này đã được ghi rồi."))
    complaint = Complaint.objects.create(
        evaluation=evaluation,
        kind=kind,
        from_name=from_name,
        received_on=received_on,
        content=content,
        due_on=due_on or complaint_due_on(evaluation.period.organisation, received_on),
        recorded_by=by,
    )
    _record("evaluations.complaint_received", complaint, by=by)
    return complaint


@transaction.atomic
def verify_complaint(complaint: Complaint, *, by: User, verifier: str) -> None:
    """Give it to someone who verifies."""
    complaint = _locked(complaint)
    verifier = normalise(verifier)
    if not verifier:
        raise DomainError(_("Hãy ghi người hoặc tổ xác minh."), field="verifier")
    move(complaint, to=State.VERIFYING, transitions=COMPLAINT_TRANSITIONS, verifier=verifier)
    _record("evaluations.complaint_verifying", complaint, by=by)


@transaction.atomic
def record_findings(complaint: Complaint, *, by: User, findings: str, verified_on: dt.date) -> None:
    """Write down what the verification found; it may be mended until the conclusion."""
    complaint = _locked(complaint)
    findings = findings.strip()
    if complaint.state != State.VERIFYING:
        raise DomainError(_("Chỉ ghi kết quả khi đơn đang được xác minh; hãy giao xác minh trước."))
    if not findings:
        raise DomainError(_("Hãy ghi kết quả xác minh."), field="findings")
    _check_day(complaint, verified_on, "verified_on")
    complaint.findings, complaint.verified_on = findings, verified_on
    complaint.save(update_fields=["findings", "verified_on"])
    _record("evaluations.complaint_verified", complaint, by=by)


@transaction.atomic
def conclude_complaint(
    complaint: Complaint, *, by: User, outcome: str, conclusion: str, concluded_on: dt.date, document: str = ""
) -> None:
    """Conclude: the result stays, or the class is appraised and decided again. The answer is written either way."""
    complaint = _locked(complaint)
    conclusion = conclusion.strip()
    if complaint.state == State.VERIFYING and not complaint.findings:
        raise DomainError(_("Chưa có kết quả xác minh; hãy ghi kết quả xác minh trước khi kết luận."))
    if outcome not in Complaint.Outcome.values:
        raise DomainError(_("Hãy chọn kết luận."), field="outcome")
    if not conclusion:
        raise DomainError(_("Hãy ghi nội dung trả lời người gửi đơn."), field="conclusion")
    _check_day(complaint, concluded_on, "concluded_on")
    if complaint.verified_on and concluded_on < complaint.verified_on:
        raise DomainError(
            _("Ngày kết luận không thể trước ngày có kết quả xác minh (%(day)s).")
            % {"day": format_date(complaint.verified_on)},
            field="concluded_on",
        )
    move(
        complaint,
        to=State.CONCLUDED,
        transitions=COMPLAINT_TRANSITIONS,
        outcome=outcome,
        conclusion=conclusion,
        concluded_on=concluded_on,
        document=normalise(document),
    )
    _record("evaluations.complaint_concluded", complaint, by=by, outcome=outcome)


@transaction.atomic
def withdraw_complaint(complaint: Complaint, *, by: User, reason: str, withdrawn_on: dt.date) -> None:
    """The sender took it back; why, and on which day."""
    complaint = _locked(complaint)
    reason = reason.strip()
    if not reason:
        raise DomainError(_("Hãy ghi lý do rút đơn."), field="reason")
    _check_day(complaint, withdrawn_on, "withdrawn_on")
    move(
        complaint,
        to=State.WITHDRAWN,
        transitions=COMPLAINT_TRANSITIONS,
        conclusion=reason,
        concluded_on=withdrawn_on,
    )
    _record("evaluations.complaint_withdrawn", complaint, by=by)


def refuse_while_complained(evaluation: Evaluation) -> None:
    """Further decisions are held while a complaint is open."""
    complaint = open_complaints(evaluation).first()
    if complaint is not None:
        words = {"kind": complaint.get_kind_display(), "day": format_date(complaint.received_on)}
        raise DomainError(
            _("Còn %(kind)s nhận ngày %(day)s chưa kết luận; hãy kết luận đơn trước khi quyết định lại.") % words
        )


def _locked(complaint: Complaint) -> Complaint:
    rows = Complaint.objects.select_for_update(of=("self",))
    return rows.select_related("evaluation__period", "evaluation__cell", "evaluation__member").get(pk=complaint.pk)


def _check_day(complaint: Complaint, day: dt.date, field: str) -> None:
    if not complaint.received_on <= day <= today():
        raise DomainError(
            _("Ngày này phải từ ngày nhận đơn (%(day)s) đến hôm nay.") % {"day": format_date(complaint.received_on)},
            field=field,
        )


def _record(action: str, complaint: Complaint, *, by: User, outcome: str = "") -> None:
    """The audit line belongs to the committee and names neither the sender nor the words."""
    record(
        action,
        complaint,
        by=by,
        organisation=complaint.evaluation.period.organisation,
        changes={"outcome": [None, outcome]} if outcome else None,
    )
