"""The records behind a figure, and the figures of a unit through the years with those it followed."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.request import SignedInRequest
from cells.models import Organisation
from core.pages import BoundedPaginator
from evaluations.access import evaluations_visible_to
from evaluations.models import Level
from reports.access.boards import get_board_unit, readable_units
from reports.queries.board_lines import board_lines
from reports.queries.figures import FIGURES, UnitYear, figure_years
from reports.queries.history import Predecessor, cell_classes, first_year, predecessors_of
from reports.queries.records import cell_lines, class_records, meeting_lines, months_not_held
from reports.queries.standards import standards_of
from reports.queries.yearly import Groups, cells_of, groups_of
from reports.views.asked_day import AskedDay, asked_day

PAGE = 50
MOST_YEARS = 12
OF_HISTORY = ("sessions", "regular", "thematic", "attendance", "speakers", "grades", "cells_class", "members_class")


@require_safe
def figure_records(request: SignedInRequest, pk: int, figure: str, year: int) -> HttpResponse:
    """What a figure was counted from: of a committee its cells, of a cell its meetings, of classes the decisions."""
    unit = get_board_unit(request.user, pk)
    if figure not in FIGURES or not 2000 <= year <= 2100:
        raise Http404
    asked = asked_day(request)
    groups = groups_of([unit], readable_units(request.user))
    known = figure_years(groups, [year], asked.until, keys=[figure]).get((unit.pk, year), UnitYear())
    shown = FIGURES[figure]
    context = {
        "unit": unit, "figure": shown, "year": year, "asked": asked, "now": timezone.now(),
        "value": shown.value(known), "parts": shown.parts(known),
        **_behind(request, unit, groups, figure, year, asked.until),
    }  # fmt: skip
    return render(request, "reports/figure_records.html", context)


def _behind(
    request: SignedInRequest, unit: Organisation, groups: Groups, figure: str, year: int, until: dt.date
) -> dict[str, Any]:
    number = request.GET.get("trang")
    if FIGURES[figure].of == "classes":
        rows = class_records(evaluations_visible_to(request.user), groups, figure, year, until)
        return {"page": BoundedPaginator(rows, PAGE).get_page(number), "levels": dict(Level.choices), "is_class": True}
    cells = cells_of(groups, [year], until).get(year, [])
    if not unit.is_cell:
        page = Paginator(cells, PAGE).get_page(number)
        lines = cell_lines(list(page.object_list), figure, year, until, groups.within)
        return {"page": page, "lines": lines}
    units = list(Organisation.objects.filter(pk__in=cells).prefetch_related("periods").order_by("order", "pk"))
    missing = months_not_held(units, year, until) if FIGURES[figure].of == "sessions" else []
    return {"meetings": meeting_lines(units, year, until), "missing": missing, "has_followed": len(units) > 1}


@require_safe
def unit_history_figures(request: SignedInRequest, pk: int) -> HttpResponse:
    """A unit's sessions, attendance, grades and classes through the years, with the units it followed."""
    unit = get_board_unit(request.user, pk)
    asked, within = asked_day(request), readable_units(request.user)
    groups = groups_of([unit], within)
    first = max(first_year(groups, asked.until), asked.year - MOST_YEARS + 1)
    years = list(range(min(first, asked.year), asked.year + 1))
    known = figure_years(groups, years, asked.until, keys=OF_HISTORY)
    followed = predecessors_of(unit, within)
    context = {
        "unit": unit, "name": unit.label(asked.until), "asked": asked, "now": timezone.now(), "year": asked.year,
        "lines": board_lines(unit, known, years, standards_of([unit], years, asked.until), OF_HISTORY), "years": years,
        "followed": followed, "own": _own_years(followed, within, years, asked),
        "classes": cell_classes(groups, years, asked.until) if unit.is_cell else [],
        "board": reverse("reports:cell_board" if unit.is_cell else "reports:commune_board", args=[unit.pk]),
    }  # fmt: skip
    return render(request, "reports/unit_history_figures.html", context)


def _own_years(followed: list[Predecessor], within: Any, years: list[int], asked: AskedDay) -> list[Any]:
    """Each unit that was followed, with what it held and had to hold in its own years."""
    units = [row.unit for row in followed]
    if not units:
        return []
    known = figure_years(groups_of(units, within), years, asked.until, keys=["sessions"])
    return [(row, [(year, known.get((row.unit.pk, year), UnitYear()).sessions) for year in years]) for row in followed]
