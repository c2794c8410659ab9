"""Looking for anything from the one field in the head of every page."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.request import SignedInRequest
from core.search_words import LONGEST_QUERY
from reports.queries import search as queries


@require_safe
def search(request: SignedInRequest) -> HttpResponse:
    """What the words of ``?tim=`` name, a few of each sort, with the way to the rest."""
    typed = request.GET.get("tim", "").replace("\x00", " ").strip()[:LONGEST_QUERY]
    context = {
        "typed": typed,
        "is_too_short": bool(typed) and queries.is_too_short(typed),
        "groups": queries.search(request.user, typed),
    }
    return render(request, "reports/search.html", context)
