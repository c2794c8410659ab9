"""Evaluations of an open year in cells that end: they are finished where they stand, and must not be forgotten."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count

from cells.models import CELL_KINDS, Organisation
from cells.queries import subtree_ids
from evaluations.models import Evaluation, Period


@dataclass(frozen=True)
class OpenEvaluations:
    """How many evaluations of a cell are not decided in a year that is open."""

    cell: Organisation
    period: Period
    number: int


def open_evaluations_of(cell: Organisation, *, alone: bool) -> list[OpenEvaluations]:
    """Those of the cell itself (``alone``: before it ends), or of it and those it followed that have ended."""
    last = cell.period(cell.ended_on)
    if last is None or last.kind not in CELL_KINDS:
        return []
    units = Organisation.objects.prefetch_related("periods").filter(
        pk__in=[cell.pk] if alone else subtree_ids([cell.pk])
    )
    known = {unit.pk: unit for unit in (units if alone else units.filter(ended_on__isnull=False))}
    waiting = Evaluation.objects.filter(cell__in=known, period__state=Period.State.OPEN)
    counted = waiting.exclude(state=Evaluation.State.DECIDED).values("cell", "period").annotate(number=Count("pk"))
    rows = list(counted.order_by("period__year", "cell"))
    periods = Period.objects.in_bulk({row["period"] for row in rows}) if rows else {}
    return [OpenEvaluations(known[row["cell"]], periods[row["period"]], row["number"]) for row in rows]
