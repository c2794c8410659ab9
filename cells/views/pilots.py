"""The pilot units of a committee: why chosen, the plan, what came of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from accounts.request import SignedInRequest
from cells.access import get_organisation, get_pilot, pilot_actions_for
from cells.forms.pilots import (
    PilotCloseForm,
    PilotForm,
    PilotPlanForm,
    PilotTaskDoneForm,
    PilotTaskForm,
    WeaknessForm,
    WeaknessStateForm,
)
from cells.models import PilotUnit
from cells.queries.oversight import pilots_of, units_offered
from cells.services.pilots import (
    add_pilot_task,
    add_weakness,
    change_weakness,
    choose_pilot,
    close_pilot,
    finish_pilot_task,
    set_pilot_plan,
)
from core.errors import DomainError
from core.forms import show_error
from core.periods import today

PAGE = 20


def pilot_list(request: SignedInRequest, pk: int) -> HttpResponse:
    """The pilot units a committee chose, by year."""
    organisation = get_organisation(request.user, pk, to="oversee")
    page = Paginator(pilots_of(organisation), PAGE).get_page(request.GET.get("trang"))
    return render(request, "cells/pilot_list.html", {"organisation": organisation, "page": page, "day": today()})


def pilot_choose(request: SignedInRequest, pk: int) -> HttpResponse:
    """Choose a unit for strengthening in a year."""
    organisation = get_organisation(request.user, pk, to="oversee")
    form = PilotForm(request.POST or None, units=units_offered(organisation, today()))
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            pilot = choose_pilot(data.pop("unit"), chosen_by=organisation, by=request.user, **data)
        except DomainError as error:
            show_error(form, error)
        else:
            messages.success(request, _("Đã chọn đơn vị điểm; xin ghi kế hoạch củng cố."))
            return redirect("cells:pilot_detail", pk=pilot.pk)
    return render(request, "cells/pilot_choose.html", {"organisation": organisation, "form": form})


def pilot_detail(request: SignedInRequest, pk: int) -> HttpResponse:
    """One pilot year: weaknesses, plan, tasks, the figures before and after, the conclusion."""
    pilot = get_pilot(request.user, pk)
    may = "oversee" in pilot_actions_for(request.user, pilot)
    context = {
        "pilot": pilot,
        "weaknesses": pilot.weaknesses.all(),
        "tasks": pilot.tasks.all(),
        "day": today(),
        "may_lead": may,
        "may_change": may and pilot.closed_on is None,
    }
    return render(request, "cells/pilot_detail.html", context)


def pilot_plan(request: SignedInRequest, pk: int) -> HttpResponse:
    """The number, day and goal of the strengthening plan."""
    pilot = get_pilot(request.user, pk, to="oversee")
    names = ("plan_document", "plan_document_on", "plan_goal")
    form = PilotPlanForm(request.POST or None, initial={name: getattr(pilot, name) for name in names})
    return _step(request, pilot, form, _("Kế hoạch củng cố"), lambda **data: set_pilot_plan(pilot, **data))


def pilot_weakness_add(request: SignedInRequest, pk: int) -> HttpResponse:
    pilot = get_pilot(request.user, pk, to="oversee")
    form = WeaknessForm(request.POST or None)
    return _step(request, pilot, form, _("Ghi thêm hạn chế"), lambda **data: add_weakness(pilot, **data))


def pilot_weakness_change(request: SignedInRequest, pk: int, weakness_id: int) -> HttpResponse:
    """How far a weakness is mended."""
    pilot = get_pilot(request.user, pk, to="oversee")
    weakness = get_object_or_404(pilot.weaknesses, pk=weakness_id)
    initial = {"state": weakness.state, "note": weakness.note, "state_on": today()}
    form = WeaknessStateForm(request.POST or None, initial=initial)
    title = _("Cập nhật hạn chế")
    return _step(request, pilot, form, title, lambda **data: change_weakness(weakness, **data), about=weakness.text)


def pilot_task_add(request: SignedInRequest, pk: int) -> HttpResponse:
    pilot = get_pilot(request.user, pk, to="oversee")
    form = PilotTaskForm(request.POST or None)
    return _step(request, pilot, form, _("Thêm việc củng cố"), lambda **data: add_pilot_task(pilot, **data))


def pilot_task_finish(request: SignedInRequest, pk: int, task_id: int) -> HttpResponse:
    """A task of the plan is done."""
    pilot = get_pilot(request.user, pk, to="oversee")
    task = get_object_or_404(pilot.tasks, pk=task_id)
    form = PilotTaskDoneForm(request.POST or None, initial={"done_on": today()})
    title = _("Ghi kết quả việc củng cố")
    return _step(request, pilot, form, title, lambda **data: finish_pilot_task(task, **data), about=task.text)


def pilot_close(request: SignedInRequest, pk: int) -> HttpResponse:
    """Sum up the year; nothing of it changes afterwards."""
    pilot = get_pilot(request.user, pk, to="oversee")
    form = PilotCloseForm(request.POST or None, initial={"closed_on": today()})
    about = _("Sau khi tổng kết, các mục của năm này không sửa được nữa.")
    return _step(request, pilot, form, _("Tổng kết"), lambda **data: close_pilot(pilot, **data), about=about)


def _step(
    request: SignedInRequest,
    pilot: PilotUnit,
    form: forms.Form,
    title: str,
    deed: Callable[..., Any],
    *,
    about: str = "",
) -> HttpResponse:
    """One form about a pilot unit: do its deed and go back to the unit, or say what is refused."""
    if request.method == "POST" and form.is_valid():
        try:
            deed(by=request.user, **form.cleaned_data)
        except DomainError as error:
            show_error(form, error)
        else:
            messages.success(request, _("Đã lưu."))
            return redirect("cells:pilot_detail", pk=pilot.pk)
    return render(request, "cells/pilot_form.html", {"pilot": pilot, "form": form, "title": title, "about": about})
