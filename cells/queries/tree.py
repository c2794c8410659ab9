"""Reads of the tree: what stands under what, on which day."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.db import connection
from django.db.models import QuerySet

from cells.models import CELL_KINDS, Organisation, OrganisationPeriod

# The units below a unit by their last known place, and the units it followed: an ended cell stays reachable under its
# last superior and through its successor, so its minutes stay readable. A unit that was divided and goes on is not
# reached through the new one. ``top`` has the units to begin with: below committees the whole tree is read once; below
# cells, for which most people ask, nothing but their own rows.
TOP_KIND = """
CROSS JOIN LATERAL (
    SELECT kind FROM cells_organisationperiod WHERE organisation_id = root.id ORDER BY valid_from DESC LIMIT 1
) place
"""
BELOW = """
place AS (
    SELECT DISTINCT ON (organisation_id) organisation_id, parent_id FROM cells_organisationperiod
    WHERE (SELECT bool_or(NOT is_small) FROM top) ORDER BY organisation_id, valid_from DESC
), edge AS MATERIALIZED (
    SELECT parent_id AS above, organisation_id AS below FROM place WHERE parent_id IS NOT NULL
    UNION ALL SELECT successor_id, predecessor_id FROM cells_succession
    JOIN cells_organisation ended ON ended.id = predecessor_id AND ended.ended_on IS NOT NULL
), below_large AS (
    SELECT id AS top, id FROM top WHERE NOT is_small
    UNION SELECT upper.top, edge.below FROM edge JOIN below_large upper ON edge.above = upper.id
), below_small AS (
    SELECT id AS top, id FROM top WHERE is_small
    UNION SELECT upper.top, step.below FROM below_small upper CROSS JOIN LATERAL (
        SELECT organisation_id AS below FROM cells_organisationperiod place
        WHERE parent_id = upper.id AND NOT EXISTS (
            SELECT FROM cells_organisationperiod later
            WHERE later.organisation_id = place.organisation_id AND later.valid_from > place.valid_from
        )
        UNION ALL SELECT predecessor_id FROM cells_succession
        JOIN cells_organisation ended ON ended.id = predecessor_id AND ended.ended_on IS NOT NULL
        WHERE successor_id = upper.id
    ) step
), reached AS (SELECT top, id FROM below_large UNION ALL SELECT top, id FROM below_small)
"""
SUBTREE = f"""
WITH RECURSIVE root AS (SELECT unnest(%(roots)s::bigint[]) AS id),
top AS (SELECT id, kind IN ('cell', 'base_cell', 'party_group') AS is_small FROM root {TOP_KIND}), {BELOW}
SELECT DISTINCT id FROM reached
"""  # noqa: S608 - made of constants
SUBTREES = SUBTREE.replace("SELECT DISTINCT id FROM", "SELECT DISTINCT top, id FROM")
ABOVE = """
WITH RECURSIVE step AS (
    SELECT %(unit)s::bigint AS id, 0 AS place, ARRAY[%(unit)s::bigint] AS passed
    UNION ALL
    SELECT period.parent_id, step.place + 1, step.passed || period.parent_id
    FROM step JOIN cells_organisationperiod period ON period.organisation_id = step.id
    WHERE period.parent_id <> ALL (step.passed)
      AND period.valid_from <= %(on)s AND (period.valid_to IS NULL OR period.valid_to >= %(on)s)
)
SELECT id FROM step ORDER BY place
"""
# Everything that stood below a unit on any of some days: each step keeps the days on which the whole line stood, so a
# unit that left before its superior came is not reached. The line of the latest place gives the order.
BETWEEN = """
WITH RECURSIVE step AS (
    SELECT %(unit)s::bigint AS id, %(first)s::date AS first, %(last)s::date AS last, false AS is_cell,
        ARRAY[]::bigint[] AS line, ARRAY[%(unit)s::bigint] AS passed
    UNION ALL
    SELECT unit.id, GREATEST(step.first, place.valid_from), LEAST(step.last, COALESCE(place.valid_to, step.last)),
        place.kind = ANY(%(cells)s), step.line || unit."order"::bigint || unit.id, step.passed || unit.id
    FROM step JOIN cells_organisationperiod place ON place.parent_id = step.id AND place.kind <> 'party_group'
        AND place.valid_from <= step.last AND (place.valid_to IS NULL OR place.valid_to >= step.first)
    JOIN cells_organisation unit ON unit.id = place.organisation_id AND unit.id <> ALL (step.passed)
        AND unit.founded_on <= step.last AND (unit.ended_on IS NULL OR unit.ended_on >= step.first)
), latest AS (
    SELECT DISTINCT ON (id) id, line, bool_or(is_cell) OVER (PARTITION BY id) AS is_cell
    FROM step WHERE id <> %(unit)s ORDER BY id, last DESC, first DESC
)
SELECT id, is_cell FROM latest ORDER BY line
"""
ALL_ABOVE = """
WITH RECURSIVE step AS (
    SELECT unit AS unit, unit AS id, 0 AS place, ARRAY[unit] AS passed FROM unnest(%(units)s::bigint[]) AS unit
    UNION ALL
    SELECT step.unit, period.parent_id, step.place + 1, step.passed || period.parent_id
    FROM step JOIN cells_organisation below ON below.id = step.id
    JOIN cells_organisationperiod period ON period.organisation_id = step.id
    WHERE period.parent_id <> ALL (step.passed)
      AND period.valid_from <= LEAST(%(on)s, below.ended_on)
      AND (period.valid_to IS NULL OR period.valid_to >= LEAST(%(on)s, below.ended_on))
)
SELECT unit, id FROM step ORDER BY unit, place
"""
FOLLOWED = """
WITH RECURSIVE chain AS (
    SELECT %(unit)s::bigint AS id
    UNION SELECT predecessor_id FROM chain JOIN cells_succession ON successor_id = chain.id
    JOIN cells_organisation ended ON ended.id = predecessor_id AND ended.ended_on IS NOT NULL
)
SELECT id FROM chain
"""
REACH = f"""
WITH RECURSIVE me AS (SELECT id FROM cells_member WHERE user_id = %(user)s),
post AS (
    SELECT office, organisation_id AS id FROM cells_seat JOIN me ON me.id = member_id
    WHERE office IN ('secretary', 'deputy_secretary', 'organisation_officer')
      AND valid_from <= %(on)s AND (valid_to IS NULL OR valid_to >= %(on)s)
), root AS (
    SELECT CASE WHEN office = 'organisation_officer' THEN 'reviewed' ELSE 'post' END AS label, id FROM post
    UNION SELECT 'exported', id FROM post WHERE office = 'secretary'
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
    UNION SELECT 'exported', organisation_id FROM cells_exportright
    WHERE user_id = %(user)s AND valid_from <= %(on)s AND (valid_to IS NULL OR valid_to >= %(on)s)
), post_kind AS (SELECT label, id, kind FROM root {TOP_KIND}),
top AS (SELECT DISTINCT id, kind IN ('cell', 'base_cell', 'party_group') AS is_small FROM post_kind), {BELOW}
SELECT CASE WHEN label <> 'post' THEN label WHEN kind IN ('cell', 'base_cell') THEN 'led' ELSE 'directed' END,
       id, NULL::bigint FROM post_kind
UNION ALL SELECT 'member', id, NULL FROM me
UNION ALL SELECT 'clerked', organisation_id, NULL FROM place JOIN root ON parent_id = id WHERE label = 'reviewed'
UNION ALL SELECT '', top, id FROM reached
"""  # noqa: S608 - made of constants


def subtree_ids(roots: Iterable[int]) -> set[int]:
    """The units at and below ``roots``, and those they followed: for one cell, itself and its predecessors."""
    wanted = sorted(roots)
    if not wanted:
        return set()
    with connection.cursor() as cursor:
        cursor.execute(SUBTREE, {"roots": wanted})
        return {row[0] for row in cursor.fetchall()}


def subtrees(roots: Iterable[int]) -> dict[int, set[int]]:
    """The units at and below each of ``roots``, and those they followed, in one question."""
    found: dict[int, set[int]] = {root: set() for root in sorted(roots)}
    if found:
        with connection.cursor() as cursor:
            cursor.execute(SUBTREES, {"roots": list(found)})
            for root, number in cursor.fetchall():
                found[root].add(number)
    return found


def followed_ids(unit: int) -> set[int]:
    """The unit and those it followed, without what stands below: whose work it carries on itself."""
    with connection.cursor() as cursor:
        cursor.execute(FOLLOWED, {"unit": unit})
        return {row[0] for row in cursor.fetchall()}


def reach_of(user_id: int, on: dt.date) -> dict[str, set[int]]:
    """What an account's posts and membership of that day reach, in one question (every page asks it).

    ``led``: cells whose secretary or deputy the member is; ``directed``: committees, and all below; ``reviewed``: all
    below an organisation board; ``clerked``: units directly under one; ``own``: the own cells; ``charged``: units
    looked after, and all below; ``exported``: units whose lists may be taken out; ``member``: the member; ``root``: the
    committees led; ``board``: the committees whose organisation board the member works for.
    """
    with connection.cursor() as cursor:
        cursor.execute(REACH, {"user": user_id, "on": on})
        rows = cursor.fetchall()
    below: dict[int, set[int]] = defaultdict(set)
    for _label, top, number in rows:
        if number is not None:
            below[top].add(number)
    reached: dict[str, set[int]] = defaultdict(set)
    for label, number, below_it in rows:
        if below_it is None:
            reached[label] |= {number} if label in ("member", "clerked") else below[number]
            if label in ("directed", "reviewed"):
                reached["root" if label == "directed" else "board"].add(number)
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


def units_below(committee: Organisation, first: dt.date, last: dt.date) -> list[Organisation]:
    """All units that stood below a committee, however deep, at any time of those days, their periods at hand.

    In the order of the paper list: each committee before what stands below it. Party groups are not among them.
    """
    return _in_order([number for number, _is_cell in _between(committee, first, last)])


def cells_below(committee: Organisation, first: dt.date, last: dt.date) -> list[Organisation]:
    """The cells among ``units_below``."""
    return _in_order([number for number, is_cell in _between(committee, first, last) if is_cell])


def _between(committee: Organisation, first: dt.date, last: dt.date) -> list[tuple[int, bool]]:
    cells = [kind.value for kind in CELL_KINDS]
    values: dict[str, Any] = {"unit": committee.pk, "first": first, "last": last, "cells": cells}
    with connection.cursor() as cursor:
        cursor.execute(BETWEEN, values)
        return cursor.fetchall()


def _in_order(numbers: list[int]) -> list[Organisation]:
    found = Organisation.objects.prefetch_related("periods").in_bulk(numbers)
    return [found[number] for number in numbers]


def line_up(organisation: Organisation, on: dt.date) -> list[int]:
    """The unit and those above it on a day, from itself upwards; of a unit that had ended, on its last day."""
    day = min(on, organisation.ended_on or on)
    with connection.cursor() as cursor:
        cursor.execute(ABOVE, {"unit": organisation.pk, "on": day})
        return [number for (number,) in cursor.fetchall()]


def lines_up(units: Iterable[int], on: dt.date) -> dict[int, list[int]]:
    """The same for many units in one question; a unit that had ended stands where it did on its last day."""
    found: dict[int, list[int]] = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(ALL_ABOVE, {"units": sorted(units), "on": on})
        for unit, above in cursor.fetchall():
            found[unit].append(above)
    return dict(found)


def superior_of(organisation: Organisation, on: dt.date | None = None) -> Organisation | None:
    """The unit directly above on that day."""
    period = organisation.period(on)
    if period is None or period.parent_id is None:
        return None
    return Organisation.objects.prefetch_related("periods").get(pk=period.parent_id)
