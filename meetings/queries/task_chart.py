"""The small chart of one task: what was reported, what the day would ask for, and where the pace leads."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from meetings.queries.task_board import TaskRow

LEFT, RIGHT, TOP, BOTTOM = 64, 388, 22, 176
"""The field of the curve, in units of a drawing 400 wide and 230 high."""


@dataclass(frozen=True)
class Dot:
    """A point of the curve, with what it says."""

    x: int
    y: int
    on: dt.date
    value: Decimal


@dataclass(frozen=True)
class Chart:
    """Numbers of a drawing; every line also differs by its dashes."""

    dots: list[Dot]
    curve: str
    """The points of what was reached."""
    plan: str
    """From the beginning to the target on the due day; empty without a day."""
    outlook: str
    """From the last report on at the present pace; empty without a forecast."""
    target_y: int
    start_y: int
    first_day: dt.date
    last_day: dt.date
    due_x: int | None


@dataclass(frozen=True)
class _Field:
    """Days and values to places."""

    first: dt.date
    last: dt.date
    low: Decimal
    high: Decimal

    def at(self, on: dt.date, value: Decimal) -> tuple[int, int]:
        across = Decimal((on - self.first).days) / max(1, (self.last - self.first).days)
        up = (value - self.low) / (self.high - self.low)
        return _whole(LEFT + across * (RIGHT - LEFT)), _whole(BOTTOM - up * (BOTTOM - TOP))

    def line(self, *points: tuple[dt.date, Decimal]) -> str:
        return " ".join("{},{}".format(*self.at(on, value)) for on, value in points)


def chart_of(row: TaskRow) -> Chart | None:
    """The chart of a task that is counted towards a target and was reported at least once."""
    values = {entry.on: entry.value for entry in row.entries if entry.value is not None}
    target = row.measure.target
    if target is None or not values:
        return None
    start, given, due = row.measure.baseline, row.task.meeting.held_on, row.task.due_on
    points = sorted(({given: start} | values).items())
    field = _field(row, [value for _day, value in points], points[-1][0])
    dots = [Dot(*field.at(on, value), on, value) for on, value in sorted(values.items())]
    ahead = ""
    done_on = row.forecast.done_on
    if done_on is not None:
        ahead = field.line(points[-1], _where_it_leads(points[-1], (done_on, target), field.last))
    return Chart(
        dots=dots,
        curve=field.line(*points),
        plan=field.line((given, start), (due, target)) if due and due > given else "",
        outlook=ahead,
        target_y=field.at(given, target)[1],
        start_y=field.at(given, start)[1],
        first_day=field.first,
        last_day=field.last,
        due_x=field.at(due, target)[0] if due and due >= given else None,
    )


def _field(row: TaskRow, values: list[Decimal], last_report: dt.date) -> _Field:
    """All reports and the due day fit in; a forecast far beyond them is cut at half as long again."""
    given, target = row.task.meeting.held_on, row.measure.target or Decimal(0)
    last = max(last_report, row.task.due_on or last_report, given + dt.timedelta(days=1))
    if row.forecast.done_on is not None and row.forecast.done_on > last:
        last = min(row.forecast.done_on, last + (last - given) / 2)
    low, high = min(*values, target, row.measure.baseline), max(*values, target, row.measure.baseline)
    return _Field(given, last, low, high if high > low else low + 1)


def _where_it_leads(
    here: tuple[dt.date, Decimal], there: tuple[dt.date, Decimal], last: dt.date
) -> tuple[dt.date, Decimal]:
    """The point at the end of the field, on the way from one to the other."""
    if there[0] <= last:
        return there
    share = Decimal((last - here[0]).days) / (there[0] - here[0]).days
    return last, here[1] + (there[1] - here[1]) * share


def _whole(number: Decimal) -> int:
    return int(number.to_integral_value(ROUND_HALF_UP))
