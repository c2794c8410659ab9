"""The level alone, for very many subjects: the same answers as ``classify`` gives, without their reasons.

A level follows from what each condition says, whether the numbers go together, and the triggers stated. What values say
is remembered by condition, what conditions say together by level; ``classify`` itself is asked for each new case.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from operator import itemgetter
from typing import Any

from evaluations.rules.classification import UNDETERMINED, classify
from evaluations.rules.parts import Regulation, Rule
from meetings.rules.expressions import Scope
from meetings.rules.inputs import InputError, read_settings, read_values
from meetings.rules.sheet import refuse_inconsistent

TRIGGERS = "triggers"
NUMBERS = ("count", "number")
MOST = 200_000
"""Remembered values of one set of conditions; then they are forgotten and learnt again."""


@dataclass(frozen=True)
class _Conditions:
    """The conditions of a subject that look at the same facts, and what they said of values before."""

    values_of: Callable[[Mapping[str, Any]], Any]
    rules: tuple[Rule, ...]
    said: dict[Any, tuple[bool | None, ...]] = field(default_factory=dict)


class _StandIns(dict[Any, Any]):
    """For each number of a fact the first number met of which the conditions say the same."""

    def __init__(self, said: Callable[[Any], tuple[bool | None, ...] | None]) -> None:
        super().__init__()
        self._said = said
        self._first: dict[tuple[bool | None, ...], Any] = {}

    def __missing__(self, value: Any) -> Any:
        said = self._said(value)
        self[value] = value if said is None else self._first.setdefault(said, value)
        return self[value]


class Levels:
    """The levels that one regulation gives with the settings as they come, remembered."""

    def __init__(self, regulation: Regulation) -> None:
        self.regulation = regulation
        self._conditions = {subject.key: self._of(subject.key) for subject in regulation.subjects}
        self._levels: dict[Any, str] = {}
        plain = [key for key, fact in regulation.facts.items() if fact.type != TRIGGERS]
        self._facts = {key: regulation.facts[key] for key in plain}
        self._going_together = self._getter(name for name in regulation.names_compared if name in self._facts)
        self._names = {**regulation.facts, **regulation.settings}
        self._settings = read_settings(regulation.settings, None)
        self._together: set[Any] = set()
        self._readable: set[Any] = set()
        self.stand_ins = {subject.key: self._stand_ins(subject.key) for subject in regulation.subjects}
        """By subject and fact, where its conditions look at that fact alone: numbers that give the same level."""

    def level(self, subject: str, values: Mapping[str, Any]) -> str:
        """The level, "not_rated" or "undetermined"; numbers that cannot be leave it undetermined.

        ``values`` holds each fact that the regulation asks of the subject, None for what nobody knows.
        """
        stated = values.get(TRIGGERS)
        given = _Given(values)
        try:
            said = tuple([conditions.said[conditions.values_of(given)] for conditions in self._conditions[subject]])
            case = (subject, said, None if stated is None else ())
            if not stated and self._are_known(values, given):
                return self._levels[case]
        except (KeyError, TypeError):
            pass
        return self._learnt(subject, values)

    def _are_known(self, values: Mapping[str, Any], given: Mapping[str, Any]) -> bool:
        """Whether each value was read before, and those that are compared went together before."""
        readable = self._readable
        for key, value in values.items():
            if value is not None and key != TRIGGERS and (key, type(value), value) not in readable:
                return False
        return self._going_together(given) in self._together

    def _learnt(self, subject: str, values: Mapping[str, Any]) -> str:
        """What is not remembered yet is worked out and remembered; ``classify`` is asked for a new case."""
        stated, regulation = values.get(TRIGGERS), self.regulation
        try:
            if stated:
                return classify(regulation, subject, values).level
            plain = {key: value for key, value in values.items() if key != TRIGGERS}
            scope = Scope(self._names, {**read_values(self._facts, plain), **self._settings})
            refuse_inconsistent(regulation.consistency, scope)
        except InputError:
            return UNDETERMINED
        try:
            case = (subject, self._said(subject, _Given(values), scope), None if stated is None else ())
            self._together.add(self._going_together(_Given(values)))
            self._readable |= {(key, type(value), value) for key, value in plain.items() if value is not None}
        except TypeError:  # a list among the values: it is asked anew each time
            return classify(regulation, subject, values).level
        if case not in self._levels:
            self._levels[case] = classify(regulation, subject, values).level
        return self._levels[case]

    def _said(self, subject: str, given: Mapping[str, Any], scope: Scope) -> tuple[tuple[bool | None, ...], ...]:
        """What each set of conditions says of the values."""
        found = []
        for conditions in self._conditions[subject]:
            asked = conditions.values_of(given)
            if asked not in conditions.said:
                if len(conditions.said) >= MOST:
                    conditions.said.clear()
                conditions.said[asked] = tuple([rule.test.holds(scope) for rule in conditions.rules if rule.test])
            found.append(conditions.said[asked])
        return tuple(found)

    def _of(self, subject: str) -> tuple[_Conditions, ...]:
        by_names = self._by_names(subject)
        return tuple(_Conditions(self._getter(names), tuple(rules)) for names, rules in by_names.items())

    def _by_names(self, subject: str) -> dict[tuple[str, ...], list[Rule]]:
        by_names: dict[tuple[str, ...], list[Rule]] = {}
        for rule in self.regulation.rules:
            if subject in rule.subjects and rule.test is not None:
                names = tuple(name for name in rule.test.names if name in self.regulation.facts)
                by_names.setdefault(names, []).append(rule)
        return by_names

    def _stand_ins(self, subject: str) -> dict[str, _StandIns]:
        """Months since admission, for one: a person of 37 months is rated like one of 360."""
        by_names = self._by_names(subject)
        together = {name for names in by_names if len(names) > 1 for name in names} | {*self.regulation.names_compared}
        return {
            names[0]: _StandIns(partial(self._said_of_one, names[0], rules))
            for names, rules in by_names.items()
            if len(names) == 1 and names[0] not in together and self.regulation.facts[names[0]].type in NUMBERS
        }

    def _said_of_one(self, key: str, rules: list[Rule], value: Any) -> tuple[bool | None, ...] | None:
        try:
            read = read_values({key: self._facts[key]}, {key: value})
        except InputError:
            return None
        scope = Scope(self._names, {**read, **self._settings})
        return tuple([rule.test.holds(scope) for rule in rules if rule.test])

    @staticmethod
    def _getter(names: Any) -> Callable[[Mapping[str, Any]], Any]:
        names = tuple(names)
        return itemgetter(*names) if names else lambda _values: ()


class _Given(dict[str, Any]):
    """Values in which a fact that was not asked for is not known."""

    def __missing__(self, key: str) -> None:
        return None
