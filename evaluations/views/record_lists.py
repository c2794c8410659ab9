"""The list of records of a year: which papers each subject has, and which are missing."""

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.request import SignedInRequest
from cells.access import scope_of
from cells.models import Organisation
from core.numbers import row_numbers
from evaluations.access import evaluations_visible_to, get_period, period_actions_for
from evaluations.queries.record_list import record_lists, units_first

PAGE = 30


@require_safe
def record_list(request: SignedInRequest, pk: int) -> HttpResponse:
    """Subject by subject what there is; ``don-vi`` shows one unit, whose list can be printed alone."""
    period, readable = get_period(request.user, pk), scope_of(request.user).readable
    rows = evaluations_visible_to(request.user).filter(period=period, cell__in=readable)
    units = Organisation.objects.filter(pk__in=rows.values("cell")).prefetch_related("periods").order_by("order", "pk")
    if not units:
        raise PermissionDenied
    chosen = next((unit for unit in units if [unit.pk] == row_numbers([request.GET.get("don-vi", "")])), None)
    chosen = chosen or (units[0] if len(units) == 1 else None)
    found = rows.filter(cell=chosen) if chosen else rows
    found = found.select_related("period__organisation", "member", "collective").prefetch_related("cell__periods")
    page = Paginator(units_first(found), PAGE).get_page(request.GET.get("trang"))
    actions = period_actions_for(request.user, period)
    context = {"period": period, "page": page, "units": units, "chosen": chosen, "actions": actions}
    context["lists"] = record_lists(period, page.object_list)
    context["first"] = found.first() if chosen else None
    return render(request, "evaluations/record_list.html", context)
