"""How a cell has to meet: the figures of the guidance in force on a day, each with its source.

Data: ``conduct.json``. 12-HD/BTCTW (2018) governs meetings until 27/10/2025, 42-HD/BTCTW those from 28/10/2025.
"""

from __future__ import annotations

import calendar
import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path

from django.utils.translation import gettext as _

from meetings.models import MeetingKind

DATA = Path(__file__).with_name("conduct.json")
MEET_BY_DAY = "meet_by_day"


@dataclass(frozen=True)
class Source:
    """Where a figure comes from, and how well that is known (``read``, ``read-2nd``, ``recalled``, ...)."""

    text: str
    mark: str


@dataclass(frozen=True)
class Conduct:
    """One version of the rules. Days are calendar days, shares whole percents, points out of 100."""

    key: str
    title: str
    valid_from: dt.date
    minimum_minutes: int
    minimum_minutes_combined: int
    notice_days: int
    papers_days: int
    report_days: int
    attendance_target: int
    attendance_target_must_be_exceeded: bool
    excused_streak_limit: int
    regular_per_year: int
    thematic_per_quarter: int
    quorum_thirds: int
    period_grace_days: int
    late_after_minutes: int
    meet_by_day: int
    good_from: int
    fair_from: int
    average_from: int
    sources: Mapping[str, Source]

    def required_minutes(self, kind: str) -> int | None:
        """The least length of a meeting of that kind; None where no text names one."""
        return {MeetingKind.REGULAR: self.minimum_minutes, MeetingKind.COMBINED: self.minimum_minutes_combined}.get(
            MeetingKind(kind)
        )

    def attendance_reached(self, present: int, counted: int) -> bool:
        """Whether the share of those present keeps the target, in whole numbers."""
        share, target = present * 100, self.attendance_target * counted
        return share > target if self.attendance_target_must_be_exceeded else share >= target

    def quorum_reached(self, present: int, body: int) -> bool:
        """Whether as many voters came as is widely asked for; no text says so for a monthly meeting."""
        return present * 3 >= body * self.quorum_thirds

    def meets_period(self, held_on: dt.date, year: int, month: int) -> bool:
        """Whether a day lies in the month that the meeting is for, or shortly after it."""
        return first_day(year, month) <= held_on <= last_day(year, month) + dt.timedelta(days=self.period_grace_days)

    def grade(self, score: Decimal) -> str:
        """The grade of a meeting's score, in words."""
        limits = ((self.good_from, _("Tốt")), (self.fair_from, _("Khá")), (self.average_from, _("Trung bình")))
        return next((words for limit, words in limits if score >= limit), _("Kém"))


def first_day(year: int, month: int) -> dt.date:
    return dt.date(year, month, 1)


def last_day(year: int, month: int) -> dt.date:
    return dt.date(year, month, calendar.monthrange(year, month)[1])


def meet_by(year: int, month: int, day: int) -> dt.date:
    """The last day on which that month's meeting is in time; short months end the search."""
    return min(first_day(year, month) + dt.timedelta(days=day - 1), last_day(year, month))


def months_over(year: int, until: dt.date) -> int:
    """How many months of a year are over at the end of a day."""
    after = until + dt.timedelta(days=1)
    return min(max((after.year - year) * 12 + after.month - 1, 0), 12)


@cache
def versions() -> tuple[Conduct, ...]:
    """All versions, oldest first."""
    data = json.loads(DATA.read_text(encoding="utf-8"))
    return tuple(
        Conduct(
            key=version["key"],
            title=version["title"],
            valid_from=dt.date.fromisoformat(version["valid_from"]),
            sources={key: Source(entry["source"], entry["mark"]) for key, entry in version["values"].items()},
            **{key: entry["value"] for key, entry in version["values"].items()},
        )
        for version in data["versions"]
    )


def conduct_on(day: dt.date) -> Conduct:
    """The rules for a meeting held on that day; before the first known guidance, the first."""
    return next((version for version in reversed(versions()) if version.valid_from <= day), versions()[0])
