"""The level alone, remembered, is the level that ``classify`` gives with its reasons."""

import random
from decimal import Decimal
from typing import Any

import pytest

from evaluations.rules.classification import UNDETERMINED, classify
from evaluations.rules.levels import Levels
from evaluations.rules.regulation import load_regulation, regulation_keys
from meetings.rules.inputs import Fact, InputError


def drawn(fact: Fact, chance: random.Random) -> Any:
    """A value of the fact near its boundaries, or none; now and then one that cannot be."""
    if chance.random() < 0.15:
        return None
    if fact.type == "flag":
        return chance.random() < 0.3
    if fact.type in ("count", "number"):
        value: Any = chance.choice((0, 1, 2, 5, 6, 10, 30, 49, 50, 69, 70, 89, 90, 100, 101))
        return Decimal(value) - Decimal("0.5") if fact.type == "number" and chance.random() < 0.3 else value
    if fact.type == "triggers":
        return [] if chance.random() < 0.8 else None
    keys = [value.key for value in fact.values]
    return chance.choice(keys) if fact.type == "choice" else tuple(chance.sample(keys, chance.randrange(len(keys) + 1)))


@pytest.mark.parametrize("key", regulation_keys())
def test_level_is_what_classify_says_for_any_facts_the_first_time_and_again(key: str) -> None:
    regulation = load_regulation(key)
    levels, chance = Levels(regulation), random.Random(key)
    seen = set()
    for subject in (item.key for item in regulation.subjects):
        for _round in range(150):
            values = {fact.key: drawn(fact, chance) for fact in regulation.facts_for(subject)}
            try:
                wanted = classify(regulation, subject, values).level
            except InputError:
                wanted = UNDETERMINED
            assert [levels.level(subject, values), levels.level(subject, values)] == [wanted, wanted]
            alike = {
                key: same[values[key]] for key, same in levels.stand_ins[subject].items() if values[key] is not None
            }
            assert levels.level(subject, values | alike) == wanted, alike
            seen.add(wanted)
    assert len(seen) > 1


def test_number_that_stands_alone_is_taken_for_one_of_which_its_conditions_say_the_same() -> None:
    levels = Levels(load_regulation("366-43"))
    months = levels.stand_ins["member"]["months_since_admission"]
    assert [months[value] for value in (37, 5, 360, 0, 6, -1)] == [37, 5, 37, 5, 37, -1]
    assert "tasks_done" not in levels.stand_ins["member"], "compared with what was assigned"
    assert "exempt" not in levels.stand_ins["member"], "no number"


def test_stated_trigger_and_numbers_that_cannot_be_are_never_taken_from_memory() -> None:
    regulation = load_regulation("366-43")
    levels = Levels(regulation)
    good = {
        **{fact.key: None for fact in regulation.facts_for("member")},
        "score": Decimal(80),
        "months_since_admission": 60,
        "exempt": False,
        "suspended": False,
        "tasks_assigned": 5,
        "tasks_done": 5,
        "tasks_on_time": 5,
        "tasks_exceeded": 0,
        "tasks_late": 0,
        "shortcomings_named": 0,
        "shortcomings_remedied": 0,
        "triggers": [],
    }
    trigger = next(rule.key for rule in regulation.triggers if rule.claimed and "member" in rule.subjects)
    assert levels.level("member", good) == "good"
    assert levels.level("member", good | {"triggers": [{"key": trigger}]}) == "failed"
    assert levels.level("member", good | {"tasks_done": 6}) == UNDETERMINED
    assert levels.level("member", good | {"exempt": 0}) == UNDETERMINED, "0 is no flag, though it equals False"
    assert levels.level("member", good) == "good"
