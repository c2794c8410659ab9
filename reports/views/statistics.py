"""Asking for the statistics as a paper or a workbook."""

import datetime as dt

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBadRequest
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from accounts.request import SignedInRequest
from cells.access import get_organisation
from core.errors import DomainError
from meetings.access.sheets import get_summed_up
from reports import services

SCORES = {"pdf": "month_scores", "docx": "month_scores_word", "xlsx": "month_scores_xlsx"}
KINDS = {"pdf": "statistics", "docx": "statistics_word", "xlsx": "statistics_xlsx"}


@require_POST
def statistics_request(request: SignedInRequest, pk: int, form: str, extension: str) -> HttpResponse:
    """Ask for a form of a unit and its days, as its page says them; then watch it on the page of the paper."""
    unit = get_organisation(request.user, pk, to="view_members")
    if extension not in KINDS:
        raise Http404
    try:
        first, last = (dt.date.fromisoformat(request.POST.get(name, "")) for name in ("first", "last"))
    except ValueError:
        return HttpResponseBadRequest()
    try:
        asked = services.keep_asked_statistics(form, unit, first=first, last=last, by=request.user)
        document = services.request_document(asked, kind=KINDS[extension], by=request.user)
    except DomainError as error:
        messages.error(request, str(error))
        return redirect("cells:statistics")
    return redirect(document)


@require_POST
def month_scores_request(request: SignedInRequest, pk: int, year: int, month: int, extension: str) -> HttpResponse:
    """Ask for the grades of a committee's month; then watch it on the page of the paper."""
    committee = get_summed_up(request.user, pk)
    if extension not in SCORES or not 1 <= month <= 12 or not 2000 <= year <= 2100:
        raise Http404
    try:
        asked = services.keep_asked_month(committee, year, month, by=request.user)
        document = services.request_document(asked, kind=SCORES[extension], by=request.user)
    except DomainError as error:
        messages.error(request, str(error))
        return redirect("meetings:month_scores", pk)
    return redirect(document)
