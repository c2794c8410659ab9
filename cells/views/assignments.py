"""Who is in charge of which unit and field of a committee."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from accounts.request import SignedInRequest
from cells.access import committees_overseen_by, get_assignment, get_organisation
from cells.forms.oversight import AssignForm, EndForm
from cells.models import Organisation
from cells.queries import seats_of
from cells.queries.oversight import (
    assignments_of,
    keepers_of,
    people_in_charge,
    units_offered,
    units_without_anyone,
)
from cells.services.assignments import assign, end_assignment
from cells.views.finder import chosen_person, find_person
from core.errors import DomainError
from core.forms import show_error
from core.periods import today

PAGE = 50


def oversight(request: SignedInRequest) -> HttpResponse:
    """The committees whose people and units the user keeps; with one only, its assignments at once."""
    committees = committees_overseen_by(request.user).order_by("order", "pk")
    if not committees:
        raise PermissionDenied
    if len(committees) == 1:
        return redirect("cells:assignment_list", pk=committees[0].pk)
    page = Paginator(committees, PAGE).get_page(request.GET.get("trang"))
    return render(request, "cells/oversight.html", {"page": page})


def assignment_list(request: SignedInRequest, pk: int) -> HttpResponse:
    """A committee's people with their units and fields, who has none, and which units have nobody."""
    organisation = get_organisation(request.user, pk, to="oversee")
    day = today()
    if request.GET.get("da-ket-thuc") == "1":
        ended = assignments_of(organisation).filter(valid_to__lt=day).order_by("-valid_to", "-pk")
        page = Paginator(ended, PAGE).get_page(request.GET.get("trang"))
        return render(request, "cells/assignment_list.html", {"organisation": organisation, "page": page})
    context = {
        "organisation": organisation,
        "people": people_in_charge(organisation, day),
        "left_over": units_without_anyone(organisation, day),
        "coming": assignments_of(organisation).filter(valid_from__gt=day),
    }
    return render(request, "cells/assignment_list.html", context)


def assignment_add(request: SignedInRequest, pk: int) -> HttpResponse:
    """Put someone in charge of units and fields; ``?nguoi-khac`` searches for someone without a post."""
    organisation = get_organisation(request.user, pk, to="oversee")
    if "nguoi-khac" in request.GET:
        return render(
            request, "cells/assignment_find.html", {"organisation": organisation, "finder": find_person(request)}
        )
    form = _assign_form(request, organisation)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            rows = assign(data.pop("member"), organisation=organisation, by=request.user, **data)
        except DomainError as error:
            show_error(form, error)
        else:
            messages.success(request, _("Đã phân công đồng chí %(name)s.") % {"name": rows[0].member})
            return redirect("cells:assignment_list", pk=pk)
    return render(request, "cells/assignment_add.html", {"organisation": organisation, "form": form})


def _assign_form(request: SignedInRequest, organisation: Organisation) -> AssignForm:
    seats = list(seats_of(organisation))
    number = request.POST.get("member") or request.GET.get("dong-chi")
    holders = {str(seat.member_id) for seat in seats}
    units = units_offered(organisation, today())
    return AssignForm(
        request.POST or None,
        initial={"member": number if number in holders else None},
        seats=seats,
        outsider=None if number in holders else chosen_person(request, number),
        units=units,
        keepers=keepers_of(units, today()),
    )


def assignment_end(request: SignedInRequest, pk: int) -> HttpResponse:
    """End an assignment on a day; it stays in the history."""
    assignment = get_assignment(request.user, pk)
    form = EndForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            end_assignment(assignment, by=request.user, **form.cleaned_data)
        except DomainError as error:
            show_error(form, error)
        else:
            messages.success(request, _("Đã ghi: thôi phụ trách."))
            return redirect("cells:assignment_list", pk=assignment.organisation_id)
    return render(request, "cells/assignment_end.html", {"assignment": assignment, "form": form})
