"""When a deadline is spoken of: fixed moments, each told once, and who above hears of what is still not done.

Data: ``reminders.json``. Pure: days in, moments out.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

DATA = Path(__file__).with_name("reminders.json")
LEADERS, KEEPERS, ABOVE = "leaders", "keepers", "above"
LEVELS = (LEADERS, KEEPERS, ABOVE)


@dataclass(frozen=True)
class Rule:
    """How one sort of deadline is spoken of. Days count from the deadline, before it they are negative."""

    key: str
    label: str
    behind: str
    """What is said of a unit that is late, after its name."""
    moments: tuple[int, ...]
    up: Mapping[int, str]
    source: str
    mark: str
    more: Mapping[str, Any]

    def first_due(self, day: dt.date) -> dt.date:
        """The earliest deadline of which something may still be said on that day."""
        latest = max([*self.moments, *self.up])
        return day - dt.timedelta(days=max(0, latest) + settings().catch_up_days)

    def last_due(self, day: dt.date) -> dt.date:
        """The latest deadline of which something may be said already."""
        return day - dt.timedelta(days=min(0, *self.moments, *self.up))

    def moment(self, due_on: dt.date, day: dt.date) -> int | None:
        """The moment to speak to who can act: the last one reached, unless it is long over; None: nothing to say."""
        return _reached(self.moments, due_on, day)

    def level(self, due_on: dt.date, day: dt.date) -> tuple[int, str] | None:
        """The moment, and who above is told of what is still not done; None: nobody (yet)."""
        reached = _reached(tuple(self.up), due_on, day)
        return None if reached is None else (reached, self.up[reached])


@dataclass(frozen=True)
class Settings:
    """From which hour of the day in Việt Nam reminders are written, how old a missed one may be, all rules."""

    hour: int
    catch_up_days: int
    rules: Mapping[str, Rule]


def _reached(moments: tuple[int, ...], due_on: dt.date, day: dt.date) -> int | None:
    past = (day - due_on).days
    last = max((moment for moment in moments if moment <= past), default=None)
    return None if last is None or past - last > settings().catch_up_days else last


@cache
def settings() -> Settings:
    """The whole file, read once."""
    data = json.loads(DATA.read_text(encoding="utf-8"))
    return Settings(
        data["hour"], data["catch_up_days"], {key: _rule(key, row) for key, row in data["deadlines"].items()}
    )


def _rule(key: str, row: dict[str, Any]) -> Rule:
    return Rule(
        key=key,
        label=row.pop("label"),
        behind=row.pop("behind"),
        moments=tuple(sorted(row.pop("moments"))),
        up={int(days): level for days, level in row.pop("up").items()},
        source=row.pop("source"),
        mark=row.pop("mark"),
        more=row,
    )


def rule(key: str) -> Rule:
    return settings().rules[key]


def when(due_on: dt.date, day: dt.date) -> str:
    """How far the deadline is, in words that are sent and therefore Vietnamese."""
    days = (due_on - day).days
    if days == 0:
        return "hôm nay là hạn"
    return f"còn {days} ngày" if days > 0 else f"quá hạn {-days} ngày"
