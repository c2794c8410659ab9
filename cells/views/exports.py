"""Lists taken out, and sample files to be filled."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.request import SignedInRequest
from cells.access import get_organisation
from cells.exports.lists import NAMES, sample_workbook
from cells.forms.uploads import ExportForm
from cells.models import RosterUpload
from cells.services.exports import is_long_list, take_out_list
from core.errors import DomainError
from core.periods import format_date, today

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@never_cache
def list_export(request: SignedInRequest, pk: int) -> HttpResponse:
    """Choose a list of a unit, and get it as a file; each is written into the audit trail."""
    organisation = get_organisation(request.user, pk, to="export")
    form = ExportForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        kind = form.cleaned_data["kind"]
        per_cell = form.cleaned_data["sheets"] == ExportForm.PER_CELL
        try:
            content = take_out_list(organisation, kind=kind, sheet_per_cell=per_cell, by=request.user)
        except DomainError as error:
            messages.error(request, str(error))
        else:
            day = format_date(today()).replace("/", "-")
            return _file(content, f"{NAMES[RosterUpload.Kind(kind)]} {organisation.name} {day}.xlsx")
    context = {"organisation": organisation, "form": form, "is_long": is_long_list(organisation)}
    return render(request, "cells/list_export.html", context)


@require_safe
def list_sample(request: SignedInRequest, kind: str) -> HttpResponse:
    """An empty list with every column that is read, and an explanation of each."""
    if kind not in RosterUpload.Kind.values:
        raise Http404
    return _file(sample_workbook(kind), _("Mẫu danh sách %(kind)s.xlsx") % {"kind": RosterUpload.Kind(kind).label})


def _file(content: bytes, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=XLSX)
    response["Content-Disposition"] = content_disposition_header(True, name) or ""
    return response
