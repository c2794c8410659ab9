"""Working groups of a committee: their people, and the units they follow."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from accounts.request import SignedInRequest
from cells.access import get_organisation, get_working_group
from cells.forms.oversight import EndForm, GroupForm, GroupPersonForm, GroupUnitsForm
from cells.models import WorkingGroup
from cells.queries import seats_of
from cells.queries.oversight import units_offered
from cells.queries.working_groups import groups_of, people_of_group, units_of_group
from cells.services.working_groups import (
    add_group_person,
    add_group_units,
    create_group,
    end_group,
    end_group_person,
    end_group_unit,
)
from cells.views.finder import chosen_person, find_person
from core.errors import DomainError
from core.forms import show_error
from core.periods import today

PAGE = 20


def working_group_list(request: SignedInRequest, pk: int) -> HttpResponse:
    """The working groups of a committee, the latest first."""
    organisation = get_organisation(request.user, pk, to="oversee")
    page = Paginator(groups_of(organisation, today()), PAGE).get_page(request.GET.get("trang"))
    return render(request, "cells/working_group_list.html", {"organisation": organisation, "page": page})


def working_group_create(request: SignedInRequest, pk: int) -> HttpResponse:
    organisation = get_organisation(request.user, pk, to="oversee")
    form = GroupForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            group = create_group(organisation, by=request.user, **form.cleaned_data)
        except DomainError as error:
            show_error(form, error)
        else:
            messages.success(request, _("Đã lập tổ công tác; xin ghi người và đơn vị của tổ."))
            return redirect("cells:working_group_detail", pk=group.pk)
    return render(request, "cells/working_group_create.html", {"organisation": organisation, "form": form})


def working_group_detail(request: SignedInRequest, pk: int) -> HttpResponse:
    """One group: who is in it, which units it follows, and who and what was."""
    group = get_working_group(request.user, pk)
    context = {"group": group, "people": people_of_group(group), "units": units_of_group(group), "day": today()}
    return render(request, "cells/working_group_detail.html", context)


def working_group_person_add(request: SignedInRequest, pk: int) -> HttpResponse:
    """Put someone into the group: a holder of a post from the list, anyone else by search."""
    group = get_working_group(request.user, pk)
    if "nguoi-khac" in request.GET:
        context = {"group": group, "finder": find_person(request)}
        return render(request, "cells/working_group_find.html", context)
    form = _person_form(request, group)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            row = add_group_person(group, data.pop("member"), by=request.user, **data)
        except DomainError as error:
            show_error(form, error)
        else:
            messages.success(request, _("Đã ghi đồng chí %(name)s vào tổ.") % {"name": row.member})
            return redirect("cells:working_group_detail", pk=pk)
    return render(request, "cells/working_group_person_add.html", {"group": group, "form": form})


def _person_form(request: SignedInRequest, group: WorkingGroup) -> GroupPersonForm:
    seats = list(seats_of(group.organisation))
    number = request.POST.get("member") or request.GET.get("dong-chi")
    is_holder = number in {str(seat.member_id) for seat in seats}
    return GroupPersonForm(
        request.POST or None,
        initial={"valid_from": max(group.valid_from, today())},
        seats=seats,
        outsider=None if is_holder else chosen_person(request, number),
    )


def working_group_units_add(request: SignedInRequest, pk: int) -> HttpResponse:
    """Let the group follow further units."""
    group = get_working_group(request.user, pk)
    there = set(group.units.filter(valid_to=None).values_list("unit", flat=True))
    units = [unit for unit in units_offered(group.organisation, today()) if unit.pk not in there]
    form = GroupUnitsForm(request.POST or None, initial={"valid_from": max(group.valid_from, today())}, units=units)
    if request.method == "POST" and form.is_valid():
        try:
            add_group_units(
                group, form.cleaned_data["units"], valid_from=form.cleaned_data["valid_from"], by=request.user
            )
        except DomainError as error:
            show_error(form, error)
        else:
            messages.success(request, _("Đã ghi đơn vị tổ theo dõi."))
            return redirect("cells:working_group_detail", pk=pk)
    return render(request, "cells/working_group_units_add.html", {"group": group, "form": form})


def working_group_person_end(request: SignedInRequest, pk: int, person_id: int) -> HttpResponse:
    """Someone leaves the group."""
    group = get_working_group(request.user, pk)
    row = get_object_or_404(group.people.select_related("member"), pk=person_id)
    return _end(request, group, str(row.member), lambda **data: end_group_person(row, by=request.user, **data))


def working_group_unit_end(request: SignedInRequest, pk: int, unit_id: int) -> HttpResponse:
    """The group follows a unit no longer."""
    group = get_working_group(request.user, pk)
    row = get_object_or_404(group.units.select_related("unit"), pk=unit_id)
    return _end(request, group, str(row.unit), lambda **data: end_group_unit(row, by=request.user, **data))


def working_group_end(request: SignedInRequest, pk: int) -> HttpResponse:
    """The group has done its work."""
    group = get_working_group(request.user, pk)
    return _end(request, group, "", lambda **data: end_group(group, by=request.user, **data))


def _end(request: SignedInRequest, group: WorkingGroup, what: str, deed: Callable[..., None]) -> HttpResponse:
    """Ask for the last day of the group, or of someone or something in it, and end it."""
    form = EndForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            deed(**form.cleaned_data)
        except DomainError as error:
            show_error(form, error)
        else:
            messages.success(request, _("Đã ghi ngày kết thúc."))
            return redirect("cells:working_group_detail", pk=group.pk)
    return render(request, "cells/working_group_end.html", {"group": group, "what": what, "form": form})
