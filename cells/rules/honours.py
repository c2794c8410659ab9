"""Badges for years in the Party, their award days, and which discipline fits whom (Điều lệ Đ5.4, Đ35)."""

from __future__ import annotations

import datetime as dt
import json
from functools import cache
from pathlib import Path
from typing import Any

from cells.models import Discipline
from core.periods import whole_months_between

FILE = Path(__file__).with_name("honours.json")
BADGE_YEARS = (30, 40, 45, 50, 55, 60, 65, 70, 75, 80, 85, 90)
PROBATIONARY_KINDS = (Discipline.Kind.REPRIMAND, Discipline.Kind.WARNING)
"""A probationary member (Điều lệ Đ35)."""
OFFICIAL_KINDS = (*PROBATIONARY_KINDS, Discipline.Kind.REMOVAL, Discipline.Kind.EXPULSION)
ORGANISATION_KINDS = (*PROBATIONARY_KINDS, Discipline.Kind.DISSOLUTION)


@cache
def _data() -> dict[str, Any]:
    return dict(json.loads(FILE.read_text(encoding="utf-8")))


def award_days(year: int) -> list[dt.date]:
    """The award days of a year, first to last."""
    return [dt.date.fromisoformat(f"{year}-{day}") for day in _data()["award_days"]]


def next_award_day(on: dt.date) -> dt.date:
    """The first award day not before ``on``."""
    return next(day for day in (*award_days(on.year), *award_days(on.year + 1)) if day >= on)


def award_day_before(day: dt.date) -> dt.date:
    """The last award day before ``day``."""
    return next(one for one in reversed((*award_days(day.year - 1), *award_days(day.year))) if one < day)


def years_in_party(start: dt.date, on: dt.date) -> int:
    """Whole years in the Party (tuổi Đảng) on a day."""
    return whole_months_between(start, on) // 12


def badge_reached(start: dt.date, on: dt.date) -> int:
    """The highest badge whose years are full on that day, or 0."""
    return max((years for years in BADGE_YEARS if years <= years_in_party(start, on)), default=0)


def source() -> str:
    """Where the award days come from, for people."""
    return str(_data()["source"])
