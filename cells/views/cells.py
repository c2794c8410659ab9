"""The list of cells, and the page of one unit of any kind: its posts, term, people or units below, what to heed."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render

from accounts.request import SignedInRequest
from cells.access import actions_for, get_organisation, scope_of
from cells.models import Member, Organisation, OrganisationKind
from cells.queries import children_on, member_counts, members_of, seats_of, superior_of
from cells.queries.groups import groups_of, people_of_group
from cells.queries.oversight import keepers_of
from cells.queries.posts import secretaries_of
from cells.queries.statute import sizes_of, warnings_of, warnings_of_units
from cells.queries.terms import term_on
from cells.rules.statute import term_alert
from core.periods import today

PAGE = 50


@dataclass(frozen=True)
class UnitBelow:
    """A unit on the page of its superior; ``warnings`` counts what the statutes would say of it."""

    unit: Organisation
    secretary: Member | None
    members: int
    warnings: int

    @property
    def kind(self) -> str:
        return str(OrganisationKind(self.unit.kind).label)


def cell_detail(request: SignedInRequest, pk: int) -> HttpResponse:
    """One unit of any kind. People are listed for those who may see them; a plain member sees posts and meetings."""
    cell = get_organisation(request.user, pk)
    actions = actions_for(request.user, cell)
    day = min(cell.ended_on or today(), today())
    term, superior = term_on(cell, day), superior_of(cell, day)
    known = scope_of(request.user).known
    context = {
        "cell": cell,
        "kind": OrganisationKind(cell.kind),
        "superior": superior,
        "superior_known": superior is not None and superior.pk in known,
        "known": known,
        "day": day,
        "actions": actions,
        "seats": seats_of(cell, day),
        "keepers": keepers_of([cell], day).get(pk, []),
        "term": term,
        "alert": term_alert(term.last_day, day) if term and not term.ended_on else None,
        "origins": cell.origins.select_related("predecessor").prefetch_related("predecessor__periods"),
        "successions": cell.successions.select_related("successor").prefetch_related("successor__periods"),
        "page": None,
        **(_inside(request, cell, day) if "view_members" in actions else {}),
    }
    return render(request, "cells/cell_detail.html", context)


def _inside(request: SignedInRequest, cell: Organisation, day: dt.date) -> dict[str, Any]:
    """What only those see who may see the people: of a cell its members, of a committee the units below."""
    number = request.GET.get("trang")
    if cell.kind == OrganisationKind.PARTY_GROUP:
        return {"people": people_of_group(cell, day)}
    if not cell.is_cell:
        return _below(cell, day, number)
    return {
        "page": Paginator(members_of(cell, day), PAGE).get_page(number),
        "counts": member_counts(cell, day),
        "groups": groups_of(cell, day),
        "warnings": warnings_of(cell, day),
    }


def _below(cell: Organisation, day: dt.date, number: str | None) -> dict[str, Any]:
    """The units directly below, each with its secretary, its size and what is to be heeded."""
    units = Paginator(children_on(cell, day), PAGE).get_page(number)
    sizes = sizes_of([cell.pk, *(unit.pk for unit in units)], day)
    secretaries, warnings = secretaries_of(units, day), warnings_of_units([cell, *units], day, sizes)
    rows = [UnitBelow(unit, secretaries.get(unit.pk), sizes[unit.pk][0], len(warnings[unit.pk])) for unit in units]
    total, official = sizes[cell.pk]
    counts = {"total": total, "official": official, "probationary": total - official}
    return {"units": units, "rows": rows, "counts": counts, "warnings": warnings[cell.pk]}
