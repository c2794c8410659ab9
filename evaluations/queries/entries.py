"""What was entered by hand: what the appraisal entered counts before what the subject did."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from django.db import connection

from evaluations.models import Evaluation, FactEntry
from evaluations.queries.sources.subjects import array_text

# One row comes for each evaluation, not one for each of thousands of values; the last of a key stays.
ENTERED = """
SELECT evaluation_id, jsonb_object_agg(key, value ORDER BY stage DESC)::text,
    array_agg(DISTINCT key) FILTER (WHERE note <> '')
FROM evaluations_factentry WHERE evaluation_id = ANY(%s::bigint[]) AND value IS NOT NULL GROUP BY evaluation_id
"""


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
    with connection.cursor() as cursor:
        cursor.execute(ENTERED, [array_text(evaluations)])
        rows: list[tuple[int, str, list[str] | None]] = cursor.fetchall()
    return {pk: Entered(text, tuple(grounds or ())) for pk, text, grounds in rows}


def is_ground(entry: FactEntry | None) -> bool:
    """Whether an entry takes the place of what the records say."""
    return entry is not None and entry.value is not None and bool(entry.note)
