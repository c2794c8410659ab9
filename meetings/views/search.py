"""Looking for words in minutes, documents and tasks."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.request import SignedInRequest
from cells.access import scope_of, units_to_choose
from core.periods import today
from core.search_words import LONGEST_QUERY, understand
from meetings.access.search import entries_visible_to
from meetings.queries.search import MOST, find, results

PAGE = 20
YEARS = 8
"""So many years back the filter offers."""


@require_safe
def meeting_search(request: SignedInRequest) -> HttpResponse:
    """What is found of the words in the address, a page of it with the words marked."""
    typed = request.GET.get("tim", "")
    wanted, year, unit = understand(typed), _whole(request, "nam"), _whole(request, "don-vi")
    found = find(entries_visible_to(request.user), wanted, year=year, unit=unit)
    page = Paginator(found.numbers, PAGE).get_page(request.GET.get("trang"))
    units = units_to_choose(request.user)
    context = {
        "typed": typed[:LONGEST_QUERY],
        "wanted": wanted,
        "page": page,
        "results": results(page.object_list, wanted),
        "has_more": found.has_more,
        "most": MOST,
        "year": year,
        "years": range(today().year, today().year - YEARS, -1),
        "unit": unit,
        "units": units if len(scope_of(request.user).readable) > 1 else None,
    }
    return render(request, "meetings/meeting_search.html", context)


def _whole(request: SignedInRequest, name: str) -> int | None:
    value = request.GET.get(name, "")
    return int(value) if value.isascii() and value.isdecimal() and len(value) < 10 else None
