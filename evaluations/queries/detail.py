"""Everything that the page of one evaluation shows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from evaluations.facts import to_json
from evaluations.models import Decision, Evaluation, Review
from evaluations.queries.board import LevelMark, mark, mark_decision, mark_proposal
from evaluations.queries.changes import changes_of
from evaluations.queries.evidence import Difference, Evidence, differences, meeting_evidence
from evaluations.queries.explanation import Missing, RuleGroup, missing_for_better, rule_groups, with_evidence
from evaluations.queries.fact_lines import FactLine, fact_lines
from evaluations.queries.proposals import (
    FactSheet,
    Proposal,
    engine_of,
    entries_of,
    latest_decision,
    propose_from,
    read_facts,
    thawed_trace,
)
from evaluations.queries.regulations import level_name, regulation_of


@dataclass(frozen=True)
class Detail:
    """One evaluation explained. Once decided, rules and facts are those kept with the decision."""

    evaluation: Evaluation
    proposed: LevelMark
    why: str
    score: Any
    missing: Missing | None
    groups: Sequence[RuleGroup]
    facts: Sequence[FactLine]
    evidence: Evidence
    reviews: Sequence[tuple[Review, str]]
    decision: Decision | None
    decided: LevelMark | None
    changes: Sequence[Difference]
    proposal: Proposal

    @property
    def waived(self) -> list[str]:
        """The reasons for "failed" that were set aside, in words with the reason: those of the decision once made."""
        trace = thawed_trace(self.decision.trace) if self.decision else self.proposal.trace
        return [entry.text for entry in trace if entry.waived]


def detail_of(evaluation: Evaluation, sheet: FactSheet | None = None) -> Detail:
    """The page of one evaluation, in a fixed number of queries; ``sheet`` where its facts are at hand."""
    period = evaluation.period
    regulation, decision = regulation_of(period), latest_decision(evaluation)
    sheet = sheet or read_facts(period, [evaluation], as_decided=True)[evaluation.pk]
    proposal = propose_from(engine_of(period), evaluation.rule_subject, sheet)
    evidence = meeting_evidence([evaluation], period.year, {evaluation.pk: sheet.cut_off})[evaluation.pk]
    trace = thawed_trace(decision.trace) if decision else proposal.trace
    level = decision.computed_level if decision else proposal.level
    proposed = mark_proposal(regulation, proposal, evaluation.rule_subject)
    if decision:
        proposed = mark(regulation, level, evaluation.rule_subject)
    kept = decision.facts["facts"] if decision else None
    if decision:
        values, numbers = to_json(sheet.values), to_json(evidence.numbers)
        changes = differences(regulation, decision, values, numbers, sheet.recorded.basis)
    else:
        changes = changes_of(period, [evaluation], {evaluation.pk: sheet}, with_links=True).get(evaluation.pk, [])
    facts = fact_lines(regulation, evaluation, sheet, entries_of([evaluation]).get(evaluation.pk, {}), kept)
    return Detail(
        evaluation=evaluation,
        proposed=proposed,
        why=decision.reason if decision and not decision.level else proposal.why,
        score=kept.get("score") if kept is not None else sheet.score,
        missing=None if decision else missing_for_better(regulation, evaluation.rule_subject, level, trace),
        groups=with_evidence(rule_groups(regulation, evaluation.rule_subject, trace), facts),
        facts=facts,
        evidence=evidence,
        reviews=[(row, level_name(regulation, row.level, evaluation.rule_subject)) for row in evaluation.reviews.all()],
        decision=decision,
        decided=mark_decision(regulation, decision.kind, decision.level, evaluation.rule_subject) if decision else None,
        changes=changes,
        proposal=proposal,
    )
