"""The long lists: cells and members, of any size."""

from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import render

from accounts.request import SignedInRequest
from cells.access import (
    cells_kept_by,
    cells_visible_to,
    members_listed_for,
    organisations_visible_to,
    units_to_choose,
)
from cells.models import Member
from cells.queries import find_members, member_numbers, members_meant, with_status
from core.numbers import row_number
from core.pages import BoundedPaginator
from core.periods import today

PAGE = 50


def cell_list(request: SignedInRequest) -> HttpResponse:
    """The cells in scope with their numbers of members today; ended ones on request."""
    ended = request.GET.get("da-ket-thuc") == "1"
    over = Q(ended_on__isnull=False, ended_on__lt=today())
    cells = cells_visible_to(request.user).filter(over if ended else ~over).prefetch_related("periods")
    page = Paginator(cells.order_by("order", "pk"), PAGE).get_page(request.GET.get("trang"))
    numbers = member_numbers([cell.pk for cell in page], today())
    return render(request, "cells/cell_list.html", {"page": page, "ended": ended, "numbers": numbers})


def member_list(request: SignedInRequest) -> HttpResponse:
    """Members in scope today; search without accents and with slips, filter by a unit and all below it."""
    text, unit = request.GET.get("tim", "").strip(), request.GET.get("chi-bo", "")
    below = row_number(unit)
    members, is_guess = _members_found(members_listed_for(request.user, today(), below=below), text)
    page = BoundedPaginator(with_status(members, today()).order_by("sort_key", "pk"), PAGE)
    context = {
        "page": page.get_page(request.GET.get("trang")),
        "text": text,
        "is_guess": is_guess,
        "cell": unit,
        "keeps": cells_kept_by(request.user).exists(),
        "cells": units_to_choose(request.user),
        "chosen": organisations_visible_to(request.user).filter(pk=below).first() if below else None,
    }
    return render(request, "cells/member_list.html", context)


def _members_found(members: QuerySet[Member], text: str) -> tuple[QuerySet[Member], bool]:
    """Those named so, or, when there are none, those who may be meant."""
    found = find_members(members, text)
    if not text or found.exists():
        return found, False
    return members_meant(members, text), True
