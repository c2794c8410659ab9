"""The organisations at and below a unit on one day, each with the unit directly below through which it is reached."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import connection

from cells.models import Organisation, OrganisationKind, Succession

TREE = """
WITH RECURSIVE tree AS (
    SELECT place.organisation_id AS id, place.organisation_id AS row_id, 0 AS depth,
           ARRAY[place.organisation_id] AS path, place.kind, place.statistical_type
    FROM cells_organisationperiod place
    WHERE place.organisation_id = ANY(%(roots)s) AND place.valid_from <= %(day)s
      AND coalesce(place.valid_to, %(day)s) >= %(day)s
    UNION ALL
    SELECT place.organisation_id, CASE WHEN tree.depth = 0 THEN place.organisation_id ELSE tree.row_id END,
           tree.depth + 1, tree.path || place.organisation_id, place.kind, place.statistical_type
    FROM tree JOIN cells_organisationperiod place ON place.parent_id = tree.id
    JOIN cells_organisation unit ON unit.id = place.organisation_id
    WHERE place.valid_from <= %(day)s AND coalesce(place.valid_to, %(day)s) >= %(day)s
      AND place.kind <> %(group)s AND coalesce(unit.ended_on, %(day)s) >= %(day)s
      AND place.organisation_id <> ALL (tree.path)
)
SELECT id, row_id, depth, kind, statistical_type FROM tree
"""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a unit stands on the day."""

    row: int
    depth: int
    kind: str
    statistical_type: str


def tree_on(unit: Organisation, day: dt.date) -> Mapping[int, Place]:
    """The unit itself (depth 0) and all below it, by number; one question, and one where the unit is younger."""
    parameters: dict[str, Any] = {"roots": list(roots_on(unit, day)), "day": day, "group": OrganisationKind.PARTY_GROUP}
    with connection.cursor() as cursor:
        cursor.execute(TREE, parameters)
        return {pk: Place(row, depth, kind, statistical) for pk, row, depth, kind, statistical in cursor.fetchall()}


def roots_on(unit: Organisation, day: dt.date) -> set[int]:
    """The unit if it stood on that day, else those it followed that did."""
    if unit.founded_on <= day:
        return {unit.pk}
    found, later = set[int](), {unit.pk}
    seen = set(later)
    while later:
        rows = Succession.objects.filter(successor__in=later).select_related("predecessor")
        before = {row.predecessor for row in rows if row.predecessor_id not in seen}
        found |= {row.pk for row in before if row.founded_on <= day}
        later = {row.pk for row in before if row.founded_on > day}
        seen |= {row.pk for row in before}
    return found
