"""Setting and removing the targets of a committee for a year."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.request import SignedInRequest
from core.errors import DomainError
from core.forms import show_error
from reports.access.boards import get_target, get_target_unit
from reports.forms.targets import TargetForm
from reports.queries.targets import targets_of
from reports.services.targets import remove_target, set_target


def target_set(request: SignedInRequest, pk: int, year: int) -> HttpResponse:
    """Set the target of a figure for a year, or put another in its place."""
    unit = get_target_unit(request.user, pk)
    known = {target.figure: target for target in targets_of(unit, year)}
    target = known.get(request.GET.get("so-lieu", ""))
    names = ("figure", "comparison", "threshold", "document_number", "words")
    initial = {name: getattr(target, name) for name in names} if target else {}
    form = TargetForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            set_target(unit, year=year, by=request.user, **form.cleaned_data)
        except DomainError as error:
            show_error(form, error)
        else:
            messages.success(request, _("Đã ghi chỉ tiêu năm %(year)s.") % {"year": year})
            return redirect(_targets_url(unit.pk, year))
    return render(request, "reports/target_set.html", {"unit": unit, "year": year, "form": form})


@require_POST
def target_remove(request: SignedInRequest, target_id: int) -> HttpResponse:
    """Take a target away."""
    target = get_target(request.user, target_id)
    remove_target(target, by=request.user)
    messages.success(request, _("Đã bỏ chỉ tiêu."))
    return redirect(_targets_url(target.organisation_id, target.year))


def _targets_url(unit: int, year: int) -> str:
    return f"{reverse('reports:commune_board', args=[unit])}?phan=chi-tieu&nam={year}"
