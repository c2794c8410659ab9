"""Shortcomings of a unit and its people: by year, which are due, which were remedied."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import QuerySet

from evaluations.models import Shortcoming

Progress = Shortcoming.Progress


@dataclass(frozen=True)
class YearCount:
    """How many were named in a review, and how many of them are remedied."""

    year: int
    named: int
    remedied: int


def open_shortcomings(rows: QuerySet[Shortcoming]) -> QuerySet[Shortcoming]:
    """Those that are not remedied."""
    return rows.filter(is_removed=False).exclude(progress=Progress.REMEDIED)


def due_shortcomings(rows: QuerySet[Shortcoming], day: dt.date) -> QuerySet[Shortcoming]:
    """Those whose day has come and that are not remedied, the longest waiting first."""
    return open_shortcomings(rows).filter(due_on__lte=day).order_by("due_on", "pk")


def counts_by_year(rows: Iterable[Shortcoming]) -> list[YearCount]:
    """The years of some shortcomings, the latest first."""
    named: dict[int, int] = {}
    remedied: dict[int, int] = {}
    for row in rows:
        named[row.year] = named.get(row.year, 0) + 1
        remedied[row.year] = remedied.get(row.year, 0) + (row.progress == Progress.REMEDIED)
    return [YearCount(year, named[year], remedied[year]) for year in sorted(named, reverse=True)]
