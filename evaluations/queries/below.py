"""What was decided below an organisation at a moment: kept with its own decision, and no later one changes it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from cells.queries import subtree_ids
from evaluations.models import Decision, Evaluation, Period
from evaluations.rules.classification import NOT_RATED

Counts = dict[str, dict[str, int]]


def decided_below(period: Period, evaluations: Iterable[Evaluation]) -> dict[int, Counts]:
    """For each organisation and collective: how many of each kind below it are decided at which level, or not yet.

    Of a cell its members; of a committee also the units below it. Nothing for members. The number of queries does not
    grow with the cells, and by one with each committee.
    """
    above = [row for row in evaluations if row.member_id is None]
    if not above:
        return {}
    rows = _standing(period)
    found = {}
    for row in above:
        inside = {row.cell_id} if row.subject == Evaluation.Subject.CELL else subtree_ids([row.cell_id])
        found[row.pk] = _counted(
            (subject, level)
            for pk, cell, member, subject, level in rows
            if cell in inside and pk != row.pk and (member is not None or row.subject != Evaluation.Subject.CELL)
        )
    return found


def _standing(period: Period) -> list[tuple[int, int, int | None, str, str]]:
    """Every evaluation of the year with the level in force; empty where it is not decided."""
    levels = dict(
        Decision.objects.filter(evaluation__period=period).order_by("version").values_list("evaluation", "level")
    )
    rows = period.evaluations.order_by().values_list("pk", "cell", "member", "subject")
    return [
        (pk, cell, member, subject, (levels[pk] or NOT_RATED) if pk in levels else "")
        for pk, cell, member, subject in rows
    ]


def _counted(rows: Iterable[tuple[str, str]]) -> Counts:
    found: dict[str, Counter[str]] = {}
    for subject, level in rows:
        found.setdefault(subject, Counter())[level or "waiting"] += 1
    return {subject: dict(counter) for subject, counter in found.items()}
