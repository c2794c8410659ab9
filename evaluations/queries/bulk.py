"""The classes proposed for very many subjects, some thousands at a time: for whole communes and provinces."""

from __future__ import annotations

import datetime as dt
import gc
import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from decimal import Decimal
from functools import cached_property
from itertools import islice
from typing import Any, NamedTuple

from django.db import connection

from evaluations.facts import PROVEN, SCORE, TRIGGERS, is_recorded, score_key, stated_triggers
from evaluations.models import Evaluation, LeadershipCollective, Period
from evaluations.queries.entries import Entered, entered_texts
from evaluations.queries.fact_sheets import sheet_of, wanted_facts
from evaluations.queries.frozen import frozen_of
from evaluations.queries.records import APART, BY_ACT, SCOPES, UNIT, Recorded, year_of
from evaluations.queries.reference_day import months_counted_on
from evaluations.queries.regulations import frozen_text, regulation_from
from evaluations.queries.sources import Subject, read_sources
from evaluations.queries.sources.life import EXCLUSION
from evaluations.queries.sources.subjects import array_text, written
from evaluations.queries.subjects import cut_off
from evaluations.rules.classification import NOT_RATED
from evaluations.rules.levels import Levels
from evaluations.rules.regulation import Regulation

CHUNK = 25_000
"""About a second; to read people for fewer costs nearly as much as to read them all."""
MOST_KNOWN = 32
"""Regulations that a process remembers."""
MOST_REMEMBERED = 20_000
"""Texts of entries that a process remembers the values of, and cases that it remembers the class of."""
NOTHING = Entered()
UNCOMPILED = "SELECT set_config('jit', 'off', true)"
"""Until the end of the transaction: compiling the statements of some thousands takes longer than running them."""
ROWS = """
SELECT own.id, own.period_id, own.subject, own.cell_id, own.member_id, own.collective_id, unit.unit_type
FROM evaluations_evaluation own JOIN cells_organisation unit ON unit.id = own.cell_id WHERE own.id = ANY(%s::bigint[])
"""
KINDS = {str(Evaluation.Subject.COLLECTIVE): str(Evaluation.Subject.COMMITTEE)}
"""Kinds that the rules know by another name, as ``Evaluation.rule_subject`` has it."""
PERIODS = "SELECT id, md5(regulation::text) FROM evaluations_period WHERE id = ANY(%s)"


class ProposedClass(NamedTuple):
    """What the rules propose for one subject. ``level`` may also be ``undetermined`` or ``not_rated``."""

    evaluation: int
    subject: str
    level: str
    score: Decimal | None


Class = tuple[str, Decimal | None]
"""A level with its score."""


class _Rules:
    """One frozen regulation with what is worked out of it once."""

    def __init__(self, text: str) -> None:
        self.regulation: Regulation = regulation_from(text)
        self.levels = Levels(self.regulation)
        self.wanted = wanted_facts(text)
        self.keys = [score_key(group.key) for group in self.regulation.score_groups]
        late = self.regulation.late_discipline
        self.by_act = late is not None and late.mode in BY_ACT
        self.numbers = frozenset(key for key, fact in self.regulation.facts.items() if fact.type == "number")
        self._remembered: dict[tuple[str, str], dict[str, Any]] = {}
        self._classes: dict[Any, Class] = {}

    @cached_property
    def plans(self) -> dict[str, list[tuple[str, bool, bool]]]:
        """By subject: each fact, whether the records alone know it, and whether it is a number kept as text."""
        return {
            subject.key: [
                (fact.key, is_recorded(fact.key, subject.key), fact.type == "number")
                for fact in self.regulation.facts_for(subject.key)
            ]
            for subject in self.regulation.subjects
        }

    def class_of(self, subject: str, unit_type: str, entered: Entered, recorded: dict[str, Any]) -> Class:
        """The level and the score; the rules are pure, so they are asked once for all who have the same facts."""
        has_criteria = self.regulation.criteria_sets and self.regulation.criteria_for(subject, unit_type)
        is_plain = not (entered.grounds or has_criteria)
        if is_plain:
            for key, same in self.levels.stand_ins[subject].items():
                if recorded.get(key) is not None:
                    recorded[key] = same[recorded[key]]
        recorded[PROVEN] = tuple(recorded.get(PROVEN) or ())
        recorded[EXCLUSION] = bool(recorded.get(EXCLUSION))
        case = (subject, unit_type if has_criteria else "", entered, *recorded, *recorded.values())
        try:
            return self._classes[case]
        except TypeError:  # a list among the records
            return self._worked_out(subject, unit_type, entered, recorded, is_plain=is_plain)
        except KeyError:
            if len(self._classes) >= MOST_REMEMBERED:
                self._classes.clear()
            self._classes[case] = self._worked_out(subject, unit_type, entered, recorded, is_plain=is_plain)
            return self._classes[case]

    def _worked_out(
        self, subject: str, unit_type: str, entered: Entered, recorded: dict[str, Any], *, is_plain: bool
    ) -> Class:
        excluded = recorded.pop(EXCLUSION)
        if is_plain:
            values = self._values(subject, entered.text, recorded)
        else:
            kept = Recorded(recorded, dict, None)
            values = dict(sheet_of(self.regulation, subject, unit_type, entered, kept, dt.date.min).values)
        return NOT_RATED if excluded else self.levels.level(subject, values), values.get(SCORE)

    def _values(self, subject: str, text: str, recorded: Mapping[str, Any]) -> dict[str, Any]:
        """As ``facts.rule_values`` of what was entered and recorded, where there are neither grounds nor criteria."""
        entered = self._entered(subject, text)
        values = dict(entered)
        for key, value in recorded.items():
            if value is not None and key in values:
                values[key] = Decimal(value) if isinstance(value, str) and key in self.numbers else value
        if SCORE in values and self.keys:
            values[SCORE] = entered[SCORE]
        if TRIGGERS in values and (values[TRIGGERS] or recorded.get(PROVEN)):
            values[TRIGGERS] = stated_triggers(self.regulation, subject, values[TRIGGERS], recorded.get(PROVEN) or ())
        return values

    def _entered(self, subject: str, text: str) -> dict[str, Any]:
        """What was entered, by the facts that are asked of the subject; remembered, so it is never changed."""
        known = self._remembered.get((subject, text))
        if known is not None:
            return known
        entries: dict[str, Any] = json.loads(text)
        values: dict[str, Any] = {}
        for key, is_known, is_number in self.plans[subject]:
            value = None if is_known else entries.get(key)
            values[key] = Decimal(value) if is_number and isinstance(value, str) else value
        if SCORE in values and self.keys:
            points = [entries.get(key) for key in self.keys]
            values[SCORE] = None if None in points else sum((Decimal(str(point)) for point in points), Decimal())
        if len(self._remembered) >= MOST_REMEMBERED:
            self._remembered.clear()
        self._remembered[subject, text] = values
        return values


_KNOWN: dict[str, _Rules] = {}


class _Year(NamedTuple):
    """What the subjects of one period have in common."""

    rules: _Rules
    quarter: int | None
    first: dt.date
    last: dt.date
    cut_off: dt.date
    counted: Callable[[int], dt.date | None]
    is_frozen: bool


def iterate_proposals(evaluations: Iterable[int], *, chunk: int = CHUNK) -> Iterator[list[ProposedClass]]:
    """The proposals for the evaluations of those numbers, one list for each ``chunk`` of them, in the given order.

    Each chunk takes a fixed number of queries, whatever its periods, and one more for a regulation met first.
    """
    waiting = iter(evaluations)
    while numbers := tuple(islice(waiting, chunk)):
        yield _proposals(numbers)


@contextmanager
def uncollected() -> Iterator[None]:
    """Without the search for cycles: hardly any are made, and a million new values make it walk the process often."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def _proposals(numbers: tuple[int, ...]) -> list[ProposedClass]:
    with connection.cursor() as cursor:
        cursor.execute(UNCOMPILED)
        cursor.execute(ROWS, [array_text(numbers)])
        rows = cursor.fetchall()
    years = _years({row[1] for row in rows})
    recorded = _recorded(rows, years)
    entered = entered_texts(numbers)
    found = {}
    for pk, period, subject, _cell, _member, _collective, unit_type in rows:
        rules, kind = years[period].rules, KINDS.get(subject, subject)
        level, score = rules.class_of(kind, unit_type, entered.get(pk, NOTHING), recorded[pk])
        found[pk] = ProposedClass(pk, subject, level, score)
    return [found[number] for number in numbers if number in found]


def _years(numbers: set[int]) -> dict[int, _Year]:
    """The periods without their regulations, which are large, each with the rules by the digest of its own."""
    with connection.cursor() as cursor:
        cursor.execute(PERIODS, [list(numbers)])
        digests = dict(cursor.fetchall())
    first: dict[str, int] = {}
    for pk, digest in sorted(digests.items()):
        first.setdefault(digest, pk)
    found = {}
    for pk, period in Period.objects.defer("regulation").in_bulk(numbers).items():
        rules = _rules_by_digest(digests[pk], first[digests[pk]])
        counted = months_counted_on(period, rules.regulation)
        found[pk] = _Year(
            rules, period.quarter, *year_of(period), cut_off(period), counted, period.frozen_at is not None
        )
    return found


def _rules_by_digest(digest: str, period: int) -> _Rules:
    """The rules of a regulation, read from one period that has it when it is met first."""
    if digest not in _KNOWN:
        if len(_KNOWN) >= MOST_KNOWN:
            _KNOWN.clear()
        _KNOWN[digest] = _Rules(frozen_text(Period.objects.get(pk=period)))
    return _KNOWN[digest]


def _recorded(rows: Iterable[tuple[Any, ...]], years: Mapping[int, _Year]) -> dict[int, dict[str, Any]]:
    """What the records know of each, as frozen where it was frozen; the exclusion is among the values."""
    frozen = frozen_of([row[0] for row in rows if years[row[1]].is_frozen]) if _any_frozen(years) else {}
    scopes = _scopes({row[5] for row in rows} - {None})
    groups: dict[tuple[_Rules, bool], list[Subject]] = defaultdict(list)
    for pk, period, subject, cell, member, collective, _unit_type in rows:
        rules, quarter, first, last, cut, counted, _is_frozen = years[period]
        is_frozen = pk in frozen
        who = (pk, KINDS.get(subject, subject), cell, member, collective, scopes.get(collective, UNIT), period, quarter)
        days = (first, last, frozen[pk].cut_off if is_frozen else cut, rules.by_act, counted(cell))
        groups[rules, is_frozen].append(Subject(*who, *days))
    found: dict[int, dict[str, Any]] = {}
    for (rules, is_frozen), subjects in groups.items():
        found |= read_sources(written(subjects), rules.wanted, live=True if is_frozen else None)
        if is_frozen:
            found |= {row.pk: {**frozen[row.pk].values, **found[row.pk]} for row in subjects}
    return found


def _any_frozen(years: Mapping[int, _Year]) -> bool:
    return any(year.is_frozen for year in years.values())


def _scopes(collectives: set[int]) -> dict[int, str]:
    """Whose work the facts of each leadership collective are."""
    rows = LeadershipCollective.objects.filter(pk__in=collectives).values_list("pk", "kind") if collectives else ()
    return {pk: SCOPES.get(LeadershipCollective.Kind(kind), APART) for pk, kind in rows}
