"""Everything that can be printed, for a unit and a year."""

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.request import SignedInRequest
from cells.access import organisations_visible_to, scope_of
from cells.models import OrganisationKind
from core.numbers import row_numbers
from core.periods import today
from evaluations.queries.regulations import documents_of_year
from reports.queries.paper_list import papers_for

FIRST_YEAR = 2014


@require_safe
def catalogue(request: SignedInRequest) -> HttpResponse:
    """The list for ``don-vi`` (the own unit otherwise) and ``nam`` (this year otherwise)."""
    scope = scope_of(request.user)
    readable = organisations_visible_to(request.user).filter(pk__in=scope.readable, ended_on=None)
    units = list(readable.prefetch_related("periods").order_by("order", "pk"))
    # A cell comes before the Party groups within it, which print almost nothing of their own.
    units.sort(key=lambda each: each.kind == OrganisationKind.PARTY_GROUP)
    if not units:
        raise PermissionDenied
    wanted = row_numbers([request.GET.get("don-vi", "")])
    own = [unit for unit in units if unit.pk in scope.directed_roots] or [u for u in units if u.pk in scope.led_cells]
    unit = next((each for each in units if [each.pk] == wanted), (own or units)[0])
    years = range(today().year, FIRST_YEAR - 1, -1)
    year = next((each for each in years if [each] == row_numbers([request.GET.get("nam", "")])), years[0])
    context = {
        "units": units,
        "unit": unit,
        "years": years,
        "year": year,
        "documents": documents_of_year(year),
        "groups": papers_for(request.user, unit, year),
    }
    return render(request, "reports/catalogue.html", context)
