from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meetings.rules.inputs import InputError
from meetings.rules.votes import MAJORITY, RULES, TWO_THIRDS, count_vote, needed


def carries(rule: str, body: int, yes: int) -> bool:
    return yes * 2 > body if rule == MAJORITY else yes * 3 >= body * 2


def test_half_of_the_body_is_not_a_majority() -> None:
    outcome = count_vote(MAJORITY, body=10, yes=5, no=3, abstain=2)
    assert (outcome.carried, outcome.needed, outcome.silent) == (False, 6, 0)


def test_body_is_all_who_may_vote_not_those_who_did() -> None:
    outcome = count_vote(MAJORITY, body=10, yes=5)
    assert not outcome.carried
    assert outcome.silent == 5


def test_exactly_two_thirds_carry() -> None:
    assert count_vote(TWO_THIRDS, body=3, yes=2, no=1).carried
    assert not count_vote(TWO_THIRDS, body=10, yes=6, no=4).carried


@given(st.sampled_from(sorted(RULES)), st.integers(1, 10**9))
def test_needed_is_the_least_number_that_carries(rule: str, body: int) -> None:
    least = needed(rule, body)
    assert 1 <= least <= body
    assert carries(rule, body, least)
    assert not carries(rule, body, least - 1)


@pytest.mark.parametrize(
    ("field", "change"),
    [
        ("rule", {"rule": "majority_of_present"}),
        ("body", {"body": 0}),
        ("body", {"body": -1}),
        ("body", {"body": True}),
        ("yes", {"yes": -1}),
        ("yes", {"yes": 2.0}),
        ("no", {"no": "3"}),
        ("abstain", {"abstain": None}),
        ("yes", {"yes": 11}),
        ("no", {"no": 6}),
        ("abstain", {"abstain": 3}),
    ],
)
def test_counts_that_cannot_be_are_refused_by_name(field: str, change: dict[str, Any]) -> None:
    counts = {"rule": MAJORITY, "body": 10, "yes": 5, "no": 3, "abstain": 2} | change
    with pytest.raises(InputError) as refusal:
        count_vote(counts.pop("rule"), **counts)
    assert refusal.value.field == field
