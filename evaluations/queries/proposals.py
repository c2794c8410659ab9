"""What the rules propose for the subjects of a period: facts from records and entries, then the pure engine."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from django.db.models import Prefetch, QuerySet
from django.utils.translation import override

from evaluations.facts import TRIGGERS, to_json
from evaluations.models import Decision, Evaluation, Period, Review
from evaluations.queries.entries import entries_of
from evaluations.queries.fact_sheets import FactSheet, excluding_facts, kept_cut_off, latest_decision, read_facts
from evaluations.queries.records import Exclusion
from evaluations.queries.regulations import frozen_text, regulation_from
from evaluations.rules.classification import NOT_RATED, UNDETERMINED, Classification, TraceEntry, classify
from meetings.rules.inputs import InputError, Source

__all__ = [
    "DECISIONS",
    "REVIEWS",
    "Classify",
    "FactSheet",
    "Proposal",
    "engine_of",
    "entries_of",
    "excluded_of",
    "frozen_trace",
    "kept_cut_off",
    "latest_decision",
    "latest_review",
    "proposal_for",
    "propose",
    "propose_from",
    "read_facts",
    "thawed_trace",
    "with_everything",
]

DECISIONS = Prefetch("decisions", Decision.objects.defer("trace"), to_attr="kept_decisions")
"""Decisions without their long traces, as plain lists on the rows: much cheaper than a queryset for each."""
REVIEWS = Prefetch("reviews", to_attr="kept_reviews")
"""For who looks at the opinions of many."""
Classify = Callable[[str, tuple[tuple[str, Any], ...]], Classification]


@dataclass(frozen=True)
class Proposal:
    """What is proposed for one subject, and everything that led to it."""

    level: str
    why: str
    trace: tuple[TraceEntry, ...]
    sheet: FactSheet

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


def with_everything(evaluations: QuerySet[Evaluation]) -> QuerySet[Evaluation]:
    """Evaluations with what a proposal and a list row need, in a fixed number of queries.

    Cells are shared between the rows.
    """
    return evaluations.select_related("member", "collective").prefetch_related("cell", "cell__periods", DECISIONS)


def latest_review(evaluation: Evaluation) -> Review | None:
    """The last opinion of the organisation board."""
    kept = getattr(evaluation, "kept_reviews", None)
    return next(iter(evaluation.reviews.all() if kept is None else kept), None)


def propose(period: Period, evaluations: Iterable[Evaluation]) -> dict[int, Proposal]:
    """The proposal for each evaluation by its number, in a fixed number of queries."""
    evaluations = list(evaluations)
    sheets, engine = read_facts(period, evaluations), engine_of(period)
    return {row.pk: propose_from(engine, row.rule_subject, sheets[row.pk]) for row in evaluations}


def excluded_of(period: Period, evaluations: Iterable[Evaluation]) -> dict[int, str]:
    """The rule that takes each out of the rating, by its number; who is to be rated is left out.

    Nothing else is looked for in the records. The evaluations have their cell at hand.
    """
    evaluations, engine = list(evaluations), engine_of(period)
    sheets = read_facts(period, evaluations, wanted=excluding_facts(frozen_text(period)))
    found = {row.pk: propose_from(engine, row.rule_subject, sheets[row.pk]) for row in evaluations}
    return {pk: proposal.excluded_by for pk, proposal in found.items() if not proposal.is_rated}


def proposal_for(evaluation: Evaluation) -> Proposal:
    """The proposal for one subject."""
    return propose(evaluation.period, [evaluation])[evaluation.pk]


def engine_of(period: Period) -> Classify:
    """The rules of the period, ready for ``propose_from``."""
    return _classifier(frozen_text(period))


def propose_from(engine: Classify, subject: str, sheet: FactSheet) -> Proposal:
    """What the rules say about facts that were read."""
    found = engine(subject, tuple([(key, _hashable(key, value)) for key, value in sheet.values.items()]))
    if sheet.nobody_looked:
        found = _unlooked(found)
    if sheet.recorded.exclusion is not None:
        found = _excluded(found, sheet.recorded.exclusion)
    return Proposal(found.level, found.why, found.trace, sheet)


@lru_cache(maxsize=16)
def _classifier(text: str) -> Classify:
    """The engine under one frozen regulation, which remembers its answers.

    A page of a commune asks for hundreds of subjects on every visit; the same facts have the same answer for ever.
    """
    regulation = regulation_from(text)

    @lru_cache(maxsize=5000)
    def classify_items(subject: str, items: tuple[tuple[str, Any], ...]) -> Classification:
        facts = {key: json.loads(value) if key == TRIGGERS and value else value for key, value in items}
        try:
            return classify(regulation, subject, facts)
        except InputError as error:
            return _inconsistent(error)

    return classify_items


def _inconsistent(error: InputError) -> Classification:
    """Numbers that do not go together: what was written with a ground once, and the records of now."""
    with override("vi"):
        text = f"Số liệu không khớp nhau nên chưa xét được: {error}."
    entry = TraceEntry("facts.inconsistent", "completed", None, text, Source("Số liệu của phiếu", ""), "D", {})
    return Classification(UNDETERMINED, text, (entry,))


def _unlooked(found: Classification) -> Classification:
    """The records prove a trigger, but nobody looked at the others: of these nothing is known."""
    trace = tuple(
        replace(row, holds=None, inputs={TRIGGERS: None}) if row.inputs.get(TRIGGERS) == [] else row
        for row in found.trace
    )
    return replace(found, trace=trace)


def _hashable(key: str, value: Any) -> Any:
    if key == TRIGGERS:
        return None if value is None else json.dumps(value)
    return tuple(value) if isinstance(value, list) else value


def _excluded(found: Classification, exclusion: Exclusion) -> Classification:
    """The records take the subject out; what the regulation said about exclusions stays in the trace."""
    source = Source(exclusion.source, "")
    entry = TraceEntry(exclusion.rule, NOT_RATED, True, exclusion.text, source, "D", {})
    looked_at = tuple(row for row in found.trace if row.level == NOT_RATED)
    return Classification(NOT_RATED, exclusion.text, (entry, *looked_at))


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
            "kind": entry.kind,
            "finding": entry.finding,
        }
        for entry in trace
    ]


def thawed_trace(rows: Iterable[Mapping[str, Any]]) -> tuple[TraceEntry, ...]:
    """A kept trace as it was when the decision was made."""
    return tuple(TraceEntry(**{**row, "source": Source(**row["source"])}) for row in rows)
