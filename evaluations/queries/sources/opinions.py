"""What others rated: the civil-service rating of a person, the levels of the bodies beside an organisation."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from core.periods import format_date
from evaluations.models import Level
from evaluations.queries.sources.basis import Basis, Link
from evaluations.queries.sources.subjects import ANY, ORGANISATIONS, SUBJECTS, Subject, rows_of

KINDS = ANY
FACTS = ("civil_servant_level", "same_level_bodies")
# The last opinion of each giver. They come in while the year is being reviewed, also after the cut-off.
LINES = f"""
WITH {SUBJECTS}
SELECT DISTINCT ON (evaluation_id, giver, body) evaluation_id, giver, giver_name, level, document, given_on FROM (
    SELECT *, CASE giver WHEN 'same_level' THEN lower(giver_name) ELSE '' END AS body FROM evaluations_opinion
    WHERE evaluation_id IN (SELECT pk FROM s) AND giver IN ('civil_service', 'same_level') AND level <> ''
        AND NOT is_removed
) given ORDER BY evaluation_id, giver, body, given_on DESC, id DESC
"""  # noqa: S608 - made of constants


def read(subjects: Sequence[Subject]) -> dict[int, dict[str, Any]]:
    """Only what was said: nothing is known about the others."""
    kinds = {row.pk: row.kind for row in subjects}
    found: dict[int, dict[str, Any]] = defaultdict(dict)
    for pk, giver, _name, level, _document, _day in rows_of(LINES, subjects):
        if giver == "civil_service" and kinds[pk] not in ORGANISATIONS:
            found[pk]["civil_servant_level"] = level
        elif giver == "same_level" and kinds[pk] in ORGANISATIONS:
            found[pk].setdefault("same_level_bodies", []).append(level)
    return found


def tell(subjects: Sequence[Subject], values: Mapping[int, Mapping[str, Any]]) -> dict[int, dict[str, Basis]]:
    links: dict[tuple[int, str], list[Link]] = defaultdict(list)
    for pk, giver, name, level, document, day in rows_of(LINES, subjects):
        parts = [name, str(Level(level).label).lower(), document, format_date(day)]
        url = reverse("evaluations:evaluation_detail", args=[pk])
        links[pk, giver].append(Link(", ".join(part for part in parts if part), url))
    text = _("Ý kiến đã ghi của nơi xếp loại.")
    found: dict[int, dict[str, Basis]] = {row.pk: {} for row in subjects}
    for key, giver in (("civil_servant_level", "civil_service"), ("same_level_bodies", "same_level")):
        for row in subjects:
            if values.get(row.pk, {}).get(key) is not None:
                found[row.pk][key] = Basis(text, links=tuple(links[row.pk, giver]))
    return found
