"""A committee's own regulation from the first draft to its end."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.request import SignedInRequest
from core.errors import DomainError
from core.forms import show_error
from core.periods import today
from evaluations.access.local_regulations import (
    get_drafting_committee,
    get_local_regulation,
    local_regulation_actions_for,
    local_regulations_visible_to,
)
from evaluations.forms.local_regulations import ApprovalForm, DraftForm, HeadingForm, WithdrawalForm
from evaluations.models import LocalRegulation, Period
from evaluations.queries.local_regulations import faults_of, parent_data
from evaluations.queries.regulation_own import OwnParts, own_parts
from evaluations.rules.regulation import read_regulation
from evaluations.rules.samples import criteria_keys, load_criteria
from evaluations.services import local_regulations as services

REFUSED = 422


def local_regulation_draft(request: SignedInRequest, pk: int) -> HttpResponse:
    """Begin a regulation for the committee ``pk``."""
    committee = get_drafting_committee(request.user, pk)
    earlier = local_regulations_visible_to(request.user).filter(organisation=committee)
    samples = [load_criteria(key) for key in criteria_keys()]
    form = DraftForm(request.POST or None, earlier=earlier, samples=samples, year=today().year)
    if request.method == "POST" and form.is_valid():
        try:
            regulation = services.draft_regulation(committee, by=request.user, **form.values)
        except DomainError as error:
            show_error(form, error)
        else:
            messages.success(request, _("Đã lập bản thảo; hãy xem và sửa từng phần."))
            return redirect(regulation)
    return render(
        request,
        "evaluations/local_regulation_draft.html",
        {"form": form, "committee": committee},
        status=REFUSED if form.is_bound else 200,
    )


@require_safe
def local_regulation_detail(request: SignedInRequest, pk: int) -> HttpResponse:
    """What a committee settles, part by part; for a draft also what is still wrong with it."""
    regulation = get_local_regulation(request.user, pk)
    actions = local_regulation_actions_for(request.user, regulation)
    context: dict[str, Any] = {
        "local": regulation,
        "actions": actions,
        "is_draft": regulation.state == LocalRegulation.State.DRAFT,
        "samples": [load_criteria(key) for key in criteria_keys()] if "write" in actions else [],
        "periods": Period.objects.filter(local_regulation=regulation).only("pk", "year", "quarter"),
    }
    if context["is_draft"]:
        context["faults"] = faults_of(regulation)
    context |= _own(regulation)
    return render(request, "evaluations/local_regulation_detail.html", context)


def _own(regulation: LocalRegulation) -> dict[str, Any]:
    """The parts settled and the regulation above; without them where the levels above no longer fit together."""
    try:
        parent = read_regulation(parent_data(regulation))
    except DomainError as error:
        return {"refusal": error, "own": OwnParts((), (), (), ())}
    return {"parent": parent, "own": own_parts(regulation, parent)}


def local_regulation_heading(request: SignedInRequest, pk: int) -> HttpResponse:
    """Change the title and the last year of a draft."""
    regulation = get_local_regulation(request.user, pk, to="write")
    initial = {"title": regulation.title, "last_year": regulation.last_year}
    form = HeadingForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            services.change_heading(regulation, by=request.user, **form.cleaned_data)
        except DomainError as error:
            show_error(form, error)
        else:
            messages.success(request, _("Đã lưu."))
            return redirect(regulation)
    return render(request, "evaluations/local_regulation_heading.html", {"form": form, "local": regulation})


def local_regulation_approve(request: SignedInRequest, pk: int) -> HttpResponse:
    """Issue a draft: what it replaces is said before, every fault is named."""
    regulation = get_local_regulation(request.user, pk, to="approve")
    form = ApprovalForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.approve_regulation(regulation, by=request.user, **form.cleaned_data)
        except DomainError as error:
            show_error(form, error)
        else:
            messages.success(request, _("Đã ban hành. Kỳ đánh giá mở từ nay theo quy định này."))
            return redirect(regulation)
    context = {
        "form": form,
        "local": regulation,
        "faults": faults_of(regulation),
        "replaced": services.replaced_by(regulation),
        **_own(regulation),
    }
    return render(request, "evaluations/local_regulation_approve.html", context)


def local_regulation_withdraw(request: SignedInRequest, pk: int) -> HttpResponse:
    """End a regulation in force; periods that were opened with it keep it."""
    regulation = get_local_regulation(request.user, pk, to="withdraw")
    form = WithdrawalForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.withdraw_regulation(regulation, by=request.user, **form.cleaned_data)
        except DomainError as error:
            show_error(form, error)
        else:
            messages.success(request, _("Đã bãi bỏ. Kỳ đánh giá đã mở vẫn giữ quy định này."))
            return redirect(regulation)
    periods = Period.objects.filter(local_regulation=regulation).only("pk", "year", "quarter")
    context = {"form": form, "local": regulation, "periods": periods}
    return render(request, "evaluations/local_regulation_withdraw.html", context)


@require_POST
def local_regulation_discard(request: SignedInRequest, pk: int) -> HttpResponse:
    """Throw a draft away."""
    regulation = get_local_regulation(request.user, pk, to="write")
    try:
        services.discard_draft(regulation, by=request.user)
    except DomainError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Đã bỏ bản thảo."))
    return redirect("evaluations:regulation_list")
