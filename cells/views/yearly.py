"""The yearly screening and Party fees of a cell, and their summaries for a committee."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.request import SignedInRequest
from cells.access import actions_for, get_organisation
from cells.forms.yearly import FeeForm, FindingForm, ScreeningForm
from cells.models import Member, Organisation
from cells.queries import members_of
from cells.queries.yearly import (
    day_of_year,
    fee_months,
    fee_summary,
    members_in_month,
    owing_long,
    screening_of,
    screening_summary,
)
from cells.services.yearly import Finding, record_fees, record_screening
from cells.views.deeds import done, tell
from core.errors import DomainError
from core.forms import show_error
from core.periods import today
from core.templatetags.vn import vn_number

FIRST_YEAR = 2000


def _year(request: SignedInRequest) -> int:
    """``?nam=``, between the first year of records and this one."""
    text = request.GET.get("nam", "")
    year = int(text) if text.isdecimal() and len(text) == 4 else today().year
    return min(max(year, FIRST_YEAR), today().year)


def _years() -> range:
    return range(today().year, today().year - 4, -1)


def screening(request: SignedInRequest, pk: int) -> HttpResponse:
    """The yearly screening: of a cell a grid of its members, of a committee the summary of its cells."""
    unit = get_organisation(request.user, pk, to="view_members")
    year = _year(request)
    if not unit.is_cell:
        context = {"unit": unit, "year": year, "years": _years(), "rows": screening_summary(unit, year)}
        return render(request, "cells/screening_summary.html", context)
    may_write = "record_life" in actions_for(request.user, unit)
    if request.method == "POST" and not may_write:
        raise PermissionDenied
    form, lines = _screening_forms(request, unit, year)
    if request.method == "POST" and _write_screening(request, unit, year, form, lines):
        return redirect(f"{request.path}?nam={year}")
    context = {"unit": unit, "year": year, "years": _years(), "form": form, "lines": lines, "may_write": may_write}
    return render(request, "cells/screening.html", context)


def _screening_forms(
    request: SignedInRequest, cell: Organisation, year: int
) -> tuple[ScreeningForm, list[FindingForm]]:
    """The head and one line for each member; who has no result yet is offered as worthy."""
    known = screening_of(cell, year)
    data = request.POST if request.method == "POST" else None
    first = next(iter(known.values()), None)
    initial = (
        {"decided_on": first.decided_on, "document": first.document} if first else {"decided_on": day_of_year(year)}
    )
    lines = []
    for member in members_of(cell, day_of_year(year)):
        row = known.get(member.pk)
        values = {"result": row.result, "note": row.note, "help_until": row.help_until} if row else {"result": "worthy"}
        line = FindingForm(data, member=member, initial=values)
        line.known = row  # type: ignore[attr-defined]
        lines.append(line)
    return ScreeningForm(data, initial=initial), lines


def _write_screening(
    request: SignedInRequest, cell: Organisation, year: int, form: ScreeningForm, lines: list[FindingForm]
) -> bool:
    if not all([form.is_valid(), *(line.is_valid() for line in lines)]):
        return False
    findings = {line.member: Finding(**line.cleaned_data) for line in lines}
    try:
        number = record_screening(cell, findings, year=year, by=request.user, **form.cleaned_data)
    except DomainError as error:
        show_error(form, error)
        return False
    words = ngettext("Đã lưu, %(number)s dòng thay đổi.", "Đã lưu, %(number)s dòng thay đổi.", number)
    messages.success(request, words % {"number": number})
    return True


def fees(request: SignedInRequest, pk: int) -> HttpResponse:
    """Party fees of a year: of a cell by month, of a committee by cell; who owed long, for the cell to consider."""
    unit = get_organisation(request.user, pk, to="view_members")
    year = _year(request)
    context = {"unit": unit, "year": year, "years": _years(), "day": today()}
    if not unit.is_cell:
        rows = fee_summary(unit, year)
        context |= {"rows": rows, "owing": owing_long([row.cell for row in rows], year)}
        return render(request, "cells/fees_summary.html", context)
    months = fee_months(unit, year)
    context |= {
        "months": months,
        "total": sum(row.collected for _month, row in months if row),
        "owing": owing_long([unit], year),
        "may_write": "record_life" in actions_for(request.user, unit),
        "last_month": today().month if year == today().year else 12,
    }
    return render(request, "cells/fees.html", context)


def fee_month(request: SignedInRequest, pk: int, year: int, month: int) -> HttpResponse:
    """One month of a cell: what was collected, who still owes."""
    cell = get_organisation(request.user, pk, to="record_life")
    if not (cell.is_cell and 1 <= month <= 12 and FIRST_YEAR <= year <= today().year):
        raise Http404
    members: list[Member] = members_in_month(cell, year, month)
    row = dict(fee_months(cell, year))[month]
    initial: dict[str, object] = {}
    if row:
        owing = [member.pk for member in row.debtors.all()]
        initial = {"collected": vn_number(row.collected), "note": row.note, "debtors": owing}
    form = FeeForm(request.POST or None, members=members, initial=initial)
    if done(request, form, lambda data: record_fees(cell, year=year, month=month, by=request.user, **data)):
        tell(request, _("Đã ghi đảng phí tháng %(month)s.") % {"month": month})
        return redirect(f"{reverse('cells:fees', args=[pk])}?nam={year}")
    return render(request, "cells/fee_month.html", {"cell": cell, "form": form, "year": year, "month": month})
