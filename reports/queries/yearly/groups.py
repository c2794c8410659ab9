"""Which cells count for which unit in which year."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from django.db import connection

from cells.models import CELL_KINDS, Organisation
from cells.queries import subtrees
from core.ids import IdSet
from meetings.models import REGULAR_KINDS, THEMATIC_KINDS
from meetings.queries.year import OF_THE_WHOLE_CELL
from meetings.workflow import HELD

# ``stood``: each cell with each year of which it stood a day, the unit it counts for (``top``), and the months it stood
# wholly, from ``from_month`` to ``to_month`` (counted from the year 0).
STOOD = """
family AS (SELECT * FROM unnest(%(units)s::bigint[], %(tops)s::bigint[]) AS row (unit, top)),
alone AS (SELECT * FROM unnest(%(cells)s::bigint[], %(cell_tops)s::bigint[]) AS row (unit, top)),
span AS (
    SELECT year, make_date(year, 1, 1) AS first, LEAST(make_date(year, 12, 31), %(until)s::date) AS last
    FROM unnest(%(years)s::int[]) AS year WHERE make_date(year, 1, 1) <= %(until)s::date
), lasting AS (
    SELECT cell.id, span.year, GREATEST(cell.founded_on, span.first) AS first,
        LEAST(COALESCE(cell.ended_on, span.last), span.last) AS last
    FROM span JOIN cells_organisation cell
        ON cell.founded_on <= span.last AND (cell.ended_on IS NULL OR cell.ended_on >= span.first)
    WHERE cell.id = ANY(%(within)s)
), stood AS MATERIALIZED (
    SELECT lasting.id, lasting.year, COALESCE(family.top, alone.top) AS top,
        EXTRACT(YEAR FROM first)::int * 12 + EXTRACT(MONTH FROM first)::int
            + (EXTRACT(DAY FROM first) > 1)::int AS from_month,
        EXTRACT(YEAR FROM last + 1)::int * 12 + EXTRACT(MONTH FROM last + 1)::int - 1 AS to_month
    FROM lasting JOIN cells_organisationperiod place ON place.organisation_id = lasting.id
        AND place.valid_from <= lasting.last AND (place.valid_to IS NULL OR place.valid_to >= lasting.last)
        AND place.kind = ANY(%(kinds)s)
    LEFT JOIN family ON family.unit = place.parent_id
    LEFT JOIN alone ON alone.unit = lasting.id
    WHERE family.top IS NOT NULL OR alone.top IS NOT NULL
)
"""
# ``met``: the meetings of all members that these cells held until the day.
MET = """
met AS (
    SELECT meeting.id, stood.id AS cell, stood.year, stood.top, stood.from_month, stood.to_month, meeting.kind,
        meeting.year * 12 + meeting.month AS month, meeting.held_on, meeting.submitted_at, meeting.returned_reason
    FROM stood JOIN meetings_meeting meeting ON meeting.cell_id = stood.id AND meeting.year = stood.year
    WHERE meeting.state = ANY(%(held)s) AND meeting.kind = ANY(%(whole)s) AND meeting.held_on <= %(until)s
)
"""
CELLS = f"""
WITH {STOOD}
SELECT year, stood.id FROM stood JOIN cells_organisation cell ON cell.id = stood.id
GROUP BY year, stood.id, cell."order" ORDER BY year, cell."order", stood.id
"""  # noqa: S608 - made of constants
Key = tuple[int, int]
"""A unit (or a cell) and a year."""


@dataclass(frozen=True)
class Groups:
    """Units whose years are asked for, with the committees or cells that count for each; ``within`` bounds it all."""

    committees: tuple[Key, ...]
    """Pairs of a committee below (or one that a unit followed) and the unit it counts for."""
    cells: tuple[Key, ...]
    """Pairs of a cell (or one that it followed) and the cell it counts for."""
    within: IdSet

    def values(self, years: Iterable[int], until: dt.date) -> dict[str, Any]:
        """What the questions are asked with."""
        return {
            "units": [unit for unit, _top in self.committees],
            "tops": [top for _unit, top in self.committees],
            "cells": [unit for unit, _top in self.cells],
            "cell_tops": [top for _unit, top in self.cells],
            "within": list(self.within),
            "years": list(years),
            "until": until,
            "kinds": [kind.value for kind in CELL_KINDS],
            "held": [state.value for state in HELD],
            "whole": [kind.value for kind in OF_THE_WHOLE_CELL],
            "regular": [kind.value for kind in REGULAR_KINDS],
            "thematic": [kind.value for kind in THEMATIC_KINDS],
        }


def groups_of(units: Iterable[Organisation], within: Collection[int]) -> Groups:
    """``units`` (cells or committees, their periods at hand) with all that count for each, in one query.

    Nothing outside ``within`` is counted: what its reader may read.
    """
    units = list(units)
    small = {unit.pk for unit in units if unit.is_cell}
    found = subtrees([unit.pk for unit in units])
    return Groups(
        committees=tuple((below, top) for top in found if top not in small for below in sorted(found[top])),
        cells=tuple((below, top) for top in found if top in small for below in sorted(found[top])),
        within=IdSet(within),
    )


def cells_of(groups: Groups, years: Iterable[int], until: dt.date) -> dict[int, list[int]]:
    """The cells behind each year of the groups, in the official order, in one query."""
    found: dict[int, list[int]] = {}
    for year, cell in rows_of(CELLS, groups.values(years, until)):
        found.setdefault(year, []).append(cell)
    return found


def each_of(cells: Iterable[int], within: Collection[int]) -> Groups:
    """Cells, each for itself alone: the lines behind a sum."""
    return Groups((), tuple((cell, cell) for cell in sorted(set(cells))), IdSet(within))


def rows_of(question: str, values: dict[str, Any]) -> list[tuple[Any, ...]]:
    """The answer, row by row."""
    with connection.cursor() as cursor:
        cursor.execute(question, values)
        return list(cursor.fetchall())
