"""The quarters of a year beside each other and beside the year: shown, and never averaged.

The text says that quarters feed the year, not how (QĐ 366 Đ15.1); so they inform, and nothing is worked out from them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet

from evaluations.models import Evaluation, Period
from evaluations.queries.board import LevelMark, SubjectRow, subject_rows
from evaluations.queries.proposals import with_everything

QUARTERS = (1, 2, 3, 4)
_Who = tuple[int | None, int | None]
"""A member or a collective, by number."""


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


def year_of_quarter(quarter: Period) -> Period | None:
    """The year to which a quarter of the same committee belongs, once it was opened."""
    return Period.objects.filter(organisation=quarter.organisation_id, year=quarter.year, quarter=None).first()


def quarter_board(period: Period, visible: QuerySet[Evaluation]) -> QuarterBoard:
    """Everyone of a quarter of this year, each with the four quarters and the year; so many queries a quarter."""
    quarters = quarters_of(period)
    results: dict[_Who, dict[int, Result]] = {}
    named: dict[_Who, Evaluation] = {}
    evaluations = _evaluations(period, quarters.values(), visible)
    for number, quarter in quarters.items():
        for row in subject_rows(quarter, evaluations[quarter.pk], compare=False):
            named[_who(row)] = row.evaluation
            results.setdefault(_who(row), {})[number] = _result(row)
    of_year = {_who(row): _result(row) for row in subject_rows(period, evaluations[period.pk], compare=False)}
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


def _evaluations(
    period: Period, quarters: Iterable[Period], visible: QuerySet[Evaluation]
) -> Mapping[int, list[Evaluation]]:
    """By period: everyone of the quarters, and of the year those who are in one of them."""
    in_quarters = visible.filter(period__in=[quarter.pk for quarter in quarters])
    members = in_quarters.exclude(member=None).values("member")
    groups = in_quarters.exclude(collective=None).values("collective")
    of_year = visible.filter(Q(member__in=members) | Q(collective__in=groups), period=period)
    found: dict[int, list[Evaluation]] = defaultdict(list)
    for row in with_everything(Evaluation.objects.filter(Q(pk__in=in_quarters) | Q(pk__in=of_year))):
        found[row.period_id].append(row)
    return found


def _who(row: SubjectRow) -> _Who:
    return row.evaluation.member_id, row.evaluation.collective_id


def _result(row: SubjectRow) -> Result:
    evaluation = row.evaluation
    return Result(evaluation.get_absolute_url(), str(evaluation.get_state_display()), row.decided, row.score)
