"""How far a task is and when it will be done at the present pace. Pure arithmetic on whole numbers and Decimals."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal
from enum import StrEnum

DAYS_OF_A_WEEK, DAYS_OF_A_MONTH = 7, Decimal("30.4375")
"""A month of the calendar, on average."""
FURTHEST = 365 * 20
"""A pace that needs more days than this is no forecast."""
PERCENT = "%"


@dataclass(frozen=True, slots=True)
class Point:
    """The value on a day."""

    on: dt.date
    value: Decimal


@dataclass(frozen=True, slots=True)
class Measure:
    """What is counted: from ``baseline`` to ``target`` in ``unit``. A target below the baseline is to be sunk to."""

    unit: str
    target: Decimal | None
    baseline: Decimal = Decimal(0)

    @classmethod
    def of(cls, unit: str, target: Decimal | None, baseline: Decimal | None) -> Measure:
        """The measure of a task; one without unit and target is reported in per cent, up to 100."""
        if target is None and not unit:
            return cls(PERCENT, Decimal(100))
        return cls(unit, target, baseline or Decimal(0))

    @property
    def sinks(self) -> bool:
        return self.target is not None and self.target < self.baseline

    def reached(self, value: Decimal | None) -> bool:
        if value is None or self.target is None:
            return False
        return value <= self.target if self.sinks else value >= self.target

    def falls_back(self, before: Decimal, value: Decimal) -> bool:
        """Whether ``value`` is further from the target than ``before``."""
        return value > before if self.sinks else value < before

    def share(self, value: Decimal | None) -> int | None:
        """How much of the way is done, in whole per cent rounded down (99,9 % is not 100 %), at least 0."""
        if value is None or self.target is None:
            return None
        if self.target == self.baseline:
            return 100 if self.reached(value) else 0
        way = (value - self.baseline) / (self.target - self.baseline) * 100
        return max(0, int(way.to_integral_value(ROUND_FLOOR)))


class Outlook(StrEnum):
    """What the forecast says."""

    NO_TARGET = "no_target"
    TOO_LITTLE = "too_little"
    """Fewer than two points, or two of one day."""
    REACHED = "reached"
    NO_MOVE = "no_move"
    """It stands still or goes back."""
    IN_TIME = "in_time"
    LATE = "late"
    NO_DUE = "no_due"
    """It moves, and nothing says until when."""


@dataclass(frozen=True, slots=True)
class Forecast:
    """What the present pace leads to. ``pace`` is per week or per month (``weekly``), in the unit, without sign."""

    outlook: Outlook
    share: int | None = None
    value: Decimal | None = None
    pace: Decimal | None = None
    needed: Decimal | None = None
    """The pace from the last report on that would meet the due day; None when it is met, or past."""
    weekly: bool = False
    done_on: dt.date | None = None
    days_late: int = 0
    """Days between the due day and ``done_on``: above 0 is behind, below 0 ahead."""

    @property
    def days_ahead(self) -> int:
        return -self.days_late


def forecast(
    measure: Measure,
    points: Sequence[Point],
    *,
    given_on: dt.date,
    due_on: dt.date | None,
    weekly: bool = False,
    counts_from_baseline: bool = True,
) -> Forecast:
    """The forecast from the first point to the last one, as if the pace stayed the same.

    The day the task was given counts as a point with the baseline (``counts_from_baseline``), unless a report is of
    that very day. Of several reports of one day the last holds. ``points`` come in the order they were reported.
    """
    if measure.target is None:
        return Forecast(Outlook.NO_TARGET, value=points[-1].value if points else None)
    by_day = {given_on: measure.baseline} if counts_from_baseline else {}
    by_day |= {point.on: point.value for point in sorted(points, key=lambda one: one.on)}
    days = sorted(by_day)
    value = by_day[days[-1]] if points else None
    share = measure.share(value)
    if measure.reached(value):
        return Forecast(Outlook.REACHED, share=share, value=value, weekly=weekly)
    if value is None or len(days) < 2:
        return Forecast(Outlook.TOO_LITTLE, share=share, value=value, weekly=weekly)
    moved = (value - by_day[days[0]]) * (-1 if measure.sinks else 1)
    left = abs(measure.target - value)
    unit_days = Decimal(DAYS_OF_A_WEEK) if weekly else DAYS_OF_A_MONTH
    needed = _needed(left, days[-1], due_on, unit_days)
    if moved <= 0:
        return Forecast(Outlook.NO_MOVE, share=share, value=value, needed=needed, weekly=weekly)
    passed = (days[-1] - days[0]).days
    pace = _rounded(moved * unit_days / passed)
    more = int((left * passed / moved).to_integral_value(ROUND_CEILING))
    if more > FURTHEST:
        return Forecast(Outlook.NO_MOVE, share=share, value=value, pace=pace, needed=needed, weekly=weekly)
    done_on = days[-1] + dt.timedelta(days=more)
    late = (done_on - due_on).days if due_on else 0
    outlook = Outlook.NO_DUE if due_on is None else Outlook.LATE if late > 0 else Outlook.IN_TIME
    return Forecast(
        outlook,
        share=share,
        value=value,
        pace=pace,
        needed=needed if late > 0 else None,
        weekly=weekly,
        done_on=done_on,
        days_late=late,
    )


def _needed(left: Decimal, last: dt.date, due_on: dt.date | None, unit_days: Decimal) -> Decimal | None:
    if due_on is None or due_on <= last:
        return None
    return _rounded(left * unit_days / (due_on - last).days)


def _rounded(pace: Decimal) -> Decimal:
    """Two figures after the comma below ten, else whole: a pace is no measurement."""
    return pace.quantize(Decimal("0.01") if pace < 10 else Decimal(1), ROUND_HALF_UP)
