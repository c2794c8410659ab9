"""The sets of criteria that ship as examples (mark C): "mẫu tham khảo, cần cấp ủy phê duyệt", never in force alone."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from evaluations.rules.criteria import CriteriaSet, read_criteria
from evaluations.rules.regulation import load_regulation
from meetings.rules import datafile
from meetings.rules.inputs import InputError, listed, shown

CRITERIA = Path(__file__).resolve().parent.parent / "criteria"


def criteria_keys() -> tuple[str, ...]:
    """The keys of the examples that there are."""
    return tuple(sorted(path.stem for path in CRITERIA.glob("*.json")))


def criteria_data(key: str) -> dict[str, Any]:
    """The contents of an example, to start one's own from. Raises InputError for an unknown key."""
    if key not in criteria_keys():
        words = {"value": shown(key), "values": listed(criteria_keys())}
        raise InputError("criteria", _("%(value)s không có trong: %(values)s") % words)
    return datafile.read_file(CRITERIA / f"{key}.json")[0]


@cache
def load_criteria(key: str) -> CriteriaSet:
    """The example of that key. Raises InputError for an unknown key, RegulationFault for a file with mistakes."""
    data = criteria_data(key)
    regulation = load_regulation(data["regulation"])
    groups = {group.key: group.points for group in regulation.score_groups}
    return read_criteria(data, regulation.facts, groups, regulation.facts["score"].most)
