"""The year-end tables: how many were rated how, who was not rated and why, and lines that must balance.

Percentages are of those rated ("được đánh giá"), as in the official tables 7A and 7B. What was decided counts as it was
decided; records are only asked about what is still undecided.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from evaluations.models import Decision, Evaluation, Period
from evaluations.queries.board import SubjectRow, subject_rows
from evaluations.queries.cap import RATED, CapGroup, Standing, cap_groups
from evaluations.queries.regulations import documents_in_force, law_of, regulation_of
from evaluations.queries.results import closed_on, decisions_on, with_results_on
from evaluations.queries.subjects import MovedCell, cells_ended_in, cut_off
from evaluations.queries.summary_lines import Cells, Line, balance_lines
from evaluations.queries.summary_tables import (
    CATEGORIES,
    CATEGORY_LABELS,
    OTHER,
    POSTPONED,
    WAITING,
    CellResult,
    Counts,
    Table,
    cell_table,
    collective_table,
    committee_table,
    count,
    member_table,
)
from evaluations.rules.cap import CapResult
from evaluations.rules.classification import NOT_RATED

__all__ = ["Counts", "NotRated", "Table", "YearSummary", "count", "year_summary"]


@dataclass(frozen=True)
class NotRated:
    """Somebody in the list of those not rated."""

    name: str
    cell: str
    category: str
    category_label: str
    reason: str


@dataclass(frozen=True)
class YearSummary:
    """Everything the year-end papers and pages show."""

    period: Period
    unit: str
    superior: str
    year: int
    regulation: str
    legal_bases: tuple[str, ...]
    level_labels: tuple[tuple[str, str], ...]
    level_shorts: tuple[str, ...]
    is_final: bool
    as_of: dt.date
    cells: Table
    committees: Table
    collectives: Table
    members: Table
    cell_results: tuple[CellResult, ...]
    not_rated: tuple[NotRated, ...]
    waiting: int
    later: int
    """How many were completed in addition after the period was closed."""
    groups: tuple[CapGroup, ...]
    lines: tuple[Line, ...]
    outside: int
    """Members rated here who are in none of the cells of the list: leaders from other places."""
    ended_cells: tuple[MovedCell, ...]
    is_demonstration: bool
    place_name: str

    @property
    def readings(self) -> list[tuple[str, bool, tuple[CapResult, ...]]]:
        """The three denominators of the cap, each with its result for every group."""
        first = self.groups[0].readings if self.groups else ()
        return [
            (reading.label, reading.in_force, tuple(group.readings[place].result for group in self.groups))
            for place, reading in enumerate(first)
        ]

    @property
    def left_out(self) -> tuple[NotRated, ...]:
        """Those not rated for a reason; who only waits for a decision is not among them."""
        return tuple(row for row in self.not_rated if row.category != WAITING)

    @property
    def waiting_by_cell(self) -> list[tuple[str, int]]:
        """How many wait for a decision in each cell, the cell itself counted with its members."""
        return list(Counter(row.cell or row.name for row in self.not_rated if row.category == WAITING).items())

    @property
    def balances(self) -> bool:
        return all(line.balances for line in self.lines)


def year_summary(period: Period, *, as_of: dt.date | None = None) -> YearSummary:
    """The tables of one year, in a fixed number of queries. ``period.organisation`` has its periods at hand.

    With ``as_of`` they are as they could be printed on that day: what was recorded later does not count.
    """
    rows = subject_rows(period, with_results_on(period.evaluations.all(), as_of), compare=False)
    excluded = _kept_exclusions(period, as_of)
    placed = [(row, category_of(row, excluded)) for row in rows]
    cells = [(row, place) for row, place in placed if row.evaluation.subject == Evaluation.Subject.CELL]
    committees = [(row, place) for row, place in placed if row.evaluation.subject == Evaluation.Subject.COMMITTEE]
    collectives = [(row, place) for row, place in placed if row.evaluation.subject == Evaluation.Subject.COLLECTIVE]
    members = [(row, place) for row, place in placed if row.evaluation.member_id is not None]
    on, regulation = period.reference_date, regulation_of(period)
    tables = (cell_table(cells), committee_table(committees, on), collective_table(collectives))
    of_members, later = member_table(members), _later(period, rows)
    groups = tuple(cap_groups(period, _decided(rows)))
    listed = Cells(tuple(_cell_results(cells, members, on)), cells, members)
    unit = period.organisation.period(on)
    return YearSummary(
        period=period,
        unit=period.organisation.label(on=on),
        superior=unit.parent.label(on=on) if unit and unit.parent else "",
        year=period.year,
        regulation=law_of(period),
        legal_bases=tuple(f"{row['title']} của {row['issuer']}" for row in documents_in_force(period)),
        level_labels=tuple((level.key, _(level.name)) for level in regulation.levels),
        level_shorts=tuple(level.short for level in regulation.levels),
        is_final=closed_on(period, as_of) is not None,
        as_of=min(cut_off(period), as_of or period.reference_date),
        cells=tables[0],
        committees=tables[1],
        collectives=tables[2],
        members=of_members,
        cell_results=listed.results,
        not_rated=tuple(_not_rated(placed, on)),
        waiting=sum(place == WAITING for _row, place in placed),
        later=later,
        groups=groups,
        lines=tuple(balance_lines(tables, of_members, listed, groups)),
        outside=listed.outside,
        ended_cells=tuple(cells_ended_in(period)),
        is_demonstration=period.organisation.is_demonstration,
        place_name=unit.place_name if unit else "",
    )


def _kept_exclusions(period: Period, as_of: dt.date | None) -> dict[int, str]:
    """The rule for which each undecided-as-rated subject was left out, from the traces kept with the decisions."""
    rows = Decision.objects.all() if as_of is None else decisions_on(as_of).defer(None)
    kept = rows.filter(evaluation__period=period, level="").order_by("version")
    return {
        pk: next((line["rule"] for line in trace if line["level"] == NOT_RATED and line["holds"]), "")
        for pk, trace in kept.values_list("evaluation", "trace")
    }


def category_of(row: SubjectRow, excluded: dict[int, str]) -> str:
    """The column in which a subject is counted: its level, why it is not rated, put off, or that it waits."""
    if row.decided:
        return row.decided.level or CATEGORIES.get(excluded.get(row.evaluation.pk, ""), OTHER)
    if row.evaluation.state == Evaluation.State.POSTPONED:
        return POSTPONED
    proposal = row.standing.proposal
    if proposal is not None and not proposal.is_rated:
        return CATEGORIES.get(proposal.excluded_by, OTHER)
    return WAITING


def _decided(rows: Iterable[SubjectRow]) -> list[Standing]:
    return [row.standing for row in rows if row.decided]


def _later(period: Period, rows: Iterable[SubjectRow]) -> int:
    """Decided for the first time after the period was closed: completed in addition."""
    if period.closed_at is None:
        return 0
    decisions = [row.standing.decision for row in rows]
    first = [row for row in decisions if row is not None and row.kind == Decision.Kind.FIRST]
    return sum(row.decided_at > period.closed_at for row in first)


def _cell_results(
    cells: Sequence[tuple[SubjectRow, str]], members: Sequence[tuple[SubjectRow, str]], on: dt.date
) -> list[CellResult]:
    inside: dict[int, list[str]] = {}
    for row, place in members:
        inside.setdefault(row.evaluation.cell_id, []).append(place)
    return [_cell_result(row, inside.get(row.evaluation.cell_id, []), on) for row, _place in cells]


def _cell_result(row: SubjectRow, members: list[str], on: dt.date) -> CellResult:
    evaluation, decision = row.evaluation, row.standing.decision
    return CellResult(
        name=evaluation.cell.label(on=on),
        unit_type=evaluation.cell.get_unit_type_display(),
        level=row.decided.level if row.decided else WAITING,
        level_label=row.decided.label if row.decided else str(CATEGORY_LABELS[WAITING]),
        score=Decimal(str(row.score)) if row.score is not None else None,
        document_number=decision.document_number if decision else "",
        decided_on=decision.decided_on if decision else None,
        reason=decision.reason if decision else "",
        members=count(evaluation.cell.label(on=on), members),
        url=evaluation.get_absolute_url(),
    )


def _not_rated(placed: Sequence[tuple[SubjectRow, str]], on: dt.date) -> list[NotRated]:
    """Who was not rated or not yet, with the reason; cells among them."""
    found = []
    for row, place in placed:
        if place in RATED:
            continue
        evaluation, decision, proposal = row.evaluation, row.standing.decision, row.standing.proposal
        reason = decision.reason if decision else proposal.reason if proposal else ""
        if place == WAITING:
            reason = _("phiếu %(state)s") % {"state": evaluation.get_state_display()}
        elif place == POSTPONED:
            reason = evaluation.postponed_reason
        cell = evaluation.cell.label(on=on)
        is_unit = evaluation.member_id is None and evaluation.collective_id is None
        name = cell if is_unit else str(evaluation)
        label = str(CATEGORY_LABELS[place])
        found.append(NotRated(name, "" if is_unit else cell, place, label, reason))
    return found
