"""The points by criterion, where the committees shared them out: what is asked by hand, and what it adds up to."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from evaluations.rules.criteria import CriteriaScore, CriteriaSet, CriterionLine, plain, score_criteria
from evaluations.rules.criteria_check import MANUAL
from meetings.rules.inputs import Fact, InputError, Source

POINT = "point:"
"""What the keys of entered points begin with; the code of the criterion follows."""


def point_facts(criteria: CriteriaSet, computed: Collection[str] = ()) -> tuple[Fact, ...]:
    """What is asked for a set: the points of each row that no formula knows, the events that someone counts."""
    found = []
    for row in criteria.rows:
        if row.code not in computed:
            label, maximum = f"{row.code}. {row.text}", plain(row.maximum)
            unit = _("0–%(maximum)s điểm") % {"maximum": str(maximum).replace(".", ",")}
            # A bound is compared, never computed with: a decimal is as good as a whole number.
            found.append(_fact(row.code, label, "number", unit, row.heading, most=maximum))
    for item in criteria.deductions:
        if item.events is None:
            label = _("%(code)s. Số lần: %(text)s") % {"code": item.code, "text": item.text}
            found.append(_fact(item.code, label, "count", _("lần"), ""))
    return tuple(found)


def _fact(code: str, label: str, sort: str, unit: str, meaning: str, most: Any = None) -> Fact:
    return Fact(POINT + code, label, sort, unit, meaning, Source("", ""), "C", least=0, most=most)


def score_points(criteria: CriteriaSet, entries: Mapping[str, Any], facts: Mapping[str, Any]) -> CriteriaScore | None:
    """All rows with their points and why; None where the numbers do not fit the set. A computed row needs no hand."""
    given = {key.removeprefix(POINT): value for key, value in entries.items() if key.startswith(POINT)}
    given = {code: Decimal(value) if isinstance(value, str) else value for code, value in given.items()}
    manual = {row.code for row in criteria.rows if row.kind == MANUAL}
    manual |= {item.code for item in criteria.deductions if item.events is None}
    known = {code: value for code, value in given.items() if code in manual}
    try:
        score = score_criteria(criteria, facts, known)
        open_rows = {line.code for line in score.lines if line.points is None} - manual
        by_hand = {code: given[code] for code in open_rows if given.get(code) is not None}
        return score_criteria(criteria, facts, known | by_hand) if by_hand else score
    except InputError:
        return None


def computed_rows(criteria: CriteriaSet, score: CriteriaScore | None) -> frozenset[str]:
    """The rows whose points facts decide, so that nobody is asked.

    Where all facts are known and still give no points (0 minutes of 0 meetings), the row is scored by hand.
    """
    lines = score.lines if score else ()
    return frozenset(line.code for line in lines if line.is_computed and _facts_decide(line))


def _facts_decide(line: CriterionLine) -> bool:
    return line.points is not None or None in line.inputs.values()
