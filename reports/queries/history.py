"""What a unit was before: those it followed, how far back the records go, its class of each year."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from cells.models import Organisation, Succession
from cells.queries.tree import followed_ids
from evaluations.models import Decision
from evaluations.queries.board import LevelMark, mark_decision
from evaluations.queries.regulations import regulation_of
from reports.queries.yearly import Groups
from reports.queries.yearly.groups import rows_of

FIRST = """
SELECT LEAST(
    (SELECT min(year) FROM meetings_meeting WHERE cell_id = ANY(%(cells)s)
        OR cell_id IN (SELECT organisation_id FROM cells_organisationperiod WHERE parent_id = ANY(%(units)s))),
    (SELECT min(year) FROM evaluations_period WHERE organisation_id = ANY(%(units)s)),
    EXTRACT(YEAR FROM %(until)s::date)::int
)
"""


@dataclass(frozen=True)
class Predecessor:
    """A unit that this one followed, by the name of its last day."""

    unit: Organisation
    name: str
    until: dt.date | None
    document: str
    may_open: bool


def predecessors_of(unit: Organisation, within: Collection[int]) -> list[Predecessor]:
    """The units it followed, directly or through others, the latest first."""
    rows = (
        Succession.objects.filter(predecessor__in=followed_ids(unit.pk) - {unit.pk})
        .select_related("predecessor")
        .prefetch_related("predecessor__periods")
        .order_by("-on", "predecessor__order", "predecessor")
    )
    found: dict[int, Predecessor] = {}
    for row in rows:
        old = row.predecessor
        last = old.ended_on or row.on
        found.setdefault(old.pk, Predecessor(old, old.label(last), old.ended_on, row.document, old.pk in within))
    return list(found.values())


def first_year(groups: Groups, until: dt.date) -> int:
    """The first year of which anything is recorded for these units."""
    values = groups.values([], until)
    return int(rows_of(FIRST, {"cells": values["cells"], "units": values["units"], "until": until})[0][0])


def cell_classes(groups: Groups, years: Iterable[int], until: dt.date) -> list[tuple[int, str, LevelMark]]:
    """The class of a cell (and of those it followed) in each year, in the words of its regulation."""
    decisions = (
        Decision.objects.filter(
            evaluation__cell__in=[cell for cell, _top in groups.cells], evaluation__subject="cell",
            evaluation__period__year__in=list(years), evaluation__period__quarter=None, decided_on__lte=until,
        )
        .select_related("evaluation__period", "evaluation__cell")
        .prefetch_related("evaluation__cell__periods")
        .order_by("evaluation__period__year", "evaluation__cell", "-version")
    )  # fmt: skip
    found: dict[int, tuple[int, str, LevelMark]] = {}
    for row in decisions:
        period, cell = row.evaluation.period, row.evaluation.cell
        if row.evaluation_id not in found:
            words = mark_decision(regulation_of(period), row.kind, row.level, row.evaluation.rule_subject)
            found[row.evaluation_id] = (
                period.year,
                cell.label(min(row.decided_on, cell.ended_on or row.decided_on)),
                words,
            )
    return list(found.values())
