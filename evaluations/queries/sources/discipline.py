"""Discipline (Điều lệ Đ35): of the subject itself, of its leaders, members and units, and what it proves.

Discipline that comes late counts as the regulation says: in the period of its decision (QĐ 366 Đ11), or in the year of
the act (HD 25 mục 4; HD 21). It counts for the unit at the time of the act, and one violation once.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from django.urls import reverse
from django.utils.translation import gettext as _

from cells.models import Discipline
from core.periods import format_date, today
from core.vietnamese import search_key
from evaluations.facts import PROVEN
from evaluations.queries.sources.basis import Basis, Link
from evaluations.queries.sources.subjects import ANY, BELOW, ORGANISATIONS, SUBJECTS, Subject, rows_of

KINDS = ANY
DUTY_OF_PERSON, DUTY_OF_LEADER = "duty_violation_disciplined", "leader_disciplined_for_duty"
"""The triggers that a discipline proves by itself."""
FACTS = (
    *("disciplined", "self_detected", "leaders_disciplined", "members_disciplined", "units_disciplined"),
    PROVEN,
)
OWN, LEADER, MEMBER, UNIT = "own", "leader", "member", "unit"

# What was decided in the period and up to the cut-off, or for the year of the act whenever it was decided.
COUNTS = """
CASE WHEN s.by_act THEN act.act_on BETWEEN s.first AND s.last AND act.decided_on <= %(now)s
    ELSE act.decided_on BETWEEN s.first AND s.last AND act.decided_on <= s.cut END
"""
COLUMNS = """
act.id, act.member_id, act.organisation_id, act.act_on, act.decided_on, act.kind, act.content, act.document,
    act.is_duty_related, act.is_self_reported
"""
SEATS = """
(s.scope IN ('unit', 'executive') AND seat.office IN ('secretary', 'deputy_secretary', 'standing_member',
    'committee_member'))
OR (s.scope = 'standing' AND seat.office IN ('secretary', 'deputy_secretary', 'standing_member'))
"""
ROWS = f"""
WITH RECURSIVE {SUBJECTS}, {BELOW}, act AS MATERIALIZED (
    SELECT * FROM cells_discipline
    WHERE decided_on >= (SELECT min(first) FROM s) AND act_on <= (SELECT max(last) FROM s)
        OR act_on >= (SELECT min(first) FROM s)
), placed AS MATERIALIZED (
    SELECT act.*, coalesce(act.unit_id, place.cell_id) AS placed_at FROM act
    LEFT JOIN cells_membership place ON act.unit_id IS NULL AND place.member_id = act.member_id
        AND place.kind = 'permanent' AND place.valid_from <= act.act_on
        AND (place.valid_to IS NULL OR place.valid_to >= act.act_on)
    WHERE act.member_id IS NOT NULL
)
SELECT s.pk, 'own', {COLUMNS} FROM act JOIN s ON act.member_id = s.member AND {COUNTS}
UNION ALL
SELECT s.pk, 'own', {COLUMNS} FROM act JOIN s ON act.organisation_id = s.cell AND s.member IS NULL
    AND s.collective IS NULL AND {COUNTS}
UNION ALL
SELECT s.pk, 'leader', {COLUMNS} FROM act JOIN cells_seat seat ON seat.member_id = act.member_id
        AND seat.valid_from <= act.act_on AND (seat.valid_to IS NULL OR seat.valid_to >= act.act_on)
    JOIN s ON s.member IS NULL AND seat.organisation_id = s.cell AND ({SEATS}) AND {COUNTS}
UNION ALL
SELECT s.pk, 'leader', {COLUMNS} FROM act JOIN evaluations_collectiveseat seat ON seat.member_id = act.member_id
        AND seat.valid_from <= act.act_on AND (seat.valid_to IS NULL OR seat.valid_to >= act.act_on)
    JOIN s ON seat.collective_id = s.collective AND {COUNTS}
UNION ALL
SELECT s.pk, 'member', {COLUMNS} FROM placed act JOIN below ON below.id = act.placed_at
    JOIN s ON s.pk = below.pk AND s.collective IS NULL AND {COUNTS}
UNION ALL
SELECT s.pk, 'unit', {COLUMNS} FROM act JOIN below ON below.id = act.organisation_id AND below.depth > 0
    JOIN s ON s.pk = below.pk AND s.collective IS NULL AND {COUNTS}
"""  # noqa: S608 - made of constants


class Act(NamedTuple):
    """One decision, and what it is to a subject."""

    relation: str
    pk: int
    member: int | None
    organisation: int | None
    act_on: dt.date
    decided_on: dt.date
    kind: str
    content: str
    document: str
    is_duty_related: bool
    is_self_reported: bool

    @property
    def who(self) -> int | None:
        return self.member or self.organisation

    @property
    def violation(self) -> tuple[Any, ...]:
        """What was done: a heavier decision about the same act is not a second violation."""
        return self.who, self.act_on, search_key(self.content)


def acts_of(subjects: Sequence[Subject]) -> dict[int, list[Act]]:
    """What counts for each subject, each violation once and by its last decision."""
    found: dict[int, dict[tuple[Any, ...], Act]] = defaultdict(dict)
    for pk, *columns in rows_of(ROWS, subjects, now=today()):
        act = Act(*columns)
        known = found[pk].get((act.relation, *act.violation))
        if known is None or (act.decided_on, act.pk) > (known.decided_on, known.pk):
            found[pk][act.relation, *act.violation] = act
    return {pk: list(acts.values()) for pk, acts in found.items()}


def read(subjects: Sequence[Subject]) -> dict[int, Mapping[str, Any]]:
    """The register of discipline is whole: who is not in it was not disciplined."""
    acts = acts_of(subjects)
    return {row.pk: _values(row, acts.get(row.pk, ())) for row in subjects}


def _values(row: Subject, acts: Sequence[Act]) -> Mapping[str, Any]:
    if not acts:
        return QUIET_ORGANISATION if row.kind in ORGANISATIONS else QUIET_PERSON
    own = [act for act in acts if act.relation == OWN]
    if row.kind not in ORGANISATIONS:
        proven = [DUTY_OF_PERSON] if any(act.is_duty_related for act in own) else []
        return {"disciplined": True, "self_detected": all(act.is_self_reported for act in own), PROVEN: proven}
    leaders = [act for act in acts if act.relation == LEADER]
    units = [act for act in acts if act.relation == UNIT]
    blamed = [*own, *leaders, *units]
    return {
        "disciplined": bool(own),
        "self_detected": bool(blamed) and all(act.is_self_reported for act in blamed),
        "leaders_disciplined": len({act.who for act in leaders}),
        "members_disciplined": len({act.who for act in acts if act.relation == MEMBER}),
        "units_disciplined": len({act.who for act in units}),
        PROVEN: [DUTY_OF_LEADER] if any(act.is_duty_related for act in leaders) else [],
    }


QUIET_PERSON: dict[str, Any] = {"disciplined": False, "self_detected": False, PROVEN: []}
QUIET_ORGANISATION: dict[str, Any] = {
    **QUIET_PERSON,
    "leaders_disciplined": 0,
    "members_disciplined": 0,
    "units_disciplined": 0,
}
SHOWN = {
    "disciplined": (OWN,),
    "self_detected": (OWN, LEADER, UNIT),
    "leaders_disciplined": (LEADER,),
    "members_disciplined": (MEMBER,),
    "units_disciplined": (UNIT,),
    "triggers": (OWN, LEADER),
}


def tell(subjects: Sequence[Subject], values: Mapping[int, Mapping[str, Any]]) -> dict[int, dict[str, Basis]]:
    acts = acts_of(subjects)
    return {row.pk: _bases(row, acts.get(row.pk, ())) for row in subjects}


def _bases(row: Subject, acts: Sequence[Act]) -> dict[str, Basis]:
    year = _("theo năm vi phạm") if row.by_act else _("theo ngày quyết định trong kỳ")
    found = {}
    for key, relations in SHOWN.items():
        shown = [act for act in acts if act.relation in relations and (key != "triggers" or act.is_duty_related)]
        if key == "triggers" and not shown:
            continue
        text = _("Sổ kỷ luật (tính %(year)s).") if shown else _("Sổ kỷ luật không có trường hợp nào (tính %(year)s).")
        found[key] = Basis(text % {"year": year}, links=tuple(_link(act) for act in shown))
    return found


def _link(act: Act) -> Link:
    words = {
        "kind": Discipline.Kind(act.kind).label,
        "document": act.document,
        "day": format_date(act.decided_on),
        "act": format_date(act.act_on),
    }
    text = _("%(kind)s theo %(document)s ngày %(day)s, vi phạm ngày %(act)s") % words
    page = ("cells:member_detail", act.member) if act.member else ("cells:cell_detail", act.organisation)
    return Link(text, reverse(page[0], args=[page[1]]))
