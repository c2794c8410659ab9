"""What those above see of the units they look after: figures of a pilot unit, and "the units I look after"."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.request import SignedInRequest
from cells.access import get_pilot, scope_of
from core.periods import today
from meetings.queries.visits import meetings_to_visit
from reports.queries.looked_after import cells_looked_after, charges_today, met_this_month, units_looked_after
from reports.queries.pilots import charts_of, pilot_years

PAGE = 20


@require_safe
def pilot_figures_panel(request: SignedInRequest, pk: int) -> HttpResponse:
    """The part of a pilot unit's page with its figures before, in and after the year; a page without htmx."""
    pilot = get_pilot(request.user, pk)
    years = pilot_years(pilot, on=today())
    context = {"pilot": pilot, "years": years, "charts": charts_of(years)}
    template = "_pilot_figures" if request.htmx else "pilot_figures_panel"
    return render(request, f"reports/{template}.html", context)


@require_safe
def my_units(request: SignedInRequest) -> HttpResponse:
    """The cells the user looks after: this month's meeting, last minutes, posts, what to heed in each."""
    if not scope_of(request.user).charged:
        raise PermissionDenied
    day = today()
    cells = cells_looked_after(request.user)
    charges = charges_today(request.user, day)
    page = Paginator(cells, PAGE).get_page(request.GET.get("trang"))
    context = {
        "page": page,
        "rows": units_looked_after(charges, page.object_list, day),
        "areas": [row.area for row in charges[0] if not row.unit_id],
        "not_met": met_this_month(cells, day)["not_met"],
        "meetings": meetings_to_visit(cells.values_list("pk", flat=True), scope_of(request.user).member_id or 0, day),
        "day": day,
    }
    return render(request, "reports/my_units.html", context)
