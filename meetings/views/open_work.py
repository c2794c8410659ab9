"""The open work of cells that end: shown before the end, on the ended cell and on its successor, and settled there."""

from __future__ import annotations

import datetime as dt

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from accounts.request import SignedInRequest
from cells.access import actions_for, get_organisation, organisations_visible_to
from cells.models import Organisation
from core.errors import DomainError
from core.forms import show_error
from core.numbers import row_numbers
from core.periods import parse_date, today
from meetings.forms.open_work import OpenWorkForm
from meetings.models import Meeting, Task
from meetings.queries.open_work import OpenWork, left_over_in, open_work_of, takers_of
from meetings.services.open_work import close_open_work, move_open_work

SETTLERS = frozenset({"plan_meetings", "decide", "change_unit"})
"""Who may settle: the leaders of the cell or of its successor, and the superior."""


def open_work_panel(request: SignedInRequest, pk: int) -> HttpResponse:
    """Part of a page of the cell: what is open if it ended on ``den``; without it, what still waits."""
    cell = get_organisation(request.user, pk, to="view_members")
    last_day = _asked_day(request.GET.get("den", ""))
    work = open_work_of([cell], {cell.pk: last_day}) if last_day else left_over_in(cell)
    context = {"cell": cell, "work": work, "last_day": last_day, "count": sum(part.count for part in work)}
    return render(request, "meetings/open_work_panel.html", context)


def open_work(request: SignedInRequest, pk: int) -> HttpResponse:
    """All that waits in an ended cell, or in those that this cell followed; moved or closed from here."""
    cell = get_organisation(request.user, pk, to="view_members")
    last_day = _asked_day(request.GET.get("den", ""))
    work = open_work_of([cell], {cell.pk: last_day}) if last_day else left_over_in(cell)
    may_settle = bool(SETTLERS & actions_for(request.user, cell)) and not last_day
    form = OpenWorkForm(request.POST or None, takers=_takers(request, cell, work))
    if request.method == "POST":
        if not may_settle:
            raise PermissionDenied
        if form.is_valid() and _settle(request, cell, form):
            return redirect("meetings:open_work", pk=pk)
    context = {
        "cell": cell,
        "work": work,
        "form": form,
        "may_settle": may_settle,
        "last_day": last_day,
        "ticked": [*request.POST.getlist("task"), *request.POST.getlist("meeting")],
    }
    return render(request, "meetings/open_work.html", context)


def _asked_day(text: str) -> dt.date | None:
    try:
        return parse_date(text).date if text else None
    except DomainError:
        return None


def _takers(request: SignedInRequest, cell: Organisation, work: list[OpenWork]) -> list[Organisation]:
    """The cell itself where it stands; else whoever may take over from the ended ones, as far as the user sees them."""
    if cell.existed_on(today()):
        return [cell]
    visible = set(organisations_visible_to(request.user).values_list("pk", flat=True))
    found = {unit.pk: unit for part in work for unit in takers_of(part.cell, today())}
    return [unit for unit in found.values() if unit.pk in visible]


def _settle(request: SignedInRequest, cell: Organisation, form: OpenWorkForm) -> bool:
    """Do what the button says with what is ticked; a refusal is shown in the form."""
    tasks = list(Task.objects.filter(pk__in=_numbers(request, "task")))
    meetings = list(Meeting.objects.filter(pk__in=_numbers(request, "meeting")))
    try:
        if request.POST.get("deed") == "close":
            reason = form.cleaned_data["reason"]
            close_open_work(cell, reason=reason, by=request.user, tasks=tasks, meetings=meetings)
            messages.success(request, _("Đã kết thúc các việc được đánh dấu, kèm lý do."))
        elif form.taker is None:
            raise DomainError(_("Hãy chọn chi bộ nhận việc."), field="to")
        else:
            move_open_work(cell, to=form.taker, by=request.user, tasks=tasks, meetings=meetings)
            messages.success(request, _("Đã chuyển việc sang %(cell)s.") % {"cell": form.taker})
    except DomainError as error:
        show_error(form, error)
        return False
    return True


def _numbers(request: SignedInRequest, name: str) -> list[int]:
    return row_numbers(request.POST.getlist(name))
