"""Published results and the tests that they suggest: the cap in its readings, sums, percents, gates at their edges.

Figures of districts and communes as printed on their portals and in newspapers; some do not add up.
"""

from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from evaluations.rules.cap import ALL_RATED, GOOD_ONLY, GOOD_OR_BETTER, cap
from evaluations.rules.classification import classify
from evaluations.rules.regulation import load_regulation
from meetings.rules.inputs import InputError
from meetings.rules.scoring import round_half_up
from tests.evaluations.rules.tables import base


def level(regulation: str, subject: str, **change: Any) -> str:
    return classify(load_regulation(regulation), subject, base(regulation, subject) | change).level


def tasks(assigned: int, done: int, on_time: int, exceeded: int = 0, late: int = 0) -> dict[str, int]:
    return {
        "tasks_assigned": assigned,
        "tasks_done": done,
        "tasks_on_time": on_time,
        "tasks_exceeded": exceeded,
        "tasks_late": late,
    }


def percent(part: int, whole: int) -> Decimal:
    return round_half_up(Fraction(100 * part, whole))


def test_one_eleven_of_fifty_nine_breaks_only_the_literal_reading() -> None:
    literal = cap(GOOD_ONLY, 20, excellent=11, good=47, rated=59)
    assert (literal.holds, literal.most_excellent) == (False, 9)
    assert cap(GOOD_OR_BETTER, 20, excellent=11, good=47, rated=59).holds
    assert cap(ALL_RATED, 20, excellent=11, good=47, rated=59).holds


def test_two_ten_of_fifty_keeps_all_rated_exactly_and_breaks_the_literal_by_three() -> None:
    literal, everyone = (cap(mode, 20, excellent=10, good=37, rated=50) for mode in (GOOD_ONLY, ALL_RATED))
    assert (literal.most_excellent, literal.over) == (7, 3)
    assert (everyone.holds, everyone.most_excellent, everyone.over) == (True, 10, 0)


def test_three_counts_that_do_not_add_up_to_the_total_are_refused() -> None:
    with pytest.raises(InputError) as refusal:
        cap(ALL_RATED, 20, excellent=29, good=99, rated=127)
    assert refusal.value.field == "rated"
    assert percent(29, 141) == Decimal("20.57")
    assert percent(29, 142) == Decimal("20.42")


def test_four_share_of_the_members_that_were_evaluated() -> None:
    assert percent(2645, 2993) == Decimal("88.37")


def test_five_small_cell_of_ten_rated_stands_in_two_readings_of_three() -> None:
    literal, better, everyone = (cap(mode, 20, 2, 8, 10) for mode in (GOOD_ONLY, GOOD_OR_BETTER, ALL_RATED))
    assert (literal.holds, literal.most_excellent) == (False, 1)
    assert better.holds
    assert everyone.holds
    probationary = classify(load_regulation("132-21"), "member", {"months_since_admission": 5})
    assert probationary.level == "not_rated"


def test_six_percent_is_of_those_evaluated() -> None:
    assert percent(304, 543) == Decimal("55.99")
    assert percent(304, 545) == Decimal("55.78")


def test_seven_percent_is_rounded_half_up() -> None:
    assert percent(8, 51) == Decimal("15.69")
    assert round_half_up(Fraction(1, 200)) == Decimal("0.01")


@pytest.mark.parametrize(
    ("score", "ledger", "expected"),
    [
        (90, tasks(20, 20, 20, 6), "excellent"),
        (90, tasks(20, 20, 20, 5), "good"),
        (85, tasks(20, 20, 16, 0, 4), "completed"),
        (85, tasks(20, 20, 15, 0, 5), "undetermined"),
        (85, tasks(20, 13, 13), "failed"),
        (85, tasks(20, 14, 14), "undetermined"),
    ],
)
@pytest.mark.parametrize("subject", ["cell", "committee"])
def test_eight_tasks_decide_under_366(subject: str, score: int, ledger: dict[str, int], expected: str) -> None:
    assert level("366-43", subject, score=score, **ledger) == expected


@pytest.mark.parametrize(
    ("good", "failed", "expected"), [(20, 0, "excellent"), (19, 0, "good"), (12, 0, "completed"), (19, 6, "failed")]
)
def test_nine_shares_of_members_decide_under_hd21(good: int, failed: int, expected: str) -> None:
    assert level("132-21", "cell", members_good_or_better=good, members_failed=failed) == expected


def test_ten_weak_by_points_or_by_mass_organisations_under_hd27() -> None:
    assert level("tsvm-2014", "cell", score=Decimal("49.5")) == "failed"
    assert level("tsvm-2014", "cell", score=62, mass_organisations_rated_lowest=2) == "failed"
    assert level("tsvm-2014", "cell", score=62, mass_organisations_rated_lowest=1) == "undetermined"


@pytest.mark.parametrize(
    ("candidates", "literal", "uplifted"),
    [
        *((candidates, 0, 0) for candidates in range(1, 5)),
        *((5, 0, 1), (6, 1, 1), (7, 1, 1), (8, 1, 1), (9, 1, 1), (10, 1, 2), (11, 1, 2)),
        *((12, 2, 2), (15, 2, 3), (20, 3, 4), (24, 4, 4), (30, 5, 6)),
    ],
)
def test_most_excellent_when_everybody_reaches_good(candidates: int, literal: int, uplifted: int) -> None:
    assert cap(GOOD_ONLY, 20, 0, candidates, candidates).most_excellent == literal
    assert cap(GOOD_ONLY, 25, 0, candidates, candidates).most_excellent == uplifted
    assert cap(GOOD_OR_BETTER, 20, 0, candidates, candidates).most_excellent == uplifted


def test_a_fraction_of_a_person_is_cut_off_unless_the_committee_rounds() -> None:
    assert cap(GOOD_OR_BETTER, 20, 2, 6, 8).most_excellent == 1
    rounded = cap(GOOD_OR_BETTER, 20, 2, 6, 8, rounding="half_up")
    assert (rounded.most_excellent, rounded.holds) == (2, True)
    with pytest.raises(InputError) as refusal:
        cap(GOOD_OR_BETTER, 20, 2, 6, 8, rounding="up")
    assert refusal.value.field == "rounding"
