"""What those above see of the units they look after: figures of a pilot unit, and "the units I look after"."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.request import SignedInRequest
from cells.access import get_pilot
from core.periods import today
from reports.queries.pilots import charts_of, pilot_years


@require_safe
def pilot_figures_panel(request: SignedInRequest, pk: int) -> HttpResponse:
    """The part of a pilot unit's page with its figures before, in and after the year; a page without htmx."""
    pilot = get_pilot(request.user, pk)
    years = pilot_years(pilot, on=today())
    context = {"pilot": pilot, "years": years, "charts": charts_of(years)}
    template = "_pilot_figures" if request.htmx else "pilot_figures_panel"
    return render(request, f"reports/{template}.html", context)
