"""What the grid of a cell shows beside its boxes: who is not rated, the proposal so far, attendance."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import prefetch_related_objects

from cells.models import Organisation
from evaluations.models import Evaluation, Period
from evaluations.queries.board import LevelMark, mark_decision, mark_proposal
from evaluations.queries.evidence import Evidence, meeting_evidence
from evaluations.queries.fact_sheets import FactSheet
from evaluations.queries.proposals import DECISIONS, Proposal, engine_of, latest_decision, propose_from, read_facts
from evaluations.queries.regulations import regulation_of


@dataclass(frozen=True)
class SheetRow:
    """One member of the grid."""

    proposed: LevelMark
    decided: LevelMark | None
    proposal: Proposal
    evidence: Evidence

    @property
    def score(self) -> Any:
        return self.proposal.sheet.score

    @property
    def attendance(self) -> str:
        """``9/10``: meetings attended of those expected."""
        numbers = self.evidence.numbers
        return f"{numbers['present']}/{numbers['expected']}" if numbers.get("expected") else ""


@dataclass(frozen=True)
class CellSheet:
    """The cell, its rows by evaluation, and the facts of each."""

    period: Period
    cell: Organisation
    rows: Mapping[int, SheetRow]
    sheets: Mapping[int, FactSheet]

    @property
    def name(self) -> str:
        return self.cell.label(on=self.period.reference_date)


def cell_sheet_of(period: Period, cell: Organisation, evaluations: Iterable[Evaluation]) -> CellSheet:
    """The grid's rows, in a fixed number of queries. ``cell`` has its periods at hand."""
    evaluations = list(evaluations)
    prefetch_related_objects(evaluations, DECISIONS)
    for row in evaluations:
        row.cell = cell
    sheets = read_facts(period, evaluations)
    engine, regulation = engine_of(period), regulation_of(period)
    days = {pk: sheet.cut_off for pk, sheet in sheets.items()}
    evidence = meeting_evidence(evaluations, period.year, days)
    rows = {}
    for row in evaluations:
        proposal, decision = propose_from(engine, row.rule_subject, sheets[row.pk]), latest_decision(row)
        rows[row.pk] = SheetRow(
            proposed=mark_proposal(regulation, proposal, row.rule_subject),
            decided=mark_decision(regulation, decision.kind, decision.level, row.rule_subject) if decision else None,
            proposal=proposal,
            evidence=evidence[row.pk],
        )
    return CellSheet(period, cell, rows, sheets)
