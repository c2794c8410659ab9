"""The quarters of a year beside each other and beside the year: shown, and never averaged.

The text says that quarters feed the year, not how (QĐ 366 Đ15.1); so they inform, and nothing is worked out from them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from evaluations.models import Evaluation, Period
from evaluations.queries.board import LevelMark, subject_rows
from evaluations.queries.proposals import with_everything

QUARTERS = (1, 2, 3, 4)


@dataclass(frozen=True)
class Result:
    """One subject in one quarter or in the year."""

    url: str
    state: str
    decided: LevelMark | None
    score: Any


@dataclass(frozen=True)
class QuarterRow:
    """A leader, collective or member with the results of the quarters and of the year; None where there is none."""

    name: str
    subject: str
    cell: str
    quarters: tuple[Result | None, ...]
    year: Result | None


@dataclass(frozen=True)
class QuarterBoard:
    """The quarters that were opened by number, and the rows."""

    periods: Mapping[int, Period]
    rows: tuple[QuarterRow, ...]


def quarter_rule(period: Period) -> Mapping[str, Any] | None:
    """What the frozen regulation says of quarters, or nothing."""
    rules = period.regulation.get("periods", ())
    return next((rule for rule in rules if rule["key"] == "quarter"), None)


def quarters_of(period: Period) -> dict[int, Period]:
    """The quarters of the same committee and year, by number."""
    rows = Period.objects.filter(organisation=period.organisation_id, year=period.year, quarter__in=QUARTERS)
    return {row.quarter: row for row in rows.select_related("organisation") if row.quarter}


def quarter_board(period: Period, visible: QuerySet[Evaluation]) -> QuarterBoard:
    """Everyone of a quarter of this year, each with the four quarters and the year; so many queries a quarter."""
    quarters = quarters_of(period)
    results: dict[tuple[int | None, int | None], dict[int, Result]] = {}
    named: dict[tuple[int | None, int | None], Evaluation] = {}
    for number, quarter in quarters.items():
        for row in subject_rows(quarter, with_everything(visible.filter(period=quarter)), compare=False):
            key = (row.evaluation.member_id, row.evaluation.collective_id)
            named[key] = row.evaluation
            results.setdefault(key, {})[number] = _result(row)
    of_year = _of_year(period, visible, named.values())
    rows = [
        QuarterRow(
            name=str(evaluation),
            subject=str(evaluation.get_subject_display()),
            cell=evaluation.cell.name,
            quarters=tuple(results[key].get(number) for number in QUARTERS),
            year=of_year.get(key),
        )
        for key, evaluation in named.items()
    ]
    return QuarterBoard(quarters, tuple(sorted(rows, key=lambda row: (row.subject, row.cell))))


def _of_year(period: Period, visible: QuerySet[Evaluation], named: Any) -> dict[tuple[int | None, int | None], Result]:
    members = [row.member_id for row in named if row.member_id]
    groups = [row.collective_id for row in named if row.collective_id]
    own = visible.filter(period=period)
    wanted = own.filter(member__in=members) | own.filter(collective__in=groups)
    rows = subject_rows(period, with_everything(wanted), compare=False)
    return {(row.evaluation.member_id, row.evaluation.collective_id): _result(row) for row in rows}


def _result(row: Any) -> Result:
    evaluation = row.evaluation
    return Result(evaluation.get_absolute_url(), str(evaluation.get_state_display()), row.decided, row.score)
