"""The cap on "excellent" in each group of similar position and role: three denominators side by side.

Nothing is changed by it. The order of candidates is advice: the text names no tie-break (QĐ 366 Đ11.1.5).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from django.db.models import Q

from evaluations.models import CapGroup as OwnGroup
from evaluations.models import CapMode, Decision, Evaluation, Level, Period
from evaluations.queries.cap_order import Merit, figures_of, merit_of, votes_of, why_after
from evaluations.queries.proposals import (
    FactSheet,
    Proposal,
    engine_of,
    latest_decision,
    propose_from,
    read_facts,
    with_everything,
)
from evaluations.queries.regulations import regulation_of
from evaluations.rules.cap import FLOOR, CapResult, cap
from evaluations.rules.classification import UNDETERMINED

RATED = tuple(Level.values)


@dataclass(frozen=True)
class Standing:
    """One subject as the cap sees it: its level decided, or else chosen in a what-if, or else proposed."""

    evaluation: Evaluation
    sheet: FactSheet | None
    """The facts of now; None for what is decided and not compared."""
    decision: Decision | None
    proposal: Proposal | None
    """What is proposed now; None once it is decided, because then only the decision counts."""
    chosen: str = ""
    """The level that a what-if tries; a decision stands before it."""

    @property
    def proposed_level(self) -> str:
        if self.decision:
            return self.decision.computed_level
        return self.proposal.level if self.proposal else ""

    @property
    def level(self) -> str:
        if self.decision:
            return self.decision.level
        if self.evaluation.state == Evaluation.State.POSTPONED:
            return ""
        return self.chosen or self.proposed_level

    @property
    def is_candidate(self) -> bool:
        """Whether the subject reaches the standard of "excellent", also when it was decided otherwise."""
        is_postponed = self.evaluation.state == Evaluation.State.POSTPONED and not self.decision
        return not is_postponed and Level.EXCELLENT in (self.proposed_level, self.level)

    @property
    def score(self) -> Any:
        """The score, which a capped candidate keeps."""
        if self.decision and self.decision.level:
            return self.decision.facts["facts"].get("score")
        return self.sheet.score if self.sheet else None


@dataclass(frozen=True)
class Candidate:
    """A subject at the standard of "excellent", at its place in the advisory order."""

    standing: Standing
    merit: Merit
    because: str = ""
    """Why it stands behind the one before."""
    is_beyond: bool = False
    """Too many, by the advisory order."""
    is_equal: bool = False
    """Nothing sets it apart from another across the limit: the committee chooses."""

    @property
    def evaluation(self) -> Evaluation:
        return self.standing.evaluation

    @property
    def decision(self) -> Decision | None:
        return self.standing.decision

    @property
    def score(self) -> Any:
        return self.standing.score

    @property
    def is_excellent(self) -> bool:
        """As decided, chosen or proposed."""
        return self.standing.level == Level.EXCELLENT

    @property
    def figures(self) -> str:
        return figures_of(self.merit)


@dataclass(frozen=True)
class Counting:
    """How the cap is counted: as it is in force, or as a what-if tries it."""

    mode: str
    rate: int
    pooling: str
    document: str = ""
    rounding: str = FLOOR

    def result(self, rate: int, levels: Iterable[str], mode: str = "") -> CapResult:
        """The cap on these levels."""
        counted = [level for level in levels if level in RATED]
        excellent, good = counted.count(Level.EXCELLENT), counted.count(Level.GOOD)
        return cap(mode or self.mode, rate, excellent, good, len(counted), self.rounding)


@dataclass(frozen=True)
class Reading:
    """The cap by one denominator."""

    mode: str
    label: str
    in_force: bool
    result: CapResult
    base: int
    """The number that the share is measured against."""


@dataclass(frozen=True)
class CapGroup:
    """One group: the counts expected when everything is decided as proposed, and the counts decided so far."""

    key: str
    subject: str
    """The kind of its subjects; empty in a group that the committee made."""
    label: str
    wide_label: str
    """The same without the cell, where each cell is counted alone."""
    rate: int
    document: str
    """By which paper the rate is above the usual one; empty where it is not."""
    counting: Counting
    rows: tuple[Standing, ...] = field(repr=False)
    candidates: tuple[Candidate, ...] = field(repr=False)
    pooled: CapResult | None = None
    """What counting the whole committee together would give, where each cell is counted alone."""

    @cached_property
    def _levels(self) -> list[str]:
        return [row.level for row in self.rows]

    @property
    def excellent(self) -> int:
        return self._levels.count(Level.EXCELLENT)

    @property
    def good(self) -> int:
        return self._levels.count(Level.GOOD)

    @property
    def rated(self) -> int:
        return sum(level in RATED for level in self._levels)

    @property
    def undetermined(self) -> int:
        return self._levels.count(UNDETERMINED)

    @property
    def outside(self) -> int:
        """Not rated, or postponed: outside the base."""
        return len(self.rows) - self.rated - self.undetermined

    @property
    def decided(self) -> Mapping[str, int]:
        levels = [row.decision.level for row in self.rows if row.decision]
        return {level: levels.count(level) for level in Level.values}

    @cached_property
    def readings(self) -> tuple[Reading, ...]:
        """The three denominators, the literal one first."""
        bases = {
            CapMode.GOOD_ONLY: self.good,
            CapMode.GOOD_OR_BETTER: self.good + self.excellent,
            CapMode.ALL_RATED: self.rated,
        }
        return tuple(
            Reading(
                mode,
                str(label),
                mode == self.counting.mode,
                self.counting.result(self.rate, self._levels, mode),
                bases[CapMode(mode)],
            )
            for mode, label in CapMode.choices
        )

    @property
    def in_force(self) -> CapResult:
        return next(reading.result for reading in self.readings if reading.in_force)

    @property
    def places(self) -> int:
        """How many more may be decided "excellent"."""
        return max(0, self.in_force.most_excellent - self.decided[Level.EXCELLENT])

    @property
    def open(self) -> tuple[Candidate, ...]:
        """The candidates on whom nothing is decided yet, in the advisory order."""
        return tuple(row for row in self.candidates if row.decision is None)

    @property
    def within(self) -> tuple[Candidate, ...]:
        """The candidates that are decided "excellent", and those that fit beside them, in the advisory order."""
        kept = {row.evaluation.pk for row in self.open[: self.places]}
        return tuple(row for row in self.candidates if row.evaluation.pk in kept or (row.decision and row.is_excellent))

    @property
    def beyond(self) -> tuple[Candidate, ...]:
        """The candidates that are too many, in the advisory order."""
        return self.open[self.places :]

    @property
    def capped(self) -> tuple[Candidate, ...]:
        """Those at the standard that were decided otherwise; they keep their score."""
        return tuple(row for row in self.candidates if row.decision and not row.is_excellent)


def standings(period: Period, evaluations: Iterable[Evaluation], *, compare: bool = True) -> list[Standing]:
    """Each subject with its facts, the decision in force or else the proposal, in a fixed number of queries.

    Without ``compare`` the facts of what is decided are not read again: a paper shows the decision as it was taken.
    """
    evaluations = list(evaluations)
    decisions = {row.pk: latest_decision(row) for row in evaluations}
    read = [row for row in evaluations if compare or decisions[row.pk] is None]
    sheets, engine = read_facts(period, read, as_decided=True), engine_of(period)
    found = []
    for row in evaluations:
        decision, sheet = decisions[row.pk], sheets.get(row.pk)
        proposal = propose_from(engine, row.rule_subject, sheet) if sheet and not decision else None
        found.append(Standing(row, sheet, decision, proposal))
    return found


def counting_of(period: Period) -> Counting:
    """How the cap is counted in a period, by its settings and its regulation."""
    rule = regulation_of(period).cap
    rounding = rule.rounding if rule else FLOOR
    return Counting(period.cap_mode, period.cap_rate, period.pooling, period.cap_document, rounding)


def group_key(pooling: str, evaluation: Evaluation) -> str:
    """In which group an evaluation is counted: the committee's own, else by kind; members perhaps cell by cell."""
    own = f"nhom-{evaluation.cap_group_id}" if evaluation.cap_group_id else evaluation.subject
    is_alone = pooling == Period.Pooling.CELL and evaluation.member_id is not None
    return f"{own}-chi-bo-{evaluation.cell_id}" if is_alone else own


def cap_groups(
    period: Period,
    rows: Iterable[Standing],
    *,
    counting: Counting | None = None,
    levels: Mapping[int, str] | None = None,
) -> list[CapGroup]:
    """The groups that have subjects: collectives by kind, then the committee's own groups, then persons.

    ``counting`` and ``levels`` (by evaluation number) are what a what-if tries; without them it is as in force.
    """
    counting = counting or counting_of(period)
    own = {group.pk: group for group in period.cap_groups.filter(is_removed=False)}
    votes = votes_of(period, counting.pooling)
    by_key: dict[str, list[Standing]] = {}
    pooled: dict[str, list[str]] = {}
    for given in rows:
        chosen = levels.get(given.evaluation.pk) if levels else None
        row = replace(given, chosen=chosen) if chosen else given
        by_key.setdefault(group_key(counting.pooling, row.evaluation), []).append(row)
        pooled.setdefault(group_key(Period.Pooling.COMMITTEE, row.evaluation), []).append(row.level)
    found = []
    for key, members in by_key.items():
        wide = group_key(Period.Pooling.COMMITTEE, members[0].evaluation)
        group = _group(key, members, counting, own.get(members[0].evaluation.cap_group_id or 0), votes)
        if wide != key:
            group = replace(group, pooled=counting.result(group.rate, pooled[wide]))
        found.append(group)
    return sorted(found, key=_place)


def _place(group: CapGroup) -> tuple[Any, ...]:
    first = group.rows[0].evaluation
    kinds = list(Evaluation.Subject.values)
    cell = first.cell if "-chi-bo-" in group.key else None
    place = (cell.order, cell.pk) if cell else (0, 0)
    return (first.member_id is not None, first.cap_group_id or 0, kinds.index(first.subject), place)


def _group(
    key: str, rows: list[Standing], counting: Counting, own: OwnGroup | None, votes: Mapping[int, int]
) -> CapGroup:
    first = rows[0].evaluation
    wide_label = own.name if own else str(Evaluation.Subject(first.subject).label)
    label = f"{wide_label}, {first.cell.name}" if "-chi-bo-" in key else wide_label
    rate, document = counting.rate, counting.document
    if own and own.rate is not None:
        rate, document = own.rate, own.document
    group = CapGroup(
        key=key,
        subject="" if own else first.subject,
        label=label,
        wide_label=wide_label,
        rate=rate,
        document=document,
        counting=counting,
        rows=tuple(rows),
        candidates=_in_order(rows, votes),
    )
    return replace(group, candidates=_placed(group))


def _in_order(rows: Iterable[Standing], votes: Mapping[int, int]) -> tuple[Candidate, ...]:
    """Those at the standard, the best first, each with the reason why it stands behind the one before."""
    found = [Candidate(row, _merit(row, votes.get(row.evaluation.pk))) for row in rows if row.is_candidate]
    found.sort(key=lambda row: row.merit, reverse=True)
    return tuple(
        replace(row, because=why_after(found[place - 1].merit, row.merit, str(found[place - 1].evaluation)))
        if place
        else row
        for place, row in enumerate(found)
    )


def _merit(row: Standing, votes: int | None) -> Merit:
    """The points of the groups I and II, also where they are the sum of a committee's criteria (QĐ 366 Đ10)."""
    if row.sheet is None:
        return merit_of(None, None, {}, votes)
    return merit_of(row.sheet.group_points("II"), row.sheet.group_points("I"), row.sheet.values, votes)


def _placed(group: CapGroup) -> tuple[Candidate, ...]:
    """The candidates, marked who is too many, and whom nothing sets apart across the limit."""
    places, waiting = group.places, group.open
    beyond = {row.evaluation.pk for row in waiting[places:]}
    is_tied = 0 < places < len(waiting) and waiting[places - 1].merit == waiting[places].merit
    tied = waiting[places].merit if is_tied else None
    return tuple(
        replace(
            row,
            is_beyond=row.evaluation.pk in beyond,
            is_equal=is_tied and row.decision is None and row.merit == tied,
        )
        for row in group.candidates
    )


def groups_around(period: Period, evaluations: Iterable[Evaluation]) -> list[CapGroup]:
    """The whole groups, as in force, to which these evaluations belong."""
    evaluations = list(evaluations)
    own = {row.cap_group_id for row in evaluations if row.cap_group_id}
    kinds = {row.subject for row in evaluations if not row.cap_group_id}
    around = Q(cap_group__in=own) | Q(cap_group=None, subject__in=kinds)
    keys = {group_key(period.pooling, row) for row in evaluations}
    rows = with_everything(Evaluation.objects.filter(around, period=period))
    found = cap_groups(period, standings(period, [row for row in rows if group_key(period.pooling, row) in keys]))
    return [group for group in found if group.key in keys]


def over_the_cap(groups: Iterable[CapGroup]) -> frozenset[int]:
    """The evaluations in whose groups the levels decided and proposed together go beyond the cap."""
    return frozenset(row.evaluation.pk for group in groups if not group.in_force.holds for row in group.rows)
