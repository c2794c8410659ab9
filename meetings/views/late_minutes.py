"""For a committee: whose minutes came late, or did not come yet."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.request import SignedInRequest
from cells.access import get_organisation
from cells.queries import subtree_ids
from core.periods import today
from meetings.access import meetings_visible_to
from meetings.queries.late_minutes import late_minutes
from meetings.rules.conduct import conduct_on

PAGE = 30


@require_safe
def late_minutes_list(request: SignedInRequest, pk: int) -> HttpResponse:
    """The minutes of a year that are late in the units at and below this one."""
    unit, day = get_organisation(request.user, pk, to="view_members"), today()
    asked = request.GET.get("nam", "")
    years = [day.year, day.year - 1, day.year - 2]
    year = int(asked) if asked in {str(known) for known in years} else day.year
    found = late_minutes(meetings_visible_to(request.user), subtree_ids([pk]), year, day)
    conduct = conduct_on(day)
    context = {
        "unit": unit,
        "year": year,
        "years": years,
        "page": Paginator(found, PAGE).get_page(request.GET.get("trang")),
        "missing": found.filter(submitted_at=None).count(),
        "days": conduct.report_days,
        "source": conduct.sources["report_days"].text,
    }
    return render(request, "meetings/late_minutes_list.html", context)
