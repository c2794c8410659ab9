"""The list of cells, and one cell: its members, posts and meetings."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render

from accounts.request import SignedInRequest
from cells.access import actions_for, cells_visible_to, get_organisation
from cells.queries import member_counts, member_numbers, members_of, seats_of, superior_of
from core.periods import today

PAGE = 50


def cell_list(request: SignedInRequest) -> HttpResponse:
    """The cells in scope with their numbers of members today; ended ones on request."""
    ended = request.GET.get("da-ket-thuc") == "1"
    cells = cells_visible_to(request.user).filter(ended_on__isnull=not ended).prefetch_related("periods")
    page = Paginator(cells.order_by("order", "pk"), PAGE).get_page(request.GET.get("trang"))
    numbers = member_numbers([cell.pk for cell in page], today())
    return render(request, "cells/cell_list.html", {"page": page, "ended": ended, "numbers": numbers})


def cell_detail(request: SignedInRequest, pk: int) -> HttpResponse:
    """One unit. Members are listed for those who may see them; a plain member sees posts and meetings."""
    cell = get_organisation(request.user, pk)
    actions = actions_for(request.user, cell)
    day = today() if cell.ended_on is None else cell.ended_on
    members = members_of(cell, day) if "view_members" in actions else None
    context = {
        "cell": cell,
        "superior": superior_of(cell, day),
        "day": day,
        "actions": actions,
        "seats": seats_of(cell, day),
        "origins": cell.origins.select_related("predecessor").prefetch_related("predecessor__periods"),
        "successions": cell.successions.select_related("successor").prefetch_related("successor__periods"),
        "page": Paginator(members, PAGE).get_page(request.GET.get("trang")) if members is not None else None,
        "counts": member_counts(cell, day) if members is not None else None,
    }
    return render(request, "cells/cell_detail.html", context)
