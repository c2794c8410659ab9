"""Visits of people from above: written down by those who came, read and answered by the unit."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.models import User
from accounts.request import SignedInRequest
from cells.access import get_organisation, scope_of
from cells.models import Member, Organisation
from core.errors import DomainError
from core.forms import show_error
from core.periods import today
from meetings.access import get_checked_unit, get_meeting, get_visit, may_check, visit_actions_for, visits_visible_to
from meetings.access.meetings import stands_above
from meetings.forms.visits import CheckForm, RemarksForm, RemedyForm, VisitForm
from meetings.models import Visit
from meetings.queries.visits import (
    listed_visits,
    not_visited,
    open_remedies,
    possible_visitors,
    units_below,
    visits_by_unit,
    years_of_visits,
)
from meetings.services.visits import change_visit, record_check, record_visit, remedy_visit

PAGE = 30


@require_safe
def visit_list(request: SignedInRequest, pk: int) -> HttpResponse:
    """Visits of a year: of a committee by unit (those nobody saw first) or one by one, of a cell one by one."""
    unit = get_organisation(request.user, pk, to="view_members")
    visible = visits_visible_to(request.user)
    asked = request.GET.get("nam", "")
    year = int(asked) if asked.isascii() and asked.isdecimal() and len(asked) == 4 and asked > "1900" else today().year
    below = units_below(unit, year)
    is_committee = not unit.is_cell
    by_unit = is_committee and request.GET.get("xem") != "tung-lan"
    numbers = {unit.pk, *below.values_list("pk", flat=True)} if is_committee else {unit.pk}
    visits = listed_visits(visible, numbers, year)
    rows: QuerySet[Any] = below if by_unit else visits
    page = Paginator(rows, PAGE).get_page(request.GET.get("trang"))
    context = {
        "unit": unit,
        "year": year,
        "years": sorted({year, today().year, *years_of_visits(visible.filter(organisation__in=numbers))}, reverse=True),
        "tabs": _tabs(year, by_unit) if is_committee else [],
        "by_unit": visits_by_unit(page.object_list, year) if by_unit else None,
        "unseen": not_visited(below, year) if by_unit else 0,
        "page": page,
        "open": open_remedies(listed_visits(visible, {unit.pk}, year)) if not is_committee else [],
        "may_check": may_check(request.user, unit),
        "day": today(),
    }
    return render(request, "meetings/visit_list.html", context)


def _tabs(year: int, by_unit: bool) -> list[dict[str, object]]:
    return [
        {"label": _("Theo đơn vị"), "url": f"?nam={year}", "active": by_unit},
        {"label": _("Từng lần"), "url": f"?nam={year}&xem=tung-lan", "active": not by_unit},
    ]


@require_safe
def visit_detail(request: SignedInRequest, pk: int) -> HttpResponse:
    """One visit: the remarks, and what the unit did about them."""
    visit = get_visit(request.user, pk)
    context = {"visit": visit, "actions": visit_actions_for(request.user, visit), "day": today()}
    return render(request, "meetings/visit_detail.html", context)


def visit_record(request: SignedInRequest, pk: int) -> HttpResponse:
    """Write down that someone from above attended a meeting."""
    meeting = get_meeting(request.user, pk, to="visit")
    is_above = stands_above(scope_of(request.user), meeting)
    people = _visitors(request.user, meeting.cell, is_above)
    form = VisitForm(request.POST or None, visitors=people, own=scope_of(request.user).member_id)
    if request.method == "POST" and form.is_valid():
        try:
            visitor = form.cleaned_data["visitor"]
            visit = record_visit(meeting, visitor=visitor, remarks=form.said(), by=request.user)
        except DomainError as error:
            show_error(form, error)
        else:
            messages.success(request, _("Đã ghi; chi bộ đọc được nhận xét này."))
            return redirect("meetings:visit_detail", pk=visit.pk)
    return render(request, "meetings/visit_record.html", {"meeting": meeting, "form": form})


def visit_check(request: SignedInRequest, pk: int) -> HttpResponse:
    """Write down a look at a unit's work between meetings."""
    unit = get_checked_unit(request.user, pk)
    scope = scope_of(request.user)
    people = _visitors(request.user, unit, unit.pk in scope.directed | scope.reviewed)
    form = CheckForm(request.POST or None, visitors=people, own=scope.member_id)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            visit = record_check(
                unit, visitor=data["visitor"], visited_on=data["visited_on"], remarks=form.said(), by=request.user
            )
        except DomainError as error:
            show_error(form, error)
        else:
            messages.success(request, _("Đã ghi; chi bộ đọc được nhận xét này."))
            return redirect("meetings:visit_detail", pk=visit.pk)
    return render(request, "meetings/visit_check.html", {"unit": unit, "form": form})


def _visitors(user: User, unit: Organisation, is_above: bool) -> list[Member]:
    """The user; for those who decide about the unit also whoever else may have come."""
    own = Member.objects.filter(user=user).first()
    others = possible_visitors(unit, today()) if is_above else []
    return [member for member in [own, *others] if member is not None]


def visit_change(request: SignedInRequest, pk: int) -> HttpResponse:
    """Other remarks, while nothing was done about them yet."""
    visit = get_visit(request.user, pk, to="change")
    start = {name: getattr(visit, name) for name in ("on_minutes", "on_resolution", "remarks", "remedy_due_on")}
    form = RemarksForm(request.POST or None, initial=start)
    if request.method == "POST" and form.is_valid():
        try:
            change_visit(visit, remarks=form.said(), by=request.user)
        except DomainError as error:
            show_error(form, error)
        else:
            messages.success(request, _("Đã lưu."))
            return redirect("meetings:visit_detail", pk=pk)
    return render(request, "meetings/visit_change.html", {"visit": visit, "form": form})


def visit_remedy(request: SignedInRequest, pk: int) -> HttpResponse:
    """What the unit did about the remarks."""
    visit: Visit = get_visit(request.user, pk, to="remedy")
    form = RemedyForm(request.POST or None, initial={"on": today()})
    if request.method == "POST" and form.is_valid():
        try:
            remedy_visit(visit, by=request.user, **form.cleaned_data)
        except DomainError as error:
            show_error(form, error)
        else:
            messages.success(request, _("Đã ghi kết quả khắc phục."))
            return redirect("meetings:visit_detail", pk=pk)
    return render(request, "meetings/visit_remedy.html", {"visit": visit, "form": form})
