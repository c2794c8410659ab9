from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluations.rules.cap import ALL_RATED, GOOD_ONLY, GOOD_OR_BETTER, MOST, cap, caps
from meetings.rules.inputs import InputError

MODES = st.sampled_from(sorted(MOST))
RATES = st.integers(0, 100) | st.decimals(0, 100, places=1)


def keeps(mode: str, rate: int | Decimal, excellent: int, good: int, rated: int) -> bool:
    """The cap by its plain words, in whole thousandths."""
    base = {GOOD_ONLY: good, GOOD_OR_BETTER: good + excellent, ALL_RATED: rated}[mode]
    return excellent * 1000 <= int(rate * 10) * base


def test_a_published_result_stands_in_one_reading_and_not_in_another() -> None:
    literal, better, everyone = caps(20, excellent=10, good=37, rated=50)
    assert (literal.mode, literal.holds, literal.most_excellent, literal.over) == (GOOD_ONLY, False, 7, 3)
    assert (better.mode, better.holds, better.most_excellent, better.over) == (GOOD_OR_BETTER, False, 9, 1)
    assert (everyone.mode, everyone.holds, everyone.most_excellent, everyone.over) == (ALL_RATED, True, 10, 0)


def test_six_at_the_good_standard_allow_one_excellent_in_the_literal_reading() -> None:
    assert [cap(GOOD_ONLY, 20, 0, group, group).most_excellent for group in (5, 6, 11, 12)] == [0, 1, 1, 2]


@given(MODES, RATES, st.integers(0, 200), st.integers(0, 200), st.integers(0, 200))
def test_most_excellent_is_the_greatest_number_that_holds(
    mode: str, rate: int | Decimal, excellent: int, good: int, others: int
) -> None:
    rated, candidates = excellent + good + others, excellent + good
    result = cap(mode, rate, excellent, good, rated)
    assert result.holds == keeps(mode, rate, excellent, good, rated)
    assert result.over == max(0, excellent - result.most_excellent)
    most = result.most_excellent
    assert keeps(mode, rate, most, candidates - most, rated)
    assert most == candidates or not keeps(mode, rate, most + 1, candidates - most - 1, rated)


@given(st.integers(0, 300), st.integers(0, 300))
def test_twenty_five_of_the_good_equals_twenty_of_good_or_better(excellent: int, good: int) -> None:
    literal = cap(GOOD_ONLY, 25, excellent, good, excellent + good)
    better = cap(GOOD_OR_BETTER, 20, excellent, good, excellent + good)
    assert (literal.holds, literal.most_excellent) == (better.holds, better.most_excellent)


@pytest.mark.parametrize(
    ("field", "change"),
    [
        ("mode", {"mode": "everybody"}),
        ("rate", {"rate": -1}),
        ("rate", {"rate": 101}),
        ("rate", {"rate": 0.2}),
        ("rate", {"rate": True}),
        ("rate", {"rate": "20"}),
        ("rate", {"rate": Decimal("NaN")}),
        ("excellent", {"excellent": -1}),
        ("good", {"good": 1.0}),
        ("rated", {"rated": True}),
        ("rated", {"rated": 9}),
    ],
)
def test_counts_that_cannot_be_are_refused_by_name(field: str, change: dict[str, Any]) -> None:
    with pytest.raises(InputError) as refusal:
        cap(**{"mode": GOOD_ONLY, "rate": 20, "excellent": 2, "good": 8, "rated": 10} | change)
    assert refusal.value.field == field


GROUP_SIZES = (1, 4, 5, 6, 7, 8, 9, 10, 11, 12, 15, 20, 24, 30)


def test_most_excellent_in_groups_that_all_reach_the_good_standard() -> None:
    """Floor in every reading; the literal one at 25 % gives what 20 % of good or better gives."""
    literal = [cap(GOOD_ONLY, 20, 0, size, size).most_excellent for size in GROUP_SIZES]
    uplifted = [cap(GOOD_ONLY, 25, 0, size, size).most_excellent for size in GROUP_SIZES]
    better = [cap(GOOD_OR_BETTER, 20, 0, size, size).most_excellent for size in GROUP_SIZES]
    everyone = [cap(ALL_RATED, 20, 0, size, size).most_excellent for size in GROUP_SIZES]
    assert literal == [0, 0, 0, 1, 1, 1, 1, 1, 1, 2, 2, 3, 4, 5]
    assert uplifted == better == everyone == [0, 0, 1, 1, 1, 1, 1, 2, 2, 2, 3, 4, 4, 6]


def test_published_cells_and_members_by_each_reading() -> None:
    """Cells of Dĩ An 2022 (29 of 141), members of a kindergarten cell 2021 (2 of 10): what holds by which reading."""
    cells = [(row.most_excellent, row.over) for row in caps(20, excellent=29, good=99, rated=141)]
    assert cells == [(21, 8), (25, 4), (28, 1)]
    members = [(row.most_excellent, row.holds) for row in caps(20, excellent=2, good=8, rated=10)]
    assert members == [(1, False), (2, True), (2, True)]
    assert cap(GOOD_ONLY, 25, 2, 8, 10).holds, "exact equality keeps the cap"
