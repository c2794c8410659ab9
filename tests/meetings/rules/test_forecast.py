"""The forecast at the present pace, by hand-worked numbers."""

import datetime as dt
from decimal import Decimal

import pytest

from meetings.rules.forecast import Measure, Outlook, Point, forecast

GIVEN, DUE = dt.date(2018, 1, 5), dt.date(2018, 12, 31)
LAND = Measure("m2", Decimal(4000))


def points(*pairs):
    return [Point(dt.date.fromisoformat(day), Decimal(value)) for day, value in pairs]


def look(*pairs, measure=LAND, given_on=GIVEN, due_on=DUE, **options):
    return forecast(measure, points(*pairs), given_on=given_on, due_on=due_on, **options)


def test_land_of_which_a_fifth_is_handed_over_by_april_is_forecast_late():
    """4.000 m2, 800 by 30/4, due 31/12: 115 days for 800 leave 460 days for 3.200."""
    found = look(("2018-04-30", 800))
    assert (found.outlook, found.share) == (Outlook.LATE, 20)
    assert found.done_on == dt.date(2018, 4, 30) + dt.timedelta(days=460) == dt.date(2019, 8, 3)
    assert found.days_late == 215
    assert found.pace == Decimal(212)  # 800 x 30.4375 / 115 = 211.74
    assert found.needed == Decimal(398)  # 3200 x 30.4375 / 245 = 397.55


def test_land_after_the_resolution_is_forecast_in_time():
    found = look(("2018-04-30", 800), ("2018-09-30", 3400))
    # 3400 in 268 days: the last 600 take 48 days.
    assert (found.outlook, found.share, found.done_on) == (Outlook.IN_TIME, 85, dt.date(2018, 11, 17))
    assert (found.days_late, found.days_ahead, found.needed) == (-44, 44, None)


def test_pace_of_a_weekly_task_is_per_week():
    found = look(("2018-01-19", 200), weekly=True)
    assert (found.pace, found.weekly) == (Decimal(100), True)
    assert found.done_on == dt.date(2018, 1, 19) + dt.timedelta(days=266)


def test_forecast_with_fewer_than_two_points_says_too_little():
    assert look().outlook == Outlook.TOO_LITTLE
    one = look(("2018-04-30", 800), counts_from_baseline=False)
    assert (one.outlook, one.share, one.done_on, one.pace) == (Outlook.TOO_LITTLE, 20, None, None)


def test_forecast_with_two_reports_of_one_day_says_too_little():
    found = look(("2018-04-30", 700), ("2018-04-30", 800), counts_from_baseline=False)
    assert (found.outlook, found.value) == (Outlook.TOO_LITTLE, Decimal(800))


def test_forecast_from_two_reports_needs_no_baseline():
    found = look(("2018-04-01", 800), ("2018-05-01", 1100), counts_from_baseline=False)
    # 300 in 30 days: 2.900 more take 290 days.
    assert found.done_on == dt.date(2018, 5, 1) + dt.timedelta(days=290)


def test_forecast_without_a_target_says_so():
    assert look(("2018-04-30", 5), measure=Measure("hộ", None)).outlook == Outlook.NO_TARGET


@pytest.mark.parametrize(
    ("value", "outlook", "share"),
    [("3999.99", Outlook.IN_TIME, 99), ("4000", Outlook.REACHED, 100), ("4000.01", Outlook.REACHED, 100)],
)
def test_target_is_reached_at_the_target_and_not_a_hundredth_before(value, outlook, share):
    found = look(("2018-12-01", value))
    assert (found.outlook, found.share) == (outlook, share)


def test_forecast_of_one_that_stands_still_names_the_pace_it_needs():
    found = look(("2018-04-30", 0))
    assert (found.outlook, found.done_on, found.share) == (Outlook.NO_MOVE, None, 0)
    assert found.needed == Decimal(497)  # 4000 x 30.4375 / 245


def test_forecast_of_one_that_went_back_is_no_move():
    found = look(("2018-03-01", 500), ("2018-04-01", 400), counts_from_baseline=False)
    assert found.outlook == Outlook.NO_MOVE


def test_forecast_beyond_twenty_years_names_no_day():
    found = look(("2018-12-30", "1"))
    assert (found.outlook, found.done_on) == (Outlook.NO_MOVE, None)


def test_forecast_on_the_due_day_is_in_time_and_a_day_after_is_late():
    due = dt.date(2018, 1, 25)
    assert look(("2018-01-15", 2000), due_on=due).days_late == 0
    assert look(("2018-01-15", 2000), due_on=due).outlook == Outlook.IN_TIME
    late = look(("2018-01-15", 2000), due_on=due - dt.timedelta(days=1))
    assert (late.outlook, late.days_late) == (Outlook.LATE, 1)


def test_forecast_without_a_due_day_names_the_day_alone():
    found = look(("2018-01-15", 2000), due_on=None)
    assert (found.outlook, found.done_on, found.needed) == (Outlook.NO_DUE, dt.date(2018, 1, 25), None)


def test_forecast_past_the_due_day_needs_no_pace():
    found = look(("2019-01-05", 2000))
    assert (found.outlook, found.needed) == (Outlook.LATE, None)


def test_poverty_that_is_to_sink_is_measured_downwards():
    """31 % of households in 2016, 11 % in 2020."""
    poor = Measure("% hộ nghèo", Decimal(11), Decimal(31))
    start, end = dt.date(2016, 1, 1), dt.date(2020, 12, 31)
    half = look(("2018-01-01", 21), measure=poor, given_on=start, due_on=end)
    assert (half.outlook, half.share, half.done_on) == (Outlook.IN_TIME, 50, dt.date(2020, 1, 2))
    assert look(("2020-01-01", 11), measure=poor, given_on=start, due_on=end).outlook == Outlook.REACHED
    assert poor.falls_back(Decimal(21), Decimal(22))
    assert not poor.falls_back(Decimal(21), Decimal(21))


def test_lights_without_unit_are_measured_in_per_cent():
    """All lanes of the village lit within two months."""
    lights = Measure.of("", None, None)
    assert (lights.unit, lights.target) == ("%", Decimal(100))
    assert look(("2018-03-01", 100), measure=lights).outlook == Outlook.REACHED


def test_measure_whose_target_is_the_baseline_is_done_or_not():
    same = Measure("hộ", Decimal(5), Decimal(5))
    assert (same.share(Decimal(5)), same.share(Decimal(4)), same.share(None)) == (100, 0, None)


def test_share_below_the_baseline_is_nothing():
    assert Measure("m2", Decimal(10), Decimal(5)).share(Decimal(3)) == 0
