"""Party groups of a cell: founding, people in and out, the end."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.request import SignedInRequest
from cells.access import get_group_membership, get_organisation
from cells.forms.groups import GroupEndForm, JoinForm, LastDayForm, PartyGroupForm
from cells.models import Organisation, OrganisationKind
from cells.queries import superior_of
from cells.queries.groups import people_for_group
from cells.services.groups import end_group, found_group, join_group, leave_group
from core.errors import DomainError
from core.forms import show_error
from core.periods import today


def group_found(request: SignedInRequest, pk: int) -> HttpResponse:
    cell = get_organisation(request.user, pk, to="record_life")
    if not cell.is_cell:
        raise PermissionDenied
    form = PartyGroupForm(request.POST or None, initial={"founded_on": today()})
    if request.method == "POST" and form.is_valid():
        try:
            group = found_group(cell, by=request.user, **form.cleaned_data)
        except DomainError as error:
            show_error(form, error)
        else:
            messages.success(request, _("Đã lập %(group)s. Hãy chọn đảng viên vào tổ.") % {"group": group})
            return redirect("cells:group_join", pk=group.pk)
    return render(request, "cells/group_found.html", {"cell": cell, "form": form})


def _group(request: SignedInRequest, pk: int) -> tuple[Organisation, Organisation]:
    """The group and its cell."""
    group = get_organisation(request.user, pk, to="record_life")
    cell = superior_of(group)
    if group.kind != OrganisationKind.PARTY_GROUP or cell is None:
        raise Http404
    return group, cell


def group_join(request: SignedInRequest, pk: int) -> HttpResponse:
    group, cell = _group(request, pk)
    offered = [
        (member, _("%(name)s (đang ở %(group)s)") % {"name": member, "group": other} if other else str(member))
        for member, other in people_for_group(cell, group, today())
    ]
    form = JoinForm(request.POST or None, offered=offered, initial={"valid_from": today()})
    if request.method == "POST" and form.is_valid():
        try:
            number = join_group(group, by=request.user, **form.cleaned_data)
        except DomainError as error:
            show_error(form, error)
        else:
            sentence = ngettext("%(number)s đồng chí đã vào tổ.", "%(number)s đồng chí đã vào tổ.", number)
            messages.success(request, sentence % {"number": number})
            return redirect(group)
    return render(request, "cells/group_join.html", {"group": group, "cell": cell, "form": form, "offered": offered})


def group_leave(request: SignedInRequest, pk: int) -> HttpResponse:
    row = get_group_membership(request.user, pk)
    form = LastDayForm(request.POST or None, initial={"last_day": today()})
    if request.method == "POST" and form.is_valid():
        try:
            leave_group(row, by=request.user, **form.cleaned_data)
        except DomainError as error:
            show_error(form, error)
        else:
            messages.success(request, _("Đã ghi: đồng chí %(name)s ra khỏi tổ.") % {"name": row.member})
            return redirect(row.group)
    return render(request, "cells/group_leave.html", {"row": row, "group": row.group, "form": form})


def group_end(request: SignedInRequest, pk: int) -> HttpResponse:
    group, cell = _group(request, pk)
    form = GroupEndForm(request.POST or None, initial={"last_day": today()})
    if request.method == "POST" and form.is_valid():
        try:
            end_group(group, by=request.user, **form.cleaned_data)
        except DomainError as error:
            show_error(form, error)
        else:
            messages.success(request, _("Đã kết thúc %(group)s; đảng viên vẫn ở chi bộ.") % {"group": group})
            return redirect(cell)
    return render(request, "cells/group_end.html", {"group": group, "cell": cell, "form": form})
