"""Leadership collectives: the list of a committee, one of them with its people, and the deeds on it."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.request import SignedInRequest
from cells.models import Organisation
from cells.views.finder import chosen_person, find_person
from core.errors import DomainError
from core.forms import show_error
from core.periods import today
from evaluations.access import evaluations_visible_to
from evaluations.access.collectives import collective_actions_for, get_collective, get_committee, get_place
from evaluations.forms.collectives import CollectiveForm, LastDayForm, PlaceForm
from evaluations.models import LeadershipCollective
from evaluations.queries.collectives import FEWEST, collectives_of, people_of, takes_seats
from evaluations.queries.subjects import units_at
from evaluations.services import collectives as services

PAGE = 30
SHOWN = 12
"""So many evaluations of a collective are linked, the newest first."""


def collective_list(request: SignedInRequest, pk: int) -> HttpResponse:
    """The collectives of a committee, those in force first, with how many people each has."""
    committee = get_committee(request.user, pk)
    page = Paginator(collectives_of(committee), PAGE).get_page(request.GET.get("trang"))
    people = people_of(page.object_list, today())
    rows = [(row, people[row.pk], _is_small(row, len(people[row.pk]))) for row in page.object_list]
    context = {
        "committee": committee,
        "page": page,
        "rows": rows,
        "actions": collective_actions_for(request.user, committee),
    }
    return render(request, "evaluations/collective_list.html", context)


def _is_small(collective: LeadershipCollective, number: int) -> bool:
    return number < FEWEST and collective.valid_to is None


def collective_detail(request: SignedInRequest, pk: int) -> HttpResponse:
    """One collective with its people of today."""
    collective = get_collective(request.user, pk)
    people = people_of([collective], today())[collective.pk]
    context = {
        "collective": collective,
        "people": people,
        "is_small": _is_small(collective, len(people)),
        "takes_seats": takes_seats(collective),
        "actions": collective_actions_for(request.user, collective.organisation),
        "evaluations": evaluations_visible_to(request.user)
        .filter(collective=collective)
        .select_related("period")
        .order_by("-period__year", "-period__quarter")[:SHOWN],
    }
    return render(request, "evaluations/collective_detail.html", context)


def collective_add(request: SignedInRequest, pk: int) -> HttpResponse:
    """A further collective of the committee ``pk``."""
    committee = get_committee(request.user, pk, to="keep")
    form = CollectiveForm(request.POST or None, units=_units(committee))
    if request.method == "POST" and form.is_valid():
        try:
            collective = services.add_collective(committee, by=request.user, **form.cleaned_data)
        except DomainError as error:
            show_error(form, error)
        else:
            messages.success(request, _("Đã lập %(name)s.") % {"name": collective})
            return redirect(collective_page(collective))
    return render(request, "evaluations/collective_add.html", {"form": form, "committee": committee})


def collective_change(request: SignedInRequest, pk: int) -> HttpResponse:
    """Correct what is written of it."""
    collective = get_collective(request.user, pk, to="keep")
    committee = collective.organisation
    initial: dict[str, Any] = {field: getattr(collective, field) for field in ("kind", "name", "valid_from")}
    initial |= {"unit": collective.unit_id, "reviewed_with": collective.reviewed_with_id}
    form = CollectiveForm(request.POST or None, initial=initial, units=_units(committee))
    if request.method == "POST" and form.is_valid():
        try:
            changed = services.change_collective(collective, by=request.user, **form.cleaned_data)
        except DomainError as error:
            show_error(form, error)
        else:
            messages.success(request, _("Đã lưu.") if changed else _("Không có gì thay đổi."))
            return redirect(collective_page(collective))
    return render(request, "evaluations/collective_change.html", {"form": form, "collective": collective})


def _units(committee: Organisation) -> list[tuple[Organisation, str]]:
    """The committee and the organisations on which it decides."""
    found = [committee, *(unit for unit, _kind in units_at(committee, today()))]
    return [(unit, unit.name) for unit in found]


def collective_page(collective: LeadershipCollective) -> str:
    """The address of a collective."""
    return reverse("evaluations:collective_detail", args=[collective.pk])


def collective_end(request: SignedInRequest, pk: int) -> HttpResponse:
    """The last day of a collective."""
    collective = get_collective(request.user, pk, to="keep")
    form = LastDayForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.end_collective(collective, by=request.user, **form.cleaned_data)
        except DomainError as error:
            show_error(form, error)
        else:
            messages.success(request, _("Đã ghi kết thúc."))
            return redirect(collective_page(collective))
    return render(request, "evaluations/collective_end.html", {"form": form, "collective": collective})


def place_give(request: SignedInRequest, pk: int) -> HttpResponse:
    """First whom (``?tim=``, ``?dong-chi=``), then as what, from when."""
    collective = get_collective(request.user, pk, to="keep")
    member = chosen_person(request, request.GET.get("dong-chi"))
    if member is None:
        context = {"collective": collective, "finder": find_person(request)}
        return render(request, "evaluations/place_give.html", context)
    form = PlaceForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.give_place(collective, member, by=request.user, **form.cleaned_data)
        except DomainError as error:
            show_error(form, error)
        else:
            messages.success(request, _("Đã thêm đồng chí %(name)s.") % {"name": member})
            return redirect(collective_page(collective))
    return render(request, "evaluations/place_give.html", {"collective": collective, "member": member, "form": form})


def place_end(request: SignedInRequest, pk: int) -> HttpResponse:
    """Somebody leaves the collective after a day."""
    place = get_place(request.user, pk)
    form = LastDayForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.end_place(place, by=request.user, **form.cleaned_data)
        except DomainError as error:
            show_error(form, error)
        else:
            messages.success(request, _("Đã ghi: đồng chí %(name)s thôi tham gia.") % {"name": place.member})
            return redirect(collective_page(place.collective))
    return render(request, "evaluations/place_end.html", {"form": form, "place": place})
