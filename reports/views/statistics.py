"""Asking for the statistics as a paper or a workbook."""

import datetime as dt

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBadRequest
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from accounts.request import SignedInRequest
from cells.access import get_organisation
from core.errors import DomainError
from reports import services

KINDS = {"pdf": "statistics", "xlsx": "statistics_xlsx"}


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
