"""What was entered by hand: what the appraisal entered counts before what the subject did."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from operator import itemgetter
from typing import NamedTuple

from django.db import connection

from evaluations.models import Evaluation, FactEntry
from evaluations.queries.sources.subjects import array_text

# One row comes for each evaluation and stage, not one for each of thousands of values. Rows that follow each other are
# read by a range: a list of thousands of numbers looks each of them up.
ENTERED = """
SELECT evaluation_id, stage, json_object_agg(key, value)::text, array_agg(key) FILTER (WHERE note <> '')
FROM evaluations_factentry WHERE {} AND value IS NOT NULL GROUP BY evaluation_id, stage
"""
BY_RANGE = ENTERED.format("evaluation_id BETWEEN %s AND %s")
BY_NUMBER = ENTERED.format("evaluation_id = ANY(%s::bigint[])")
MOST_UNWANTED = 2
"""Numbers in the range for each number asked for, up to which the range is read."""


class Entered(NamedTuple):
    """The values of one subject by key, as JSON text, and the keys that have a written ground."""

    text: str = "{}"
    grounds: tuple[str, ...] = ()


def entries_of(evaluations: Iterable[Evaluation], *, stage: str | None = None) -> dict[int, dict[str, FactEntry]]:
    """The entered facts by evaluation and key, with who entered them: of one stage, or those that count."""
    found: dict[int, dict[str, FactEntry]] = defaultdict(dict)
    rows = FactEntry.objects.filter(evaluation__in=list(evaluations)).select_related("entered_by").order_by("-stage")
    for entry in rows.filter(stage=stage) if stage else rows:
        if entry.value is not None or entry.key not in found[entry.evaluation_id]:
            found[entry.evaluation_id][entry.key] = entry
    return found


def entered_texts(evaluations: Sequence[int]) -> dict[int, Entered]:
    """What counts of each evaluation that has any entry, in one query."""
    if not evaluations:
        return {}
    first, last = min(evaluations), max(evaluations)
    is_range = last - first < MOST_UNWANTED * len(evaluations)
    with connection.cursor() as cursor:
        if is_range:
            cursor.execute(BY_RANGE, [first, last])
        else:
            cursor.execute(BY_NUMBER, [array_text(evaluations)])
        rows: list[tuple[int, str, str, list[str] | None]] = cursor.fetchall()
    wanted, found = frozenset(evaluations), dict[int, Entered]()
    for pk, _stage, text, grounds in sorted(rows, key=itemgetter(1), reverse=True):
        if pk in wanted:
            entered = Entered(text, tuple(sorted(grounds))) if grounds else Entered(text)
            found[pk] = _both(found[pk], entered) if pk in found else entered
    return found


def _both(earlier: Entered, later: Entered) -> Entered:
    """The entries of two stages; what the later one says counts."""
    values = json.loads(earlier.text) | json.loads(later.text)
    return Entered(json.dumps(values, ensure_ascii=False), tuple(sorted({*earlier.grounds, *later.grounds})))
