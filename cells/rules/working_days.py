"""Working days, and the deadlines counted in them (294-QĐ/TW: a transfer paper is presented within 30)."""

from __future__ import annotations

import datetime as dt
import json
from functools import cache
from pathlib import Path
from typing import Any

FILE = Path(__file__).with_name("working_days.json")
PRESENT_WITHIN = 30
"""Working days in which a transfer paper is presented (294-QĐ/TW)."""
COMPLETE_WITHIN = 60
"""Working days in which a transfer is completed (208-QĐ/TW, as quoted)."""
SATURDAY = 5


@cache
def _data() -> dict[str, Any]:
    return dict(json.loads(FILE.read_text(encoding="utf-8")))


@cache
def _year(year: int) -> tuple[frozenset[dt.date], frozenset[dt.date]]:
    """Closed weekdays and worked weekends of a year; of a year not listed, its four fixed holidays alone."""
    listed = _data()["years"].get(str(year))
    if listed is None:
        return _fixed(year), frozenset()
    closed = frozenset(dt.date.fromisoformat(day) for day in listed["closed"])
    return closed, frozenset(dt.date.fromisoformat(day) for day in listed["working_weekends"])


def _fixed(year: int) -> frozenset[dt.date]:
    """The holidays of every year; one on a weekend is given on the next working day (Bộ luật Lao động Đ111.3)."""
    closed: set[dt.date] = set()
    for text in _data()["fixed"]:
        day = dt.date.fromisoformat(f"{year}-{text}")
        while day.weekday() >= SATURDAY or day in closed:
            day += dt.timedelta(days=1)
        closed.add(day)
    return frozenset(closed)


def is_working_day(day: dt.date) -> bool:
    """Monday to Friday without holidays, and the Saturdays worked in exchange."""
    closed, worked = _year(day.year)
    return day in worked or (day.weekday() < SATURDAY and day not in closed)


def add_working_days(day: dt.date, number: int) -> dt.date:
    """The ``number``-th working day after ``day``; ``day`` itself does not count (Bộ luật Dân sự Đ147)."""
    while number > 0:
        day += dt.timedelta(days=1)
        number -= is_working_day(day)
    return day


def working_days_between(start: dt.date, end: dt.date) -> int:
    """How many working days lie after ``start`` up to and with ``end``; negative when ``end`` is before."""
    if end < start:
        return -working_days_between(end, start)
    return sum(is_working_day(start + dt.timedelta(days=step)) for step in range(1, (end - start).days + 1))
