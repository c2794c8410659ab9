"""The year of a committee at a glance: how far it is, each cell with its class, each person in a list."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from cells.models import Organisation
from core.numbers import row_numbers
from core.vietnamese import search_key
from evaluations.facts import to_json
from evaluations.models import Decision, Evaluation, Period
from evaluations.queries.cap import Standing, standings
from evaluations.queries.changes import changes_of
from evaluations.queries.proposals import Proposal, with_everything
from evaluations.queries.regulations import level_name, regulation_of
from evaluations.queries.subjects import cut_off
from evaluations.rules.classification import UNDETERMINED
from evaluations.rules.regulation import LEVELS, Regulation
from meetings.queries import CellYear, cell_years

State = Evaluation.State
GROUPS = (Evaluation.Subject.COMMITTEE, Evaluation.Subject.COLLECTIVE)
"""Organisations and collectives beside the cells."""


@dataclass(frozen=True)
class LevelMark:
    """A level, or one of the two answers that are not levels, with its official words."""

    level: str
    label: str
    short: str = ""
    is_unknown: bool = False
    """Open only because facts are missing, not because the text leaves it to the committee."""


@dataclass(frozen=True)
class SubjectRow:
    """One evaluation in a list: what is proposed, what was decided, whether the records changed since."""

    evaluation: Evaluation
    proposed: LevelMark
    decided: LevelMark | None
    score: Any
    records_changed: bool
    standing: Standing


@dataclass(frozen=True)
class CellRow:
    """One cell: its own evaluation, its members by state, its meetings of the year."""

    cell: Organisation
    name: str
    subject: SubjectRow | None
    members: int
    states: Mapping[str, int]
    meetings: CellYear | None

    @property
    def decided(self) -> int:
        return self.states.get(State.DECIDED, 0)


@dataclass(frozen=True)
class Progress:
    """How many evaluations stand where."""

    total: int
    states: Mapping[str, int]
    label: str = ""

    @property
    def decided(self) -> int:
        return self.states.get(State.DECIDED, 0)

    @property
    def percent(self) -> int:
        return 100 * self.decided // self.total if self.total else 0

    @property
    def lines(self) -> list[tuple[str, str, int]]:
        """Each state with its word and number."""
        return [(state, str(label), self.states.get(state, 0)) for state, label in State.choices]


def mark(regulation: Regulation, level: str, subject: str) -> LevelMark:
    """A level in the words of the regulation."""
    codes = {item.key: item.short for item in regulation.levels}
    return LevelMark(level, level_name(regulation, level, subject), codes.get(level, _("không")))


def mark_decision(regulation: Regulation, kind: str, level: str, subject: str) -> LevelMark:
    """The level of a decision; a cancelled result is no result, which is not the same as "not rated"."""
    if kind == Decision.Kind.CANCELLED:
        return LevelMark("", _("Hủy kết quả"), _("hủy"))
    return mark(regulation, level, subject)


def mark_proposal(regulation: Regulation, proposal: Proposal, subject: str) -> LevelMark:
    """What is proposed; an open answer says whether facts are missing or the committee has to choose."""
    if proposal.level != UNDETERMINED:
        return mark(regulation, proposal.level, subject)
    if any(entry.holds is None and entry.level in LEVELS[:-1] for entry in proposal.trace):
        return LevelMark(UNDETERMINED, _("Chưa đủ số liệu"), "?", is_unknown=True)
    return LevelMark(UNDETERMINED, _("Cấp ủy quyết định"), _("cấp ủy"))


def subject_rows(period: Period, evaluations: Iterable[Evaluation], *, compare: bool = True) -> list[SubjectRow]:
    """The evaluations with proposal and decision, in a fixed number of queries.

    They come from ``with_everything``. What was decided is compared with the records up to the day of the decision,
    unless ``compare`` is off.
    """
    evaluations = list(evaluations)
    regulation = regulation_of(period)
    marked = lru_cache(maxsize=None)(partial(mark, regulation))
    decided = lru_cache(maxsize=None)(partial(mark_decision, regulation))
    found = []
    rows = standings(period, evaluations, compare=compare)
    sheets = {row.evaluation.pk: row.sheet for row in rows if row.sheet and not row.decision}
    undecided = [row.evaluation for row in rows if row.evaluation.pk in sheets]
    changed = changes_of(period, undecided, sheets) if compare else {}
    for standing in rows:
        row, decision, sheet = standing.evaluation, standing.decision, standing.sheet
        proposed = marked(standing.proposed_level, row.rule_subject)
        if standing.proposal and standing.proposal.level == UNDETERMINED:
            proposed = mark_proposal(regulation, standing.proposal, row.rule_subject)
        found.append(
            SubjectRow(
                evaluation=row,
                proposed=proposed,
                decided=decided(decision.kind, decision.level, row.rule_subject) if decision else None,
                score=decision.facts["facts"].get("score") if decision else sheet and sheet.score,
                records_changed=row.pk in changed
                or bool(decision and sheet and decision.facts["facts"] != to_json(sheet.values)),
                standing=standing,
            )
        )
    return found


def cell_rows(period: Period, rows: Sequence[SubjectRow]) -> list[CellRow]:
    """The cells among ``rows``, in the order of the paper list, each with its members by state."""
    own = {row.evaluation.cell_id: row for row in rows if row.evaluation.subject == Evaluation.Subject.CELL}
    above = {period.organisation_id} | {row.evaluation.cell_id for row in rows if row.evaluation.subject in GROUPS}
    cells = {row.evaluation.cell_id: row.evaluation.cell for row in rows if row.evaluation.cell_id not in above}
    cells |= {pk: row.evaluation.cell for pk, row in own.items()}
    states: dict[int, Counter[str]] = {pk: Counter() for pk in cells}
    for row in rows:
        if row.evaluation.member_id is not None and row.evaluation.cell_id in states:
            states[row.evaluation.cell_id][row.evaluation.state] += 1
    years = cell_years(cells.values(), period.year, cut_off=cut_off(period), with_attendance=False)
    ordered = sorted(cells.values(), key=lambda cell: (cell.order, cell.pk))
    return [
        CellRow(
            cell=cell,
            name=cell.label(on=cut_off(period)),
            subject=own.get(cell.pk),
            members=states[cell.pk].total(),
            states=states[cell.pk],
            meetings=years.get(cell.pk),
        )
        for cell in ordered
    ]


def progress_of(evaluations: Iterable[Evaluation]) -> list[Progress]:
    """How far cells, other organisations and collectives, and members are; a kind without any is left out."""
    counted: dict[str, Counter[str]] = {"cells": Counter(), "groups": Counter(), "people": Counter()}
    for row in evaluations:
        kind = "people" if row.member_id else "groups" if row.subject in GROUPS else "cells"
        counted[kind][row.state] += 1
    labels = {
        "cells": pgettext("several", "Chi bộ"),
        "groups": _("Đảng bộ, tập thể"),
        "people": _("Đảng viên"),
    }
    return [Progress(states.total(), states, labels[kind]) for kind, states in counted.items() if states]


def visible_rows(period: Period, evaluations: QuerySet[Evaluation], *, compare: bool = True) -> list[SubjectRow]:
    """All of ``evaluations`` as rows."""
    return subject_rows(period, with_everything(evaluations), compare=compare)


def filter_evaluations(evaluations: QuerySet[Evaluation], words: Mapping[str, str]) -> QuerySet[Evaluation]:
    """Narrow by cell (``chi-bo``), kind of subject (``nhom``), state (``trang-thai``) and name (``tim``)."""
    for number in row_numbers([words.get("chi-bo", "")]):
        evaluations = evaluations.filter(cell=number)
    if words.get("nhom") in Evaluation.Subject.values:
        evaluations = evaluations.filter(subject=words["nhom"])
    if words.get("trang-thai") in State.values:
        evaluations = evaluations.filter(state=words["trang-thai"])
    for word in search_key(words.get("tim", "")).split():
        evaluations = evaluations.filter(member__search_key__contains=word)
    return evaluations


def filter_rows(rows: Iterable[SubjectRow], level: str) -> list[SubjectRow]:
    """Those whose level, decided or else proposed, is ``level`` (empty: all)."""
    return [row for row in rows if not level or (row.decided or row.proposed).level == level]
