"""The classes proposed for very many subjects, some thousands at a time: for whole communes and provinces."""

from __future__ import annotations

import datetime as dt
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from functools import cached_property
from itertools import islice
from typing import Any, NamedTuple

from django.db import connection

from evaluations.facts import SCORE, TRIGGERS, is_recorded, score_key, stated_triggers
from evaluations.models import Evaluation, LeadershipCollective, Period
from evaluations.queries.entries import Entered, entered_texts
from evaluations.queries.fact_sheets import sheet_of, wanted_facts
from evaluations.queries.frozen import frozen_of
from evaluations.queries.records import APART, BY_ACT, SCOPES, UNIT, Recorded, year_of
from evaluations.queries.reference_day import months_counted_on
from evaluations.queries.regulations import frozen_text, regulation_from
from evaluations.queries.sources import Subject, read_sources
from evaluations.queries.sources.discipline import PROVEN
from evaluations.queries.sources.life import EXCLUSION
from evaluations.queries.sources.subjects import array_text
from evaluations.queries.subjects import cut_off
from evaluations.rules.classification import NOT_RATED
from evaluations.rules.levels import Levels
from evaluations.rules.regulation import Regulation

CHUNK = 5000
MOST_KNOWN = 32
"""Regulations that a process remembers."""
MOST_ENTERED = 10_000
"""Texts of entries that a process remembers the values of."""
NOTHING = Entered()
UNCOMPILED = "SELECT set_config('jit', 'off', true)"
"""Until the end of the transaction: compiling the statements of some thousands takes longer than running them."""
ROWS = """
SELECT own.id, own.period_id, own.subject, own.cell_id, own.member_id, own.collective_id, unit.unit_type
FROM evaluations_evaluation own JOIN cells_organisation unit ON unit.id = own.cell_id WHERE own.id = ANY(%s::bigint[])
"""
PERIODS = "SELECT id, md5(regulation::text) FROM evaluations_period WHERE id = ANY(%s)"


class ProposedClass(NamedTuple):
    """What the rules propose for one subject. ``level`` may also be ``undetermined`` or ``not_rated``."""

    evaluation: int
    subject: str
    level: str
    score: Decimal | None


class _Row(NamedTuple):
    """An evaluation as plain values."""

    pk: int
    period: int
    subject: str
    cell: int
    member: int | None
    collective: int | None
    unit_type: str

    @property
    def rule_subject(self) -> str:
        """As ``Evaluation.rule_subject``."""
        return Evaluation.Subject.COMMITTEE if self.subject == Evaluation.Subject.COLLECTIVE else self.subject


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

    def values(self, subject: str, text: str, recorded: Mapping[str, Any]) -> dict[str, Any]:
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
        if len(self._remembered) >= MOST_ENTERED:
            self._remembered.clear()
        self._remembered[subject, text] = values
        return values


_KNOWN: dict[str, _Rules] = {}


def iterate_proposals(evaluations: Iterable[int], *, chunk: int = CHUNK) -> Iterator[list[ProposedClass]]:
    """The proposals for the evaluations of those numbers, one list for each ``chunk`` of them, in the given order.

    Each chunk takes a fixed number of queries, whatever its periods, and one more for a regulation met first.
    """
    waiting = iter(evaluations)
    while numbers := tuple(islice(waiting, chunk)):
        yield _proposals(numbers)


def _proposals(numbers: tuple[int, ...]) -> list[ProposedClass]:
    with connection.cursor() as cursor:
        cursor.execute(UNCOMPILED)
        cursor.execute(ROWS, [array_text(numbers)])
        rows = [_Row(*row) for row in cursor.fetchall()]
    periods, rules = _periods({row.period for row in rows})
    entered = entered_texts(numbers)
    recorded = _recorded(rows, periods, rules)
    found = {row.pk: _proposed(row, rules[row.period], entered.get(row.pk, NOTHING), recorded[row.pk]) for row in rows}
    return [found[number] for number in numbers if number in found]


def _periods(numbers: set[int]) -> tuple[dict[int, Period], dict[int, _Rules]]:
    """The periods without their regulations, which are large, and the rules of each by the digest of its own."""
    periods = Period.objects.defer("regulation").in_bulk(numbers)
    with connection.cursor() as cursor:
        cursor.execute(PERIODS, [list(numbers)])
        digests = dict(cursor.fetchall())
    first: dict[str, int] = {}
    for pk, digest in sorted(digests.items()):
        first.setdefault(digest, pk)
    return periods, {pk: _rules_by_digest(digest, first[digest]) for pk, digest in digests.items()}


def _rules_by_digest(digest: str, period: int) -> _Rules:
    """The rules of a regulation, read from one period that has it when it is met first."""
    if digest not in _KNOWN:
        if len(_KNOWN) >= MOST_KNOWN:
            _KNOWN.clear()
        _KNOWN[digest] = _Rules(frozen_text(Period.objects.get(pk=period)))
    return _KNOWN[digest]


def _recorded(
    rows: Sequence[_Row], periods: Mapping[int, Period], rules: Mapping[int, _Rules]
) -> dict[int, dict[str, Any]]:
    """What the records know of each, as frozen where it was frozen; the exclusion is among the values."""
    kinds = _kinds_of_collectives(rows)
    frozen = frozen_of([row.pk for row in rows]) if any(period.frozen_at for period in periods.values()) else {}
    days = {pk: (*year_of(period), cut_off(period)) for pk, period in periods.items()}
    counted = {pk: months_counted_on(period, rules[pk].regulation) for pk, period in periods.items() if pk in rules}
    groups: dict[tuple[int, bool], list[Subject]] = defaultdict(list)
    for row in rows:
        is_frozen = row.pk in frozen and periods[row.period].frozen_at is not None
        first, last, cut = days[row.period]
        cut = frozen[row.pk].cut_off if is_frozen else cut
        subject = _subject(row, periods[row.period], rules[row.period], kinds, (first, last, cut))
        groups[id(rules[row.period]), is_frozen].append(subject._replace(counted_on=counted[row.period](row.cell)))
    wanted = {id(one): one.wanted for one in rules.values()}
    found: dict[int, dict[str, Any]] = {}
    for (which, is_frozen), subjects in groups.items():
        found |= read_sources(subjects, wanted[which], live=True if is_frozen else None)
        if is_frozen:
            found |= {row.pk: {**frozen[row.pk].values, **found[row.pk]} for row in subjects}
    return found


def _kinds_of_collectives(rows: Iterable[_Row]) -> dict[int, str]:
    wanted = {row.collective for row in rows if row.collective}
    return dict(LeadershipCollective.objects.filter(pk__in=wanted).values_list("pk", "kind")) if wanted else {}


def _subject(
    row: _Row, period: Period, rules: _Rules, kinds: Mapping[int, str], days: tuple[dt.date, dt.date, dt.date]
) -> Subject:
    scope = SCOPES.get(kinds[row.collective], APART) if row.collective else UNIT  # type: ignore[call-overload]
    who = (row.pk, row.rule_subject, row.cell, row.member, row.collective, scope)
    return Subject(*who, row.period, period.quarter, *days, rules.by_act)


def _proposed(row: _Row, rules: _Rules, entered: Entered, recorded: dict[str, Any]) -> ProposedClass:
    excluded = recorded.pop(EXCLUSION, None)
    subject, regulation = row.rule_subject, rules.regulation
    if entered.grounds or (regulation.criteria_sets and regulation.criteria_for(subject, row.unit_type)):
        kept = Recorded(recorded, dict, None)
        values = sheet_of(regulation, subject, row.unit_type, entered, kept, dt.date.min).values
    else:
        values = rules.values(subject, entered.text, recorded)
    level = NOT_RATED if excluded else rules.levels.level(subject, values)
    return ProposedClass(row.pk, row.subject, level, values.get(SCORE))
