"""The facts of one subject for people: value, where it comes from, who wrote what, each criterion with its maximum."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext as _

from evaluations.facts import PROVEN, SCORE, TRIGGERS, entry_facts, is_recorded, score_key, shown, shown_number
from evaluations.models import Evaluation, FactEntry
from evaluations.points import POINT
from evaluations.queries.fact_sheets import FactSheet
from evaluations.queries.records import Basis
from evaluations.rules.criteria import CriterionLine
from evaluations.rules.regulation import Regulation
from meetings.rules.inputs import Fact


@dataclass(frozen=True)
class FactLine:
    """A fact of the subject: its value, where it comes from, who entered it when.

    ``beside`` is what the records say of a number that was written with a ground instead.
    """

    key: str
    label: str
    value: str
    unit: str
    meaning: str
    is_known: bool
    basis: Basis | None = None
    entered_by: str = ""
    entered_at: dt.datetime | None = None
    note: str = ""
    beside: str = ""


def fact_lines(
    regulation: Regulation,
    evaluation: Evaluation,
    sheet: FactSheet,
    entries: Mapping[str, FactEntry],
    kept: Mapping[str, Any] | None = None,
) -> list[FactLine]:
    """All facts of the subject in the order of the regulation; ``kept`` are the values of a decision, if there is one.

    The total score stands after the points that it is made of.
    """
    basis, subject = sheet.recorded.basis, evaluation.rule_subject
    found: list[FactLine] = []
    for fact in regulation.facts_for(subject):
        value = kept.get(fact.key) if kept is not None else sheet.values.get(fact.key)
        if fact.key == SCORE and (regulation.score_groups or sheet.criteria):
            found += _points(regulation, subject, sheet, entries)
            found.append(_score(fact, sheet, value))
        else:
            found.append(_fact_line(fact, subject, sheet, entries, value, basis.get(fact.key)))
    return found + _facts_of_criteria(regulation, subject, sheet, entries, basis)


def _fact_line(
    fact: Fact,
    subject: str,
    sheet: FactSheet,
    entries: Mapping[str, FactEntry],
    value: Any,
    basis: Basis | None,
) -> FactLine:
    if fact.key in sheet.overruled:
        line = _entered(fact, entries.get(fact.key), value)
        return replace(line, beside=shown(fact, sheet.overruled[fact.key]), basis=basis)
    if is_recorded(fact.key, subject) or sheet.recorded.values.get(fact.key) is not None:
        return FactLine(fact.key, fact.label, shown(fact, value), fact.unit, fact.meaning, value is not None, basis)
    line = _entered(fact, entries.get(fact.key), value)
    if fact.key == TRIGGERS and sheet.recorded.values.get(PROVEN):
        return replace(line, basis=basis)
    return line if line.entered_by else replace(line, basis=basis)


def _score(fact: Fact, sheet: FactSheet, value: Any) -> FactLine:
    text = shown_number(value) if value is not None else shown(fact, None)
    basis = Basis(_("Cộng điểm các tiêu chí.") if sheet.criteria else _("Cộng điểm hai nhóm tiêu chí."))
    return FactLine(fact.key, fact.label, text, fact.unit, fact.meaning, value is not None, basis)


def _points(
    regulation: Regulation, subject: str, sheet: FactSheet, entries: Mapping[str, FactEntry]
) -> Iterable[FactLine]:
    """The points of each criterion with its maximum, or those of the groups."""
    if sheet.criteria is None:
        keys = {score_key(group.key) for group in regulation.score_groups}
        return [
            _entered(fact, entries.get(fact.key), None) for fact in entry_facts(regulation, subject) if fact.key in keys
        ]
    lines = sheet.points.lines if sheet.points else ()
    return [_criterion(line, entries.get(POINT + line.code)) for line in lines]


def _criterion(line: CriterionLine, entry: FactEntry | None) -> FactLine:
    maximum = shown_number(line.maximum)
    value = f"{shown_number(line.points)}/{maximum}" if line.points is not None else _("chưa có số liệu")
    found = FactLine(
        POINT + line.code, f"{line.code}. {line.text}", value, _("điểm"), line.heading, line.points is not None
    )
    if line.is_computed or entry is None:
        return replace(found, basis=Basis(line.why))
    return replace(found, entered_by=str(entry.entered_by), entered_at=entry.entered_at, note=entry.note)


def _facts_of_criteria(
    regulation: Regulation,
    subject: str,
    sheet: FactSheet,
    entries: Mapping[str, FactEntry],
    basis: Mapping[str, Basis],
) -> list[FactLine]:
    """What the formulas of the criteria read besides the facts of the regulation."""
    if sheet.criteria is None:
        return []
    found = []
    for key in sheet.criteria.facts_used:
        if key not in regulation.facts:
            fact, value = sheet.criteria.facts[key], sheet.recorded.values.get(key)
            if value is None and key in entries:
                value = entries[key].value
            found.append(_fact_line(fact, subject, sheet, entries, value, basis.get(key)))
    return found


def _entered(fact: Fact, entry: FactEntry | None, value: Any) -> FactLine:
    value = entry.value if value is None and entry is not None else value
    unit, meaning = ("", "") if fact.key == TRIGGERS else (fact.unit, fact.meaning)
    if fact.key.startswith("score_"):
        unit = _("điểm")
    line = (fact.key, fact.label, shown(fact, value), unit, meaning, value is not None)
    if entry is None:
        return FactLine(*line)
    return FactLine(*line, entered_by=str(entry.entered_by), entered_at=entry.entered_at, note=entry.note)
