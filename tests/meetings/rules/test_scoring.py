import copy
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meetings.rules import datafile
from meetings.rules.inputs import InputError
from meetings.rules.scoring import MeetingScore, ScoreLine, round_half_up, score_meeting, spoken
from meetings.rules.sheet import SHEETS, load_sheet, read_sheet, sheet_keys

MEETING: dict[str, Any] = {
    "duration_minutes": 95,
    "required_minutes": 90,
    "counted_members": 20,
    "present": 19,
    "absent_without_reason": 0,
    "longest_excused_streak": 1,
    "speakers": 10,
    "has_committee": True,
    "committee_met_with_minutes": True,
    "member_notice_days": 2,
    "papers_days_before": 1,
    "has_theme": False,
    "previous_tasks": 10,
    "previous_tasks_met": 9,
    "reported_after_days": 2,
}
BY_HAND = ("3.1", "3.2", "4.1", "4.2", "4.4", "4.6", "4.7", "4.8", "5", "6", "8.1", "8.2")
POINTS: dict[str, Any] = dict(zip(BY_HAND, (3, 2, 5, 9, 2, 1, 1, 1, 9, 5, 2, 2), strict=True))


def score(points: dict[str, Any] | None = None, settings: Any = None, **change: Any) -> MeetingScore:
    return score_meeting(load_sheet("an-phu-2025"), MEETING | change, POINTS | (points or {}), settings)


def line(result: MeetingScore, criterion: str) -> ScoreLine:
    return next(line for line in result.lines if line.criterion == criterion)


def test_month_without_theme_is_scored_out_of_95() -> None:
    result = score()
    assert (result.total, result.maximum, result.percent, result.grade) == (93, 95, Decimal("97.89"), "tot")
    assert (line(result, "4.3").points, line(result, "4.3").maximum) == (0, 0)


def test_month_with_theme_is_scored_out_of_100() -> None:
    result = score({"4.3": 4}, has_theme=True)
    assert (result.total, result.maximum, result.percent) == (97, 100, Decimal("97.00"))


def test_committee_may_treat_the_missing_theme_otherwise() -> None:
    full = score(settings={"without_theme": "full_points"})
    assert (full.total, full.maximum, full.percent) == (98, 100, Decimal("98.00"))
    none = score(settings={"without_theme": "no_points"})
    assert (none.total, none.maximum, none.percent) == (93, 100, Decimal("93.00"))


def test_lines_add_up_and_explain_themselves() -> None:
    result = score()
    assert sum(line.points for line in result.lines) == result.total
    assert sum(line.maximum for line in result.lines) == result.maximum
    assert all(line.why for line in result.lines)
    assert line(result, "2a").why.startswith("dự 19/20 = 95 %")
    assert line(result, "4.5").why.startswith("10/19 đảng viên dự phát biểu = 52,63 %")
    assert line(result, "4.2").why == "chấm trực tiếp 9/10 điểm"
    assert [line(result, number).computed for number in ("1", "3.1")] == [True, False]


@pytest.mark.parametrize(
    ("criterion", "change", "points"),
    [
        ("1", {"duration_minutes": 90}, 5),
        ("1", {"duration_minutes": 89}, 4),
        ("1", {"duration_minutes": 75}, 4),
        ("1", {"duration_minutes": 74}, 3),
        ("1", {"duration_minutes": 60}, 3),
        ("1", {"duration_minutes": 59}, 2),
        ("1", {"duration_minutes": 45}, 2),
        ("1", {"duration_minutes": 44}, 1),
        ("1", {"duration_minutes": 0}, 1),
        ("1", {"required_minutes": 120, "duration_minutes": 119}, 4),
        ("1", {"required_minutes": 120, "duration_minutes": 104}, 3),
        ("1", {"required_minutes": 120, "duration_minutes": 60}, 2),
        ("1", {"required_minutes": 120, "duration_minutes": 59}, 1),
        ("2a", {"present": 18}, 4),
        ("2a", {"present": 17}, 3),
        ("2a", {"present": 15}, 3),
        ("2a", {"present": 14}, 2),
        ("2a", {"present": 13}, 2),
        ("2a", {"present": 12}, 1),
        ("2a", {"absent_without_reason": 1}, 1),
        ("2b", {"longest_excused_streak": 3}, 1),
        ("2b", {"longest_excused_streak": 4}, 0),
        ("3.3", {"has_committee": False, "committee_met_with_minutes": None}, 2),
        ("3.3", {"has_committee": False, "committee_met_with_minutes": False}, 2),
        ("3.3", {"committee_met_with_minutes": False}, 0),
        ("3.4", {"member_notice_days": 1}, 1),
        ("3.4", {"member_notice_days": 0}, 0),
        ("3.5", {"papers_days_before": 1}, 2),
        ("3.5", {"papers_days_before": 0}, 0),
        ("4.5", {"present": 18, "speakers": 10}, 5),
        ("4.5", {"present": 18, "speakers": 9}, 4),
        ("4.5", {"present": 20, "speakers": 8}, 4),
        ("4.5", {"present": 20, "speakers": 7}, 3),
        ("4.5", {"present": 20, "speakers": 6}, 3),
        ("4.5", {"present": 20, "speakers": 5}, 2),
        ("4.5", {"speakers": 0}, 2),
        ("7", {"previous_tasks_met": 10}, 30),
        ("7", {"previous_tasks_met": 8}, 27),
        ("7", {"previous_tasks_met": 7}, 24),
        ("7", {"previous_tasks_met": 6}, 20),
        ("7", {"previous_tasks_met": 5}, 15),
        ("7", {"previous_tasks_met": 4}, 10),
        ("7", {"previous_tasks": 999, "previous_tasks_met": 899}, 27),
        ("8.3", {"reported_after_days": 0}, 1),
        ("8.3", {"reported_after_days": 3}, 0),
    ],
)
def test_scale_at_each_of_its_boundaries(criterion: str, change: dict[str, Any], points: int) -> None:
    change.setdefault("speakers", min(10, change.get("present", 19)))
    assert line(score(**change), criterion).points == points


def test_exactly_half_speaking_is_what_the_committee_sets() -> None:
    change = {"present": 18, "speakers": 9}
    assert "bảng không quy định" in line(score(**change), "4.5").why
    assert line(score(settings={"speakers_exactly_half": 5}, **change), "4.5").points == 5


@pytest.mark.parametrize(
    ("points", "percent", "grade"),
    [
        ({"4.2": 10, "5": 10, "6": 5}, "100.00", "tot"),
        ({"4.2": Decimal("1.5")}, "90.00", "tot"),
        ({"4.2": Decimal("1.495")}, "89.99", "kha"),
        ({"4.2": Decimal("1.496")}, "90.00", "tot"),
        ({"4.2": 0}, "88.42", "kha"),
    ],
)
def test_grade_is_taken_from_the_percent_with_two_decimals(points: dict[str, Any], percent: str, grade: str) -> None:
    result = score(points)
    assert (result.percent, result.grade) == (Decimal(percent), grade)


def test_points_with_decimals_add_up_exactly() -> None:
    assert score({"4.2": Decimal("9.1"), "5": Decimal("8.2")}).total == Decimal("92.3")


def test_criterion_without_its_fact_may_be_scored_by_hand() -> None:
    result = score({"8.3": 1}, reported_after_days=None)
    assert (line(result, "8.3").points, line(result, "8.3").computed) == (1, False)


def test_first_month_without_earlier_tasks_is_scored_by_hand() -> None:
    assert line(score({"7": 30}, previous_tasks=0, previous_tasks_met=0), "7").computed is False
    with pytest.raises(InputError) as refusal:
        score(previous_tasks=0, previous_tasks_met=0)
    assert refusal.value.field == "points.7"


@pytest.mark.parametrize(
    ("field", "meeting", "points"),
    [
        ("meeting.presents", {"presents": 19}, {}),
        ("meeting.present", {"present": -1}, {}),
        ("meeting.present", {"present": 19.0}, {}),
        ("meeting.present", {"present": 21}, {}),
        ("meeting.present", {"present": None}, {}),
        ("meeting.counted_members", {"counted_members": 0}, {}),
        ("meeting.required_minutes", {"required_minutes": 0}, {}),
        ("meeting.absent_without_reason", {"absent_without_reason": 2}, {}),
        ("meeting.speakers", {"speakers": 20}, {}),
        ("meeting.previous_tasks_met", {"previous_tasks_met": 11}, {}),
        ("meeting.has_theme", {"has_theme": 1}, {}),
        ("meeting.has_theme", {"has_theme": None}, {}),
        ("points.4.3", {"has_theme": True}, {}),
        ("points.4.3", {}, {"4.3": 5}),
        ("points.3.1", {}, {"3.1": 4}),
        ("points.3.1", {}, {"3.1": -1}),
        ("points.3.1", {}, {"3.1": True}),
        ("points.3.1", {}, {"3.1": None}),
        ("points.2a", {}, {"2a": 4}),
        ("points.9", {}, {"9": 1}),
        ("points.3", {}, {"3": 10}),
    ],
)
def test_meeting_or_points_that_cannot_be_are_refused_by_name(
    field: str, meeting: dict[str, Any], points: dict[str, Any]
) -> None:
    with pytest.raises(InputError) as refusal:
        score(points, **meeting)
    assert refusal.value.field == field


@pytest.mark.parametrize("settings", [{"speakers_exactly_half": 3}, {"without_theme": "skip"}, {"nothing": 1}])
def test_setting_that_cannot_be_is_refused_by_name(settings: dict[str, Any]) -> None:
    with pytest.raises(InputError) as refusal:
        score(settings=settings)
    assert refusal.value.field == f"settings.{next(iter(settings))}"


def test_other_sheets_are_scored_by_hand_to_their_own_level() -> None:
    for key in ("cam-le-2025", "phu-tho-hd12", "tan-tien-2025", "ban-thuong-vu-tham-khao"):
        sheet = load_sheet(key)
        full = {criterion.number: criterion.maximum for criterion in sheet.criteria}
        result = score_meeting(sheet, {}, full)
        assert (result.total, result.percent, result.grade) == (100, Decimal("100.00"), "tot")


def test_unknown_sheet_is_refused_and_never_opened_as_a_path() -> None:
    for key in ("an-phu", "../meeting_facts"):
        with pytest.raises(InputError) as refusal:
            load_sheet(key)
        assert refusal.value.field == "sheet"


def _option_above_maximum(data: dict[str, Any]) -> None:
    data["criteria"][0]["options"][0]["points"] = 6


def _group_that_does_not_add_up(data: dict[str, Any]) -> None:
    data["groups"][0]["maximum"] = 6


def _no_last_option(data: dict[str, Any]) -> None:
    data["criteria"][0]["options"].pop()


def _parts_that_do_not_add_up(data: dict[str, Any]) -> None:
    next(row for row in data["criteria"] if row["number"] == "5")["parts"].pop()


def _unknown_fact(data: dict[str, Any]) -> None:
    data["criteria"][0]["options"][0]["when"] = "minutes > 1"


@pytest.mark.parametrize(
    "spoil",
    [_option_above_maximum, _group_that_does_not_add_up, _no_last_option, _parts_that_do_not_add_up, _unknown_fact],
)
def test_mistake_in_a_sheet_is_named(spoil: Callable[[dict[str, Any]], None]) -> None:
    sheet = load_sheet("an-phu-2025")
    data, _sha256 = datafile.read_file(SHEETS / "an-phu-2025.json")
    data = copy.deepcopy(data)
    spoil(data)
    with pytest.raises(datafile.DataFileError, match="an-phu-2025"):
        read_sheet(data, sheet.facts, sheet.consistency)


@given(st.fractions(0, 100))
def test_rounding_is_to_the_nearest_hundredth_and_half_goes_up(number: Fraction) -> None:
    error = Fraction(round_half_up(number)) - number
    assert Fraction(-1, 200) < error <= Fraction(1, 200)


def test_numbers_are_spoken_as_vietnamese_texts_write_them() -> None:
    assert [spoken(value) for value in (95, Decimal("8.50"), Fraction(1000, 19), 0)] == ["95", "8,5", "52,63", "0"]


def test_sheets_that_there_are() -> None:
    assert {key: (load_sheet(key).use, load_sheet(key).level) for key in sheet_keys()} == {
        "an-phu-2025": ("cell", "options"),
        "ban-thuong-vu-tham-khao": ("standing", "constructed"),
        "cam-le-2025": ("cell", "groups"),
        "khung-hd12-2018": ("cell", "list"),
        "phu-tho-hd12": ("cell", "groups"),
        "tan-tien-2025": ("cell", "rows"),
    }


@pytest.mark.parametrize(
    ("key", "maxima"),
    [
        ("tan-tien-2025", (5, 5, 5, 5, 5, 25, 10, 5, 30, 5)),
        ("cam-le-2025", (5, 5, 10, 40, 5, 30, 5)),
        ("phu-tho-hd12", (15, 20, 45, 20)),
        ("ban-thuong-vu-tham-khao", (10, 10, 10, 15, 15, 10, 10, 10, 10)),
    ],
)
@pytest.mark.parametrize(
    ("lost", "percent", "grade"),
    [(0, "100.00", "tot"), (10, "90.00", "tot"), (Decimal("10.01"), "89.99", "kha"), (Decimal("10.5"), "89.50", "kha"),
     (30, "70.00", "kha"), (Decimal("30.5"), "69.50", "trung_binh"), (50, "50.00", "trung_binh"), (51, "49.00", "kem"),
     (100, "0.00", "kem")],
)  # fmt: skip
def test_sheet_scored_by_hand_gives_the_grade_at_each_threshold(
    key: str, maxima: tuple[int, ...], lost: int | Decimal, percent: str, grade: str
) -> None:
    sheet, points, left = load_sheet(key), {}, Decimal(lost)
    assert tuple(row.maximum for row in sheet.criteria) == maxima
    for row in sheet.criteria:
        points[row.number] = row.maximum - min(left, Decimal(row.maximum))
        left -= min(left, Decimal(row.maximum))
    result = score_meeting(sheet, {}, points)
    assert (result.percent, result.grade) == (Decimal(percent), grade)


def test_frame_without_points_gives_no_score() -> None:
    sheet = load_sheet("khung-hd12-2018")
    assert [sum(row.group == group.number for row in sheet.criteria) for group in sheet.groups] == [1, 4, 6, 3, 1]
    with pytest.raises(InputError) as refusal:
        score_meeting(sheet, {}, {row.number: 0 for row in sheet.criteria})
    assert refusal.value.field == "sheet"


def test_theme_in_the_month_asks_for_its_points_whatever_the_setting() -> None:
    for treatment in ("leave_out", "full_points", "no_points"):
        result = score({"4.3": 5}, has_theme=True, settings={"without_theme": treatment})
        assert (result.total, result.maximum) == (98, 100)
