"""The check before printing, as the part of a page that has the buttons already; a page of its own without htmx."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.request import SignedInRequest
from cells.access import get_organisation
from core.periods import today
from reports.access import get_subject
from reports.catalogue import kind_named
from reports.queries.checked_papers import gaps_of
from reports.queries.paper_gaps import unit_gaps
from reports.views.asked_day import DayForm


@require_safe
@never_cache
def print_check(request: SignedInRequest, kind: str, subject_id: int) -> HttpResponse:
    """What this paper would lack if it were printed now; 404 for kinds that need no check."""
    subject = get_subject(request.user, kind, subject_id)
    gaps = gaps_of(kind, subject)
    if gaps is None:
        raise Http404
    found = kind_named(kind)
    context = {"gaps": gaps, "title": found.title_of(subject), "page_url": found.about.page(subject)}
    return render(request, f"reports/{'_print_check' if request.htmx else 'print_check'}.html", context)


@require_safe
@never_cache
def unit_print_check(request: SignedInRequest, pk: int) -> HttpResponse:
    """What the head and the foot of any paper of the unit would lack on a day (``ngay``, today without it)."""
    unit = get_organisation(request.user, pk, to="view_members")
    asked = DayForm(request.GET)
    day = (asked.is_valid() and asked.cleaned_data["ngay"]) or today()
    context = {"gaps": list(unit_gaps(unit, day)), "title": unit.label(day), "page_url": reverse("reports:catalogue")}
    return render(request, f"reports/{'_print_check' if request.htmx else 'unit_print_check'}.html", context)
