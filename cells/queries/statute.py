"""What the statutes would say of units as they stand on a day: their facts read, and the warnings."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence

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

# Members of each unit and of everything under it on the day; guests for a time are counted where they belong.
SIZES = """
WITH RECURSIVE place AS (
    SELECT organisation_id AS id, parent_id FROM cells_organisationperiod
    WHERE valid_from <= %(on)s AND (valid_to IS NULL OR valid_to >= %(on)s)
), below AS (
    SELECT unit AS top, unit AS id FROM unnest(%(units)s::bigint[]) AS unit
    UNION SELECT below.top, place.id FROM place JOIN below ON place.parent_id = below.id
)
SELECT below.top, count(*), count(*) FILTER (WHERE member.official_on <= %(on)s)
FROM below JOIN cells_membership membership ON membership.cell_id = below.id
JOIN cells_member member ON member.id = membership.member_id
WHERE membership.kind = 'permanent' AND membership.valid_from <= %(on)s
  AND (membership.valid_to IS NULL OR membership.valid_to >= %(on)s)
GROUP BY below.top
"""


def sizes_of(unit_ids: Sequence[int], on: dt.date) -> dict[int, tuple[int, int]]:
    """Of each unit with everything under it on that day: all members, and the official ones. One question."""
    if not unit_ids:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(SIZES, {"units": list(unit_ids), "on": on})
        return {unit: (members, official) for unit, members, official in cursor.fetchall()}


def warnings_of(organisation: Organisation, on: dt.date) -> tuple[StatutoryWarning, ...]:
    """The statutory warnings of one unit on that day; three questions, and one for its label unless prefetched."""
    return warnings_of_units([organisation], on)[organisation.pk]


def warnings_of_units(units: Iterable[Organisation], on: dt.date) -> dict[int, tuple[StatutoryWarning, ...]]:
    """The statutory warnings of each unit, whatever their number in three questions. Prefetch ``periods``."""
    every = list(units)
    kinds = {unit.pk: period.kind for unit in every if (period := unit.period(on)) and unit.existed_on(on)}
    facts = facts_of_units({unit: kind for unit, kind in kinds.items() if kind in WATCHED}, on)
    return {unit.pk: statutory_warnings(facts[unit.pk], on) if unit.pk in facts else () for unit in every}


def facts_of_units(kinds: dict[int, str], on: dt.date) -> dict[int, UnitFacts]:
    """What is known on that day of units given by number and kind: size, committee, term. Three questions."""
    if not kinds:
        return {}
    sizes, terms = sizes_of(sorted(kinds), on), _terms(kinds, on)
    offices: dict[int, dict[str, int]] = {unit: {} for unit in kinds}
    seats = Seat.objects.in_force(on).filter(organisation__in=kinds, office__in=COMMITTEE).order_by()
    for unit, office, number in seats.values_list("organisation", "office").annotate(Count("pk")):
        offices[unit][office] = number
    return {unit: _facts(kind, sizes.get(unit, (0, 0)), offices[unit], terms.get(unit)) for unit, kind in kinds.items()}


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
