"""What the statutes would say of units as they stand on a day: their facts read, and the warnings."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.db import connection
from django.db.models import Count

from cells.models import CELL_KINDS, Office, Organisation, OrganisationKind, Seat, Term
from cells.rules.statute import StatutoryWarning, TermFacts, UnitFacts, statutory_warnings

WATCHED = (
    *CELL_KINDS,
    OrganisationKind.COMMUNE,
    OrganisationKind.BASE_COMMITTEE,
    OrganisationKind.PART_COMMITTEE,
)
"""The kinds for which the statutes have numbers."""
COMMITTEE = (Office.SECRETARY, Office.DEPUTY_SECRETARY, Office.STANDING_MEMBER, Office.COMMITTEE_MEMBER)

BELOW_ON = """
WITH RECURSIVE below AS (
    SELECT unit AS top, unit AS id FROM unnest(%(units)s::bigint[]) AS unit
    UNION SELECT below.top, place.organisation_id
    FROM cells_organisationperiod place JOIN below ON place.parent_id = below.id
    WHERE place.valid_from <= %(on)s AND (place.valid_to IS NULL OR place.valid_to >= %(on)s)
)
SELECT top, id FROM below
"""
# Asked apart from the tree, with the cells by number: then the planner knows how many there are. The probationary
# members are few, so they are what is joined.
SIZES = """
SELECT membership.cell_id, count(*), count(*) - count(probationary.id)
FROM cells_membership membership LEFT JOIN cells_member probationary ON probationary.id = membership.member_id
  AND (probationary.official_on IS NULL OR probationary.official_on > %(on)s)
WHERE membership.cell_id = ANY (%(cells)s::bigint[]) AND membership.kind = 'permanent'
  AND membership.valid_from <= %(on)s AND (membership.valid_to IS NULL OR membership.valid_to >= %(on)s)
GROUP BY membership.cell_id
"""
Sizes = dict[int, tuple[int, int]]
"""Of each unit: all members, and the official ones."""


def sizes_of(unit_ids: Iterable[int], on: dt.date) -> Sizes:
    """The members of each unit with everything under it on that day, guests for a time left out. Two questions."""
    units = sorted(set(unit_ids))
    if not units:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(BELOW_ON, {"units": units, "on": on})
        pairs = cursor.fetchall()
        cursor.execute(SIZES, {"cells": sorted({below for _top, below in pairs}), "on": on})
        of_cell = {cell: (members, official) for cell, members, official in cursor.fetchall()}
    found = dict.fromkeys(units, (0, 0))
    for top, below in pairs:
        members, official = of_cell.get(below, (0, 0))
        found[top] = (found[top][0] + members, found[top][1] + official)
    return found


def warnings_of(organisation: Organisation, on: dt.date) -> tuple[StatutoryWarning, ...]:
    """The statutory warnings of one unit on that day; four questions, and one for its label unless prefetched."""
    return warnings_of_units([organisation], on)[organisation.pk]


def warnings_of_units(
    units: Iterable[Organisation], on: dt.date, sizes: Sizes | None = None
) -> dict[int, tuple[StatutoryWarning, ...]]:
    """The statutory warnings of each unit, whatever their number in four questions; two with their ``sizes``.

    Prefetch ``periods``.
    """
    every = list(units)
    kinds = {unit.pk: period.kind for unit in every if (period := unit.period(on)) and unit.existed_on(on)}
    facts = facts_of_units({unit: kind for unit, kind in kinds.items() if kind in WATCHED}, on, sizes)
    return {unit.pk: statutory_warnings(facts[unit.pk], on) if unit.pk in facts else () for unit in every}


def facts_of_units(kinds: dict[int, str], on: dt.date, sizes: Sizes | None = None) -> dict[int, UnitFacts]:
    """What is known on that day of units given by number and kind: size, committee, term."""
    if not kinds:
        return {}
    known, terms = sizes_of(kinds, on) if sizes is None else sizes, _terms(kinds, on)
    offices: dict[int, dict[str, int]] = {unit: {} for unit in kinds}
    seats = Seat.objects.in_force(on).filter(organisation__in=kinds, office__in=COMMITTEE).order_by()
    for unit, office, number in seats.values_list("organisation", "office").annotate(Count("pk")):
        offices[unit][office] = number
    return {unit: _facts(kind, known[unit], offices[unit], terms.get(unit)) for unit, kind in kinds.items()}


def _facts(kind: str, size: tuple[int, int], offices: dict[str, int], term: TermFacts | None) -> UnitFacts:
    lead = offices.get(Office.SECRETARY, 0) + offices.get(Office.DEPUTY_SECRETARY, 0)
    standing = offices.get(Office.STANDING_MEMBER, 0)
    return UnitFacts(
        kind=kind,
        members=size[0],
        official=size[1],
        committee=sum(offices.values()),
        plain=offices.get(Office.COMMITTEE_MEMBER, 0),
        standing=lead + standing if standing else 0,
        term=term,
    )


def _terms(unit_ids: Iterable[int], on: dt.date) -> dict[int, TermFacts]:
    """The latest term of each unit begun by that day, unless it was ended."""
    begun = Term.objects.filter(organisation__in=list(unit_ids), valid_from__lte=on)
    latest = begun.order_by("organisation_id", "-valid_from").distinct("organisation_id")
    return {
        term.organisation_id: TermFacts(term.planned_end, term.last_day, term.length_months)
        for term in latest
        if term.ended_on is None or term.ended_on >= on
    }
