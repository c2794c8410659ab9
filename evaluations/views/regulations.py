"""Regulations to be read against their documents: the central ones, a committee's own, the one frozen into a year."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.request import SignedInRequest
from cells.access import scope_of
from cells.queries.statistics.choice import top_units
from core.errors import DomainError
from evaluations.access import get_period, period_actions_for
from evaluations.access.local_regulations import (
    committees_drafted_for,
    get_local_regulation,
    local_regulation_actions_for,
    local_regulations_visible_to,
)
from evaluations.models import LocalRegulation
from evaluations.queries.local_regulations import derived_data
from evaluations.queries.regulation_text import parts_of, text_of_set
from evaluations.queries.regulation_words import mark_words
from evaluations.queries.regulations import BASES, known_regulations, regulation_of
from evaluations.rules.regulation import load_regulation, read_regulation, regulation_keys
from evaluations.rules.samples import criteria_keys, load_criteria

PAGE = 50


@require_safe
def regulation_list(request: SignedInRequest) -> HttpResponse:
    """What each year is evaluated by, what the committees settled themselves, the examples of criteria."""
    rows = local_regulations_visible_to(request.user).select_related("approved_by")
    known = known_regulations()
    years = [
        (
            first,
            last,
            text,
            next((item for item in known if item.first_year <= first <= (item.last_year or first)), None),
        )
        for first, last, text in BASES
    ]
    context = {
        "years": years,
        "page": Paginator(rows, PAGE).get_page(request.GET.get("trang")),
        "committees": committees_drafted_for(request.user),
        "samples": [load_criteria(key) for key in criteria_keys()],
    }
    return render(request, "evaluations/regulation_list.html", context)


@require_safe
def regulation_detail(request: SignedInRequest, key: str) -> HttpResponse:
    """A central regulation, whole."""
    if key not in regulation_keys():
        raise Http404
    regulation = load_regulation(key)
    tops = top_units(scope_of(request.user).readable)
    context = {
        "regulation": regulation,
        "parts": parts_of(regulation),
        "marks": mark_words(),
        "unit": tops[0] if tops else None,
        "kind": f"central_regulation_{key}",
    }
    return render(request, "evaluations/regulation_detail.html", context)


@require_safe
def criteria_sample(request: SignedInRequest, key: str) -> HttpResponse:
    """An example of a set of criteria; in force only once a committee approves it as its own."""
    if key not in criteria_keys():
        raise Http404
    sample = load_criteria(key)
    part = text_of_set(load_regulation(sample.regulation), sample)
    return render(request, "evaluations/criteria_sample.html", {"sample": sample, "part": part})


@require_safe
def local_regulation_text(request: SignedInRequest, pk: int) -> HttpResponse:
    """A committee's own regulation, whole: the central one with what the committees settled marked as theirs."""
    local = get_local_regulation(request.user, pk)
    context = {"local": local, "marks": mark_words(), "actions": local_regulation_actions_for(request.user, local)}
    try:
        regulation = read_regulation(derived_data(local))
    except DomainError as error:
        context["refusal"] = error
    else:
        context |= {"regulation": regulation, "parts": parts_of(regulation)}
    context["is_draft"] = local.state == LocalRegulation.State.DRAFT
    return render(request, "evaluations/local_regulation_text.html", context)


@require_safe
def period_regulation(request: SignedInRequest, pk: int) -> HttpResponse:
    """The regulation as it was frozen into a year, with its SHA-256; later ones change nothing of it."""
    period = get_period(request.user, pk)
    regulation = regulation_of(period)
    context = {
        "period": period,
        "regulation": regulation,
        "parts": parts_of(regulation),
        "marks": mark_words(),
        "actions": period_actions_for(request.user, period),
    }
    return render(request, "evaluations/period_regulation.html", context)
