"""Terms of committees: opening, extending, ending; which end soon."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from accounts.request import SignedInRequest
from cells.access import get_organisation, get_term, organisations_visible_to, scope_of
from cells.forms.posts import CongressForm, TermEndForm, TermExtendForm, TermForm
from cells.models import Term
from cells.queries import subtree_ids
from cells.queries.terms import terms_ending
from cells.rules.statute import figure, term_alert, term_alert_days
from cells.services.terms import end_term, extend_term, open_term, set_congress_day
from core.errors import DomainError
from core.forms import show_error
from core.numbers import row_numbers
from core.periods import today

PAGE = 50


def term_open(request: SignedInRequest, pk: int) -> HttpResponse:
    cell = get_organisation(request.user, pk, to="change_unit")
    form = TermForm(request.POST or None, kind=cell.kind)
    if request.method == "POST" and form.is_valid():
        try:
            term = open_term(cell, by=request.user, **form.cleaned_data)
        except DomainError as error:
            show_error(form, error)
        else:
            messages.success(request, _("Đã ghi nhiệm kỳ %(name)s.") % {"name": term})
            return redirect("cells:post_list", pk=pk)
    sources = [figure(key) for key in ("base_term_months", "cell_term_months", "cell_term_months_unified")]
    return render(request, "cells/term_open.html", {"cell": cell, "form": form, "sources": sources})


def term_extend(request: SignedInRequest, pk: int) -> HttpResponse:
    term = get_term(request.user, pk)
    return _change(request, term, TermExtendForm(request.POST or None), extend_term, "cells/term_extend.html")


def term_end(request: SignedInRequest, pk: int) -> HttpResponse:
    term = get_term(request.user, pk)
    return _change(request, term, TermEndForm(request.POST or None), end_term, "cells/term_end.html")


def term_congress(request: SignedInRequest, pk: int) -> HttpResponse:
    term = get_term(request.user, pk)
    form = CongressForm(request.POST or None, initial={"congress_on": term.congress_on})
    return _change(request, term, form, set_congress_day, "cells/term_congress.html")


def _change(
    request: SignedInRequest, term: Term, form: forms.Form, deed: Callable[..., Any], template: str
) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        try:
            deed(term, by=request.user, **form.cleaned_data)
        except DomainError as error:
            show_error(form, error)
        else:
            messages.success(request, _("Đã sửa nhiệm kỳ %(name)s.") % {"name": term})
            return redirect("cells:post_list", pk=term.organisation_id)
    return render(request, template, {"term": term, "cell": term.organisation, "form": form})


def term_ending_list(request: SignedInRequest) -> HttpResponse:
    """Terms that end soon, or are over, of the units the user may read; ``?don-vi=`` of one unit and all below it."""
    day, units, asked = today(), scope_of(request.user).readable, request.GET.get("don-vi", "")
    chosen = organisations_visible_to(request.user).filter(pk__in=row_numbers([asked])).first()
    if chosen is not None:
        units &= subtree_ids([chosen.pk])
    page = Paginator(terms_ending(units, day), PAGE).get_page(request.GET.get("trang"))
    rows = [(term, term_alert(term.last_day, day), (term.last_day - day).days) for term in page]
    context = {"page": page, "rows": rows, "chosen": chosen, "longest": term_alert_days()[0]}
    return render(request, "cells/term_ending_list.html", context)
