"""What still stands open in a period that is to be closed."""

from __future__ import annotations

from dataclasses import dataclass

from cells.models import Organisation
from evaluations.models import Evaluation, Period

SETTLED = (Evaluation.State.DECIDED, Evaluation.State.POSTPONED)


@dataclass(frozen=True)
class OpenUnit:
    """The evaluations of one unit that are neither decided nor put off."""

    unit: Organisation
    rows: list[Evaluation]


def undecided_by_unit(period: Period) -> list[OpenUnit]:
    """Every unit with something open, as the tree is ordered; its own evaluation first, then people by name."""
    rows = (
        Evaluation.objects.filter(period=period)
        .exclude(state__in=SETTLED)
        .select_related("cell", "member", "collective")
        .prefetch_related("cell__periods")
        .order_by("cell__order", "cell_id", "member__sort_key", "pk")
    )
    found: dict[int, OpenUnit] = {}
    for row in sorted(rows, key=lambda row: row.member_id is not None):
        found.setdefault(row.cell_id, OpenUnit(row.cell, [])).rows.append(row)
    return sorted(found.values(), key=lambda part: (part.unit.order, part.unit.pk))
