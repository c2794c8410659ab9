"""Scoring sheets: which are in force, one with its sources, a committee's own."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.request import SignedInRequest
from cells.access import get_organisation, scope_of
from cells.models import Organisation
from core.errors import DomainError
from core.forms import show_error
from core.numbers import row_numbers
from core.periods import today
from meetings.access.sheets import get_committee, get_sheet, may_set_sheets
from meetings.forms.sheets import SheetForm
from meetings.models import SheetInForce
from meetings.queries.sheets import InForce, Use, sheets_of, sheets_of_both_uses
from meetings.rules.sheet import load_sheet, sheet_keys
from meetings.rules.year_grades import usual_rule
from meetings.services.sheets import put_sheet_in_force

REFUSED = 422


@require_safe
def sheet_list(request: SignedInRequest, pk: int) -> HttpResponse:
    """The sheet in force for a unit's meetings, what a committee put in force itself, and the bases there are."""
    unit, day = get_organisation(request.user, pk), today()
    rows = [InForce(row.base, row.use, row) for row in sheets_of(unit)]
    own = next((found for found in rows if found.use == Use.CELL and found.row and found.row.is_in_force(day)), None)
    for_cells, for_standing = sheets_of_both_uses(pk, day)
    context = {
        "unit": unit,
        "for_cells": own or for_cells,
        "for_standing": for_standing,
        "rows": rows,
        "bases": [load_sheet(key) for key in sheet_keys()],
        "may_set": may_set_sheets(request.user, unit),
        "today": day,
    }
    return render(request, "meetings/sheet_list.html", context)


@require_safe
def sheet_base(request: SignedInRequest, key: str) -> HttpResponse:
    """A sheet as its source has it."""
    if key not in sheet_keys():
        raise Http404
    sheet = load_sheet(key)
    context = {"sheet": sheet, "found": InForce(key, sheet.use), "usual_year": usual_rule()}
    return render(request, "meetings/sheet_base.html", context)


@require_safe
def sheet_detail(request: SignedInRequest, pk: int) -> HttpResponse:
    """A sheet as a committee put it in force."""
    row = get_sheet(request.user, pk)
    found = InForce(row.base, row.use, row)
    may_set = may_set_sheets(request.user, row.organisation)
    opens_owner = row.organisation_id in scope_of(request.user).known
    context = {"row": row, "sheet": found.sheet, "found": found, "may_set": may_set, "opens_owner": opens_owner}
    return render(request, "meetings/sheet_detail.html", context)


def sheet_adopt(request: SignedInRequest, pk: int, key: str) -> HttpResponse:
    """Put a sheet in force, as it stands or with changes; ``?tu=`` begins with an earlier one of the committee."""
    committee = get_committee(request.user, pk)
    if key not in sheet_keys():
        raise Http404
    start = _start(committee, key, request.GET.get("tu", ""))
    form = SheetForm(request.POST or None, base=key, start=start, initial={"valid_from": today()})
    if request.method == "POST" and form.is_valid():
        try:
            row = put_sheet_in_force(committee, form.decision(), by=request.user)
        except DomainError as error:
            show_error(form, error)
        else:
            messages.success(request, _("Đã ban hành bảng điểm."))
            return redirect("meetings:sheet_detail", row.pk)
    context = {"committee": committee, "sheet": load_sheet(key), "form": form, "start": start}
    status = REFUSED if form.is_bound and form.errors else 200
    return render(request, "meetings/sheet_adopt.html", context, status=status)


def _start(committee: Organisation, key: str, number: str) -> SheetInForce | None:
    return SheetInForce.objects.filter(organisation=committee, base=key, pk__in=row_numbers([number])).first()
