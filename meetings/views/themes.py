"""The theme of a year: its key tasks, and what the units do for them."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.request import SignedInRequest
from cells.access import get_organisation
from cells.models import Organisation
from core.errors import DomainError
from core.forms import show_error
from core.periods import today
from meetings.access import keeps_year_of, tasks_visible_to
from meetings.forms.themes import KeyTaskForm, ThemeForm
from meetings.models import KeyTask
from meetings.queries.task_board import in_standing, reckoned, standings, task_rows, with_what_is_shown
from meetings.queries.themes import key_task_of, key_tasks_for, theme_of, themes_for, years_with_themes
from meetings.services.themes import (
    FIRST_YEAR,
    LAST_YEAR,
    add_key_task,
    change_key_task,
    move_key_task,
    remove_key_task,
    set_year_theme,
)

PAGE = 25


def _kept_unit(request: SignedInRequest, pk: int) -> Organisation:
    unit = get_organisation(request.user, pk)
    if not keeps_year_of(request.user, unit):
        raise PermissionDenied
    return unit


def _year(text: str) -> int:
    """The year asked for, else this one."""
    year = int(text) if text.isdecimal() and len(text) == 4 else today().year
    return year if FIRST_YEAR <= year <= LAST_YEAR else today().year


@require_safe
def year_theme(request: SignedInRequest, pk: int) -> HttpResponse:
    """The themes a unit works under in a year: its own and those of the committees above."""
    unit = get_organisation(request.user, pk)
    year = _year(request.GET.get("nam", ""))
    themes = themes_for(unit, year)
    known = {
        year,
        today().year,
        today().year + 1,
        *years_with_themes({unit.pk, *(one.organisation_id for one in themes)}),
    }
    own = next((theme for theme in themes if theme.organisation_id == unit.pk), None)
    context = {
        "unit": unit,
        "year": year,
        "years": sorted(known, reverse=True),
        "own": own,
        "above": [theme for theme in themes if theme is not own],
        "may_keep": keeps_year_of(request.user, unit),
    }
    return render(request, "meetings/year_theme.html", context)


def theme_set(request: SignedInRequest, pk: int, year: int) -> HttpResponse:
    """Write or change the theme of a year."""
    unit = _kept_unit(request, pk)
    theme = theme_of(unit, year)
    start = {"title": theme.title, "document": theme.document} if theme else None
    form = ThemeForm(request.POST or None, initial=start)
    if request.method == "POST" and form.is_valid():
        try:
            set_year_theme(unit, year=year, by=request.user, **form.cleaned_data)
        except DomainError as error:
            show_error(form, error)
        else:
            messages.success(request, _("Đã lưu chủ đề năm %(year)s.") % {"year": year})
            return _back(unit, year)
    return render(request, "meetings/theme_set.html", {"unit": unit, "year": year, "form": form})


def key_task_add(request: SignedInRequest, pk: int, year: int) -> HttpResponse:
    """A further key task or breakthrough of the year."""
    unit = _kept_unit(request, pk)
    theme = theme_of(unit, year)
    if theme is None:
        raise Http404
    form = KeyTaskForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            add_key_task(theme, by=request.user, **form.cleaned_data)
        except DomainError as error:
            show_error(form, error)
        else:
            messages.success(request, _("Đã thêm."))
            return _back(unit, year)
    context = {"unit": unit, "year": year, "form": form, "title": _("Thêm nhiệm vụ trọng tâm, khâu đột phá")}
    return render(request, "meetings/key_task_change.html", context)


def key_task_change(request: SignedInRequest, pk: int, key_task: int) -> HttpResponse:
    """Other words for a key task."""
    unit = _kept_unit(request, pk)
    row = _own(unit, key_task)
    form = KeyTaskForm(request.POST or None, initial={"kind": row.kind, "text": row.text})
    if request.method == "POST" and form.is_valid():
        try:
            change_key_task(row, by=request.user, **form.cleaned_data)
        except DomainError as error:
            show_error(form, error)
        else:
            messages.success(request, _("Đã lưu."))
            return _back(unit, row.theme.year)
    context = {"unit": unit, "year": row.theme.year, "form": form, "key_task": row, "title": _("Sửa nội dung")}
    return render(request, "meetings/key_task_change.html", context)


@require_POST
def key_task_deed(request: SignedInRequest, pk: int, key_task: int) -> HttpResponse:
    """Move a key task up or down, or take it out."""
    unit = _kept_unit(request, pk)
    row = _own(unit, key_task)
    try:
        if request.POST.get("deed") == "remove":
            remove_key_task(row, by=request.user)
            messages.success(request, _("Đã bỏ; nhiệm vụ đã gắn với mục này vẫn giữ nguyên."))
        else:
            move_key_task(row, up=request.POST.get("deed") == "up", by=request.user)
    except DomainError as error:
        messages.error(request, str(error))
    return _back(unit, row.theme.year)


@require_safe
def key_task_detail(request: SignedInRequest, pk: int, key_task: int) -> HttpResponse:
    """What serves a key task: the tasks of the units below that the reader may see, and how far they are."""
    unit = get_organisation(request.user, pk)
    row = key_task_of(key_task)
    if row is None or row not in key_tasks_for(unit, row.theme.year):
        raise Http404
    tasks = reckoned(tasks_visible_to(request.user).filter(key_task=row), today())
    page = Paginator(with_what_is_shown(in_standing(tasks, "")), PAGE).get_page(request.GET.get("trang"))
    context = {
        "unit": unit,
        "key_task": row,
        "page": page,
        "rows": task_rows(page.object_list),
        "counts": standings(tasks),
    }
    return render(request, "meetings/key_task_detail.html", context)


def _own(unit: Organisation, number: int) -> KeyTask:
    """A key task of this very unit; those of the committees above are theirs to change."""
    row = key_task_of(number)
    if row is None or row.theme.organisation_id != unit.pk or row.is_removed:
        raise Http404
    return row


def _back(unit: Organisation, year: int) -> HttpResponse:
    return redirect(f"{reverse('meetings:year_theme', args=[unit.pk])}?nam={year}")
