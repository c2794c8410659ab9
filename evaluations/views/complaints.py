"""Complaints about a class: the list of a year, filing one, and its way to the answer."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from accounts.request import SignedInRequest
from cells.access import scope_of
from cells.views.deeds import done, tell
from core.periods import today
from evaluations.access import (
    actions_for,
    complaint_actions_for,
    complaints_visible_to,
    get_complaint,
    get_evaluation,
    get_period,
    reads_complaint,
    reads_sender,
)
from evaluations.forms.complaints import ComplaintForm, ConcludeForm, FindingsForm, ReceiveForm, VerifierForm
from evaluations.forms.complaints import WithdrawForm as TakeBackForm
from evaluations.models import Evaluation
from evaluations.queries.award_settings import COMPLAINT_DAYS, settled_on
from evaluations.queries.complaints import listed
from evaluations.services import complaints as services

PAGE = 50


def complaint_list(request: SignedInRequest, pk: int) -> HttpResponse:
    """The complaints of a year that the reader may know of, the open ones first."""
    period = get_period(request.user, pk)
    rows = listed(complaints_visible_to(request.user).filter(evaluation__period=period))
    context = {
        "period": period,
        "page": Paginator(rows, PAGE).get_page(request.GET.get("trang")),
        "day": today(),
        "term": settled_on(period.organisation, today())[COMPLAINT_DAYS],
    }
    return render(request, "evaluations/complaint_list.html", context)


def complaint_file(request: SignedInRequest, pk: int) -> HttpResponse:
    """File a complaint: the committee takes it in for anyone, those concerned write their own."""
    evaluation = get_evaluation(request.user, pk, to="complain")
    receives = evaluation.period.organisation_id in scope_of(request.user).directed
    form = (ReceiveForm if receives else ComplaintForm)(request.POST or None, initial={"received_on": today()})

    def receive(data: dict[str, Any]) -> None:
        own = {} if receives else {"from_name": request.user.full_name, "received_on": today()}
        services.receive_complaint(evaluation, by=request.user, **(data | own))

    if done(request, form, receive):
        tell(request, _("Đã ghi đơn; cấp ủy sẽ xác minh và trả lời."))
        return redirect("evaluations:complaint_list", pk=evaluation.period_id)
    term = settled_on(evaluation.period.organisation, today())[COMPLAINT_DAYS]
    for_other = evaluation.member_id is not None and evaluation.member_id != scope_of(request.user).member_id
    context = {"evaluation": evaluation, "form": form, "receives": receives, "term": term, "for_other": for_other}
    return render(request, "evaluations/complaint_file.html", context)


def complaint_detail(request: SignedInRequest, pk: int) -> HttpResponse:
    """One complaint: what it says, for those who may read it, and how far it is."""
    complaint = get_complaint(request.user, pk)
    evaluation = complaint.evaluation
    context = {
        "complaint": complaint,
        "evaluation": evaluation,
        "actions": complaint_actions_for(request.user, complaint),
        "reads": reads_complaint(request.user, complaint),
        "reads_sender": reads_sender(request.user, complaint),
        "steps": _steps(complaint),
        "answers": list(complaint.decisions.all()),
        "may_correct": "correct" in actions_for(request.user, evaluation),
        "may_reappraise": "reappraise" in actions_for(request.user, evaluation),
        "works": evaluation.period.organisation_id in scope_of(request.user).readable,
        "is_decided": evaluation.state == Evaluation.State.DECIDED,
        "day": today(),
    }
    return render(request, "evaluations/complaint_detail.html", context)


def _steps(complaint: Any) -> list[dict[str, str]]:
    """Received, verified, concluded: where it is."""
    reached = {"received": 0, "verifying": 2 if complaint.findings else 1, "concluded": 3, "withdrawn": 3}
    place = reached[complaint.state]
    labels = [_("Nhận đơn"), _("Xác minh"), _("Kết luận, trả lời")]
    if complaint.state == "withdrawn":
        labels[2] = _("Đã rút đơn")
    current = max(place, 1)
    return [
        {
            "label": label,
            "state": "done" if number < current else "current" if number == current else "todo",
            "note": "",
        }
        for number, label in enumerate(labels)
    ]


def complaint_verify(request: SignedInRequest, pk: int) -> HttpResponse:
    """Give it to someone who verifies."""
    complaint = get_complaint(request.user, pk, to="handle")
    form = VerifierForm(request.POST or None, initial={"verifier": complaint.verifier})
    if done(request, form, lambda data: services.verify_complaint(complaint, by=request.user, **data)):
        tell(request, _("Đã giao xác minh."))
        return redirect(complaint)
    return render(request, "evaluations/complaint_verify.html", {"complaint": complaint, "form": form})


def complaint_findings(request: SignedInRequest, pk: int) -> HttpResponse:
    """What the verification found."""
    complaint = get_complaint(request.user, pk, to="handle")
    initial = {"findings": complaint.findings, "verified_on": complaint.verified_on or today()}
    form = FindingsForm(request.POST or None, initial=initial)
    if done(request, form, lambda data: services.record_findings(complaint, by=request.user, **data)):
        tell(request, _("Đã ghi kết quả xác minh."))
        return redirect(complaint)
    return render(request, "evaluations/complaint_findings.html", {"complaint": complaint, "form": form})


def complaint_conclude(request: SignedInRequest, pk: int) -> HttpResponse:
    """The conclusion and the answer; after "xếp loại lại" the further decision follows."""
    complaint = get_complaint(request.user, pk, to="handle")
    form = ConcludeForm(request.POST or None, initial={"concluded_on": today()})
    if done(request, form, lambda data: services.conclude_complaint(complaint, by=request.user, **data)):
        tell(request, _("Đã kết luận đơn."))
        return redirect(complaint)
    return render(request, "evaluations/complaint_conclude.html", {"complaint": complaint, "form": form})


def complaint_withdraw(request: SignedInRequest, pk: int) -> HttpResponse:
    """The sender took it back."""
    complaint = get_complaint(request.user, pk, to="withdraw")
    form = TakeBackForm(request.POST or None, initial={"withdrawn_on": today()})
    if done(request, form, lambda data: services.withdraw_complaint(complaint, by=request.user, **data)):
        tell(request, _("Đã ghi việc rút đơn."))
        return redirect(complaint)
    return render(request, "evaluations/complaint_withdraw.html", {"complaint": complaint, "form": form})
