import datetime as dt
from decimal import Decimal

import pytest

from meetings.models import ConductSetting, MeetingKind
from meetings.rules.conduct import MEET_BY_DAY, conduct_on, last_day, meet_by, versions

LAST_OF_THE_OLD = dt.date(2025, 10, 27)
FIRST_OF_THE_NEW = dt.date(2025, 10, 28)


@pytest.mark.parametrize(
    ("day", "key", "target"),
    [
        (dt.date(2012, 1, 1), "12-HD/BTCTW", 85),
        (dt.date(2018, 7, 6), "12-HD/BTCTW", 85),
        (LAST_OF_THE_OLD, "12-HD/BTCTW", 85),
        (FIRST_OF_THE_NEW, "42-HD/BTCTW", 90),
        (dt.date(2026, 11, 22), "42-HD/BTCTW", 90),
    ],
)
def test_conduct_on_a_day_is_the_guidance_in_force(day: dt.date, key: str, target: int) -> None:
    conduct = conduct_on(day)

    assert (conduct.key, conduct.attendance_target) == (key, target)


def test_conduct_every_figure_has_a_source_and_a_mark() -> None:
    for version in versions():
        assert set(version.sources) == set(versions()[0].sources)
        for source in version.sources.values():
            assert source.text
            assert source.mark in {"read", "read-2nd", "recalled", "inferred", "practice"}


def test_conduct_required_minutes_are_more_when_combined_and_none_where_no_text_says() -> None:
    conduct = conduct_on(FIRST_OF_THE_NEW)

    assert conduct.required_minutes(MeetingKind.REGULAR) == 90
    assert conduct.required_minutes(MeetingKind.COMBINED) == 120
    assert conduct.required_minutes(MeetingKind.EXTRAORDINARY) is None


@pytest.mark.parametrize(
    ("day", "present", "counted", "reached"),
    [
        (LAST_OF_THE_OLD, 17, 20, False),  # exactly 85 %, and the text says over 85 %
        (LAST_OF_THE_OLD, 18, 20, True),
        (FIRST_OF_THE_NEW, 18, 20, True),  # exactly 90 %
        (FIRST_OF_THE_NEW, 17, 19, False),
    ],
)
def test_conduct_attendance_target_is_compared_in_whole_numbers(
    day: dt.date, present: int, counted: int, reached: bool
) -> None:
    assert conduct_on(day).attendance_reached(present, counted) is reached


@pytest.mark.parametrize(("present", "body", "reached"), [(2, 3, True), (6, 10, False), (7, 10, True), (0, 0, True)])
def test_conduct_quorum_is_two_thirds(present: int, body: int, reached: bool) -> None:
    assert conduct_on(FIRST_OF_THE_NEW).quorum_reached(present, body) is reached


@pytest.mark.parametrize(
    ("held_on", "inside"),
    [
        (dt.date(2026, 6, 30), False),
        (dt.date(2026, 7, 1), True),
        (dt.date(2026, 8, 2), True),
        (dt.date(2026, 8, 15), True),
        (dt.date(2026, 8, 16), False),
    ],
)
def test_conduct_period_reaches_fifteen_days_into_the_next_month(held_on: dt.date, inside: bool) -> None:
    assert conduct_on(FIRST_OF_THE_NEW).meets_period(held_on, 2026, 7) is inside


@pytest.mark.parametrize(
    ("score", "grade"),
    [("100", "Tốt"), ("90", "Tốt"), ("89.99", "Khá"), ("70", "Khá"), ("50", "Trung bình"), ("49", "Kém")],
)
def test_conduct_grade_of_a_score_begins_at_its_limit(score: str, grade: str) -> None:
    assert conduct_on(FIRST_OF_THE_NEW).grade(Decimal(score)) == grade


def test_meet_by_ends_with_a_short_month() -> None:
    assert meet_by(2028, 2, 10) == dt.date(2028, 2, 10)
    assert meet_by(2028, 2, 31) == last_day(2028, 2) == dt.date(2028, 2, 29)


def test_conduct_settings_name_figures_that_exist() -> None:
    assert ConductSetting.Key.values == [MEET_BY_DAY, "minutes_regular", "minutes_combined"]
    assert MEET_BY_DAY in versions()[-1].sources
