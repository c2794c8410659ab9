"""Reads of the tree: what stands under what, on which day."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable

from django.db import connection
from django.db.models import QuerySet

from cells.models import CELL_KINDS, Organisation, OrganisationPeriod

# The units below a unit by their last known place, and the units it followed: an ended cell stays reachable under its
# last superior and through its successor, so its minutes stay readable. A unit that was divided and goes on is not
# reached through the new one.
BELOW = """
place AS (
    SELECT DISTINCT ON (organisation_id) organisation_id, parent_id, kind
    FROM cells_organisationperiod ORDER BY organisation_id, valid_from DESC
), edge AS (
    SELECT parent_id AS above, organisation_id AS below FROM place WHERE parent_id IS NOT NULL
    UNION SELECT successor_id, predecessor_id FROM cells_succession
    JOIN cells_organisation ended ON ended.id = predecessor_id AND ended.ended_on IS NOT NULL
), reached AS (
    SELECT label, id FROM root
    UNION SELECT reached.label, edge.below FROM edge JOIN reached ON edge.above = reached.id
)
"""
SUBTREE = f"""
WITH RECURSIVE root AS (SELECT 1 AS label, unnest(%(roots)s::bigint[]) AS id), {BELOW}
SELECT id FROM reached
"""  # noqa: S608 - made of constants
REACH = f"""
WITH RECURSIVE me AS (SELECT id FROM cells_member WHERE user_id = %(user)s),
post AS (
    SELECT CASE WHEN seat.office = 'organisation_officer' THEN 'reviewed'
                WHEN place.kind IN ('cell', 'base_cell') THEN 'led' ELSE 'directed' END AS label,
           seat.organisation_id AS id
    FROM cells_seat seat JOIN me ON me.id = seat.member_id JOIN place USING (organisation_id)
    WHERE seat.office IN ('secretary', 'deputy_secretary', 'organisation_officer')
      AND seat.valid_from <= %(on)s AND (seat.valid_to IS NULL OR seat.valid_to >= %(on)s)
), root AS (
    SELECT label, id FROM post
    UNION SELECT 'own', cell_id FROM cells_membership JOIN me ON me.id = member_id
    WHERE valid_from <= %(on)s AND (valid_to IS NULL OR valid_to >= %(on)s)
    UNION SELECT 'charged', unit_id FROM cells_assignment JOIN me ON me.id = member_id
    WHERE unit_id IS NOT NULL AND valid_from <= %(on)s AND (valid_to IS NULL OR valid_to >= %(on)s)
    UNION SELECT 'charged', unit.unit_id
    FROM cells_workinggroupmember person JOIN me ON me.id = person.member_id
    JOIN cells_workinggroupunit unit USING (group_id) JOIN cells_workinggroup crew ON crew.id = group_id
    WHERE person.valid_from <= %(on)s AND (person.valid_to IS NULL OR person.valid_to >= %(on)s)
      AND unit.valid_from <= %(on)s AND (unit.valid_to IS NULL OR unit.valid_to >= %(on)s)
      AND crew.valid_from <= %(on)s AND (crew.valid_to IS NULL OR crew.valid_to >= %(on)s)
    UNION SELECT 'exported', seat.organisation_id FROM cells_seat seat JOIN me ON me.id = seat.member_id
    WHERE seat.office = 'secretary' AND seat.valid_from <= %(on)s AND (seat.valid_to IS NULL OR seat.valid_to >= %(on)s)
    UNION SELECT 'exported', organisation_id FROM cells_exportright
    WHERE user_id = %(user)s AND valid_from <= %(on)s AND (valid_to IS NULL OR valid_to >= %(on)s)
), {BELOW}
SELECT label, id FROM reached
UNION ALL SELECT 'member', id FROM me
UNION ALL SELECT 'root', id FROM post WHERE label = 'directed'
UNION ALL SELECT 'clerked', organisation_id FROM place JOIN post ON parent_id = post.id WHERE label = 'reviewed'
"""  # noqa: S608 - made of constants


def subtree_ids(roots: Iterable[int]) -> set[int]:
    """The units at and below ``roots``, and those they followed: for one cell, itself and its predecessors."""
    wanted = sorted(roots)
    if not wanted:
        return set()
    with connection.cursor() as cursor:
        cursor.execute(SUBTREE, {"roots": wanted})
        return {row[0] for row in cursor.fetchall()}


def reach_of(user_id: int, on: dt.date) -> dict[str, set[int]]:
    """What an account's posts and membership of that day reach, in one question (every page asks it).

    ``led``: cells whose secretary or deputy the member is; ``directed``: committees, and all below; ``reviewed``: all
    below an organisation board; ``clerked``: units directly under one; ``own``: the own cells; ``charged``: units
    looked after, and all below; ``exported``: units whose lists may be taken out; ``member``: the member; ``root``: the
    committees led.
    """
    reached: dict[str, set[int]] = defaultdict(set)
    with connection.cursor() as cursor:
        cursor.execute(REACH, {"user": user_id, "on": on})
        for label, number in cursor.fetchall():
            reached[label].add(number)
    return reached


def children_on(organisation: Organisation, on: dt.date) -> QuerySet[Organisation]:
    """The units directly under ``organisation`` on that day, in the order of the paper list."""
    below = OrganisationPeriod.objects.in_force(on).filter(parent=organisation).values("organisation")
    return Organisation.objects.filter(pk__in=below).prefetch_related("periods").order_by("order", "pk")


def cells_under(organisation: Organisation, *, first: dt.date, last: dt.date) -> QuerySet[Organisation]:
    """The cells that stood under ``organisation`` at any time from ``first`` to ``last``."""
    places = OrganisationPeriod.objects.filter(parent=organisation, kind__in=CELL_KINDS, valid_from__lte=last).exclude(
        valid_to__lt=first
    )
    return (
        Organisation.objects.filter(pk__in=places.values("organisation"))
        .prefetch_related("periods")
        .order_by("order", "pk")
    )


def superior_of(organisation: Organisation, on: dt.date | None = None) -> Organisation | None:
    """The unit directly above on that day."""
    period = organisation.period(on)
    if period is None or period.parent_id is None:
        return None
    return Organisation.objects.prefetch_related("periods").get(pk=period.parent_id)
