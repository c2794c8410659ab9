"""The board of tasks, and the page of one task."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.request import SignedInRequest
from cells.access import get_organisation, organisations_visible_to, scope_of, units_to_choose
from cells.models import Organisation
from core.errors import DomainError
from core.forms import show_error
from core.pages import BoundedPaginator
from core.periods import format_date, today
from meetings.access import get_task, task_actions_for, tasks_visible_to
from meetings.forms.tasks import DropForm, DueDayForm, LinkForm, ProgressForm
from meetings.models import Task, TaskProgress
from meetings.queries.task_board import (
    Standing,
    Wanted,
    in_standing,
    key_tasks_served,
    narrowed,
    reckoned,
    standings,
    task_rows,
    with_what_is_shown,
    years_given,
)
from meetings.queries.task_chart import chart_of
from meetings.queries.themes import key_tasks_for
from meetings.services.progress import (
    change_due_day,
    drop_task,
    finish_task,
    link_key_task,
    measure_of,
    record_progress,
    remove_progress,
    step_back,
)
from meetings.services.task_export import take_out_tasks

PAGE = 25
ENTRIES = 50
MOST_COUNTED = 400
"""In a scope of more units the tabs are not counted: a province asks for one unit at a time."""
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_safe
def task_board(request: SignedInRequest) -> HttpResponse:
    """Tasks across months and units, by standing; a member sees the own ones."""
    user, day = request.user, today()
    visible = tasks_visible_to(user)
    wanted = _wanted(request.GET)
    narrow = narrowed(visible, wanted)
    found = in_standing(reckoned(narrow, day), wanted.standing)
    page = BoundedPaginator(with_what_is_shown(found), PAGE).get_page(request.GET.get("trang"))
    is_counted = wanted.unit is not None or len(scope_of(user).readable) <= MOST_COUNTED
    context = {
        "page": page,
        "rows": task_rows(page.object_list),
        "wanted": wanted,
        "tabs": _tabs(request, wanted, standings(reckoned(narrow, day)) if is_counted else {}),
        "units": _units(request),
        "unit": organisations_visible_to(user).prefetch_related("periods").filter(pk=wanted.unit or 0).first(),
        "years": years_given(visible) if is_counted else [day.year, day.year - 1, day.year - 2],
        "months": range(1, 13),
        "key_tasks": key_tasks_served(visible) if is_counted else [],
        "exported": _unit_to_export(request, wanted),
        "is_filtered": any((wanted.unit, wanted.words, wanted.year, wanted.month, wanted.key_task)),
    }
    return render(request, "meetings/task_board.html", context)


def _wanted(words: QueryDict) -> Wanted:
    """What the address asks for; what it cannot mean counts as not asked."""

    def number(name: str, most: int = 2**31 - 1) -> int | None:
        text = words.get(name, "")
        return int(text) if text.isdecimal() and len(text) < 11 and 0 < int(text) <= most else None

    standing = words.get("tinh-trang", Standing.OPEN)
    return Wanted(
        standing=standing if standing in Standing.values else "",
        unit=number("chi-bo"),
        words=words.get("tim", "").strip()[:100],
        year=number("nam", 9999),
        month=number("thang", 12),
        key_task=number("trong-tam"),
    )


def _tabs(request: SignedInRequest, wanted: Wanted, counts: dict[str, int]) -> list[dict[str, Any]]:
    words = request.GET.copy()
    words.pop("trang", None)
    tabs = []
    for value, label in [*Standing.choices, ("tat-ca", _("Tất cả"))]:
        words["tinh-trang"] = value
        is_here = value == wanted.standing or (value == "tat-ca" and not wanted.standing)
        tabs.append({"label": label, "url": f"?{words.urlencode()}", "active": is_here, "count": counts.get(value)})
    return tabs


def _units(request: SignedInRequest) -> list[Organisation]:
    """The committees the user leads and the cells to choose from; none when they are too many or just one."""
    scope = scope_of(request.user)
    roots = organisations_visible_to(request.user).filter(pk__in=scope.directed_roots).prefetch_related("periods")
    cells = units_to_choose(request.user)
    found = [*roots, *(cells if cells is not None else ())]
    return found if len(found) > 1 else []


def _unit_to_export(request: SignedInRequest, wanted: Wanted) -> int | None:
    """The unit whose tasks the button takes out: the one chosen, else the one committee or cell that the user leads."""
    scope = scope_of(request.user)
    unit = wanted.unit
    if unit is None:
        roots = scope.directed_roots or (scope.led_cells & scope.own_cells)
        unit = next(iter(roots)) if len(roots) == 1 else None
    return unit if unit in scope.exported & scope.readable else None


@never_cache
@require_POST
def task_export(request: SignedInRequest, pk: int) -> HttpResponse:
    """The tasks of a unit and those below as a workbook; the same filters as on the board."""
    organisation = get_organisation(request.user, pk, to="export")
    wanted = _wanted(request.POST)
    asked = Wanted(wanted.standing, organisation.pk, wanted.words, wanted.year, wanted.month, wanted.key_task)
    tasks = in_standing(reckoned(narrowed(tasks_visible_to(request.user), asked), today()), wanted.standing)
    try:
        content = take_out_tasks(organisation, tasks, by=request.user)
    except DomainError as error:
        messages.error(request, str(error))
        return redirect("meetings:task_board")
    response = HttpResponse(content, content_type=XLSX)
    name = f"Nhiệm vụ {organisation.name} {format_date(today()).replace('/', '-')}.xlsx"
    response["Content-Disposition"] = content_disposition_header(True, name) or ""
    return response


@require_safe
def task_detail(request: SignedInRequest, pk: int) -> HttpResponse:
    """One task: where it was given, how far it is, what meetings found, and the forecast."""
    task = get_task(request.user, pk)
    return _show_task(request, task, ProgressForm(measure=measure_of(task)))


def _show_task(request: SignedInRequest, task: Task, form: ProgressForm) -> HttpResponse:
    actions = task_actions_for(request.user, task)
    [row] = task_rows(with_what_is_shown(reckoned(tasks_visible_to(request.user).filter(pk=task.pk), today())))
    reviews = task.reviews.select_related("meeting").defer("meeting__snapshot").order_by("meeting__held_on")
    offered = key_tasks_for(row.home, task.meeting.year) if "steer" in actions and row.is_open else []
    context = {
        "task": task,
        "row": row,
        "chart": chart_of(row),
        "entries": Paginator(row.entries[::-1], ENTRIES).get_page(request.GET.get("trang")),
        "reviews": reviews,
        "actions": actions,
        "form": form,
        "link_form": LinkForm(initial={"key_task": task.key_task_id}, offered=offered) if offered else None,
        "knows_meeting": task.meeting.cell_id in scope_of(request.user).known,
    }
    return render(request, "meetings/task_detail.html", context)


@require_POST
def task_progress_add(request: SignedInRequest, pk: int) -> HttpResponse:
    """Enter how far the task is, or report it as done."""
    task = get_task(request.user, pk, to="report")
    form = ProgressForm(request.POST, measure=measure_of(task))
    if not form.is_valid():
        return _show_task(request, task, form)
    data = form.cleaned_data
    try:
        if request.POST.get("deed") == "finish":
            finish_task(task, by=request.user, **data)
            messages.success(request, _("Đã báo xong; buổi sinh hoạt sau sẽ đánh giá nhiệm vụ này."))
        else:
            entry = record_progress(task, by=request.user, **data)
            messages.success(request, _("Đã ghi tiến độ ngày %(day)s.") % {"day": format_date(entry.on)})
            if warning := step_back(entry):
                messages.warning(request, warning)
    except DomainError as error:
        show_error(form, error)
        return _show_task(request, task, form)
    return redirect("meetings:task_detail", pk=pk)


@require_POST
def task_progress_remove(request: SignedInRequest, pk: int, entry: int) -> HttpResponse:
    """Take out an entry: the own one, or as leader of the unit any."""
    task = get_task(request.user, pk, to="report")
    entries = TaskProgress.objects.filter(task=task).select_related("task__meeting")
    if "steer" not in task_actions_for(request.user, task):
        entries = entries.filter(recorded_by=request.user)
    row = get_object_or_404(entries, pk=entry)
    try:
        remove_progress(row, by=request.user)
        messages.success(request, _("Đã bỏ lần ghi ngày %(day)s.") % {"day": format_date(row.on)})
    except DomainError as error:
        messages.error(request, str(error))
    return redirect("meetings:task_detail", pk=pk)


def task_due_change(request: SignedInRequest, pk: int) -> HttpResponse:
    """Give the task another day."""
    task = get_task(request.user, pk, to="steer")
    form = DueDayForm(request.POST or None, initial={"due_on": task.due_on})
    if request.method == "POST" and form.is_valid():
        try:
            change_due_day(task, by=request.user, **form.cleaned_data)
        except DomainError as error:
            show_error(form, error)
        else:
            messages.success(request, _("Đã đổi thời hạn."))
            return redirect("meetings:task_detail", pk=pk)
    return render(request, "meetings/task_due_change.html", {"task": task, "form": form})


def task_drop(request: SignedInRequest, pk: int) -> HttpResponse:
    """Close a task that nobody will do."""
    task = get_task(request.user, pk, to="steer")
    form = DropForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            drop_task(task, by=request.user, **form.cleaned_data)
        except DomainError as error:
            show_error(form, error)
        else:
            messages.success(request, _("Đã dừng nhiệm vụ; lý do được giữ trong sổ."))
            return redirect("meetings:task_detail", pk=pk)
    return render(request, "meetings/task_drop.html", {"task": task, "form": form})


@require_POST
def task_link(request: SignedInRequest, pk: int) -> HttpResponse:
    """Say which key task of the year it serves."""
    task = get_task(request.user, pk, to="steer")
    form = LinkForm(request.POST, offered=key_tasks_for(task.moved_to or task.meeting.cell, task.meeting.year))
    try:
        if not form.is_valid():
            raise DomainError(_("Mục này không còn trong danh sách. Hãy tải lại trang."))
        link_key_task(task, key_task=form.cleaned_data["key_task"], by=request.user)
        messages.success(request, _("Đã lưu."))
    except DomainError as error:
        messages.error(request, str(error))
    return redirect("meetings:task_detail", pk=pk)
