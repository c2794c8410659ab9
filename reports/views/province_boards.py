"""The board of a province (or of another committee above committees): sessions, classes, what is stuck, pilots."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.core.paginator import Page, Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from accounts.request import SignedInRequest
from cells.models import ABOVE_COMMITTEES, Organisation
from cells.queries import children_on
from core.ids import IdSet
from reports.access.boards import get_board_unit, readable_units
from reports.queries.board_lines import ClassRow, board_lines, class_chart, records_url
from reports.queries.figures import CELL, figure_years
from reports.queries.months import month_counts
from reports.queries.province import OF_A_ROW, cap_sums, pilot_rows, pilots_within, stuck_rows, unit_rows
from reports.queries.standards import standards_of
from reports.queries.yearly import ClassCounts, class_years, groups_of
from reports.views.asked_day import AskedDay, asked_day

PAGE, PILOTS = 30, 10
YEARS = 3
PARTS = {
    "sinh-hoat": _("Sinh hoạt"),
    "xep-loai": _("Xếp loại và tỷ lệ xuất sắc"),
    "vuong": _("Đánh giá đang vướng"),
    "don-vi-diem": _("Đơn vị điểm"),
}
"""The tabs; each page asks for its own figures alone."""


@require_safe
def province_board(request: SignedInRequest, pk: int) -> HttpResponse:
    """One tab of a province's board; each commune beside its own earlier years, in the official order."""
    unit = get_board_unit(request.user, pk, is_cell=False)
    if unit.kind not in ABOVE_COMMITTEES:
        raise Http404
    asked = asked_day(request)
    part = request.GET.get("phan", "")
    part = part if part in PARTS else "sinh-hoat"
    tabs = [
        {"label": label, "url": f"?phan={key}&nam={asked.year}&{asked.words}".rstrip("&"), "active": key == part}
        for key, label in PARTS.items()
    ]
    context = {
        "unit": unit, "name": unit.label(asked.until), "asked": asked, "now": timezone.now(), "year": asked.year,
        "part": part, "tabs": tabs,
    }  # fmt: skip
    return render(request, "reports/province_board.html", context | PART[part](request, unit, asked))


def _page(request: SignedInRequest, unit: Organisation, asked: AskedDay) -> Page[Organisation]:
    return Paginator(children_on(unit, asked.until), PAGE).get_page(request.GET.get("trang"))


def _sessions(request: SignedInRequest, unit: Organisation, asked: AskedDay) -> dict[str, Any]:
    within, years = readable_units(request.user), asked.back(YEARS)
    page = _page(request, unit, asked)
    units = list(page.object_list)
    known = figure_years(groups_of([unit, *units], within), years, asked.until, keys=OF_A_ROW)
    standards = standards_of([unit, *units], years, asked.until)
    return {
        "page": page, "rows": unit_rows(units, known, years, standards), "years": years,
        "lines": board_lines(unit, known, years, standards, OF_A_ROW),
        "counts": month_counts(within, asked.year, asked.until), "narrowed": asked.narrowed(unit),
    }  # fmt: skip


def _classes(request: SignedInRequest, unit: Organisation, asked: AskedDay) -> dict[str, Any]:
    within, years = readable_units(request.user), asked.back(YEARS)
    page = _page(request, unit, asked)
    units = list(page.object_list)
    whole = class_years(groups_of([unit], within), years, asked.until, subjects=[CELL])
    found = [
        ClassRow(
            year,
            whole.get((unit.pk, year, CELL), ClassCounts()),
            url=records_url(unit.pk, "cells_class", year, asked.until),
        )
        for year in years
    ]
    rows = [row for row in found if row.counts.all]
    sums = cap_sums(groups_of(units, within), asked.year, asked.until)
    title = str(_("Xếp loại chi bộ"))
    return {
        "page": page, "panels": [{"title": title, "rows": rows, "chart": class_chart(title, rows), "key": "cells"}],
        "rows": [(row, row.label(asked.until), sums.get((row.pk, True)), sums.get((row.pk, False))) for row in units],
    }  # fmt: skip


def _stuck(request: SignedInRequest, unit: Organisation, asked: AskedDay) -> dict[str, Any]:
    page = _page(request, unit, asked)
    within = readable_units(request.user)
    return {"page": page, "rows": stuck_rows(list(page.object_list), asked.year, asked.until, within)}


def _pilots(request: SignedInRequest, unit: Organisation, asked: AskedDay) -> dict[str, Any]:
    within: IdSet = readable_units(request.user)
    page = Paginator(pilots_within(within, unit), PILOTS).get_page(request.GET.get("trang"))
    return {"page": page, "pilots": pilot_rows(list(page.object_list), asked.until, within)}


PART: dict[str, Callable[[SignedInRequest, Organisation, AskedDay], dict[str, Any]]] = {
    "sinh-hoat": _sessions,
    "xep-loai": _classes,
    "vuong": _stuck,
    "don-vi-diem": _pilots,
}
