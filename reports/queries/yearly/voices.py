"""Who came and who spoke, of cells and of all cells of a unit, by year or by month."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from cells.rules import STANDINGS
from meetings.models import Passage
from meetings.queries.attendance import percent_of
from reports.queries.yearly.groups import MET, STOOD, Groups, Key, rows_of

# Present and counted as in the totals of a meeting; who spoke is counted once a meeting, of all who were there.
VOICES = f"""
WITH {STOOD}, {MET}, roll AS (
    SELECT met.top AS key, met.year, {{month}} AS month, count(DISTINCT met.id) AS meetings,
        count(*) FILTER (WHERE NOT is_temporary AND state = 'present' AND status = ANY(%(joining)s)) AS present,
        count(*) FILTER (WHERE NOT is_temporary AND (status = ANY(%(expected)s)
            OR state = 'present' AND status = ANY(%(joining)s))) AS counted,
        count(*) FILTER (WHERE state = 'present') AS came
    FROM met JOIN meetings_attendance roll ON roll.meeting_id = met.id GROUP BY 1, 2, 3
), spoken AS (
    SELECT key, year, month, count(*) AS spoke FROM (
        SELECT DISTINCT met.top AS key, met.year, {{month}} AS month, met.id, speaker_id
        FROM met JOIN meetings_passage passage ON passage.meeting_id = met.id
        WHERE passage.kind = %(opinion)s AND NOT is_removed AND speaker_id IS NOT NULL
    ) once GROUP BY 1, 2, 3
)
SELECT roll.key, roll.year, roll.month, present, counted, COALESCE(spoke, 0), came, meetings
FROM roll LEFT JOIN spoken ON spoken.key = roll.key AND spoken.year = roll.year AND spoken.month = roll.month
"""  # noqa: S608 - made of constants
BY_YEAR, BY_MONTH = VOICES.format(month="0"), VOICES.format(month="met.month - met.year * 12")


@dataclass(frozen=True)
class Voices:
    """Attendance and speakers added up over meetings: persons times meetings."""

    present: int = 0
    counted: int = 0
    spoke: int = 0
    came: int = 0
    meetings: int = 0

    @property
    def attendance(self) -> Decimal | None:
        """Share of those present, to one decimal."""
        return percent_of(self.present, self.counted)

    @property
    def speakers(self) -> Decimal | None:
        """Share of those who spoke, of those who were there."""
        return percent_of(self.spoke, self.came)


def voice_years(groups: Groups, years: Iterable[int], until: dt.date) -> dict[Key, Voices]:
    """By unit and year in one query."""
    return {(key, year): Voices(*numbers) for key, year, _month, *numbers in _rows(BY_YEAR, groups, years, until)}


def voice_months(groups: Groups, year: int, until: dt.date) -> dict[Key, Voices]:
    """By unit and month of one year in one query."""
    return {(key, month): Voices(*numbers) for key, _year, month, *numbers in _rows(BY_MONTH, groups, [year], until)}


def _rows(question: str, groups: Groups, years: Iterable[int], until: dt.date) -> list[tuple[Any, ...]]:
    joining = {status for status, standing in STANDINGS.items() if standing.expected or standing.counted_when_present}
    values = groups.values(years, until) | {
        "expected": [str(status) for status, standing in STANDINGS.items() if standing.expected],
        "joining": sorted(map(str, joining)),
        "opinion": Passage.Kind.OPINION.value,
    }
    return rows_of(question, values)
