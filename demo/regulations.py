"""The commune's own regulation: 2025 scored by hand throughout, 2026 with what the program knows; and points by row."""

import datetime as dt
from collections.abc import Iterable, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

from accounts.models import User
from cells.models import Organisation
from demo.clock import written_on
from evaluations.models import Evaluation, LocalRegulation, Period
from evaluations.points import POINT
from evaluations.queries.regulations import regulation_of
from evaluations.rules.criteria import CriteriaSet
from evaluations.rules.criteria_check import MANUAL
from evaluations.rules.criteria_edit import changed_row
from evaluations.rules.offered_gates import offered_gates
from evaluations.rules.samples import criteria_data
from evaluations.services.local_regulations import approve_regulation, draft_regulation
from evaluations.services.regulation_parts import change_deadlines, change_gates

SETS = ("c1", "c2", "c3", "c4")
TITLE = "Quy định tiêu chí đánh giá, xếp loại chất lượng tổ chức đảng, đảng viên"
DEADLINES = [
    {"before": "10/12", "text": "Chi bộ họp kiểm điểm, gửi hồ sơ về Đảng ủy."},
    {"before": "20/12", "text": "Ban Tổ chức thẩm định xong."},
]
ISSUED = {2025: ("12-QĐ/ĐU", dt.date(2025, 11, 20)), 2026: ("19-QĐ/ĐU", dt.date(2026, 9, 10))}


def issue_regulation(commune: Organisation, users: Mapping[str, User], year: int) -> LocalRegulation:
    """The regulation of the commune for a year and after, from the examples to the document."""
    number, day = ISSUED[year]
    sets = [criteria_data(key) for key in SETS]
    if year == 2025:
        sets = [_by_hand(item) for item in sets]
    with written_on(day):
        draft = draft_regulation(commune, year=year, title=TITLE, by=users["xa"], criteria=sets)
        change_deadlines(draft, deadlines=DEADLINES, by=users["xa"])
        if year > 2025:
            gate = next(item for item in offered_gates() if item.key == "absent_without_reason")
            change_gates(draft, gates=gate.chosen("excellent"), hd21_shares=False, by=users["xa"])
        return approve_regulation(draft, by=users["xa"], document=number, document_on=day)


def draft_next(commune: Organisation, users: Mapping[str, User], on: dt.date) -> LocalRegulation:
    """A copy for the next year that waits for the committee."""
    with written_on(on):
        last = LocalRegulation.objects.get(organisation=commune, state=LocalRegulation.State.APPROVED, last_year=None)
        return draft_regulation(commune, year=on.year + 1, title=TITLE, by=users["xa"], copy_of=last)


def _by_hand(criteria: Mapping[str, Any]) -> dict[str, Any]:
    rows = [changed_row(row, text=row["text"], maximum=row["maximum"], by_hand=True) for row in criteria["rows"]]
    return {**criteria, "rows": rows}


def points_by_row(period: Period, evaluation: Evaluation, values: Mapping[str, Any]) -> dict[str, Any]:
    """Values with the points of the two groups shared out over the rows by hand, where there are any."""
    criteria = regulation_of(period).criteria_for(evaluation.rule_subject, evaluation.cell.unit_type)
    if criteria is None or "score_general" not in values:
        return dict(values)
    found = {key: value for key, value in values.items() if key not in ("score_general", "score_results")}
    for group, key in (("I", "score_general"), ("II", "score_results")):
        found |= _shared(criteria, group, Fraction(Decimal(str(values[key]))))
    return found


def _shared(criteria: CriteriaSet, group: str, wanted: Fraction) -> dict[str, Any]:
    """Whole points for each row by hand, in proportion, so that a group all by hand gets exactly what is wanted."""
    rows = [row for row in criteria.rows if row.group == group and row.kind == MANUAL]
    most = sum((row.maximum for row in rows), Fraction(0))
    target = int(wanted * most / criteria.groups[group])
    points = {row.code: int(target * row.maximum / most) for row in rows} if most else {}
    points = _rounded_up(points, {row.code: row.maximum for row in rows}, target)
    return {POINT + code: value for code, value in points.items()}


def _rounded_up(points: dict[str, int], most: Mapping[str, Fraction], target: int) -> dict[str, int]:
    """One point more for the rows that have room, until the sum is the target."""
    places: Iterable[str] = sorted(points, key=lambda code: -most[code])
    while sum(points.values()) < target:
        for code in places:
            if sum(points.values()) < target and points[code] < most[code]:
                points[code] += 1
    return points
