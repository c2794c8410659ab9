"""Working days, award days and years in the Party."""

import datetime as dt
import json

import pytest

from cells.rules import honours, working_days

DATA = json.loads(working_days.FILE.read_text())["years"]


@pytest.mark.parametrize("year", sorted(DATA))
def test_listed_year_names_only_its_own_days_and_no_weekend_is_closed_twice(year):
    closed = [dt.date.fromisoformat(day) for day in DATA[year]["closed"]]
    worked = [dt.date.fromisoformat(day) for day in DATA[year]["working_weekends"]]
    assert {day.year for day in closed + worked} == {int(year)}
    assert closed == sorted(set(closed))
    assert all(day.weekday() < 5 for day in closed)
    assert all(day.weekday() >= 5 for day in worked)
    assert 9 <= len(closed) <= 13


def test_years_2020_to_2027_are_listed():
    assert sorted(DATA) == [str(year) for year in range(2020, 2028)]


@pytest.mark.parametrize(
    ("start", "number", "expected"),
    [
        ("2026-11-20", 1, "2026-11-23"),  # Friday → Monday
        ("2026-11-21", 1, "2026-11-23"),
        ("2026-02-13", 1, "2026-02-23"),  # over Tết
        ("2026-08-28", 1, "2026-09-03"),  # Monday swapped, 1 and 2 September
        ("2024-05-03", 1, "2024-05-04"),  # a Saturday worked in exchange
        ("2026-11-02", 30, "2026-12-14"),
        ("2026-11-20", 0, "2026-11-20"),
        ("2029-08-31", 1, "2029-09-04"),  # 2/9 on a Sunday of a year not listed: Monday is given
    ],
)
def test_deadline_counts_working_days_after_the_day(start, number, expected):
    day = working_days.add_working_days(dt.date.fromisoformat(start), number)
    assert day == dt.date.fromisoformat(expected)
    assert working_days.working_days_between(dt.date.fromisoformat(start), day) == number


def test_working_days_between_is_negative_backwards():
    assert working_days.working_days_between(dt.date(2026, 11, 23), dt.date(2026, 11, 20)) == -1


@pytest.mark.parametrize(
    ("on", "following", "before"),
    [
        ("2026-11-22", "2027-02-03", "2026-11-07"),
        ("2026-11-07", "2026-11-07", "2026-09-02"),
        ("2026-02-04", "2026-05-19", "2026-02-03"),
        ("2026-01-01", "2026-02-03", "2025-11-07"),
    ],
)
def test_award_days_follow_each_other(on, following, before):
    day = honours.next_award_day(dt.date.fromisoformat(on))
    assert day == dt.date.fromisoformat(following)
    assert honours.award_day_before(day) == dt.date.fromisoformat(before)


@pytest.mark.parametrize(
    ("start", "on", "badge"),
    [
        ("1996-11-23", "2026-11-22", 0),
        ("1996-11-22", "2026-11-22", 30),
        ("1986-11-22", "2026-11-22", 40),
        ("1991-01-01", "2026-11-22", 30),
        ("1936-01-01", "2026-11-22", 90),
        ("1996-02-29", "2026-02-28", 30),
    ],
)
def test_badge_reached_counts_whole_years(start, on, badge):
    assert honours.badge_reached(dt.date.fromisoformat(start), dt.date.fromisoformat(on)) == badge
