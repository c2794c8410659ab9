"""Organisations and members by type of unit as of a day (Biểu 5). Each unit counts under the type of its own."""

from __future__ import annotations

import datetime as dt

from cells.queries.statistics.facts import SPAN, Facts
from cells.rules.statistics import EVERYONE, data

TYPES = f"""
WITH RECURSIVE {SPAN}, unit AS (
    SELECT span.id, place.kind, place.statistical_type
    FROM span JOIN cells_organisationperiod place ON place.organisation_id = span.id
     AND place.valid_from <= %(until)s AND (place.valid_to IS NULL OR place.valid_to >= %(until)s)
), fact AS (
    SELECT statistical_type AS row_key, kind AS line, NULL::bigint AS member_id, id AS cell_id, %(until)s::date AS day,
           '' AS note
    FROM unit WHERE kind = ANY (%(kinds)s)
    UNION ALL
    SELECT unit.statistical_type, 'members', member_id, cell_id, %(until)s::date, ''
    FROM cells_membership membership JOIN unit ON unit.id = cell_id JOIN cells_member member ON member.id = member_id
    WHERE membership.kind = 'permanent' AND membership.valid_from <= %(until)s
      AND (membership.valid_to IS NULL OR membership.valid_to >= %(until)s) AND member.merged_into_id IS NULL
)
"""  # noqa: S608 - made of constants


def types(unit_id: int, *, day: dt.date) -> Facts:
    """The facts of Biểu 5 as of ``day``: units (``member_id`` empty) and members."""
    kinds = [row["key"] for row in data()["unit_kinds"]]
    return Facts(TYPES, {"unit": unit_id, "since": day, "until": day, "kinds": kinds}, {EVERYONE: "true"})
