"""The boards of one unit: of a cell for its secretary, of a committee with its cells, months, classes and targets."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from accounts.request import SignedInRequest
from cells.models import Organisation
from cells.queries.candidates import due_rows
from core.periods import today
from evaluations.models.subjects import PERSONS
from meetings.access.tasks import tasks_visible_to
from meetings.queries.task_board import Standing, Wanted, narrowed, reckoned, standings
from reports.access.boards import board_actions_for, board_url, get_board_unit, own_board_units, readable_units
from reports.queries.board_lines import ClassRow, board_lines, class_chart, month_charts, records_url
from reports.queries.boards import month_rows
from reports.queries.cell_now import next_meeting_of, open_meetings
from reports.queries.figures import CELL, figure_years, sum_classes
from reports.queries.months import month_counts
from reports.queries.standards import standards_of
from reports.queries.targets import target_rows
from reports.queries.yearly import ClassCounts, Groups, cells_of, class_years, groups_of
from reports.queries.yearly.grades import grade_months
from reports.queries.yearly.voices import voice_months
from reports.views.asked_day import AskedDay, asked_day

PAGE = 50
YEARS = 4
OF_A_CELL = ("sessions", "thematic", "attendance", "speakers", "grades", "tasks")
OF_A_COMMITTEE = ("sessions", "complete", "regular", "thematic", "attendance", "speakers", "grades", "minutes")
PARTS = {
    "nam": _("Qua các năm"),
    "thang": _("Chi bộ và tháng"),
    "xep-loai": _("Xếp loại"),
    "nhiem-vu": _("Nhiệm vụ"),
    "chi-tieu": _("Chỉ tiêu năm"),
}
"""The tabs of a committee's board; each page asks for its own figures alone."""


@require_safe
def board_list(request: SignedInRequest) -> HttpResponse:
    """The units whose board is the reader's own; where there is one, it opens at once."""
    units = list(own_board_units(request.user))
    if not units:
        raise PermissionDenied
    rows = [(unit, board_url(unit)) for unit in units]
    if len(rows) == 1:
        return redirect(rows[0][1])
    return render(request, "reports/board_list.html", {"rows": rows})


@require_safe
def cell_board(request: SignedInRequest, pk: int) -> HttpResponse:
    """The next meeting, what is open, the year so far of one cell, each figure beside its earlier years."""
    cell = get_board_unit(request.user, pk, is_cell=True)
    asked = asked_day(request)
    years = asked.back(YEARS)
    known = figure_years(groups_of([cell], readable_units(request.user)), years, asked.until, keys=OF_A_CELL)
    tasks = narrowed(tasks_visible_to(request.user), Wanted(unit=cell.pk))
    context = {
        **_frame(cell, asked), "next": next_meeting_of(cell, today()), "open": open_meetings(cell),
        "lines": board_lines(cell, known, years, standards_of([cell], years, asked.until), OF_A_CELL),
        "tasks": standings(reckoned(tasks, today())), "Standing": Standing,
        "due": due_rows({cell.pk}, today()).prefetch_related(None).count(),
    }  # fmt: skip
    return render(request, "reports/cell_board.html", context)


@require_safe
def commune_board(request: SignedInRequest, pk: int) -> HttpResponse:
    """A committee's board: one tab of figures over years, of cells and months, of classes, tasks or targets."""
    unit = get_board_unit(request.user, pk, is_cell=False)
    asked = asked_day(request)
    part = request.GET.get("phan", "")
    part = part if part in PARTS else "nam"
    groups = groups_of([unit], readable_units(request.user))
    context = {**_frame(unit, asked), "part": part, "actions": board_actions_for(request.user, unit)}
    context["tabs"] = [
        {"label": label, "url": f"?phan={key}&nam={asked.year}&{asked.words}".rstrip("&"), "active": key == part}
        for key, label in PARTS.items()
    ]
    return render(request, "reports/commune_board.html", context | PART[part](request, unit, groups, asked))


def _frame(unit: Organisation, asked: AskedDay) -> dict[str, Any]:
    return {"unit": unit, "name": unit.label(asked.until), "asked": asked, "now": timezone.now(), "year": asked.year}


def _over_years(_request: SignedInRequest, unit: Organisation, groups: Groups, asked: AskedDay) -> dict[str, Any]:
    years = asked.back(YEARS)
    known = figure_years(groups, years, asked.until, keys=OF_A_COMMITTEE)
    return {"lines": board_lines(unit, known, years, standards_of([unit], years, asked.until), OF_A_COMMITTEE)}


def _by_month(request: SignedInRequest, unit: Organisation, groups: Groups, asked: AskedDay) -> dict[str, Any]:
    cells = cells_of(groups, [asked.year], asked.until).get(asked.year, [])
    page = Paginator(cells, PAGE).get_page(request.GET.get("trang"))
    shown = Organisation.objects.filter(pk__in=page.object_list).prefetch_related("periods").order_by("order", "pk")
    counts = month_counts(cells, asked.year, asked.until)
    months = [count.month for count in counts]
    voices = voice_months(groups, asked.year, asked.until)
    charts = month_charts(unit, voices, grade_months(groups, asked.year, asked.until), months)
    return {
        "page": page, "rows": month_rows(list(shown), asked.year, asked.until), "months": range(1, 13),
        "counts": counts, "charts": charts, "narrowed": asked.narrowed(unit),
    }  # fmt: skip


def _classes(_request: SignedInRequest, unit: Organisation, groups: Groups, asked: AskedDay) -> dict[str, Any]:
    years = asked.back(YEARS)
    found = class_years(groups, years, asked.until, subjects=[CELL, *PERSONS])
    kinds = (("cells_class", _("Xếp loại chi bộ"), [CELL]), ("members_class", _("Xếp loại đảng viên"), list(PERSONS)))
    panels = []
    for key, title, subjects in kinds:
        rows = [
            ClassRow(
                year,
                sum_classes(found.get((unit.pk, year, subject), ClassCounts()) for subject in subjects),
                url=records_url(unit.pk, key, year, asked.until),
            )
            for year in years
        ]
        rows = [row for row in rows if row.counts.all]
        panels.append({"title": title, "rows": rows, "chart": class_chart(str(title), rows), "key": key})
    return {"panels": panels}


def _tasks(request: SignedInRequest, unit: Organisation, groups: Groups, asked: AskedDay) -> dict[str, Any]:
    tasks = narrowed(tasks_visible_to(request.user), Wanted(unit=unit.pk))
    years = asked.back(YEARS)
    known = figure_years(groups, years, asked.until, keys=["tasks"])
    return {
        "tasks": standings(reckoned(tasks, today())),
        "standing_words": [(standing.value, standing.label) for standing in Standing],
        "lines": board_lines(unit, known, years, standards_of([unit], years, asked.until), ["tasks"]),
    }


def _targets(_request: SignedInRequest, unit: Organisation, groups: Groups, asked: AskedDay) -> dict[str, Any]:
    rows = target_rows(unit, groups, asked.year, asked.until)
    urls = {row.target.pk: records_url(unit.pk, row.figure.key, asked.year, asked.until) for row in rows}
    return {"targets": rows, "urls": urls}


PART: dict[str, Callable[[SignedInRequest, Organisation, Groups, AskedDay], dict[str, Any]]] = {
    "nam": _over_years,
    "thang": _by_month,
    "xep-loai": _classes,
    "nhiem-vu": _tasks,
    "chi-tieu": _targets,
}
