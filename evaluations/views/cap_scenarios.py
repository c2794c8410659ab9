"""The cap as a what-if: looking, keeping several beside each other, comparing. Nothing here decides."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.request import SignedInRequest
from cells.views.deeds import done
from core.errors import DomainError
from core.numbers import row_numbers
from evaluations.access.cap_scenarios import cap_actions_for, get_capped_period, get_scenario
from evaluations.forms.cap_scenarios import ScenarioForm, TrialForm
from evaluations.models import CapScenario, Level, Period
from evaluations.queries.cap import Standing
from evaluations.queries.cap_bars import panel_of
from evaluations.queries.cap_scenarios import (
    WhatIf,
    compare,
    in_force,
    of_scenario,
    scenarios_of,
    standings_of,
    suggested_levels,
    tried,
)
from evaluations.queries.regulations import regulation_of
from evaluations.services import cap_scenarios as services

REFUSED = 422
PAGE = 12
SETTINGS = ("mode", "rate", "pooling")


def cap_whatif(request: SignedInRequest, pk: int) -> HttpResponse:
    """Each group with its three denominators and who would fall out; another setting can be tried in the address."""
    period = get_capped_period(request.user, pk)
    rows = standings_of(period)
    form = TrialForm(request.GET if "mode" in request.GET else None, initial=_settings_of(period))
    is_trial = form.is_bound and form.is_valid() and form.cleaned_data != _settings_of(period)
    what_if = tried(period, rows, **form.cleaned_data) if is_trial else in_force(period, rows)
    kept = [of_scenario(scenario, rows) for scenario in scenarios_of(period)]
    context = {
        "period": period,
        "regulation": regulation_of(period),
        "actions": cap_actions_for(request.user, period),
        "form": form,
        "is_trial": is_trial,
        "what_if": what_if,
        "kept": kept,
        "words": urlencode({name: form.cleaned_data[name] for name in SETTINGS}) if is_trial else "",
    }
    return render(request, "evaluations/cap_whatif.html", context | _panels(request, what_if))


def _settings_of(period: Period) -> dict[str, Any]:
    return {"mode": period.cap_mode, "rate": period.cap_rate, "pooling": period.pooling}


def _panels(request: SignedInRequest, what_if: WhatIf) -> dict[str, Any]:
    """The groups that have candidates as panels by page; the others in one table."""
    full = [group for group in what_if.groups if group.candidates]
    page = Paginator(full, PAGE).get_page(request.GET.get("trang"))
    quiet = [group for group in what_if.groups if not group.candidates]
    return {"page": page, "panels": [panel_of(group) for group in page], "quiet": quiet}


def cap_scenario_add(request: SignedInRequest, pk: int) -> HttpResponse:
    """Keep a what-if; the advisory order picks whom it can, the committee changes it afterwards."""
    period = get_capped_period(request.user, pk, to="try")
    given = {name: request.GET[name] for name in SETTINGS if name in request.GET}
    form = ScenarioForm(request.POST or None, initial=_settings_of(period) | given)
    made: list[CapScenario] = []
    if done(request, form, lambda data: made.append(_keep(request, period, standings_of(period), data))):
        messages.success(request, _("Đã lưu phương án. Mời đồng chí xem và chọn lại từng trường hợp."))
        return redirect("evaluations:cap_scenario_detail", made[0].pk)
    context = {"period": period, "form": form}
    return render(request, "evaluations/cap_scenario_add.html", context, status=REFUSED if form.errors else 200)


def _keep(request: SignedInRequest, period: Period, rows: list[Standing], data: dict[str, Any]) -> CapScenario:
    what_if = tried(period, rows, **{name: data[name] for name in SETTINGS})
    return services.keep_scenario(period, by=request.user, levels=suggested_levels(what_if.groups), **data)


def cap_scenario_detail(request: SignedInRequest, pk: int) -> HttpResponse:
    """One what-if: who is "excellent" in it and who falls out, to be changed by ticking."""
    scenario = get_scenario(request.user, pk)
    what_if = of_scenario(scenario, standings_of(scenario.period))
    context = {
        "scenario": scenario,
        "period": scenario.period,
        "what_if": what_if,
        "actions": cap_actions_for(request.user, scenario.period),
    }
    return render(request, "evaluations/cap_scenario_detail.html", context | _panels(request, what_if))


@require_POST
def cap_scenario_pick(request: SignedInRequest, pk: int) -> HttpResponse:
    """Who of the candidates shown is "excellent" in it."""
    scenario = get_scenario(request.user, pk, to="try")
    shown = set(row_numbers(request.POST.getlist("phieu")))
    ticked = set(row_numbers(request.POST.getlist("xuat-sac")))
    levels = {int(number): level for number, level in scenario.levels.items()}
    levels |= {number: str(Level.EXCELLENT if number in ticked else Level.GOOD) for number in shown}
    try:
        changed = services.pick_levels(scenario, levels=levels, by=request.user)
        messages.success(request, _("Đã lưu lựa chọn của phương án.") if changed else _("Không có gì thay đổi."))
    except DomainError as error:
        messages.error(request, str(error))
    return _back(request, scenario)


def cap_scenario_change(request: SignedInRequest, pk: int) -> HttpResponse:
    """Its name, note and how the cap is counted in it."""
    scenario = get_scenario(request.user, pk, to="try")
    initial = {name: getattr(scenario, name) for name in ("name", "note", *SETTINGS)}
    form = ScenarioForm(request.POST or None, initial=initial)
    if done(request, form, lambda data: services.change_scenario(scenario, by=request.user, **data)):
        messages.success(request, _("Đã lưu phương án."))
        return redirect("evaluations:cap_scenario_detail", scenario.pk)
    context = {"scenario": scenario, "period": scenario.period, "form": form}
    return render(request, "evaluations/cap_scenario_change.html", context, status=REFUSED if form.errors else 200)


@require_POST
def cap_scenario_copy(request: SignedInRequest, pk: int) -> HttpResponse:
    """A second one with the same choices."""
    scenario = get_scenario(request.user, pk, to="try")
    try:
        scenario = services.copy_scenario(scenario, by=request.user)
        messages.success(request, _("Đã chép thành “%(name)s”.") % {"name": scenario.name})
    except DomainError as error:
        messages.error(request, str(error))
    return redirect("evaluations:cap_scenario_detail", scenario.pk)


@require_POST
def cap_scenario_remove(request: SignedInRequest, pk: int) -> HttpResponse:
    """Put it away."""
    scenario = get_scenario(request.user, pk, to="try")
    try:
        services.remove_scenario(scenario, by=request.user)
        messages.success(request, _("Đã bỏ phương án “%(name)s”.") % {"name": scenario.name})
    except DomainError as error:
        messages.error(request, str(error))
    return redirect("evaluations:cap_whatif", scenario.period_id)


def cap_scenario_compare(request: SignedInRequest, pk: int) -> HttpResponse:
    """What is in force and every kept what-if beside each other, by group and by person."""
    period = get_capped_period(request.user, pk)
    found = compare(period, standings_of(period), scenarios_of(period))
    context = {
        "period": period,
        "comparison": found,
        "page": Paginator(found.people, 50).get_page(request.GET.get("trang")),
        "papers": (
            ("cap_options", _("In phương án")),
            ("cap_options_word", _("Bản Word")),
            ("cap_options_xlsx", _("Bảng Excel")),
        ),
    }
    return render(request, "evaluations/cap_scenario_compare.html", context)


def _back(request: SignedInRequest, scenario: CapScenario) -> HttpResponse:
    """To the page of the what-if on which the ticks stood."""
    page = request.POST.get("trang", "")
    address = reverse("evaluations:cap_scenario_detail", args=[scenario.pk])
    return redirect(f"{address}?trang={page}" if row_numbers([page]) else address)
