"""What should be rated first and is not: the order of the regulation (QĐ 366 Đ12.2). It warns and never stops.

Members before their cell, a collective before its members and its head, lower before upper, an agency before its Party
organisation. The sentences and sources come from the regulation; here is which subjects each of them is about.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property

from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext as _

from evaluations.models import PERSONS, Evaluation, LeadershipCollective, Opinion, Period
from evaluations.queries.collectives import people_of
from evaluations.queries.regulations import regulation_of
from evaluations.queries.subjects import cut_off
from evaluations.rules.parts import Order

State, Subject, Kind = Evaluation.State, Evaluation.Subject, LeadershipCollective.Kind
DONE = (State.DECIDED, State.POSTPONED)
OF_THE_PARTY = (Kind.STANDING, Kind.EXECUTIVE)
IN_THE_SYSTEM = (Subject.LEADER, Subject.MEMBER)


@dataclass(frozen=True)
class Thing:
    """Something that is not rated yet."""

    name: str
    state: str
    url: str


@dataclass(frozen=True)
class Missing:
    """One rule of the order that a subject would break now, with everything that should come first."""

    rule: str
    text: str
    things: tuple[Thing, ...]


@dataclass(frozen=True)
class MissingRow:
    """A line of the table of a period: a subject that is not decided, and what is missing before it."""

    evaluation: Evaluation
    missing: tuple[Missing, ...]


class Standing:
    """What stands where in a period, read once in a fixed number of queries; or only what ``about`` has to do with."""

    def __init__(self, period: Period, about: Evaluation | None = None) -> None:
        wanted = Evaluation.objects.filter(period=period)
        if about is not None:
            wanted = wanted.filter(Q(cell=about.cell_id) | Q(member=None))
        rows = list(_shown(wanted))
        self.rows = {row.pk: row for row in rows}
        self.waiting = [row for row in rows if row.state not in DONE]
        self.people: dict[int, list[Evaluation]] = defaultdict(list)
        self.agencies: dict[int, list[Evaluation]] = defaultdict(list)
        self.below: dict[int, list[Evaluation]] = defaultdict(list)
        self.units = {row.cell_id: row for row in rows if row.member_id is None and row.collective_id is None}
        for row in self.waiting:
            if row.subject in PERSONS:
                self.people[row.cell_id].append(row)
            elif row.collective_id is None:
                self.below[_parent(row, period)].append(row)
            elif row.collective and row.collective.unit_id and row.collective.kind not in OF_THE_PARTY:
                self.agencies[row.collective.unit_id].append(row)
        self._read_lower_periods(period, rows, about)
        self.collectives: dict[int, list[tuple[Evaluation, bool]]] = defaultdict(list)
        if about is None or about.member_id is not None:
            self._read_collectives(period, rows)
        self.period = period

    @cached_property
    def with_civil_rating(self) -> set[int]:
        """The evaluations with a rating as civil servant."""
        given = Opinion.objects.filter(
            evaluation__period=self.period, giver=Opinion.Giver.CIVIL_SERVICE, is_removed=False
        )
        return set(given.values_list("evaluation", flat=True))

    def _read_lower_periods(self, period: Period, rows: list[Evaluation], about: Evaluation | None) -> None:
        asked = {about.pk} if about else self.rows.keys()
        committees = [row.cell_id for row in rows if row.subject == Subject.COMMITTEE and row.pk in asked]
        lower = Evaluation.objects.filter(
            period__organisation__in=committees, period__year=period.year, period__quarter=period.quarter
        )
        for row in _shown(lower.exclude(state__in=DONE)) if committees else ():
            self.below[row.period.organisation_id].append(row)

    def _read_collectives(self, period: Period, rows: list[Evaluation]) -> None:
        """By member: the collectives of the period the member belongs to, and whether as its head."""
        groups = [row.collective for row in rows if row.collective is not None]
        by_group = {row.collective_id: row for row in rows if row.collective_id}
        for pk, people in people_of(groups, cut_off(period), with_titles=False).items():
            for person in people:
                self.collectives[person.member.pk].append((by_group[pk], person.is_head))

    def before_unit(self, row: Evaluation) -> list[Evaluation]:
        """The members of a cell; of a committee everything below it."""
        if row.subject == Subject.CELL:
            return self.people[row.cell_id]
        return self.below[row.cell_id] if row.subject == Subject.COMMITTEE else []

    def before_party_organisation(self, row: Evaluation) -> list[Evaluation]:
        return self.agencies[row.cell_id] if row.subject in (Subject.CELL, Subject.COMMITTEE) else []

    def before_person(self, row: Evaluation, *, is_head: bool) -> list[Evaluation]:
        """The collectives somebody belongs to (is the head of) that are not rated yet."""
        found = self.collectives.get(row.member_id or 0, [])
        return [group for group, heads in found if heads is is_head and group.state not in DONE]

    def before_head(self, row: Evaluation) -> list[Evaluation]:
        """The units whose collective somebody heads, where they are not rated yet."""
        heads = [group for group, is_head in self.collectives.get(row.member_id or 0, []) if is_head]
        units = [self.units.get(group.collective.unit_id or 0) for group in heads if group.collective]
        return [unit for unit in units if unit is not None and unit.state not in DONE]


FIRST: Mapping[tuple[str, str], Callable[[Standing, Evaluation], list[Evaluation]]] = {
    ("member", "organisation"): lambda at, row: at.before_unit(row) if row.subject == Subject.CELL else [],
    ("subordinate", "organisation"): lambda at, row: at.before_unit(row) if row.subject == Subject.COMMITTEE else [],
    ("lower", "upper"): Standing.before_unit,
    ("agency", "party_organisation"): Standing.before_party_organisation,
    ("collective", "collective_member"): lambda at, row: at.before_person(row, is_head=False),
    ("collective", "head"): lambda at, row: at.before_person(row, is_head=True),
    ("organisation", "head"): Standing.before_head,
}
"""What comes first by each rule of the order."""
CIVIL_SERVICE = ("civil_service", "member")


def missing_before(period: Period, standing: Standing, evaluation: Evaluation) -> tuple[Missing, ...]:
    """What should come before this subject and has not; two rules about the same things are said once."""
    regulation, found = regulation_of(period), dict[tuple[int, ...], Missing]()
    documents = {document.key: document.title for document in regulation.documents}
    for order in regulation.order:
        first = FIRST.get((order.before, order.after))
        rows = first(standing, evaluation) if first else []
        key = tuple(row.pk for row in rows)
        if rows and key not in found:
            found[key] = Missing(order.before, _said(order, documents), tuple(map(_thing, rows)))
    return tuple(found.values())


def missing_rows(period: Period) -> list[MissingRow]:
    """The table of a period: each undecided subject with what is missing before it, in a fixed number of queries."""
    standing, regulation = Standing(period), regulation_of(period)
    documents = {document.key: document.title for document in regulation.documents}
    civil = next((order for order in regulation.order if (order.before, order.after) == CIVIL_SERVICE), None)
    found = []
    for row in standing.waiting:
        missing = list(missing_before(period, standing, row))
        if civil and row.subject in IN_THE_SYSTEM and row.pk not in standing.with_civil_rating:
            missing.append(Missing(civil.before, _said(civil, documents), ()))
        if missing:
            found.append(MissingRow(row, tuple(missing)))
    return found


def _said(order: Order, documents: Mapping[str, str]) -> str:
    document = documents.get(order.source.document, order.source.document)
    return f"{_(order.text)} ({document}, {order.source.article})"


def _thing(row: Evaluation) -> Thing:
    return Thing(str(row), str(row.get_state_display()), row.get_absolute_url())


def _parent(row: Evaluation, period: Period) -> int:
    """What stood above the unit on the day of the period."""
    place = row.cell.period(cut_off(period))
    return place.parent_id or 0 if place else 0


def _shown(rows: QuerySet[Evaluation]) -> QuerySet[Evaluation]:
    return (
        rows.select_related("cell", "member", "collective", "period__organisation")
        .defer("period__regulation")
        .prefetch_related("cell__periods")
        .order_by("cell__order", "cell", F("member__sort_key").asc(nulls_first=True), "pk")
    )
