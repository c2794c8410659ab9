"""Everyone who is evaluated in a year at and below a unit, as the forms of the year count them.

All years of evaluation opened there are read together: of the unit and of the committees below it. What the unit itself
has not decided yet is placed as its own summary places it; what is undecided below counts as undecided. Who stands in
the records and has no evaluation anywhere is there too, so that what is missing shows.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from django.db.models import Case, When

from cells.models import CELL_KINDS, Discipline, Membership, Organisation
from core.periods import LOCAL_ZONE, day_of, today
from evaluations.models import Decision, Evaluation, LeadershipCollective, Level, Period, Shortcoming, Suggestion
from evaluations.queries.cap import RATED
from evaluations.queries.collectives import in_force
from evaluations.queries.proposals import excluded_of
from evaluations.queries.results import decisions_on, outstanding_on
from evaluations.queries.subjects import OUTSIDE_TYPES, cut_off
from evaluations.queries.summary_tables import CATEGORIES, NEW, OTHER, POSTPONED, WAITING
from evaluations.queries.year_conditions import MISSING, Trait
from evaluations.queries.year_tree import Place, tree_on
from evaluations.rules.classification import NOT_RATED
from evaluations.rules.year_forms import new_are_reviewed

Subject, State = Evaluation.Subject, Evaluation.State


class Entry(NamedTuple):
    """One subject: by its evaluation, or where that is missing by what the records know."""

    trait: Trait
    evaluation: int | None
    cell: int
    member: int | None = None
    collective: int | None = None
    period: int = 0
    cap_group: int | None = None


@dataclass(frozen=True)
class YearFacts:
    """The subjects of one year."""

    year: int
    on: dt.date
    """The day of the records."""
    tree: Mapping[int, Place]
    entries: tuple[Entry, ...] = field(repr=False)
    has_below: bool

    @cached_property
    def counted(self) -> Counter[Trait]:
        return Counter(entry.trait for entry in self.entries)

    @property
    def rows(self) -> list[int]:
        """The units directly below that have subjects, and the unit itself where some belong to it directly."""
        return list(dict.fromkeys(trait.row for trait in self.counted))


class _Row(NamedTuple):
    """What is read of an evaluation."""

    pk: int
    subject: str
    cell: int
    member: int | None
    collective: int | None
    collective_kind: str | None
    state: str
    submitted_at: dt.datetime | None
    cap_group: int | None
    period: int
    committee: int
    regulation: str


class _Decided(NamedTuple):
    """What is read of the decision in force."""

    level: str
    computed: str
    is_rerated: bool
    is_outstanding: bool


def year_facts(
    unit: Organisation,
    year: int,
    *,
    reference: dt.date,
    own: Period | None = None,
    as_of: dt.date | None = None,
    with_missing: bool = True,
) -> YearFacts:
    """The subjects of a year as of a day (None: now), in a fixed number of questions.

    ``own`` is the unit's own year; ``reference`` the day of the records for a year without one. Without
    ``with_missing`` nobody is looked for who has no evaluation.
    """
    on = min(cut_off(own) if own else min(reference, today()), as_of or dt.date.max)
    tree = tree_on(unit, on)
    rows = _evaluations(year, tree)
    decided, excluded = _decisions(year, tree, as_of)
    reading = _Reading(
        as_of,
        tree,
        _elsewhere(rows, tree, on),
        decided,
        excluded,
        _undecided_own(own, rows, decided),
        _suggested(year, tree),
        _disciplined(year, as_of),
        _with_shortcomings(year, as_of),
        {row.cell for row in rows if row.collective},
    )
    found = [_entry(row, reading) for row in rows]
    if with_missing:
        found += _missing(year, on, tree)
    has_below = any(tree[row.committee].depth for row in rows if row.committee in tree)
    return YearFacts(year, on, tree, tuple(found), has_below)


def _evaluations(year: int, tree: Collection[int]) -> list[_Row]:
    rows = Evaluation.objects.filter(period__year=year, period__quarter=None, period__organisation__in=list(tree))
    about = ("pk", "subject", "cell", "member", "collective", "collective__kind")
    process = ("state", "submitted_at", "cap_group", "period", "period__organisation", "period__regulation_key")
    found = rows.values_list(*about, *process).order_by("pk")
    return [_Row(*row) for row in found]


def _decisions(year: int, tree: Collection[int], as_of: dt.date | None) -> tuple[dict[int, _Decided], dict[int, str]]:
    """The decision in force of each, and the rule by which those without a level were left out."""
    rows = (Decision.objects.all() if as_of is None else decisions_on(as_of)).filter(
        evaluation__period__year=year,
        evaluation__period__quarter=None,
        evaluation__period__organisation__in=list(tree),
    )
    kept = {}
    if as_of is not None:
        # Facts are long: they are opened only where the mark can stand.
        excellent = rows.filter(level=Level.EXCELLENT)
        kept = dict(excellent.order_by().values_list("pk", "facts__outstanding"))
    names = ("evaluation", "pk", "level", "computed_level", "kind", "is_outstanding")
    latest = rows.order_by("evaluation_id", "-version").distinct("evaluation_id")
    found, excluded = {}, {}
    # Traces are long: they come only with those who were left out.
    traced = latest.values_list(*names, Case(When(level="", then="trace")))
    for evaluation, pk, level, computed, kind, is_outstanding, trace in traced:
        stands_out = _stands_out(is_outstanding, kept.get(pk), as_of)
        found[evaluation] = _Decided(level, computed, kind == Decision.Kind.CORRECTED, stands_out)
        if trace:
            lines = (line["rule"] for line in trace if line["level"] == NOT_RATED and line["holds"])
            excluded[evaluation] = next(lines, "")
    return found, excluded


def _stands_out(is_outstanding: bool, kept: dict[str, str] | None, as_of: dt.date | None) -> bool:
    if as_of is None:
        return is_outstanding
    decision = Decision(is_outstanding=is_outstanding, facts={"outstanding": kept} if kept else {})
    return outstanding_on(decision, as_of)


def _undecided_own(own: Period | None, rows: Iterable[_Row], decided: Mapping[int, _Decided]) -> dict[int, str]:
    """Why those are not rated whom the unit has not decided yet, as its own summary counts them."""
    if own is None:
        return {}
    wanted = [row.pk for row in rows if row.period == own.pk and row.pk not in decided]
    if not wanted:
        return {}
    evaluations = own.evaluations.filter(pk__in=wanted).exclude(state=State.POSTPONED).select_related("cell")
    return {pk: CATEGORIES.get(rule, OTHER) for pk, rule in excluded_of(own, evaluations).items()}


def _suggested(year: int, tree: Mapping[int, Place]) -> dict[int, str]:
    """The kind of the committee in whose year each suggestion was made."""
    rows = Suggestion.objects.filter(
        is_removed=False, evaluation__period__year=year, evaluation__period__organisation__in=list(tree)
    )
    found = rows.values_list("evaluation", "evaluation__period__organisation")
    return {pk: tree[committee].kind for pk, committee in found}


def _disciplined(year: int, as_of: dt.date | None) -> set[int]:
    rows = Discipline.objects.filter(decided_on__year=year, member__isnull=False)
    if as_of is not None:
        rows = rows.filter(decided_on__lte=as_of)
    return set(rows.values_list("member", flat=True))


def _with_shortcomings(year: int, as_of: dt.date | None) -> set[int]:
    """Members of whom the review of the year named a shortcoming."""
    rows = Shortcoming.objects.filter(year=year, member__isnull=False, is_removed=False)
    if as_of is not None:
        rows = rows.filter(recorded_at__lt=dt.datetime.combine(as_of + dt.timedelta(days=1), dt.time(), LOCAL_ZONE))
    return set(rows.values_list("member", flat=True))


def _elsewhere(rows: Iterable[_Row], tree: Mapping[int, Place], day: dt.date) -> dict[int, Place]:
    """Units that were evaluated and do not stand on the day: as they last were, in the line of their committee."""
    committees = {row.cell: tree[row.committee] for row in rows if row.cell not in tree}
    if not committees:
        return {}
    units = Organisation.objects.filter(pk__in=committees).prefetch_related("periods")
    periods = {unit.pk: unit.period(day) for unit in units}
    return {
        unit: Place(committees[unit].row, committees[unit].depth + 1, period.kind, period.statistical_type)
        for unit, period in periods.items()
        if period is not None
    }


@dataclass(frozen=True)
class _Reading:
    """What was read of the year, for each entry."""

    as_of: dt.date | None
    tree: Mapping[int, Place]
    elsewhere: Mapping[int, Place]
    decided: Mapping[int, _Decided]
    excluded: Mapping[int, str]
    own: Mapping[int, str]
    suggested: Mapping[int, str]
    disciplined: Collection[int]
    with_shortcomings: Collection[int]
    with_collective: Collection[int]

    def home_of(self, row: _Row) -> Place:
        """Where its unit stands, or last stood."""
        return self.tree.get(row.cell) or self.elsewhere.get(row.cell) or self.tree[row.committee]

    def place_of(self, row: _Row) -> str:
        decision = self.decided.get(row.pk)
        if decision is not None:
            return decision.level or CATEGORIES.get(self.excluded.get(row.pk, ""), OTHER)
        return self.own.get(row.pk) or (POSTPONED if row.state == State.POSTPONED else WAITING)

    def is_reviewed(self, row: _Row, place: str) -> bool:
        decision = self.decided.get(row.pk)
        if decision is not None:
            by_committee = not decision.level and decision.computed != NOT_RATED
            return place in RATED or by_committee or (place == NEW and new_are_reviewed(row.regulation))
        if place != WAITING or row.submitted_at is None:
            return False
        return self.as_of is None or day_of(row.submitted_at) <= self.as_of


def _entry(row: _Row, reading: _Reading) -> Entry:
    place, decision = reading.place_of(row), reading.decided.get(row.pk)
    home = reading.home_of(row)
    is_unit = row.member is None and row.collective is None
    trait = Trait(
        subject=row.subject,
        place=place,
        row=home.row,
        kind=home.kind if is_unit else "",
        statistical_type=home.statistical_type,
        collective_kind=row.collective_kind or "",
        suggested_by=reading.suggested.get(row.pk, ""),
        is_reviewed=reading.is_reviewed(row, place),
        is_outstanding=bool(decision and decision.is_outstanding),
        is_rerated=bool(decision and decision.is_rerated),
        is_disciplined=row.member in reading.disciplined,
        has_shortcoming=row.member in reading.with_shortcomings,
        stands_alone=row.cell not in reading.with_collective,
    )
    return Entry(trait, row.pk, row.cell, row.member, row.collective, row.period, row.cap_group)


def _missing(year: int, on: dt.date, tree: Mapping[int, Place]) -> Iterator[Entry]:
    """Units, collectives and members of that day who have no evaluation in the year, here or elsewhere."""
    everywhere = Evaluation.objects.filter(period__year=year, period__quarter=None)
    units = everywhere.filter(member=None, collective=None, cell__in=list(tree))
    had = set(units.values_list("cell", flat=True))
    for pk, place in tree.items():
        if place.depth and pk not in had:
            subject = Subject.CELL if place.kind in CELL_KINDS else Subject.COMMITTEE
            yield Entry(Trait(subject, MISSING, place.row, place.kind, place.statistical_type), None, pk)
    standing = LeadershipCollective.objects.filter(in_force(on), organisation__in=list(tree))
    standing = standing.exclude(pk__in=everywhere.filter(collective__isnull=False).values("collective"))
    for pk, committee, kind in standing.values_list("pk", "organisation", "kind"):
        home = tree[committee]
        trait = Trait(Subject.COLLECTIVE, MISSING, home.row, "", home.statistical_type, kind)
        yield Entry(trait, None, committee, collective=pk)
    people = Membership.objects.in_force(on).filter(kind=Membership.Kind.PERMANENT, cell__in=list(tree))
    people = people.exclude(member__in=everywhere.filter(member__isnull=False).values("member"))
    for member, cell, unit_type in people.values_list("member", "cell", "cell__unit_type"):
        home = tree[cell]
        subject = Subject.MEMBER_OUTSIDE if unit_type in OUTSIDE_TYPES else Subject.MEMBER
        yield Entry(Trait(subject, MISSING, home.row, "", home.statistical_type), None, cell, member)
