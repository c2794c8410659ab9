"""The points of one subject: by criterion where the committees shared them out, else by group; self and appraised."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from evaluations.facts import entry_facts, headings_of, score_key
from evaluations.models import Evaluation, FactEntry, Period
from evaluations.points import POINT, score_points
from evaluations.queries.entries import entries_of
from evaluations.queries.fact_sheets import FactSheet, read_facts
from evaluations.queries.regulations import regulation_of
from evaluations.rules.criteria import CriteriaScore
from evaluations.rules.regulation import Regulation
from meetings.rules.inputs import Fact

Stage = FactEntry.Stage


@dataclass(frozen=True)
class PointRow:
    """One criterion: its maximum, what the subject and the appraisal gave; ``fact`` is None where facts decide."""

    key: str
    code: str
    heading: str
    text: str
    maximum: Any
    own: Any
    appraised: Any
    is_computed: bool
    why: str
    fact: Fact | None
    missing: tuple[Fact, ...] = ()
    """What the formula waits for and somebody may enter."""


@dataclass(frozen=True)
class PointGroup:
    """The criteria of a group with their sums; a sum is None until all its rows are known."""

    key: str
    name: str
    maximum: Any
    rows: tuple[PointRow, ...]
    own: Any
    appraised: Any


@dataclass(frozen=True)
class PointSheet:
    """The points of one subject; without groups the regulation of the year gives none."""

    groups: tuple[PointGroup, ...]
    events: tuple[Fact, ...]
    """What someone has to count besides (deductions)."""
    own: Any
    appraised: Any
    maximum: Any
    entries: Mapping[str, Mapping[str, Any]]
    """What was entered by hand, by stage and key."""

    @property
    def facts(self) -> tuple[Fact, ...]:
        """Everything that is asked by hand."""
        asked = tuple(row.fact for group in self.groups for row in group.rows if row.fact)
        return (*asked, *self.events)


def points_of(evaluation: Evaluation) -> PointSheet:
    """The points of one subject, in a fixed number of queries."""
    return points_of_all(evaluation.period, [evaluation])[evaluation.pk]


def points_of_all(period: Period, evaluations: Sequence[Evaluation]) -> dict[int, PointSheet]:
    """The points of many subjects of one period by evaluation, in a fixed number of queries."""
    regulation, sheets = regulation_of(period), read_facts(period, evaluations)
    stages = {str(stage): entries_of(evaluations, stage=stage) for stage in (Stage.SELF, Stage.APPRAISED)}
    found = {}
    for row in evaluations:
        sheet = sheets[row.pk]
        entries = {
            stage: {key: entry.value for key, entry in rows.get(row.pk, {}).items()} for stage, rows in stages.items()
        }
        has_criteria = sheet.criteria is not None and sheet.points is not None
        found[row.pk] = (
            _by_criteria(regulation, row, sheet, entries) if has_criteria else _by_groups(regulation, row, entries)
        )
    return found


def _by_groups(regulation: Regulation, evaluation: Evaluation, entries: Mapping[str, Mapping[str, Any]]) -> PointSheet:
    own, appraised = entries[Stage.SELF], entries[Stage.APPRAISED]
    asked = {fact.key: fact for fact in _group_facts(regulation, evaluation.rule_subject)}
    groups = []
    for group in regulation.score_groups if asked else ():
        key = score_key(group.key)
        row = PointRow(
            key,
            group.key,
            "",
            headings_of(regulation, evaluation.rule_subject, group.key) or group.name,
            group.points,
            _number(own.get(key)),
            _number(appraised.get(key)),
            is_computed=False,
            why="",
            fact=asked[key],
        )
        groups.append(PointGroup(group.key, group.name, group.points, (row,), row.own, row.appraised))
    return _with_sums(tuple(groups), (), entries)


def _group_facts(regulation: Regulation, subject: str) -> list[Fact]:
    keys = {score_key(group.key) for group in regulation.score_groups}
    return [fact for fact in entry_facts(regulation, subject) if fact.key in keys]


def _by_criteria(
    regulation: Regulation, evaluation: Evaluation, sheet: FactSheet, entries: Mapping[str, Mapping[str, Any]]
) -> PointSheet:
    assert sheet.criteria is not None and sheet.points is not None  # noqa: PT018 - for the types alone
    asked = {fact.key: fact for fact in sheet.asked(regulation, evaluation.rule_subject)}
    facts = {name: value for line in sheet.points.lines for name, value in line.inputs.items()}
    own = score_points(sheet.criteria, entries[Stage.SELF], facts)
    both = score_points(sheet.criteria, {**entries[Stage.SELF], **_given(entries[Stage.APPRAISED])}, facts)
    has_appraised = bool(_given(entries[Stage.APPRAISED]))
    names = {group.key: group.name for group in regulation.score_groups}
    groups = []
    for key, maximum in sheet.criteria.groups.items():
        rows = tuple(
            PointRow(
                POINT + line.code,
                line.code,
                line.heading,
                line.text,
                line.maximum,
                _line_points(own, line.code),
                _line_points(both, line.code) if has_appraised else None,
                is_computed=POINT + line.code not in asked,
                why=line.why if line.inputs or line.is_computed else "",
                fact=asked.get(POINT + line.code),
                missing=tuple(asked[key] for key, value in line.inputs.items() if value is None and key in asked),
            )
            for line in sheet.points.lines
            if line.group == key
        )
        groups.append(
            PointGroup(
                key,
                names.get(key, key),
                float(maximum) if maximum.denominator != 1 else maximum.numerator,
                rows,
                own.groups.get(key) if own else None,
                both.groups.get(key) if both and has_appraised else None,
            )
        )
    codes = {row.key for group in groups for row in group.rows}
    events = tuple(fact for key, fact in asked.items() if key.startswith(POINT) and key not in codes)
    return _with_sums(tuple(groups), events, entries)


def _given(entries: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in entries.items() if key.startswith(POINT) and value is not None}


def _line_points(score: CriteriaScore | None, code: str) -> Any:
    return next((line.points for line in score.lines if line.code == code), None) if score else None


def _with_sums(
    groups: tuple[PointGroup, ...], events: tuple[Fact, ...], entries: Mapping[str, Mapping[str, Any]]
) -> PointSheet:
    return PointSheet(
        groups,
        events,
        _sum([group.own for group in groups]),
        _sum([group.appraised for group in groups]),
        _sum([group.maximum for group in groups]),
        entries,
    )


def _number(value: Any) -> Any:
    return Decimal(value) if isinstance(value, str) else value


def _sum(values: list[Any]) -> Any:
    """The sum once all are known."""
    if not values or any(value is None for value in values):
        return None
    return sum((Decimal(str(value)) for value in values), Decimal())
