"""The subjects behind one number of the forms of a year: as many as it says, page by page."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import F

from cells.models import Member, Organisation
from evaluations.models import Decision, Evaluation, LeadershipCollective, Period
from evaluations.queries.cap import RATED
from evaluations.queries.regulations import level_name, regulation_of
from evaluations.queries.results import decisions_on
from evaluations.queries.summary_tables import CATEGORY_LABELS
from evaluations.queries.year_conditions import MISSING
from evaluations.queries.year_facts import Entry
from evaluations.queries.year_paper import YearPaper
from evaluations.queries.year_tables import Tally, conditions_of
from evaluations.rules.regulation import Regulation
from evaluations.rules.year_forms import TOTAL, Head

COMPARED = "so-sanh"
"""Names the comparison among the tables, in addresses."""
MISSING_LABEL = "Chưa có phiếu đánh giá"


@dataclass(frozen=True)
class Person:
    """One subject in the list behind a number."""

    name: str
    unit: Organisation
    unit_name: str
    """As it was called on the day of the records."""
    result: str
    level: str
    decision: Decision | None
    reason: str
    evaluation: Evaluation | None
    member: int | None
    is_unit: bool


@dataclass(frozen=True)
class Behind:
    """What one number counts."""

    names: tuple[str, ...]
    entries: list[Entry]
    on: dt.date


def behind(paper: YearPaper, *, table: str, row: str, column: str) -> Behind | None:
    """The subjects of one number by the words of its address; None where there is no such number."""
    if table == COMPARED:
        return _behind_compared(paper, row, column)
    counted = next((each for each in paper.tables if each.layout.key == table), None)
    if counted is None:
        return None
    line = next((each for each in counted.all_rows if each.key == row), None)
    head = next((each for each in counted.columns if each.key == column), None)
    where = conditions_of(counted.layout, line.head, head) if line and head else None
    if line is None or head is None or where is None:
        return None
    unit = int(row) if counted.layout.of_units and row != TOTAL else None
    names = tuple(name for name in (line.label if row != TOTAL else "", _column_name(head)) if name)
    return Behind(names or ("Tổng số",), Tally(paper.facts).entries(where, unit), paper.facts.on)


def _column_name(head: Head) -> str:
    if head.key == TOTAL:
        return ""
    return head.group if head.group and head.label == "SL" else head.label


def _behind_compared(paper: YearPaper, row: str, column: str) -> Behind | None:
    """Lines of the comparison, this year (``this``) or the last; and who has no evaluation at all."""
    facts = {"this": paper.facts, "last": paper.last_facts}.get(column)
    if facts is None:
        return None
    for comparison in paper.comparisons:
        scope = comparison.scope
        where = {f"{scope.key}-{line.key}": (line.label, line.where) for line in comparison.lines}
        where[f"{scope.key}-{MISSING}"] = (MISSING_LABEL, (*scope.where, MISSING))
        if row in where:
            label, names = where[row]
            return Behind((scope.label, label), Tally(facts).entries(names), facts.on)
    return None


class People(Sequence[Person]):
    """The subjects in the order of lists: by unit, then by name; read page by page (for ``Paginator``)."""

    def __init__(self, entries: Iterable[Entry], on: dt.date, as_of: dt.date | None) -> None:
        by_evaluation = {entry.evaluation: entry for entry in entries if entry.evaluation}
        order = Evaluation.objects.filter(pk__in=list(by_evaluation)).order_by(
            "cell__order", "cell", F("member__sort_key").asc(nulls_first=True), "pk"
        )
        without = [entry for entry in entries if entry.evaluation is None]
        self._entries = [by_evaluation[pk] for pk in order.values_list("pk", flat=True)]
        self._entries += sorted(without, key=lambda entry: (entry.cell, entry.member or 0))
        self._on, self._as_of = on, as_of
        self._regulations: dict[int, Regulation] = {}

    def __len__(self) -> int:
        return len(self._entries)

    def __getitem__(self, wanted: Any) -> Any:
        if not isinstance(wanted, slice):
            return self[wanted : wanted + 1][0]
        entries = self._entries[wanted]
        numbers = [entry.evaluation for entry in entries if entry.evaluation]
        evaluations = Evaluation.objects.select_related("member", "collective").in_bulk(numbers)
        units = Organisation.objects.prefetch_related("periods").in_bulk({entry.cell for entry in entries})
        rows = Decision.objects.defer("trace") if self._as_of is None else decisions_on(self._as_of)
        latest = rows.filter(evaluation__in=numbers).order_by("evaluation_id", "-version").distinct("evaluation_id")
        decided = {row.evaluation_id: row for row in latest}
        members = Member.objects.in_bulk({entry.member for entry in entries if entry.member})
        bodies = LeadershipCollective.objects.in_bulk({entry.collective for entry in entries if entry.collective})
        periods = Period.objects.in_bulk({row.period_id for row in evaluations.values()})
        self._regulations = {pk: regulation_of(row) for pk, row in periods.items()}
        return [
            self._person(entry, evaluations, units, decided, _name(entry, units, members, bodies, self._on))
            for entry in entries
        ]

    def _person(
        self,
        entry: Entry,
        evaluations: Mapping[int, Evaluation],
        units: Mapping[int, Organisation],
        decided: Mapping[int, Decision],
        name: str,
    ) -> Person:
        evaluation = evaluations.get(entry.evaluation or 0)
        decision = decided.get(entry.evaluation or 0)
        reason = decision.reason if decision else evaluation.postponed_reason if evaluation else ""
        return Person(
            name=name,
            unit=units[entry.cell],
            unit_name=units[entry.cell].label(self._on),
            result=self._result(entry, evaluation),
            level=entry.trait.place if entry.trait.place in RATED else "",
            decision=decision,
            reason=reason,
            evaluation=evaluation,
            member=entry.member,
            is_unit=entry.member is None and entry.collective is None,
        )

    def _result(self, entry: Entry, evaluation: Evaluation | None) -> str:
        """The level in the words of its year, or why there is none."""
        place = entry.trait.place
        if place == MISSING or evaluation is None:
            return MISSING_LABEL
        if place in RATED:
            return level_name(self._regulations[evaluation.period_id], place, evaluation.rule_subject)
        return str(CATEGORY_LABELS[place])


def _name(
    entry: Entry,
    units: Mapping[int, Organisation],
    members: Mapping[int, Member],
    bodies: Mapping[int, LeadershipCollective],
    on: dt.date,
) -> str:
    if entry.member:
        return members[entry.member].full_name
    return bodies[entry.collective].name if entry.collective else units[entry.cell].label(on)
