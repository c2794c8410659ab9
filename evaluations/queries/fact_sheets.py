"""The facts of each subject as the rules read them: from records, frozen or of now, from entries, from points."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from evaluations.facts import SCORE, TRIGGERS, entry_facts, is_overruled, is_recorded, rule_values, value_in_force
from evaluations.models import Decision, Evaluation, Period
from evaluations.points import computed_rows, score_points
from evaluations.queries.entries import Entered, entered_texts
from evaluations.queries.frozen import frozen_of, thawed
from evaluations.queries.records import Recorded, read_records
from evaluations.queries.regulations import frozen_text, regulation_from, regulation_of
from evaluations.queries.subjects import cut_off
from evaluations.rules.criteria import CriteriaScore, CriteriaSet
from evaluations.rules.regulation import Regulation
from meetings.rules.inputs import Fact

NOTHING = Entered()


@dataclass(frozen=True)
class FactSheet:
    """The facts of one subject as the rules read them, and where they come from. Records count up to ``cut_off``.

    ``grounds`` are the entries with a written ground; ``points`` the rows of the committee's ``criteria``; ``version``
    is that of the frozen facts, 0 while the records are read as they stand.
    """

    values: Mapping[str, Any]
    entered: Mapping[str, Any]
    recorded: Recorded
    cut_off: dt.date
    grounds: Collection[str] = ()
    criteria: CriteriaSet | None = None
    points: CriteriaScore | None = None
    version: int = 0
    overruled: Mapping[str, Any] = field(default_factory=dict)
    """What the records say of those facts for which a ground was written."""

    @property
    def score(self) -> Any:
        return self.values.get(SCORE)

    @property
    def nobody_looked(self) -> bool:
        """Whether triggers are proven while nobody said anything about the others."""
        return bool(self.values.get(TRIGGERS)) and self.entered.get(TRIGGERS) is None

    @property
    def known(self) -> frozenset[str]:
        """The facts that the records know and that nobody overruled: they are not asked."""
        return frozenset(
            key for key, value in self.recorded.values.items() if value is not None and key not in self.overruled
        )

    def asked(self, regulation: Regulation, subject: str) -> tuple[Fact, ...]:
        """What is to be entered by hand for this very subject."""
        computed = computed_rows(self.criteria, self.points) if self.criteria else ()
        return entry_facts(regulation, subject, known=self.known, criteria=self.criteria, computed=computed)

    def overrulable(self, regulation: Regulation, subject: str) -> dict[str, Fact]:
        """The facts that the records know and for which a ground may be written."""
        facts = dict(regulation.facts) if self.criteria is None else {**self.criteria.facts, **regulation.facts}
        used = {fact.key for fact in regulation.facts_for(subject)} | set(
            self.criteria.facts_used if self.criteria else ()
        )
        return {
            key: facts[key]
            for key, value in self.recorded.values.items()
            if value is not None and key in used and not is_recorded(key, subject)
        }

    def group_points(self, group: str) -> Any:
        """The points of a group of criteria: the sum of its rows, or as it was entered."""
        if self.points is not None:
            return self.points.groups.get(group)
        return self.entered.get({"I": "score_general", "II": "score_results"}.get(group, f"score_{group}"))


def latest_decision(evaluation: Evaluation) -> Decision | None:
    """The decision in force: the one with the highest version."""
    kept = getattr(evaluation, "kept_decisions", None)
    return next(iter(evaluation.decisions.all() if kept is None else kept), None)


def kept_cut_off(decision: Decision) -> dt.date:
    """The day up to which the facts of a decision were read."""
    return dt.date.fromisoformat(decision.facts["cut_off"])


def read_facts(
    period: Period,
    evaluations: Iterable[Evaluation],
    *,
    as_decided: bool = False,
    wanted: Mapping[str, Collection[str]] | None = None,
) -> dict[int, FactSheet]:
    """The facts of each evaluation by its number, in a fixed number of queries.

    Frozen facts are read as they were frozen. With ``as_decided`` the records of what is decided are read as they
    stand, up to the day that each decision kept, so that later months do not look like changes. ``wanted``, by kind of
    subject, are the facts to look for in the records; without it all that the regulation asks for.
    """
    evaluations = list(evaluations)
    frozen = frozen_of([row.pk for row in evaluations]) if period.frozen_at else {}
    days = {row.pk: frozen[row.pk].cut_off if row.pk in frozen else cut_off(period) for row in evaluations}
    if as_decided:
        for row in evaluations:
            decision = latest_decision(row)
            if decision:
                days[row.pk] = kept_cut_off(decision)
                frozen.pop(row.pk, None)
    wanted = wanted_facts(frozen_text(period)) if wanted is None else wanted
    current = [row for row in evaluations if row.pk not in frozen]
    kept = [row for row in evaluations if row.pk in frozen]
    records = read_records(period, current, days, wanted=wanted)
    for pk, live in read_records(period, kept, days, wanted=wanted, live=True).items():
        records[pk] = thawed(frozen[pk], live)
    entered, regulation = entered_texts([row.pk for row in evaluations]), regulation_of(period)
    return {
        row.pk: sheet_of(
            regulation,
            row.rule_subject,
            row.cell.unit_type if regulation.criteria_sets else "",
            entered.get(row.pk, NOTHING),
            records[row.pk],
            days[row.pk],
            version=frozen[row.pk].version if row.pk in frozen else 0,
        )
        for row in evaluations
    }


@lru_cache(maxsize=16)
def wanted_facts(text: str) -> Mapping[str, frozenset[str]]:
    """The facts that a frozen regulation asks for by kind of subject, its criteria included."""
    regulation = regulation_from(text)
    found = {}
    for subject in regulation.subjects:
        used = {key for criteria in regulation.criteria_sets if subject.key in criteria.subjects
                for key in criteria.facts_used}  # fmt: skip
        found[subject.key] = frozenset(used | {fact.key for fact in regulation.facts_for(subject.key)})
    return found


@lru_cache(maxsize=16)
def excluding_facts(text: str) -> Mapping[str, frozenset[str]]:
    """The facts by which a frozen regulation says who is not rated, by kind of subject."""
    regulation = regulation_from(text)
    return {
        subject.key: frozenset(
            name
            for rule in regulation.exclusions
            if rule.test and subject.key in rule.subjects
            for name in rule.test.names
        )
        for subject in regulation.subjects
    }


def sheet_of(
    regulation: Regulation,
    subject: str,
    unit_type: str,
    entered: Entered,
    recorded: Recorded,
    day: dt.date,
    *,
    version: int = 0,
) -> FactSheet:
    """The sheet of one subject from what was read."""
    entries: dict[str, Any] = json.loads(entered.text)
    grounds = entered.grounds
    criteria = regulation.criteria_for(subject, unit_type) if regulation.criteria_sets else None
    points = None
    if criteria is not None:
        facts = {
            key: value_in_force(criteria.facts[key], subject, entries, recorded.values, grounds)
            for key in criteria.facts_used
        }
        points = score_points(criteria, entries, facts)
    overruled = {}
    if grounds:
        overruled = {
            key: value
            for key, value in recorded.values.items()
            if value is not None and not is_recorded(key, subject) and is_overruled(key, grounds)
        }
    values = rule_values(regulation, subject, entries, recorded.values, grounds=grounds, score=points)
    return FactSheet(values, entries, recorded, day, grounds, criteria, points, version, overruled)
