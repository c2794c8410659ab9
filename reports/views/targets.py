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
from core.numbers import format_number
from core.periods import today
from reports.access.boards import get_target, get_target_unit
from reports.forms.targets import TargetForm
from reports.models import YearTarget
from reports.queries.standards import text_above
from reports.queries.targets import targets_of
from reports.services.targets import remove_target, set_target


def target_set(request: SignedInRequest, pk: int, year: int) -> HttpResponse:
    """Set the target of a figure for a year, or put another in its place."""
    unit = get_target_unit(request.user, pk)
    known = {target.figure: target for target in targets_of(unit, year)}
    former = known.get(request.GET.get("so-lieu", ""))
    names = ("figure", "comparison", "threshold", "document_number", "words")
    initial = {name: getattr(former, name) for name in names} if former else {}
    form = TargetForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            target = set_target(unit, year=year, by=request.user, **form.cleaned_data)
        except DomainError as error:
            show_error(form, error)
        else:
            messages.success(request, _("Đã ghi chỉ tiêu năm %(year)s.") % {"year": year})
            _warn_of_text(request, target)
            return redirect(_targets_url(unit.pk, year))
    return render(request, "reports/target_set.html", {"unit": unit, "year": year, "form": form})


def _warn_of_text(request: SignedInRequest, target: YearTarget) -> None:
    """A target below what a text asks stands as a target; the boards go on to compare with the text."""
    text = text_above(target, today())
    if text is not None:
        words = {"number": format_number(text.of_year), "source": text.source}
        messages.warning(
            request,
            _("Chỉ tiêu này thấp hơn mức %(number)s của %(source)s; trên các bảng, mức cần đạt vẫn là %(number)s.")
            % words,
        )


@require_POST
def target_remove(request: SignedInRequest, target_id: int) -> HttpResponse:
    """Take a target away."""
    target = get_target(request.user, target_id)
    remove_target(target, by=request.user)
    messages.success(request, _("Đã bỏ chỉ tiêu."))
    return redirect(_targets_url(target.organisation_id, target.year))


def _targets_url(unit: int, year: int) -> str:
    return f"{reverse('reports:commune_board', args=[unit])}?phan=chi-tieu&nam={year}"
