"""Classes decided for units, cells and members, by year: the decision in force on a day."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from evaluations.models import Level
from meetings.queries.attendance import percent_of
from reports.queries.yearly.groups import Groups, rows_of

# The decision in force: the one no later decision of that day replaces.
CLASSES = """
WITH family AS (SELECT * FROM unnest(%(units)s::bigint[], %(tops)s::bigint[]) AS row (unit, top)),
alone AS (SELECT * FROM unnest(%(cells)s::bigint[], %(cell_tops)s::bigint[]) AS row (unit, top)),
asked AS MATERIALIZED (
    SELECT period.id, period.year, family.top FROM evaluations_period period
    LEFT JOIN family ON family.unit = period.organisation_id
    WHERE period.year = ANY(%(years)s) AND period.quarter IS NULL
), subject AS (
    SELECT evaluation.id, evaluation.subject, asked.year, COALESCE(asked.top, alone.top) AS top
    FROM asked JOIN evaluations_evaluation evaluation ON evaluation.period_id = asked.id
    LEFT JOIN alone ON alone.unit = evaluation.cell_id
    WHERE evaluation.cell_id = ANY(%(within)s) AND evaluation.subject = ANY(%(subjects)s)
      AND (asked.top IS NOT NULL OR alone.top IS NOT NULL)
)
SELECT subject.top, subject.year, subject.subject, decision.level, count(*)
FROM subject LEFT JOIN evaluations_decision decision
    ON decision.evaluation_id = subject.id AND decision.decided_on <= %(until)s AND NOT EXISTS (
        SELECT FROM evaluations_decision later
        WHERE later.replaces_id = decision.id AND later.replaces_id IS NOT NULL
          AND later.decided_on <= %(until)s
    )
GROUP BY 1, 2, 3, 4
"""


@dataclass(frozen=True)
class ClassCounts:
    """How many subjects of one kind have which level; ``waiting`` are not decided, ``unrated`` have no level."""

    levels: Mapping[str, int] = field(default_factory=dict)
    unrated: int = 0
    waiting: int = 0

    @property
    def rated(self) -> int:
        return sum(self.levels.values())

    @property
    def all(self) -> int:
        return self.rated + self.unrated + self.waiting

    @property
    def excellent(self) -> int:
        return self.levels.get(Level.EXCELLENT, 0)

    @property
    def good(self) -> int:
        return self.levels.get(Level.GOOD, 0)

    @property
    def good_or_better_percent(self) -> Decimal | None:
        return percent_of(self.excellent + self.good, self.rated)

    @property
    def excellent_percent(self) -> Decimal | None:
        return percent_of(self.excellent, self.rated)

    @property
    def in_order(self) -> list[tuple[str, int]]:
        return [(level, self.levels.get(level, 0)) for level in Level.values]

    @property
    def in_words(self) -> list[tuple[str, int]]:
        return [(str(Level(level).label), number) for level, number in self.in_order]


def class_years(
    groups: Groups, years: Iterable[int], until: dt.date, *, subjects: Iterable[str]
) -> dict[tuple[int, int, str], ClassCounts]:
    """By unit, year and kind of subject in one query. A committee's own class counts for the one that decides it."""
    values = groups.values(years, until) | {"subjects": [str(subject) for subject in subjects]}
    found: dict[tuple[int, int, str], dict[str | None, int]] = defaultdict(dict)
    for top, year, subject, level, number in rows_of(CLASSES, values):
        found[top, year, subject][level] = number
    return {
        key: ClassCounts(
            {level: number for level, number in row.items() if level}, unrated=row.get("", 0), waiting=row.get(None, 0)
        )
        for key, row in found.items()
    }
