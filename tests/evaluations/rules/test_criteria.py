"""Sets of criteria: what is computed, what is scored by hand, what is refused."""

import copy
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cells.models import UnitType
from evaluations.rules.criteria import CriteriaSet, CriterionLine, read_criteria, score_criteria
from evaluations.rules.criteria_check import UNIT_TYPES
from evaluations.rules.derived import derive
from evaluations.rules.regulation import load_regulation, read_regulation
from evaluations.rules.samples import criteria_data, criteria_keys, load_criteria
from evaluations.rules.shapes import RegulationFault
from meetings.rules.inputs import InputError

FACTS: dict[str, Any] = {
    "admissions": 1,
    "admissions_target": 2,
    "inspections_planned": 3,
    "inspections_done": 3,
    "members_disciplined": 0,
    "regular_held": 11,
    "regular_due": 12,
    "minutes_locked": 11,
    "thematic_quarters_held": 4,
    "thematic_quarters_due": 4,
    "attendance_percent": Decimal("85.01"),
    "shortcomings_named": 2,
    "shortcomings_remedied": 1,
    "members_rated": 30,
    "members_good_or_better": 20,
    "tasks_assigned": 12,
    "tasks_done": 11,
    "tasks_on_time": 10,
    "tasks_exceeded": 3,
    "tasks_late": 1,
    "meetings_good": 7,
}
BY_HAND = {
    "I.1b": 2,
    "I.1c": 1,
    "I.2a": 2,
    "I.2b": 2,
    "I.2c": 1,
    "I.3c": 1,
    "I.5a": 3,
    "I.5b": 2,
    "I.6a": 2,
    "II.2c": 5,
}
GROUPS = {"I": 30, "II": 70}


def lines(by_hand: dict[str, Any] = BY_HAND, **change: Any) -> dict[str, CriterionLine]:
    return {line.code: line for line in score_criteria(load_criteria("c1"), FACTS | change, by_hand).lines}


def read(change: Callable[[dict[str, Any]], None], key: str = "c1") -> CriteriaSet:
    data = copy.deepcopy(criteria_data(key))
    change(data)
    return read_criteria(data, load_regulation("366-43").facts, GROUPS, 100)


@pytest.mark.parametrize("key", ["c1", "c2", "c3", "c4", "c5"])
def test_examples_add_up_to_thirty_and_seventy_and_say_that_they_are_examples(key: str) -> None:
    found = load_criteria(key)
    for group, points in found.groups.items():
        assert sum(row.maximum for row in found.rows if row.group == group) == points == GROUPS[group]
    assert found.mark == "C"
    assert "Mẫu tham khảo" in found.note
    assert "cần cấp ủy phê duyệt" in found.note


def test_types_of_unit_are_those_of_the_tree() -> None:
    assert list(UNIT_TYPES) == UnitType.values
    assert criteria_keys() == ("c1", "c2", "c3", "c4", "c5")


def test_set_is_for_its_subjects_and_types_of_unit() -> None:
    assert load_criteria("c1").is_for("cell", "residential")
    assert not load_criteria("c1").is_for("cell", "agency")
    assert load_criteria("c5").is_for("cell", "agency")
    assert not load_criteria("c5").is_for("committee", "agency")


def test_rows_are_computed_exactly_and_rounded_half_up_to_two_decimals() -> None:
    found = lines()
    assert (found["I.1a"].points, found["I.4c"].points, found["I.6b"].points) == (1, 1, Decimal("1.5"))
    assert found["II.1a"].points == Decimal("27.5")
    assert found["II.1b"].points == Decimal("9.09")
    assert found["II.1c"].points == Decimal("8.33")
    assert found["I.4a"].points == Decimal("1.83")
    assert found["II.1a"].why == "Hoàn thành 11/12 nhiệm vụ được giao."
    assert found["II.1a"].inputs == {"tasks_done": 11, "tasks_assigned": 12}
    assert (found["II.1a"].is_computed, found["I.2a"].is_computed) == (True, False)


def test_attendance_of_exactly_85_percent_is_not_above_it() -> None:
    assert lines(attendance_percent=85)["I.4c"].points == 0


def test_groups_and_total_are_sums_and_unknown_until_every_row_is_known() -> None:
    score = score_criteria(load_criteria("c1"), FACTS, BY_HAND)
    assert score.groups["I"] == sum(Fraction(line.points or 0) for line in score.lines if line.group == "I")
    assert score.total == sum(Fraction(line.points or 0) for line in score.lines)
    without = score_criteria(load_criteria("c1"), FACTS, {key: BY_HAND[key] for key in BY_HAND if key != "I.2a"})
    assert without.groups["I"] is None
    assert without.total is None
    assert without.groups["II"] == score.groups["II"]


def test_row_whose_facts_are_unknown_says_which_and_may_be_scored_by_hand() -> None:
    found = lines(regular_held=None)["I.4a"]
    assert (found.points, found.is_computed) == (None, True)
    assert "Số kỳ sinh hoạt thường kỳ đã họp" in found.why
    by_hand = lines(BY_HAND | {"I.4a": Decimal("1.5")}, regular_held=None)["I.4a"]
    assert (by_hand.points, by_hand.is_computed) == (Decimal("1.5"), False)


def test_nothing_to_divide_by_is_unknown_and_names_the_fact() -> None:
    found = lines(tasks_assigned=0, tasks_done=0, tasks_on_time=0, tasks_exceeded=0)["II.1a"]
    assert found.points is None
    assert "Số nhiệm vụ được giao" in found.why


@pytest.mark.parametrize(
    ("field", "facts", "by_hand"),
    [
        ("by_hand.I.2a", {}, {"I.2a": 3}),
        ("by_hand.I.2a", {}, {"I.2a": -1}),
        ("by_hand.I.2a", {}, {"I.2a": 1.5}),
        ("by_hand.I.9", {}, {"I.9": 1}),
        ("by_hand.I.4a", {}, {"I.4a": 1}),
        ("facts.tasks_done", {"tasks_done": -1}, {}),
        ("facts.attendance_percent", {"attendance_percent": 101}, {}),
    ],
)
def test_points_and_facts_that_cannot_be_are_refused_by_name(
    field: str, facts: dict[str, Any], by_hand: dict[str, Any]
) -> None:
    with pytest.raises(InputError) as refusal:
        score_criteria(load_criteria("c1"), FACTS | facts, BY_HAND | by_hand)
    assert refusal.value.field == field


def test_deductions_take_points_for_each_event_and_never_go_below_nothing() -> None:
    hand = {"I.1": 5, "I.2": 5, "II.2": 20, "T5": 1}

    def points(code: str, **change: Any) -> Any:
        score = score_criteria(load_criteria("c5"), FACTS | change, hand)
        return next(line for line in score.lines if line.code == code)

    assert points("I.4").points == Decimal("7.5")
    assert "Kỳ sinh hoạt thường kỳ không họp: 1 lần, trừ 2 điểm." in points("I.4").why
    assert points("I.4", regular_held=0, minutes_locked=0).points == 0
    assert points("I.6").points == Decimal("2.5")
    assert points("II.1").points == 43
    assert points("II.1", tasks_late=None).points is None


def test_events_that_someone_counts_are_unknown_until_counted() -> None:
    score = score_criteria(load_criteria("c5"), FACTS, {"I.1": 5, "I.2": 5, "II.2": 20})
    line = next(line for line in score.lines if line.code == "I.4")
    assert line.points is None
    assert "Báo cáo gửi muộn" in line.why


def _first_row(change: dict[str, Any]) -> Callable[[dict[str, Any]], None]:
    return lambda data: data["rows"][0].update(change)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (_first_row({"maximum": 3}), "cộng lại 31 điểm, nhưng nhóm ghi 30"),
        (_first_row({"maximum": 101}), "từ 0 đến 100"),
        (_first_row({"maximum": "2.005"}), "hai chữ số lẻ"),
        (_first_row({"maximum": True}), "từ 0 đến 100"),
        (_first_row({"kind": "guessed"}), "“guessed” không có trong"),
        (_first_row({"code": "I.1b"}), "đứng hai lần"),
        (_first_row({"group": "III"}), "“III” không có trong"),
        (_first_row({"points": "2 * nothing"}), "dữ kiện “nothing” không có"),
        (_first_row({"points": "score / 50"}), "vòng tròn"),
        (_first_row({"points": "units_led"}), "chỉ có với: leader"),
        (_first_row({"points": "2 **"}), "không đọc được"),
        (_first_row({"points": "open('x')"}), "không dùng được ở đây"),
        (_first_row({"points": "admissions > 1"}), "không dùng được ở đây"),
        (_first_row({"why": "{tasks_done}"}), "không phải dữ kiện mà công thức"),
        (_first_row({"why": "{"}), "ngoặc nhọn"),
        (_first_row({"why": "{admissions.__class__}"}), "không phải dữ kiện mà công thức"),
        (lambda data: data["rows"][1].update({"points": "1"}), "dòng chấm tay không có “points”"),
        (lambda data: data["rows"][0].pop("points"), "phải có “points”"),
        (lambda data: data["groups"][0].update({"points": 40}), "chia điểm theo nhóm là I: 30, II: 70"),
        (lambda data: data.update({"bonus": True}), "không có điểm thưởng"),
        (lambda data: data.update({"unit_types": ["castle"]}), "“castle” không có trong"),
        (lambda data: data.update({"subjects": []}), "ít nhất 1 mục"),
        (lambda data: data.update({"colour": 1}), "“colour” là tên lạ"),
        (
            lambda data: data.update({"deductions": [{"code": "T", "row": "X", "text": "x", "points": 1}]}),
            "không có dòng “X”",
        ),
        (
            lambda data: data.update({"deductions": [{"code": "T", "row": "I.1a", "text": "x", "points": 9}]}),
            "nhiều hơn điểm tối đa",
        ),
    ],
)
def test_mistake_in_a_set_is_a_sentence_with_its_place(change: Callable[[dict[str, Any]], None], words: str) -> None:
    with pytest.raises(RegulationFault) as refusal:
        read(change)
    assert any(words in sentence for sentence in (str(refusal.value), *refusal.value.details))


def test_approved_set_stands_in_the_committees_regulation() -> None:
    child = read_regulation(derive(load_regulation("366-43").data, {"criteria": [criteria_data("c1")]}))
    found = child.criteria_for("cell", "residential")
    assert found is not None
    assert found.key == "c1"
    assert child.criteria_for("cell", "agency") is None
    with pytest.raises(RegulationFault, match="đã chia điểm"):
        derive(child.data, {"criteria": [criteria_data("c5")]})


def test_set_of_points_is_refused_where_grades_are_given() -> None:
    with pytest.raises(RegulationFault, match="chấm bốn mức"):
        derive(load_regulation("132-21").data, {"criteria": [criteria_data("c1")]})


@given(st.integers(1, 60), st.integers(0, 60), st.integers(0, 60))
def test_points_stay_between_nothing_and_their_maximum(assigned: int, done: int, exceeded: int) -> None:
    found = lines(tasks_assigned=assigned, tasks_done=done, tasks_exceeded=exceeded)
    for line in found.values():
        assert line.points is None or 0 <= line.points <= line.maximum
