"""The classes proposed for very many subjects, a thousand at a time: for whole communes and provinces."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from decimal import Decimal
from itertools import islice
from typing import NamedTuple

from evaluations.models import Evaluation, Period
from evaluations.queries.proposals import propose

CHUNK = 1000


class ProposedClass(NamedTuple):
    """What the rules propose for one subject. ``level`` may also be ``undetermined`` or ``not_rated``."""

    evaluation: int
    subject: str
    level: str
    score: Decimal | None


def iterate_proposals(evaluations: Iterable[int], *, chunk: int = CHUNK) -> Iterator[list[ProposedClass]]:
    """The proposals for the evaluations of those numbers, one list for each ``chunk`` of them, in the given order.

    Each chunk takes a fixed number of queries for each of its periods.
    """
    waiting = iter(evaluations)
    while numbers := tuple(islice(waiting, chunk)):
        yield _proposals(numbers)


def _proposals(numbers: tuple[int, ...]) -> list[ProposedClass]:
    by_period: dict[Period, list[Evaluation]] = defaultdict(list)
    rows = Evaluation.objects.filter(pk__in=numbers).select_related("period", "member", "cell")
    for row in rows.prefetch_related("cell__periods"):
        by_period[row.period].append(row)
    found: dict[int, ProposedClass] = {}
    for period, evaluations in by_period.items():
        proposals = propose(period, evaluations)
        for row in evaluations:
            proposal = proposals[row.pk]
            found[row.pk] = ProposedClass(row.pk, row.subject, proposal.level, proposal.sheet.score)
    return [found[number] for number in numbers if number in found]
