"""Who may see a unit and why, who may take its lists out, and who saw a member's numbers."""

from __future__ import annotations

import datetime as dt

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.models import User
from accounts.request import SignedInRequest
from cells.access import actions_for, get_export_right, get_member, get_organisation
from cells.forms import NUMBER_FIELDS
from cells.forms.rights import ExportGrantForm
from cells.models import Organisation
from cells.queries.rights import export_rights_of, reveals_of, who_sees
from cells.services.rights import end_export, grant_export
from core.errors import DomainError
from core.forms import show_error
from core.periods import today

PAGE = 50


def access_list(request: SignedInRequest, pk: int) -> HttpResponse:
    """Everyone who sees the unit, through what, and who may take its lists out."""
    cell = get_organisation(request.user, pk, to="view_audit")
    context = {
        "cell": cell,
        "actions": actions_for(request.user, cell),
        "rows": who_sees(cell, today()),
        "rights": export_rights_of(cell, today()),
        "today": today(),
    }
    return render(request, "cells/access_list.html", context)


def export_grant(request: SignedInRequest, pk: int) -> HttpResponse:
    cell = get_organisation(request.user, pk, to="grant_export")
    offered = _offered(cell, request.user)
    form = ExportGrantForm(request.POST or None, offered=offered, initial={"valid_from": today()})
    if request.method == "POST" and form.is_valid():
        try:
            right = grant_export(cell, by=request.user, **form.cleaned_data)
        except DomainError as error:
            show_error(form, error)
        else:
            messages.success(request, _("Đã giao quyền xuất dữ liệu cho %(name)s.") % {"name": right.user})
            return redirect("cells:access_list", pk=pk)
    return render(request, "cells/export_grant.html", {"cell": cell, "form": form, "offered": offered})


def _offered(cell: Organisation, user: User) -> list[tuple[User, str]]:
    """Those who see the unit and may not take its lists out by their post; nobody offers himself."""
    rows = [row for row in who_sees(cell, today()) if row.user is not None]
    has_it = {row.user for row in rows if row.exports} | {user}
    known = {row.user: f"{row.member} – {row.through}" for row in rows if row.user not in has_it}
    return [(account, words) for account, words in known.items() if account is not None]


@require_POST
def export_end(request: SignedInRequest, pk: int) -> HttpResponse:
    """Take the right back at once: yesterday was its last day."""
    right = get_export_right(request.user, pk)
    try:
        end_export(right, last_day=today() - dt.timedelta(days=1), by=request.user)
        messages.success(request, _("Đã thu quyền xuất dữ liệu của %(name)s.") % {"name": right.user})
    except DomainError as error:
        messages.error(request, str(error))
    return redirect("cells:access_list", pk=right.organisation_id)


def member_reveals(request: SignedInRequest, pk: int) -> HttpResponse:
    """Who saw a whole number of the member, when and why: for the person, and for those who may see numbers."""
    member = get_member(request.user, pk, to="view_reveals")
    page = Paginator(reveals_of(member), PAGE).get_page(request.GET.get("trang"))
    words = dict(NUMBER_FIELDS)
    rows = [(event, words.get(event.changes.get("field", ["", ""])[1], event.thing_label)) for event in page]
    own = member.user_id == request.user.pk
    return render(request, "cells/member_reveals.html", {"member": member, "page": page, "rows": rows, "own": own})
