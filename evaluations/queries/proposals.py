"""What the rules propose for the subjects of a period: facts from records and entries, then the pure engine."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from evaluations.facts import rule_values, to_json
from evaluations.models import Decision, Evaluation, FactEntry, Period
from evaluations.queries.records import Exclusion, Recorded, read_records
from evaluations.queries.regulations import regulation_of
from evaluations.queries.subjects import cut_off
from evaluations.rules.classification import NOT_RATED, Classification, TraceEntry, classify
from evaluations.rules.regulation import Regulation
from meetings.rules.inputs import Source


@dataclass(frozen=True)
class Proposal:
    """What is proposed for one subject, and everything that led to it. Records count up to ``cut_off``."""

    level: str
    why: str
    trace: tuple[TraceEntry, ...]
    facts: Mapping[str, Any]
    recorded: Recorded
    entries: Mapping[str, FactEntry]
    cut_off: dt.date

    @property
    def is_rated(self) -> bool:
        return self.level != NOT_RATED

    @property
    def excluded_by(self) -> str:
        """The rule that takes the subject out of the rating, or nothing."""
        return next((entry.rule for entry in self.trace if entry.level == NOT_RATED and entry.holds), "")

    @property
    def reason(self) -> str:
        """Why the subject is not rated, in the words of the rules."""
        return " ".join(entry.text for entry in self.trace if entry.level == NOT_RATED and entry.holds)

    @property
    def score(self) -> Any:
        return self.facts.get("score")


def with_everything(evaluations: Any) -> Any:
    """A queryset of evaluations with what a proposal and a list row need, in a fixed number of queries."""
    return evaluations.select_related("cell", "member").prefetch_related("cell__periods", "decisions", "reviews")


def latest_decision(evaluation: Evaluation) -> Decision | None:
    """The decision in force: the one with the highest version."""
    return next(iter(evaluation.decisions.all()), None)


def entries_of(evaluations: Iterable[Evaluation]) -> dict[int, dict[str, FactEntry]]:
    """The entered facts by evaluation and key, in one query."""
    found: dict[int, dict[str, FactEntry]] = defaultdict(dict)
    for entry in FactEntry.objects.filter(evaluation__in=list(evaluations)).select_related("entered_by"):
        found[entry.evaluation_id][entry.key] = entry
    return found


def cells_evaluated(period: Period) -> frozenset[int]:
    """The cells that are subjects of the period."""
    return frozenset(Evaluation.objects.filter(period=period, member=None).values_list("cell", flat=True))


def decided_cut_off(decision: Decision) -> dt.date:
    """The day up to which the facts of a decision were read."""
    return dt.date.fromisoformat(decision.facts["cut_off"])


def propose(period: Period, evaluations: Iterable[Evaluation], *, as_decided: bool = False) -> dict[int, Proposal]:
    """The proposal for each evaluation by its number, in a fixed number of queries.

    With ``as_decided`` the records are read up to the day that each decision kept, so that later months do not look
    like changes.
    """
    evaluations = list(evaluations)
    now = cut_off(period)
    days = {row.pk: now for row in evaluations}
    if as_decided:
        decisions = {row.pk: latest_decision(row) for row in evaluations}
        days |= {pk: decided_cut_off(decision) for pk, decision in decisions.items() if decision}
    records = read_records(evaluations, days, cells_evaluated=cells_evaluated(period))
    entries = entries_of(evaluations)
    regulation = regulation_of(period)
    return {
        row.pk: _propose(regulation, row, records[row.pk], entries.get(row.pk, {}), days[row.pk]) for row in evaluations
    }


def _propose(
    regulation: Regulation, evaluation: Evaluation, recorded: Recorded, entries: dict[str, FactEntry], on: dt.date
) -> Proposal:
    values = {key: entry.value for key, entry in entries.items()}
    facts = rule_values(regulation, evaluation.subject, values, recorded.values)
    found = classify(regulation, evaluation.subject, facts)
    if recorded.exclusion is not None:
        found = _excluded(found, recorded.exclusion)
    return Proposal(found.level, found.why, found.trace, facts, recorded, entries, on)


def _excluded(found: Classification, exclusion: Exclusion) -> Classification:
    """The records take the subject out; what the regulation said about exclusions stays in the trace."""
    entry = TraceEntry(exclusion.rule, NOT_RATED, True, exclusion.text, Source(exclusion.source, ""), "D", {})
    looked_at = tuple(row for row in found.trace if row.level == NOT_RATED)
    return Classification(NOT_RATED, exclusion.text, (entry, *looked_at))


def proposal_for(evaluation: Evaluation) -> Proposal:
    """The proposal for one subject."""
    return propose(evaluation.period, [evaluation])[evaluation.pk]


def frozen_trace(trace: Iterable[TraceEntry]) -> list[dict[str, Any]]:
    """The trace as a decision keeps it: plain values, readable without this program."""
    return [
        {
            "rule": entry.rule,
            "level": entry.level,
            "holds": entry.holds,
            "text": entry.text,
            "source": {"document": entry.source.document, "article": entry.source.article},
            "mark": entry.mark,
            "inputs": to_json(entry.inputs),
            "waived": entry.waived,
        }
        for entry in trace
    ]


def thawed_trace(rows: Iterable[Mapping[str, Any]]) -> tuple[TraceEntry, ...]:
    """A kept trace as it was when the decision was made."""
    return tuple(TraceEntry(**{**row, "source": Source(**row["source"])}) for row in rows)
