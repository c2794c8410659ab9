"""Meetings held and due, of cells and of all cells of a unit, by year."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal

from meetings.queries.attendance import percent_of
from meetings.rules.conduct import months_over
from reports.queries.yearly.groups import STOOD, Groups, Key, rows_of

# The months of a cell's year as bits: those it stood wholly, and those for which it met. A month in which a cell met
# counts as due, also when the cell did not stand the whole of it.
SESSIONS = f"""
WITH {STOOD}, held AS (
    SELECT cell_id, year, bit_or(1 << month) FILTER (WHERE kind = ANY(%(regular)s)) AS months,
        count(*) FILTER (WHERE kind = ANY(%(thematic)s)) AS thematic
    FROM meetings_meeting
    WHERE year = ANY(%(years)s) AND state = ANY(%(held)s) AND kind = ANY(%(whole)s) AND held_on <= %(until)s
    GROUP BY cell_id, year
), cell_year AS (
    SELECT stood.year, stood.top, COALESCE(thematic, 0) AS thematic,
        bit_count(COALESCE(months, 0)::bit(16)) AS held,
        bit_count((COALESCE(months, 0) | CASE WHEN to_month < from_month THEN 0 ELSE
            (2 << (to_month - stood.year * 12)) - (1 << (from_month - stood.year * 12)) END)::bit(16)) AS due
    FROM stood LEFT JOIN held ON held.cell_id = stood.id AND held.year = stood.year
)
SELECT top, year, count(*), sum(due), sum(held), sum(thematic),
    count(*) FILTER (WHERE due > 0), count(*) FILTER (WHERE due > 0 AND held >= due)
FROM cell_year GROUP BY top, year
"""  # noqa: S608 - made of constants


@dataclass(frozen=True)
class Sessions:
    """Regular and thematic meetings of one year of some cells up to a day.

    ``due`` counts months that were over and that a cell stood wholly, and others in which it met.
    """

    cells: int = 0
    due: int = 0
    held: int = 0
    thematic: int = 0
    asked: int = 0
    """Cells that had to meet at all."""
    complete: int = 0
    """Cells among them that met in each month they had to."""
    months: int = 12
    """Months of the year that are over."""

    @property
    def short(self) -> int:
        """Cells that missed at least one month."""
        return self.asked - self.complete

    @property
    def held_percent(self) -> Decimal | None:
        """Without any meeting in the book nothing is known of that year: it is not a nought."""
        return percent_of(self.held, self.due) if self.held else None

    @property
    def complete_percent(self) -> Decimal | None:
        """Share of the cells that met in each month they had to; None as above."""
        return percent_of(self.complete, self.asked) if self.held else None

    @property
    def regular_each(self) -> Decimal | None:
        """Regular meetings per cell: of a cell that stood through all months that are over."""
        return self._each(self.held)

    @property
    def thematic_each(self) -> Decimal | None:
        """Thematic meetings per cell, counted alike."""
        return self._each(self.thematic)

    def _each(self, number: int) -> Decimal | None:
        if not self.due or not self.held:
            return None
        return (Decimal(number * self.months) / self.due).quantize(Decimal("0.1"), ROUND_HALF_UP)


def session_years(groups: Groups, years: Iterable[int], until: dt.date) -> dict[Key, Sessions]:
    """By unit and year in one query; a unit without a cell that year is not there."""
    rows = rows_of(SESSIONS, groups.values(years, until))
    return {
        (top, year): replace(Sessions(*map(int, rest)), months=months_over(year, until)) for top, year, *rest in rows
    }
