"""Sets of criteria: how a committee shares out the points that a regulation leaves to it (QĐ 366: 30 + 70).

A set belongs to kinds of subjects and types of unit. A row is scored by hand, or computed by a formula over facts; a
deduction takes points for each event, never below nothing for its row. The files in ``evaluations/criteria/`` are
examples of ours (mark C): in force only what a committee approves in its own regulation (`evaluations.rules.derived`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _

from evaluations.rules.criteria_check import COMPUTED, criteria_faults
from evaluations.rules.formulas import Formula, read_formula
from evaluations.rules.records import named_subjects, record_facts
from evaluations.rules.shapes import raise_faults
from meetings.rules.expressions import Scope
from meetings.rules.inputs import Fact, InputError, Source, Value, listed, read_value, refuse_unknown
from meetings.rules.scoring import round_half_up, spoken

# The sentences of `why` are kept with the score, so they are always Vietnamese, like the sets.
BY_HAND = "Chấm trực tiếp {points}/{maximum} điểm."
NOT_SCORED = "Chưa chấm."
NOT_KNOWN = "Chưa tính được vì chưa rõ: {labels}."
BY_NOTHING = "Chưa tính được vì bằng 0: {labels}; chấm trực tiếp."
LOST = "{text}: {events} lần, trừ {points} điểm."
MOST_ANSWERS = 50_000
Number = int | Decimal


@dataclass(frozen=True)
class Row:
    """A criterion with the points it may bring; ``why`` is a sentence with the facts in braces."""

    code: str
    group: str
    heading: str
    text: str
    maximum: Fraction
    kind: str
    points: Formula | None
    why: str


@dataclass(frozen=True)
class Deduction:
    """Points taken from a row for each event; without a formula someone counts the events."""

    code: str
    row: str
    text: str
    points: Fraction
    events: Formula | None


@dataclass(frozen=True)
class CriteriaSet:
    """A set of criteria for some subjects; no ``unit_types``: all types of unit. ``mark`` C: an example of ours."""

    key: str
    title: str
    note: str
    mark: str
    regulation: str
    subjects: tuple[str, ...]
    unit_types: tuple[str, ...]
    groups: Mapping[str, Fraction]
    rows: tuple[Row, ...]
    deductions: tuple[Deduction, ...]
    facts: Mapping[str, Fact] = field(repr=False)
    data: Mapping[str, Any] = field(repr=False)

    @cached_property
    def facts_used(self) -> tuple[str, ...]:
        """The facts that its formulas ask for, in order of appearance."""
        formulas = [row.points for row in self.rows] + [deduction.events for deduction in self.deductions]
        return tuple(dict.fromkeys(name for formula in formulas if formula for name in formula.names))

    @cached_property
    def asked_by_hand(self) -> dict[str, Fact]:
        """What someone may give by hand: points by row, and events by deduction."""
        asked = {row.code: _points_fact(row) for row in self.rows}
        return asked | {item.code: _events_fact(item) for item in self.deductions if item.events is None}

    @cached_property
    def answers(self) -> dict[Any, CriterionLine]:
        """The lines worked out before, by row and values."""
        return {}

    @cached_property
    def deductions_of(self) -> dict[str, list[Deduction]]:
        """The deductions of each row that has some."""
        found: dict[str, list[Deduction]] = {}
        for item in self.deductions:
            found.setdefault(item.row, []).append(item)
        return found

    def is_for(self, subject: str, unit_type: str = "") -> bool:
        """Whether the set is meant for a subject in a unit of that type."""
        return subject in self.subjects and (not self.unit_types or unit_type in self.unit_types)


@dataclass(frozen=True)
class CriterionLine:
    """The points of one row, None while they are not known, and why. ``inputs`` are the facts that were used."""

    code: str
    group: str
    heading: str
    text: str
    points: Number | None
    maximum: Number
    is_computed: bool
    why: str
    inputs: Mapping[str, Any]


@dataclass(frozen=True)
class CriteriaScore:
    """All rows, and the points by group and together; a sum is None until all its rows are known."""

    lines: tuple[CriterionLine, ...]
    groups: Mapping[str, Number | None]
    total: Number | None


def read_criteria(
    data: Mapping[str, Any],
    known: Mapping[str, Fact],
    groups: Mapping[str, int] | None = None,
    total: int | None = None,
) -> CriteriaSet:
    """A set from plain values. ``known`` are the facts of its regulation, which count before those of the records.

    ``groups`` are the points that the regulation gives to its groups, ``total`` what it gives together. Raises
    RegulationFault with a sentence for each mistake.
    """
    facts = {**record_facts(), **known}
    raise_faults(criteria_faults(data, facts, groups, total))
    return CriteriaSet(
        key=data["key"],
        title=data["title"],
        note=data["note"],
        mark=data["mark"],
        regulation=data["regulation"],
        subjects=named_subjects(data["subjects"]),
        unit_types=tuple(data["unit_types"]),
        groups={group["key"]: exact_points(group["points"]) for group in data["groups"]},
        rows=tuple(_row(item, facts) for item in data["rows"]),
        deductions=tuple(_deduction(item, facts) for item in data.get("deductions", ())),
        facts=facts,
        data=data,
    )


def exact_points(value: int | str) -> Fraction:
    """Points as a file writes them: a whole number, or text such as "0.5"."""
    return Fraction(Decimal(value))


def _row(data: Mapping[str, Any], facts: Mapping[str, Fact]) -> Row:
    formula = read_formula(data["points"], facts) if data["kind"] == COMPUTED else None
    names = ("code", "group", "heading", "text", "kind")
    fields = {name: data[name] for name in names}
    return Row(**fields, maximum=exact_points(data["maximum"]), points=formula, why=data.get("why", ""))


def _deduction(data: Mapping[str, Any], facts: Mapping[str, Fact]) -> Deduction:
    events = read_formula(data["events"], facts) if data.get("events") else None
    return Deduction(data["code"], data["row"], data["text"], exact_points(data["points"]), events)


def score_criteria(
    criteria_set: CriteriaSet, facts: Mapping[str, object], by_hand: Mapping[str, object]
) -> CriteriaScore:
    """Score a subject. ``by_hand``: points by row, and events by deduction that someone counts.

    A computed row whose facts are not known may be scored by hand. Raises InputError naming the row or the fact.
    """
    scope = Scope(criteria_set.facts, dict.fromkeys(criteria_set.facts) | _read_facts(criteria_set, facts))
    given = _read_by_hand(criteria_set, by_hand)
    lines = tuple(_known_line(criteria_set, row, scope, given) for row in criteria_set.rows)
    groups = {key: _sum([line.points for line in lines if line.group == key]) for key in criteria_set.groups}
    return CriteriaScore(lines, groups, _sum(list(groups.values())))


def _read_facts(criteria_set: CriteriaSet, facts: Mapping[str, object]) -> dict[str, Value]:
    used = criteria_set.facts_used
    try:
        return {key: read_value(criteria_set.facts[key], facts.get(key)) for key in used}
    except InputError as error:
        raise error.inside("facts") from error


def _read_by_hand(criteria_set: CriteriaSet, by_hand: Mapping[str, object]) -> dict[str, Fraction]:
    asked = criteria_set.asked_by_hand
    try:
        refuse_unknown(by_hand, asked)
        values = {code: read_value(asked[code], given) for code, given in by_hand.items()}
    except InputError as error:
        raise error.inside("by_hand") from error
    return {code: Fraction(value) for code, value in values.items() if isinstance(value, int | Decimal)}


def _points_fact(row: Row) -> Fact:
    most: Any = plain(row.maximum)  # perhaps a decimal: a bound is only compared
    label = _("Tiêu chí %(code)s") % {"code": row.code}
    return Fact(row.code, label, "number", "điểm", row.text, Source("", ""), "C", least=0, most=most)


def _events_fact(deduction: Deduction) -> Fact:
    label = f"Số lần: {deduction.text}"
    return Fact(deduction.code, label, "count", "lần", deduction.text, Source("", ""), "C", least=0)


def _known_line(criteria_set: CriteriaSet, row: Row, scope: Scope, given: Mapping[str, Fraction]) -> CriterionLine:
    """The line of a row; the same values have the same line, so it is looked up before it is worked out."""
    taken = criteria_set.deductions_of.get(row.code, ())
    names = [name for formula in (row.points, *(item.events for item in taken)) if formula for name in formula.names]
    values = [(type(scope.values[name]), scope.values[name]) for name in names]
    asked = (row.code, given.get(row.code), *values, *[given.get(item.code) for item in taken])
    answers = criteria_set.answers
    if asked not in answers:
        if len(answers) >= MOST_ANSWERS:
            answers.clear()
        answers[asked] = _line(criteria_set, row, scope, given)
    return answers[asked]


def _line(criteria_set: CriteriaSet, row: Row, scope: Scope, given: Mapping[str, Fraction]) -> CriterionLine:
    points, why, names, computed = _points(row, scope, given)
    for deduction in criteria_set.deductions_of.get(row.code, ()):
        names += deduction.events.names if deduction.events else ()
        events = deduction.events.value(scope) if deduction.events else given.get(deduction.code)
        if events is None or points is None:
            points, missing = None, _labels(scope, deduction.events.names if deduction.events else ())
            why = NOT_KNOWN.format(labels=missing or deduction.text) if events is None else why
            break
        lost = max(Fraction(0), events) * deduction.points
        points = max(Fraction(0), points - lost)
        why += " " + LOST.format(text=deduction.text, events=spoken(events), points=spoken(lost)) if lost else ""
    inputs = {name: scope.values[name] for name in dict.fromkeys(names)}
    found = None if points is None else rounded(points)
    return CriterionLine(
        row.code, row.group, row.heading, row.text, found, plain(row.maximum), computed, why.strip(), inputs
    )


def _points(
    row: Row, scope: Scope, given: Mapping[str, Fraction]
) -> tuple[Fraction | None, str, tuple[str, ...], bool]:
    """The points before deductions, why, the facts used, and whether facts decide them."""
    names = row.points.names if row.points else ()
    value = row.points.value(scope) if row.points else None
    if value is not None:
        if row.code in given:
            fault = _("điểm này tính từ số liệu, không chấm tay")
            raise InputError(f"by_hand.{row.code}", fault, _("Tiêu chí %(code)s") % {"code": row.code})
        words = {name: spoken(scope.values[name]) for name in names}
        return min(max(value, Fraction(0)), row.maximum), row.why.format_map(words), names, True
    if row.code in given:
        words = {"points": spoken(given[row.code]), "maximum": spoken(row.maximum)}
        return given[row.code], BY_HAND.format_map(words), names, False
    if row.points is None:
        return None, NOT_SCORED, names, False
    said = NOT_KNOWN if any(scope.values[name] is None for name in names) else BY_NOTHING
    return None, said.format(labels=_labels(scope, names) or row.text), names, True


def _labels(scope: Scope, names: tuple[str, ...]) -> str:
    """The facts that are not known, or that are zero where something is divided by them."""
    unknown = [name for name in names if scope.values[name] is None] or [n for n in names if not scope.values[n]]
    return listed(scope.facts[name].label for name in unknown)


def _sum(points: list[Number | None]) -> Number | None:
    known = [Fraction(value) for value in points if value is not None]
    return plain(sum(known, Fraction(0))) if len(known) == len(points) else None


def rounded(points: Fraction) -> Number:
    """Points with two decimals, half rounded up; a whole number as it is."""
    return plain(Fraction(round_half_up(points)))


def plain(number: Fraction) -> Number:
    """A fraction with a finite decimal form as a whole number or a Decimal, nothing lost."""
    if number.denominator == 1:
        return number.numerator
    return (Decimal(number.numerator) / Decimal(number.denominator)).normalize()
