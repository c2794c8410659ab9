from decimal import Decimal
from typing import Any

import pytest

from meetings.rules.derived import SheetFault, derived_data, own_settings, read_data, sheet_of
from meetings.rules.inputs import InputError
from meetings.rules.scoring import score_meeting
from meetings.rules.sheet import load_sheet, sheet_keys
from tests.meetings.rules.test_scoring import MEETING, POINTS

BASE = "an-phu-2025"
MOVED = {"groups": {"3": 15, "4": 25}, "criteria": {"3.1": {"maximum": 8}, "4.2": {"maximum": 5}}}
"""Five points from the contents to the preparation."""


def score(own: dict[str, Any], points: dict[str, Any] | None = None, **facts: Any) -> Any:
    return score_meeting(sheet_of(BASE, own), MEETING | facts, POINTS | {"4.2": 5} | (points or {}))


def line(own: dict[str, Any], number: str, **facts: Any) -> Any:
    return next(row for row in score(own, **facts).lines if row.criterion == number)


def test_base_without_changes_is_the_sheet_itself() -> None:
    assert sheet_of(BASE, {}) is load_sheet(BASE)
    for key in sheet_keys():
        assert read_data(derived_data(key, {})).criteria == load_sheet(key).criteria


def test_points_moved_between_groups_are_scored_as_moved() -> None:
    sheet = sheet_of(BASE, MOVED)
    assert {group.number: group.maximum for group in sheet.groups}["3"] == 15
    assert score(MOVED, {"3.1": 8}).total == 94


def test_points_of_options_and_their_limits_may_be_set() -> None:
    own = {"criteria": {"2a": {"points": [0, 4, 3, 2, 0], "limits": [None, 85, 70, 60]}}}
    assert line(own, "2a", present=17).points == 4
    assert line(own, "2a", present=16, speakers=9).points == 3
    assert "từ 70 % đến dưới 85 %" in line(own, "2a", present=16, speakers=9).why
    assert line(own, "2a", absent_without_reason=1).points == 0


def test_thresholds_of_grades_may_be_set() -> None:
    own = {"grades": {"tot": 98, "kha": 80}}
    assert score(own, {"4.2": 9}).grade == "kha"


def test_row_may_be_dropped_and_another_added() -> None:
    own = {
        "criteria": {"4.8": {"maximum": 0}, "2b": {"maximum": 0}},
        "groups": {"2": 4, "6": 6},
        "added": [
            {"number": "4.9", "group": "4", "text": "Đọc bài viết trong bản tin", "maximum": 1},
            {"number": "6.1", "group": "6", "text": "Đóng đảng phí đúng hạn", "maximum": 1},
        ],
    }
    sheet = sheet_of(BASE, own)
    numbers = [row.number for row in sheet.criteria]
    assert numbers.index("4.9") < numbers.index("5") < numbers.index("6.1") < numbers.index("7")
    points = {row.number: row.maximum for row in sheet.criteria if not row.options and row.number != "4.3"}
    assert score_meeting(sheet, MEETING, points).total == 95


def test_frame_of_2018_becomes_a_sheet_when_a_committee_gives_points() -> None:
    groups = {"1": 20, "2": 20, "3": 30, "4": 15, "5": 15}
    maxima = {"1.1": 20, "2.1": 5, "2.2": 5, "2.3": 5, "2.4": 5, "3.1": 5, "3.2": 5, "3.3": 5, "3.4": 5, "3.5": 5,
              "3.6": 5, "4.1": 5, "4.2": 5, "4.3": 5, "5.1": 15}  # fmt: skip
    own = {"groups": groups, "criteria": {number: {"maximum": maximum} for number, maximum in maxima.items()}}
    result = score_meeting(sheet_of("khung-hd12-2018", own), {}, {**maxima, "5.1": Decimal("5.5")})
    assert (result.percent, result.grade) == (Decimal("90.50"), "tot")


def test_changed_points_drop_the_parts_of_the_source() -> None:
    own = {"groups": {"5": 8, "6": 7}, "criteria": {"5": {"maximum": 8}, "6": {"maximum": 7}}}
    assert {row.number: row.parts for row in sheet_of(BASE, own).criteria}["5"] == ()


def test_setting_between_two_options_stays_between_them() -> None:
    own = {"criteria": {"4.5": {"points": [5, None, 2, 1, 0]}}}
    assert own_settings(BASE, own, {"speakers_exactly_half": 3})["speakers_exactly_half"] == 3
    assert line(own, "4.5", present=18, speakers=9).points == 4
    with pytest.raises(InputError) as refusal:
        own_settings(BASE, own, {"speakers_exactly_half": 6})
    assert refusal.value.field == "settings.speakers_exactly_half"


@pytest.mark.parametrize(
    ("own", "words"),
    [
        ({"criteria": {"3.1": {"maximum": 4}}}, "Nhóm 3"),
        ({"groups": {"3": 15}, "criteria": {"3.1": {"maximum": 8}}}, "cộng lại 105 điểm"),
        ({"criteria": {"2a": {"points": [1, 3, 3, 2, 1]}}}, "mức cao nhất là 3 điểm"),
        ({"criteria": {"2a": {"points": [-1, 4, 3, 2, 1]}}}, "không mức nào dưới 0"),
        ({"criteria": {"2a": {"limits": [None, 70, 75, 65]}}}, "phải giảm dần"),
        ({"criteria": {"1": {"limits": [None, None, 30, 15]}}}, "phải tăng dần"),
        ({"criteria": {"2a": {"limits": [None, 101, 75, 65]}}}, "từ 0 đến 100"),
        ({"criteria": {"3.1": {"text": " "}}}, "chưa có nội dung"),
        ({"criteria": {"3.1": {"maximum": 101}}}, "phải từ 0 đến 100"),
        ({"grades": {"tot": 60}}, "phải giảm dần"),
        ({"grades": {"kem": 10}}, "bắt đầu từ 0"),
        ({"grades": {"tot": 101}}, "nhiều nhất 100"),
        ({"added": [{"number": "3.1", "group": "3", "text": "x", "maximum": 0}]}, "hai dòng"),
        ({"added": [{"number": "9.1", "group": "9", "text": "x", "maximum": 1}]}, "không hợp lệ"),
    ],
)
def test_sheet_that_does_not_agree_is_refused_with_a_sentence(own: dict[str, Any], words: str) -> None:
    with pytest.raises(SheetFault) as refusal:
        derived_data(BASE, own)
    assert any(words in sentence for sentence in (str(refusal.value), *refusal.value.details))


def test_every_fault_is_named_at_once() -> None:
    with pytest.raises(SheetFault) as refusal:
        derived_data(BASE, {"criteria": {"3.1": {"maximum": 4}, "4.1": {"maximum": 4}}})
    assert len(refusal.value.details) == 1


@pytest.mark.parametrize("own", [{"sheet": 1}, {"criteria": {"99": {}}}, {"criteria": {"3.1": {"points_": 1}}}])
def test_unknown_part_is_refused(own: dict[str, Any]) -> None:
    with pytest.raises(InputError):
        derived_data(BASE, own)
