"""The deeds on one unit: founding one below it, changing, moving, dividing, dissolving it; its history."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from accounts.request import SignedInRequest
from cells.access import COMMITTEE_KINDS, actions_for, get_organisation, scope_of
from cells.forms.units import ChangeForm, DissolveForm, FoundForm, MoveForm, SplitForm
from cells.models import CELL_KINDS, Member, Organisation, OrganisationPeriod
from cells.queries import children_on, members_of, superior_of
from cells.queries.history import state_of, timeline_of
from cells.queries.people import told_apart
from cells.rules.kinds import place_warning
from cells.services.organisations import (
    Part,
    dissolve_organisation,
    found_organisation,
    move_organisation,
    rename_organisation,
    split_organisation,
)
from core.errors import DomainError
from core.forms import show_error
from core.periods import format_date, today


def unit_history(request: SignedInRequest, pk: int) -> HttpResponse:
    """The life of a unit, as far back as it is known."""
    cell = get_organisation(request.user, pk)
    context = {
        "cell": cell,
        "timeline": timeline_of(cell),
        "known": scope_of(request.user).known,
        "actions": actions_for(request.user, cell),
    }
    return render(request, "cells/unit_history.html", context)


def unit_found(request: SignedInRequest, pk: int) -> HttpResponse:
    parent = get_organisation(request.user, pk, to="found_below")
    form = FoundForm(request.POST or None, parent=_present(parent))
    if request.method == "POST" and form.is_valid():
        try:
            unit = found_organisation(parent=parent, by=request.user, **form.cleaned_data)
        except DomainError as error:
            show_error(form, error)
        else:
            messages.success(request, _("Đã lập %(unit)s.") % {"unit": unit.label(unit.founded_on)})
            _warn_of_place(request, unit, unit.founded_on)
            return redirect(unit.get_absolute_url())
    return render(request, "cells/unit_found.html", {"cell": parent, "form": form})


def _warn_of_place(request: SignedInRequest, unit: Organisation, on: dt.date) -> None:
    """Say when no text puts a unit of this kind under its superior; the deed is done all the same."""
    place = OrganisationPeriod.objects.in_force(on).get(organisation=unit)
    above = OrganisationPeriod.objects.in_force(on).filter(organisation=place.parent_id or 0).first()
    sentence = place_warning(place.kind, above.kind, on) if above else ""
    if sentence:
        messages.warning(request, sentence)


def _present(unit: Organisation) -> OrganisationPeriod:
    """The label and place of a unit today; 403 when it has ended, for nothing is done to it any more."""
    period = unit.period(unit.ended_on)
    if period is None or (unit.ended_on is not None and unit.ended_on < today()):
        raise PermissionDenied
    return period


def unit_change(request: SignedInRequest, pk: int) -> HttpResponse:
    unit = get_organisation(request.user, pk, to="change_unit")
    form = ChangeForm(request.POST or None, period=_present(unit), initial={"seen": state_of(unit)})
    if request.method == "POST" and form.is_valid():
        try:
            until = rename_organisation(unit, by=request.user, **form.cleaned_data)
        except DomainError as error:
            show_error(form, error)
        else:
            messages.success(request, _changed(form.cleaned_data["valid_from"], until))
            return redirect("cells:unit_history", pk=pk)
    return render(request, "cells/unit_change.html", {"cell": unit, "form": form})


def _changed(since: dt.date, until: dt.date | None) -> str:
    if until is None:
        return _("Đã ghi thay đổi từ ngày %(day)s.") % {"day": format_date(since)}
    return _("Đã ghi thay đổi từ ngày %(day)s đến hết ngày %(until)s, vì sau đó đã có thay đổi khác.") % {
        "day": format_date(since),
        "until": format_date(until),
    }


def unit_move(request: SignedInRequest, pk: int) -> HttpResponse:
    unit = get_organisation(request.user, pk, to="change_unit")
    _present(unit)
    superiors = _committees_of(request).exclude(pk=pk)
    form = MoveForm(request.POST or None, superiors=superiors, initial={"seen": state_of(unit)})
    if request.method == "POST" and form.is_valid():
        try:
            until = move_organisation(unit, by=request.user, **form.cleaned_data)
        except DomainError as error:
            show_error(form, error)
        else:
            messages.success(request, _changed(form.cleaned_data["valid_from"], until))
            _warn_of_place(request, unit, form.cleaned_data["valid_from"])
            return redirect("cells:unit_history", pk=pk)
    return render(request, "cells/unit_move.html", {"cell": unit, "form": form, "superior": superior_of(unit)})


def _committees_of(request: SignedInRequest) -> QuerySet[Organisation]:
    """Committees standing today under which the user may found units."""
    scope = scope_of(request.user)
    standing = OrganisationPeriod.objects.in_force().filter(kind__in=COMMITTEE_KINDS)
    units = Organisation.objects.filter(pk__in=scope.directed | scope.reviewed)
    return units.filter(pk__in=standing.values("organisation")).prefetch_related("periods").order_by("order", "pk")


def unit_dissolve(request: SignedInRequest, pk: int) -> HttpResponse:
    unit = get_organisation(request.user, pk, to="change_unit")
    period = _present(unit)
    people = told_apart(members_of(unit)) if period.kind in CELL_KINDS else {}
    homes = _homes_for(unit) if people else []
    form = DissolveForm(request.POST or None, homes=homes, people=people, initial={"seen": state_of(unit)})
    if request.method == "POST" and form.is_valid():
        try:
            names = ("last_day", "document", "document_on", "seen", "rest_to")
            values = {name: form.cleaned_data[name] for name in names if name in form.cleaned_data}
            dissolve_organisation(unit, destinations=form.destinations, by=request.user, **values)
        except DomainError as error:
            show_error(form, error)
        else:
            messages.success(request, _("Đã giải thể %(unit)s.") % {"unit": period.name})
            return redirect(unit.get_absolute_url())
    context = {"cell": unit, "form": form, "children": children_on(unit, today()), "is_cell": period.kind in CELL_KINDS}
    return render(request, "cells/unit_dissolve.html", context)


def _homes_for(unit: Organisation) -> list[Organisation]:
    """The other cells under the same superior."""
    superior = superior_of(unit)
    beside = children_on(superior, today()).exclude(pk=unit.pk) if superior else []
    return [cell for cell in beside if cell.is_cell]


def unit_split(request: SignedInRequest, pk: int) -> HttpResponse:
    unit = get_organisation(request.user, pk, to="change_unit")
    is_cell = _present(unit).kind in CELL_KINDS
    things: dict[int, Member | Organisation] = {
        thing.pk: thing for thing in (members_of(unit) if is_cell else children_on(unit, today()))
    }
    names = {number: str(thing) for number, thing in things.items()}
    names |= told_apart(thing for thing in things.values() if isinstance(thing, Member))
    form = SplitForm(request.POST or None, things=names, initial={"seen": state_of(unit)})
    if request.method == "POST" and form.is_valid():
        try:
            new = split_organisation(unit, parts=_parts(form, things), by=request.user, **_said(form))
        except DomainError as error:
            show_error(form, error)
        else:
            made = ", ".join(part.label(part.founded_on) for part in new)
            messages.success(request, _("Đã chia tách; đơn vị mới: %(names)s.") % {"names": made})
            return redirect("cells:unit_history", pk=pk)
    return render(request, "cells/unit_split.html", {"cell": unit, "form": form, "is_cell": is_cell})


def _said(form: SplitForm) -> dict[str, Any]:
    return {name: form.cleaned_data[name] for name in ("last_day", "document", "document_on", "keep", "seen")}


def _parts(form: SplitForm, things: dict[int, Member | Organisation]) -> list[Part]:
    parts = []
    for name, numbers in form.parts:
        chosen = [things[number] for number in numbers]
        members = [thing for thing in chosen if isinstance(thing, Member)]
        units = [thing for thing in chosen if isinstance(thing, Organisation)]
        parts.append(Part(name, members, units))
    return parts
