"""Home, the month board, the audit trail."""

import datetime as dt
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.paginator import Page, Paginator
from django.db.models import prefetch_related_objects
from django.http import HttpResponse
from django.shortcuts import render

from accounts.audit import ACTIONS
from accounts.request import SignedInRequest
from cells.access import CHOICES, actions_for, cells_visible_to, get_organisation, scope_of
from cells.models import Organisation
from core.numbers import row_number
from core.periods import today
from meetings.access import actions_for as meeting_actions_for
from reports.queries.audit import audit_visible_to, changes_of
from reports.queries.boards import month_rows
from reports.queries.home import next_meeting, own_cells, waiting_for
from reports.queries.looked_after import cells_looked_after, met_this_month
from reports.queries.months import month_counts
from reports.queries.own import own_meetings

PAGE = 50
FIRST_YEAR = 2000


def home(request: SignedInRequest) -> HttpResponse:
    """What waits for me, my next meeting, and for those above the month board of this year."""
    scope, day = scope_of(request.user), today()
    own, coming = own_cells(scope), next_meeting(request.user)
    page = _cells(request, day.year) if scope.directed else None
    named = [*own, *(page or ()), *([coming.cell] if coming else ())]
    prefetch_related_objects(named, "periods")
    context: dict[str, Any] = {
        "waiting": waiting_for(request.user),
        "next_meeting": coming,
        "may_ask_leave": coming is not None and "ask_leave" in meeting_actions_for(request.user, coming),
        "mine": None if scope.directed else own_meetings(scope, day),
        "own_cells": own,
        "today": day,
        "led": scope.led_cells,
    }
    if scope.charged:
        context |= met_this_month(cells_looked_after(request.user), day)
    if scope.directed | scope.reviewed:
        context["counts"] = month_counts(scope.directed | scope.reviewed, day.year, day)
    if page is not None:
        context |= _board(page, day.year, day)
    return render(request, "reports/home.html", context)


def my_meetings(request: SignedInRequest) -> HttpResponse:
    """The reader's own year: how often he came, his requests for leave, his open tasks. Nobody else's."""
    mine = own_meetings(scope_of(request.user), today())
    if mine is None:
        raise PermissionDenied
    return render(request, "reports/my_meetings.html", {"mine": mine})


def month_board(request: SignedInRequest) -> HttpResponse:
    """Cells × months of one year: met, late, missing."""
    scope, day = scope_of(request.user), today()
    if not (scope.directed or scope.reviewed):
        raise PermissionDenied
    year = _year(request.GET.get("nam"), day.year)
    context = _board(_cells(request, year), year, day)
    context["years"] = range(day.year, day.year - 4, -1)
    if len(scope.directed_roots) == 1:
        context["cell"] = get_organisation(request.user, next(iter(scope.directed_roots)))
        context["actions"] = actions_for(request.user, context["cell"])
    return render(request, "reports/month_board.html", context)


def _cells(request: SignedInRequest, year: int) -> Page[Organisation]:
    """One page of the cells that stood in that year."""
    cells = cells_visible_to(request.user).filter(founded_on__year__lte=year).exclude(ended_on__year__lt=year)
    return Paginator(cells.order_by("order", "pk"), PAGE).get_page(request.GET.get("trang"))


def _board(page: Page[Organisation], year: int, day: dt.date) -> dict[str, Any]:
    """Those cells with their months."""
    rows = month_rows(list(page.object_list), year, day)
    return {"page": page, "rows": rows, "year": year, "months": range(1, 13)}


def audit_log(request: SignedInRequest) -> HttpResponse:
    """Who did what, when; filtered by deed and by cell."""
    events = audit_visible_to(request.user)
    action, cell = request.GET.get("viec", ""), request.GET.get("chi-bo", "")
    if action in ACTIONS:
        events = events.filter(action=action)
    number = row_number(cell)
    if number is not None:
        events = events.filter(organisation_number=number)
    page = Paginator(events, PAGE).get_page(request.GET.get("trang"))
    rows = [(event, ACTIONS.get(event.action, event.action), list(changes_of(event))) for event in page.object_list]
    is_large = len(scope_of(request.user).known) > CHOICES
    cells = None if is_large else cells_visible_to(request.user).prefetch_related("periods")
    context = {"page": page, "rows": rows, "action": action, "cell": cell, "cells": cells, "actions": ACTIONS}
    return render(request, "reports/audit_log.html", context)


def _year(text: str | None, default: int) -> int:
    year = int(text) if text and text.isdecimal() and len(text) == 4 else default
    return min(max(year, FIRST_YEAR), default + 1)
