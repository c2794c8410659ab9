"""Posts of a unit: who holds them on a day and in each term; giving and ending them."""

from __future__ import annotations

import datetime as dt

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.request import SignedInRequest
from cells.access import actions_for, get_organisation, get_seat
from cells.forms.posts import AppointForm, DayForm, SeatEndForm, SeatForm
from cells.models import Member, Organisation, OrganisationKind
from cells.queries import members_of, seats_of, superior_of
from cells.queries.posts import belongs_to, seats_by_term
from cells.queries.terms import term_on
from cells.services.seats import appoint_committee, end_seat, give_seat
from cells.views.finder import Finder, chosen_person, find_person
from core.errors import DomainError
from core.forms import show_error
from core.periods import today


def day_asked(request: SignedInRequest, usual: dt.date) -> tuple[DayForm, dt.date]:
    """The day of ``?ngay=``; without one, or with one that is no day, the usual."""
    form = DayForm(request.GET if "ngay" in request.GET else None, initial={"ngay": usual})
    return form, (form.is_valid() and form.cleaned_data["ngay"]) or usual


def post_list(request: SignedInRequest, pk: int) -> HttpResponse:
    """The committee as of a day, and the posts under each term."""
    cell = get_organisation(request.user, pk)
    form, day = day_asked(request, cell.ended_on or today())
    context = {
        "cell": cell,
        "actions": actions_for(request.user, cell),
        "form": form,
        "day": day,
        "seats": seats_of(cell, day),
        "term": term_on(cell, day),
        "history": seats_by_term(cell),
        "today": today(),
    }
    return render(request, "cells/post_list.html", context)


def seat_give(request: SignedInRequest, pk: int) -> HttpResponse:
    """First whom (``?tim=``, ``?dong-chi=``), then which office from when."""
    cell = get_organisation(request.user, pk, to="keep_posts")
    member = chosen_person(request, request.GET.get("dong-chi"))
    if member is None:
        return render(request, "cells/seat_give.html", {"cell": cell, "finder": _finder(request, cell)})
    asks = "accept_outsider" in request.POST or not belongs_to(member, cell, today())
    form = SeatForm(request.POST or None, kind=cell.kind, asks_outsider=asks)
    if request.method == "POST" and form.is_valid():
        data = {**form.cleaned_data, "accept_outsider": form.cleaned_data.get("accept_outsider", False)}
        try:
            seat = give_seat(member, organisation=cell, by=request.user, **data)
        except DomainError as error:
            if error.field == "accept_outsider":
                form.ask_outsider()
            show_error(form, error)
        else:
            messages.success(request, _("Đã ghi: %(post)s là đồng chí %(name)s.") % {"post": seat, "name": member})
            return redirect("cells:post_list", pk=pk)
    return render(request, "cells/seat_give.html", {"cell": cell, "member": member, "form": form, "outsider": asks})


def _finder(request: SignedInRequest, cell: Organisation) -> Finder:
    """Whom the typed words mean; of a cell or a group its members at once."""
    home = superior_of(cell) if cell.kind == OrganisationKind.PARTY_GROUP else cell
    if request.GET.get("tim", "").strip() or home is None or not home.is_cell:
        return find_person(request)
    return Finder("", list(members_of(home)), has_more=False)


def seat_end(request: SignedInRequest, pk: int) -> HttpResponse:
    """End a post; the person keeps it through the last day."""
    seat = get_seat(request.user, pk)
    form = SeatEndForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            end_seat(seat, by=request.user, **form.cleaned_data)
        except DomainError as error:
            show_error(form, error)
        else:
            messages.success(
                request, _("Đã ghi: đồng chí %(name)s thôi %(post)s.") % {"name": seat.member, "post": seat}
            )
            return redirect("cells:post_list", pk=seat.organisation_id)
    return render(request, "cells/seat_end.html", {"seat": seat, "cell": seat.organisation, "form": form})


def committee_appoint(request: SignedInRequest, pk: int) -> HttpResponse:
    """The whole committee of a cell by one document; elsewhere posts are given one by one."""
    cell = get_organisation(request.user, pk, to="keep_posts")
    if not cell.is_cell:
        return redirect("cells:seat_give", pk=pk)
    people: list[Member] = list(members_of(cell))
    held = {seat.member_id: seat.title for seat in seats_of(cell)}
    form = AppointForm(request.POST or None, people=people, held=held, kind=cell.kind)
    if request.method == "POST" and form.is_valid():
        data = {name: form.cleaned_data[name] for name in form.field_order}
        try:
            seats = appoint_committee(cell, form.offices(), by=request.user, **data)
        except DomainError as error:
            show_error(form, error)
        else:
            sentence = ngettext("Đã ghi %(number)s chức vụ.", "Đã ghi %(number)s chức vụ.", len(seats))
            messages.success(request, sentence % {"number": len(seats)})
            return redirect("cells:post_list", pk=pk)
    return render(request, "cells/committee_appoint.html", {"cell": cell, "form": form})
