"""The cap on "excellent" in each group of similar position and role: three denominators side by side.

Nothing is changed by it. The order of candidates is advice: the text names no tie-break (QĐ 366 Đ11.1.5).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from evaluations.models import CapMode, Decision, Evaluation, Level, Period
from evaluations.queries.proposals import FactSheet, Proposal, engine_of, latest_decision, propose_from, read_facts
from evaluations.rules.cap import CapResult, cap

RATED = tuple(Level.values)


@dataclass(frozen=True)
class Standing:
    """One subject as the cap sees it: its level decided, or else proposed."""

    evaluation: Evaluation
    sheet: FactSheet | None
    """The facts of now; None for what is decided and not compared."""
    decision: Decision | None
    proposal: Proposal | None
    """What is proposed now; None once it is decided, because then only the decision counts."""

    @property
    def proposed_level(self) -> str:
        if self.decision:
            return self.decision.computed_level
        return self.proposal.level if self.proposal else ""

    @property
    def level(self) -> str:
        return self.decision.level if self.decision else self.proposed_level

    @property
    def is_candidate(self) -> bool:
        """Whether the subject reaches the standard of "excellent", also when it was decided otherwise."""
        return Level.EXCELLENT in (self.proposed_level, self.level)

    @property
    def rank(self) -> tuple[Any, ...]:
        """The advisory order: results, then general criteria, then the share of tasks exceeded; best first."""
        entered = self.sheet.entered if self.sheet else {}
        numbers = [entered.get(key) for key in ("score_results", "score_general", "tasks_exceeded")]
        return tuple(-Decimal(str(number or 0)) for number in numbers)


@dataclass(frozen=True)
class Reading:
    """The cap by one denominator."""

    mode: str
    label: str
    in_force: bool
    result: CapResult


@dataclass(frozen=True)
class CapGroup:
    """One group: the counts expected when everything is decided as proposed, and the counts decided so far."""

    subject: str
    label: str
    excellent: int
    good: int
    rated: int
    decided: Mapping[str, int]
    undetermined: int
    readings: tuple[Reading, ...]
    candidates: tuple[Standing, ...]

    @property
    def in_force(self) -> CapResult:
        return next(reading.result for reading in self.readings if reading.in_force)

    @property
    def within(self) -> tuple[Standing, ...]:
        """The candidates that fit, in the advisory order."""
        return self.candidates[: self.in_force.most_excellent]

    @property
    def beyond(self) -> tuple[Standing, ...]:
        """The candidates that are too many, in the advisory order."""
        return self.candidates[self.in_force.most_excellent :]


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


def cap_groups(period: Period, rows: Iterable[Standing]) -> list[CapGroup]:
    """The groups that have subjects: cells, and members by kind (QĐ 366: collectives and persons apart)."""
    by_subject: dict[str, list[Standing]] = {}
    for row in rows:
        by_subject.setdefault(row.evaluation.subject, []).append(row)
    return [
        _group(period, subject, by_subject[subject]) for subject in Evaluation.Subject.values if subject in by_subject
    ]


def _group(period: Period, subject: str, rows: list[Standing]) -> CapGroup:
    levels = [row.level for row in rows]
    excellent, good = levels.count(Level.EXCELLENT), levels.count(Level.GOOD)
    rated = sum(level in RATED for level in levels)
    readings = tuple(
        Reading(mode, str(label), mode == period.cap_mode, cap(mode, period.cap_rate, excellent, good, rated))
        for mode, label in CapMode.choices
    )
    decided = [row.decision.level for row in rows if row.decision]
    return CapGroup(
        subject=subject,
        label=str(Evaluation.Subject(subject).label),
        excellent=excellent,
        good=good,
        rated=rated,
        decided={level: decided.count(level) for level in Level.values},
        undetermined=levels.count("undetermined"),
        readings=readings,
        candidates=tuple(sorted((row for row in rows if row.is_candidate), key=lambda row: row.rank)),
    )
