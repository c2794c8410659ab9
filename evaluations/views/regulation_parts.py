"""The parts of a committee's draft, one page each: choices, conditions, deadlines, sets of criteria."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.request import SignedInRequest
from core.errors import DomainError
from core.forms import show_error
from evaluations.access.local_regulations import get_local_regulation
from evaluations.forms.criteria_grid import CriteriaGrid
from evaluations.forms.local_regulations import ChoicesForm, DeadlinesForm, GatesForm
from evaluations.models import LocalRegulation
from evaluations.queries.local_regulations import parent_data
from evaluations.rules.criteria_edit import blank_set
from evaluations.rules.records import record_facts
from evaluations.rules.regulation import Regulation, read_regulation
from evaluations.rules.samples import criteria_data, criteria_keys
from evaluations.services import regulation_parts as services

REFUSED = 422
BLANK = "blank-"


def local_regulation_settings(request: SignedInRequest, pk: int) -> HttpResponse:
    """The choices that the regulation above leaves open, and the cap."""
    regulation = get_local_regulation(request.user, pk, to="write")
    parent = parent_of(regulation)
    form = ChoicesForm(request.POST or None, parent=parent, own=regulation.own)
    if saved := _saved(request, regulation, form, lambda: services.change_choices(
        regulation, by=request.user, **form.values
    )):  # fmt: skip
        return saved
    context = {"form": form, "local": regulation, "parent": parent}
    return render(request, "evaluations/local_regulation_settings.html", context)


def local_regulation_gates(request: SignedInRequest, pk: int) -> HttpResponse:
    """Further conditions of levels, chosen from a list or written for the expert."""
    regulation = get_local_regulation(request.user, pk, to="write")
    parent = parent_of(regulation)
    form = GatesForm(request.POST or None, parent=parent, own=regulation.own)
    if saved := _saved(request, regulation, form, lambda: services.change_gates(
        regulation, by=request.user, **form.values
    )):  # fmt: skip
        return saved
    facts = {**record_facts(), **parent.facts}
    context = {"form": form, "local": regulation, "parent": parent, "facts": facts.values()}
    return render(request, "evaluations/local_regulation_gates.html", context)


def local_regulation_deadlines(request: SignedInRequest, pk: int) -> HttpResponse:
    """Internal deadlines, each before that of the regulation above."""
    regulation = get_local_regulation(request.user, pk, to="write")
    parent = parent_of(regulation)
    form = DeadlinesForm(request.POST or None, parent=parent, own=regulation.own)
    if saved := _saved(request, regulation, form, lambda: services.change_deadlines(
        regulation, deadlines=form.values, by=request.user
    )):  # fmt: skip
        return saved
    context = {"form": form, "local": regulation, "parent": parent}
    return render(request, "evaluations/local_regulation_deadlines.html", context)


def parent_of(regulation: LocalRegulation) -> Regulation:
    """The regulation above; where the levels above no longer fit together there is nothing to settle."""
    try:
        return read_regulation(parent_data(regulation))
    except DomainError as error:
        raise Http404(str(error)) from error


def _saved(
    request: SignedInRequest, regulation: LocalRegulation, form: forms.Form, save: Callable[[], bool]
) -> HttpResponse | None:
    """Save what a form holds and go back to the draft; nothing when there is something to say first."""
    if request.method != "POST" or not form.is_valid():
        return None
    try:
        changed = save()
    except DomainError as error:
        show_error(form, error)
        return None
    messages.success(request, _("Đã lưu.") if changed else _("Không có gì thay đổi."))
    return redirect(regulation)


def local_regulation_criteria(request: SignedInRequest, pk: int, key: str) -> HttpResponse:
    """The grid of one set of criteria. ``tinh`` adds up without saving."""
    regulation = get_local_regulation(request.user, pk, to="write")
    stored, parent = set_or_404(regulation, key), parent_of(regulation)
    grid = CriteriaGrid(stored, parent, request.POST if request.method == "POST" else None)
    context: dict[str, Any] = {"local": regulation, "grid": grid, "key": key}
    if request.method == "POST":
        criteria = grid.read()
        if criteria is not None and "tinh" not in request.POST:
            try:
                services.change_criteria(regulation, key, criteria, by=request.user)
            except DomainError as error:
                context["refusal"] = error
            else:
                _tell(request, grid)
                return redirect("evaluations:local_regulation_criteria", regulation.pk, key)
    refused = grid.has_errors or "refusal" in context
    status = REFUSED if refused else 200
    return render(request, "evaluations/local_regulation_criteria.html", context, status=status)


def _tell(request: SignedInRequest, grid: CriteriaGrid) -> None:
    if grid.adds_up:
        messages.success(request, _("Đã lưu. Điểm các nhóm đã khớp."))
        return
    named = "; ".join(
        _("%(name)s: %(total)s/%(limit)s")
        % {"name": group.name, "total": group.total_words, "limit": group.limit_words}
        for group in grid.groups
        if not group.adds_up
    )
    messages.warning(request, _("Đã lưu, nhưng điểm chưa khớp (%(groups)s); sửa cho khớp rồi mới ban hành được.")
                     % {"groups": named})  # fmt: skip


def set_or_404(regulation: LocalRegulation, key: str) -> dict[str, Any]:
    """One set of criteria of a draft."""
    try:
        return services.set_of(regulation, key)
    except DomainError as error:
        raise Http404(str(error)) from error


@require_POST
def local_regulation_add_criteria(request: SignedInRequest, pk: int) -> HttpResponse:
    """Take an example into the draft, or a set with the headings of an appendix only."""
    regulation = get_local_regulation(request.user, pk, to="write")
    wanted = request.POST.get("bo", "")
    parent = parent_of(regulation)
    subjects = {subject.key for subject in parent.subjects}
    if wanted in criteria_keys():
        criteria = criteria_data(wanted)
    elif wanted.removeprefix(BLANK) in subjects and parent.score_groups:
        criteria = blank_set(parent, wanted.removeprefix(BLANK))
    else:
        messages.error(request, _("Hãy chọn một bộ tiêu chí trong danh sách."))
        return redirect(regulation)
    try:
        added = services.add_criteria(regulation, criteria, by=request.user)
    except DomainError as error:
        messages.error(request, str(error))
        return redirect(regulation)
    return redirect("evaluations:local_regulation_criteria", regulation.pk, added["key"])


@require_POST
def local_regulation_remove_criteria(request: SignedInRequest, pk: int, key: str) -> HttpResponse:
    """Take a set out of the draft."""
    regulation = get_local_regulation(request.user, pk, to="write")
    try:
        services.remove_criteria(regulation, key, by=request.user)
    except DomainError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Đã bỏ bộ tiêu chí khỏi bản thảo."))
    return redirect(regulation)
