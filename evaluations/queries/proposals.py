"""What the rules propose for the subjects of a period: facts from records and entries, then the pure engine."""

from __future__ import annotations

import datetime as dt
import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.db.models import Aggregate, JSONField, Prefetch, QuerySet

from evaluations.facts import SCORE, TRIGGERS, rule_values, to_json
from evaluations.models import Decision, Evaluation, FactEntry, Period, Review
from evaluations.queries.records import Exclusion, Recorded, read_records
from evaluations.queries.regulations import frozen_text, regulation_from, regulation_of
from evaluations.queries.subjects import cut_off
from evaluations.rules.classification import NOT_RATED, Classification, TraceEntry, classify
from meetings.rules.inputs import Source

DECISIONS = Prefetch("decisions", Decision.objects.defer("trace"), to_attr="kept_decisions")
"""Decisions without their long traces, as plain lists on the rows: much cheaper than a queryset for each."""
REVIEWS = Prefetch("reviews", to_attr="kept_reviews")
"""For who looks at the opinions of many."""
Classify = Callable[[str, tuple[tuple[str, Any], ...]], Classification]


@dataclass(frozen=True)
class FactSheet:
    """The facts of one subject as the rules read them, and where they come from. Records count up to ``cut_off``."""

    values: Mapping[str, Any]
    entered: Mapping[str, Any]
    recorded: Recorded
    cut_off: dt.date

    @property
    def score(self) -> Any:
        return self.values.get(SCORE)


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
    return evaluations.select_related("member").prefetch_related("cell", "cell__periods", DECISIONS)


def latest_decision(evaluation: Evaluation) -> Decision | None:
    """The decision in force: the one with the highest version."""
    kept = getattr(evaluation, "kept_decisions", None)
    return next(iter(evaluation.decisions.all() if kept is None else kept), None)


def latest_review(evaluation: Evaluation) -> Review | None:
    """The last opinion of the organisation board."""
    kept = getattr(evaluation, "kept_reviews", None)
    return next(iter(evaluation.reviews.all() if kept is None else kept), None)


def entries_of(evaluations: Iterable[Evaluation]) -> dict[int, dict[str, FactEntry]]:
    """The entered facts by evaluation and key, with who entered them, in one query."""
    found: dict[int, dict[str, FactEntry]] = defaultdict(dict)
    for entry in (
        FactEntry.objects.filter(evaluation__in=list(evaluations)).select_related("entered_by").order_by("-stage")
    ):
        found[entry.evaluation_id][entry.key] = entry
    return found


def _entered(evaluations: list[Evaluation]) -> dict[int, dict[str, Any]]:
    """The values by evaluation and key; one row comes for each evaluation, not one for each of thousands of values."""
    rows = FactEntry.objects.filter(evaluation__in=[row.pk for row in evaluations]).values("evaluation")
    return dict(rows.annotate(values_by_key=_ByKey("key", "value")).values_list("evaluation", "values_by_key"))


class _ByKey(Aggregate):
    """Keys with their values as one JSON object."""

    function = "JSONB_OBJECT_AGG"
    output_field = JSONField()


def cells_evaluated(period: Period) -> frozenset[int]:
    """The cells that are subjects of the period."""
    return frozenset(Evaluation.objects.filter(period=period, member=None).values_list("cell", flat=True))


def read_facts(period: Period, evaluations: Iterable[Evaluation], *, as_decided: bool = False) -> dict[int, FactSheet]:
    """The facts of each evaluation by its number, in a fixed number of queries.

    With ``as_decided`` the records are read up to the day that each decision kept, so that later months do not look
    like changes.
    """
    evaluations = list(evaluations)
    days = {row.pk: cut_off(period) for row in evaluations}
    if as_decided:
        decisions = {row.pk: latest_decision(row) for row in evaluations}
        days |= {pk: kept_cut_off(decision) for pk, decision in decisions.items() if decision}
    records = read_records(evaluations, days, cells_evaluated=cells_evaluated(period))
    entered = _entered(evaluations)
    regulation = regulation_of(period)
    return {
        row.pk: FactSheet(
            rule_values(regulation, row.rule_subject, entered.get(row.pk, {}), records[row.pk].values),
            entered.get(row.pk, {}),
            records[row.pk],
            days[row.pk],
        )
        for row in evaluations
    }


def kept_cut_off(decision: Decision) -> dt.date:
    """The day up to which the facts of a decision were read."""
    return dt.date.fromisoformat(decision.facts["cut_off"])


def propose(period: Period, evaluations: Iterable[Evaluation]) -> dict[int, Proposal]:
    """The proposal for each evaluation by its number, in a fixed number of queries."""
    evaluations = list(evaluations)
    sheets, engine = read_facts(period, evaluations), engine_of(period)
    return {row.pk: propose_from(engine, row.rule_subject, sheets[row.pk]) for row in evaluations}


def proposal_for(evaluation: Evaluation) -> Proposal:
    """The proposal for one subject."""
    return propose(evaluation.period, [evaluation])[evaluation.pk]


def engine_of(period: Period) -> Classify:
    """The rules of the period, ready for ``propose_from``."""
    return _classifier(frozen_text(period))


def propose_from(engine: Classify, subject: str, sheet: FactSheet) -> Proposal:
    """What the rules say about facts that were read."""
    found = engine(subject, tuple((key, _hashable(key, value)) for key, value in sheet.values.items()))
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
        return classify(regulation, subject, facts)

    return classify_items


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
