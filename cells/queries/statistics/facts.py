"""What the statistics count: facts about people and units, in one SQL relation for each form.

The relation ``fact`` has ``row_key`` (the unit directly below, or a type of unit), ``line`` (the kind of fact),
``member_id``, ``cell_id``, ``day``, ``note`` and what the conditions look at. A table groups it, a list reads its rows:
so the list behind a number has as many rows as the number says.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction

from cells.rules.statistics import EVERYONE, data

# The units at and below a unit, day by day from %(since)s to %(until)s: "row_id" is the unit directly below through
# which each is reached. The tree is that of the days themselves: a unit that was moved is here for a part of the time.
SPAN = """
span AS (
    SELECT organisation_id AS id, organisation_id AS row_id, 0 AS depth, ARRAY[organisation_id] AS path,
           greatest(valid_from, %(since)s) AS since, least(coalesce(valid_to, %(until)s), %(until)s) AS until
    FROM cells_organisationperiod
    WHERE organisation_id = %(unit)s AND valid_from <= %(until)s AND coalesce(valid_to, %(until)s) >= %(since)s
    UNION ALL
    SELECT below.organisation_id, CASE WHEN span.depth = 0 THEN below.organisation_id ELSE span.row_id END,
           span.depth + 1, span.path || below.organisation_id,
           greatest(below.valid_from, span.since), least(coalesce(below.valid_to, span.until), span.until)
    FROM span JOIN cells_organisationperiod below ON below.parent_id = span.id
    WHERE below.kind <> 'party_group' AND below.valid_from <= span.until
      AND coalesce(below.valid_to, span.until) >= span.since AND below.organisation_id <> ALL (span.path)
)
"""
# What is the same on every day of a person's life, and whether still probationary on "seen_on" (Điều lệ Đ5).
TRAITS = """
member.sex = 'female' AS women,
member.official_on IS NULL OR member.official_on > seen_on AS probationary,
member.ethnic_group <> '' AND member.ethnic_group <> ALL (%(majority)s) AS minority,
member.religion <> '' AND member.religion <> ALL (%(no_religion)s) AS religious
"""
CONDITIONS = {
    EVERYONE: "true",
    "women": "women",
    "probationary": "probationary",
    "minority": "minority",
    "religious": "religious",
}


@dataclass(frozen=True, slots=True)
class Facts:
    """The relation ``fact`` of one form, unit and time, and the conditions that may be asked of it."""

    sql: str
    """``WITH RECURSIVE … fact AS (…)``."""
    parameters: Mapping[str, Any]
    conditions: Mapping[str, str]


def words(name: str) -> list[str]:
    """A list of ``statistics.json`` in the ways people write it: databases differ in what they make small."""
    return [form for word in data()[name] for form in (word, word.capitalize(), word.title(), word.upper())]


def rows_of(sql: str, parameters: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    """The answer to a question on facts. Compiling it would take PostgreSQL longer than answering for most units."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL jit = off")
        cursor.execute(sql, parameters)
        return list(cursor.fetchall())
