"""The switch of a province to two levels: the table, what it would do, and the one deed."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from accounts.request import SignedInRequest
from cells.access import get_organisation
from cells.forms.switching import SwitchForm
from cells.imports.switch_table import as_text, read_switch_file, read_switch_text
from cells.models import Organisation, OrganisationKind
from cells.queries.switching import SwitchRow, fingerprint, plan_switch
from cells.rules.kinds import kinds
from cells.services.organisations.switching import switch_to_two_levels
from core.errors import DomainError
from core.forms import show_error
from core.spreadsheet import LIMITS

SHOWN = 200
"""How many units are listed of each sort; all are counted."""


def two_level_switch(request: SignedInRequest, pk: int) -> HttpResponse:
    """Table, preview, confirmation; each step is a plain form."""
    province = get_organisation(request.user, pk, to="found_below")
    if province.kind != OrganisationKind.PROVINCIAL:
        raise Http404
    form = SwitchForm(request.POST or None, request.FILES or None)
    context = {"cell": province, "form": form, "last_day": kinds()[OrganisationKind.DISTRICT].last_day}
    if request.POST.get("deed") in ("preview", "confirm") and form.is_valid():
        try:
            rows = _rows(form)
            if request.POST.get("deed") == "confirm":
                return _confirm(request, province, rows, form)
            return render(request, "cells/two_level_switch_preview.html", context | _preview(province, rows, form))
        except DomainError as error:
            show_error(form, error)
    if request.POST.get("deed") == "change":
        form.errors.clear()
    return render(request, "cells/two_level_switch.html", context)


def _rows(form: SwitchForm) -> list[SwitchRow]:
    """The rows of the file where one was given, else of the text."""
    file = form.cleaned_data.get("file")
    if not file:
        return read_switch_text(form.cleaned_data["table"])
    if file.size > LIMITS.file_bytes:
        raise DomainError(_("Tệp quá lớn; bảng chỉ cần hai hoặc ba cột."), field="file")
    return read_switch_file(file.read())


def _preview(province: Organisation, rows: list[SwitchRow], form: SwitchForm) -> dict[str, Any]:
    plan = plan_switch(province, rows)
    rest = form.cleaned_data["rest_directly_below"]
    hidden = {
        "table": as_text(rows),
        "document": form.cleaned_data["document"],
        "document_on": form["document_on"].value() or "",
        "rest_directly_below": "on" if rest else "",
    }
    return {
        "plan": plan,
        "rest": rest,
        "ready": not plan.faults and (rest or not plan.left) and bool(plan.districts),
        "seen": fingerprint(plan),
        "hidden": hidden.items(),
        "founded": plan.founded[:SHOWN],
        "more_founded": max(len(plan.founded) - SHOWN, 0),
        "going_on": plan.going_on[:SHOWN],
        "left": plan.left[:SHOWN],
        "faults": plan.faults[:SHOWN],
    }


def _confirm(request: SignedInRequest, province: Organisation, rows: list[SwitchRow], form: SwitchForm) -> HttpResponse:
    plan = switch_to_two_levels(
        province,
        rows,
        by=request.user,
        document=form.cleaned_data["document"],
        document_on=form.cleaned_data["document_on"],
        rest_directly_below=form.cleaned_data["rest_directly_below"],
        seen=request.POST.get("seen", ""),
    )
    words = {"districts": len(plan.districts), "old": plan.ending, "new": len(plan.founded), "below": plan.below}
    messages.success(
        request,
        _(
            "Đã chuyển sang hai cấp: %(districts)s đảng bộ cấp huyện kết thúc, %(old)s đơn vị thành %(new)s đơn vị "
            "mới, %(below)s chi bộ, đảng bộ trực thuộc theo về."
        )
        % words,
    )
    return redirect(province.get_absolute_url())
