"""The guided merge: which units become which, what that would do, and the one deed."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import ngettext

from accounts.request import SignedInRequest
from cells.access import actions_for, get_organisation
from cells.forms.merging import AppointmentsForm, MergePlanForm
from cells.models import Organisation, OrganisationKind
from cells.queries import children_on
from cells.queries.merging import MergePlan, fingerprint, preview_merges
from cells.services.organisations.plans import carry_out_merges, refuse_entangled
from core.errors import DomainError
from core.forms import show_error
from core.periods import today

AT_ONCE = 60
"""How many units one page offers; of more, those concerned are chosen first."""


def unit_merge(request: SignedInRequest, pk: int) -> HttpResponse:
    """Plan, preview and carry out merges of the units under one superior; each step is a plain form."""
    superior = get_organisation(request.user, pk, to="found_below")
    offered = _mergeable(request, superior)
    chosen = set(request.GET.getlist("chon") + request.POST.getlist("chon"))
    if len(offered) > AT_ONCE and len(chosen) < 2:
        return render(request, "cells/unit_merge_choose.html", {"cell": superior, "units": offered})
    units = [unit for unit in offered if str(unit.pk) in chosen] if chosen else offered
    form = MergePlanForm(request.POST or None, units=units)
    deed = request.POST.get("deed", "")
    context: dict[str, Any] = {"cell": superior, "form": form, "chosen": sorted(chosen)}
    if deed in ("preview", "confirm") and form.is_valid():
        return _previewed(request, form, context)
    if deed == "change":
        form.errors.clear()
    return render(request, "cells/unit_merge.html", context)


def _mergeable(request: SignedInRequest, superior: Organisation) -> list[Organisation]:
    """The units under it that the user may end, Party groups left out."""
    if superior.is_cell or superior.kind == OrganisationKind.PARTY_GROUP:
        raise PermissionDenied
    below = children_on(superior, today()).filter(ended_on__isnull=True)
    return [unit for unit in below if "change_unit" in actions_for(request.user, unit)]


def _previewed(request: SignedInRequest, form: MergePlanForm, context: dict[str, Any]) -> HttpResponse:
    """The preview, or the deed when it is confirmed."""
    plans, last_day = form.plans(), form.cleaned_data["last_day"]
    asked = request.POST if request.POST.get("deed") == "confirm" else None
    try:
        refuse_entangled(plans)
        previews = preview_merges(plans, last_day)
        people = AppointmentsForm(asked, previews=previews)
        if asked is not None and people.is_valid():
            return _confirm(request, form, [people.with_appointments(plan) for plan in plans], context["cell"])
    except DomainError as error:
        show_error(form, error)
        return render(request, "cells/unit_merge.html", context)
    kept = [(name, value) for name in request.POST for value in request.POST.getlist(name)]
    hidden = [pair for pair in kept if pair[0] not in {"csrfmiddlewaretoken", "deed", "seen", *people.fields}]
    context |= {
        "people": people,
        "previews": [(preview, people.fields_of(preview)) for preview in previews],
        "hidden": hidden,
        "seen": fingerprint(previews, last_day),
        "last_day": last_day,
        **_sums(form, plans, sum(preview.moved for preview in previews)),
    }
    return render(request, "cells/unit_merge_preview.html", context)


def _sums(form: MergePlanForm, plans: list[MergePlan], moved: int) -> dict[str, int]:
    ending = sum(len(plan.units) for plan in plans)
    founded = sum(plan.into is None for plan in plans)
    return {
        "before": len(form.units),
        "after": len(form.units) - ending + founded,
        "ending": ending,
        "founded": founded,
        "moved": moved,
    }


def _confirm(
    request: SignedInRequest, form: MergePlanForm, plans: list[MergePlan], superior: Organisation
) -> HttpResponse:
    words: dict[str, Any] = {name: form.cleaned_data[name] for name in ("last_day", "document", "document_on")}
    successors = carry_out_merges(plans, by=request.user, seen=request.POST.get("seen", ""), **words)
    number = len(successors)
    sentence = ngettext(
        "Đã sáp nhập; %(number)s đơn vị nhận: %(names)s.", "Đã sáp nhập; %(number)s đơn vị nhận: %(names)s.", number
    )
    first: dt.date = words["last_day"] + dt.timedelta(days=1)
    names = ", ".join(unit.label(first) for unit in successors)
    messages.success(request, sentence % {"number": number, "names": names})
    return redirect(superior.get_absolute_url())
