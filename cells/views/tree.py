"""The tree of organisations as of any day, opened branch by branch."""

import datetime as dt

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render

from accounts.request import SignedInRequest
from cells.access import scope_of
from cells.queries.branches import branches, find_units, tops_on
from core.errors import DomainError
from core.numbers import row_number
from core.periods import format_date, parse_date, today


def organisation_tree(request: SignedInRequest) -> HttpResponse:
    """The units the user may open, as they stood on a day; with htmx one branch, without the way down to it."""
    scope, day = scope_of(request.user), _day_of(request)
    branch, text = _number(request.GET.get("nhanh", "")), request.GET.get("tim", "").strip()
    context = {"day": day, "ngay": format_date(day), "is_today": day == today(), "readable": scope.readable}
    if request.htmx and branch in scope.known:
        is_closed = request.GET.get("dong") == "1"
        found = branches([branch], day, within=scope.known, opened=[] if is_closed else [branch])
        return render(request, "cells/_branches.html", {**context, "branches": found})
    tops = tops_on(day, within=scope.known)
    context |= {
        "branches": branches(tops, day, within=scope.known, opened=tops if len(tops) == 1 else [], shown=branch),
        "days": _days(day),
        "text": text,
        "found": find_units(text, day, within=scope.known) if text else None,
    }
    return render(request, "cells/organisation_tree.html", context)


def _day_of(request: SignedInRequest) -> dt.date:
    """The day asked for; today, with the reason said, when it is none."""
    text = request.GET.get("ngay", "").strip()
    try:
        return parse_date(text).date if text else today()
    except DomainError as error:
        messages.error(request, str(error))
        return today()


def _number(text: str) -> int:
    return row_number(text) or 0


def _days(chosen: dt.date) -> list[tuple[str, str, bool]]:
    """Days worth looking at: each as it is typed, as it is called, and whether it is chosen."""
    now = today()
    ends = [dt.date(year, 12, 31) for year in range(now.year - 1, now.year - 4, -1)]
    listed = [now, *sorted((*ends, dt.date(2025, 6, 30)), reverse=True)]
    return [(format_date(day), "" if day == now else format_date(day), day == chosen) for day in listed]
