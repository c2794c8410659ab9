"""The records that dossiers are made from, of many units at once in a fixed number of queries."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Min, Prefetch, Q

from cells.models import Organisation, Succession
from evaluations.models import Ballot, Decision, Evaluation, Opinion, Period, Review, ReviewMeeting, Suggestion
from evaluations.queries.opinions import missing_by_evaluation, opinions_of
from meetings.models import Meeting
from meetings.queries.score_table import SCORES
from reports.dossiers.leaves import last_day

DECISIONS = Prefetch("decisions", Decision.objects.defer("facts", "trace").order_by("-version"))
"""The latest first."""


@dataclass(frozen=True)
class Records:
    """What belongs to the units in the year, by unit; opinions, suggestions and what is asked for by evaluation."""

    year: int
    on: dt.date
    meetings: Mapping[int, Sequence[Meeting]]
    evaluations: Mapping[int, Sequence[Evaluation]]
    reviews: Mapping[int, Sequence[ReviewMeeting]]
    ballots: Mapping[int, Sequence[Ballot]]
    opinions: Mapping[int, Mapping[str, Sequence[Opinion]]]
    asked: Mapping[int, Sequence[str]]
    """The opinions that the regulation requires and that are missing."""
    suggestions: Mapping[int, Sequence[Suggestion]]
    origins: Mapping[int, Sequence[Succession]]
    successions: Mapping[int, Sequence[Succession]]
    own_periods: Mapping[int, Period]
    """Of committees: the year that they held over the units below."""
    own_papers: Mapping[int, Sequence[tuple[str, int]]]
    """By such a period: each document of decisions with its number and the first decision in it."""


def read_records(units: Collection[Organisation], year: int, *, on: dt.date, only: Evaluation | None = None) -> Records:
    """Everything of these units; with ``only`` one evaluation, that one among them."""
    pks = [unit.pk for unit in units]
    evaluations = _evaluations(units, year, only)
    ballots = list(_ballots(pks, year))
    periods = list(Period.objects.filter(organisation__in=pks, year=year, quarter=None))
    if only is not None:
        ballots = [row for row in ballots if only.pk in {each.pk for each in row.evaluations.all()}]
        periods = []
    opinions = opinions_of(evaluations)
    first, last = dt.date(year, 1, 1), last_day(year)
    followed = Succession.objects.filter(on__range=(first, last)).select_related("predecessor", "successor")
    followed = followed.prefetch_related("predecessor__periods", "successor__periods").order_by("on", "pk")
    rows = list(followed.filter(Q(predecessor__in=pks) | Q(successor__in=pks)))
    return Records(
        year=year,
        on=on,
        meetings=_by(_meetings(pks, year), "cell_id"),
        evaluations=_by(evaluations, "cell_id"),
        reviews=_by(_reviews(pks, year), "organisation_id"),
        ballots=_by(ballots, "organisation_id"),
        opinions=opinions,
        asked=_asked(evaluations, opinions),
        suggestions=_by(Suggestion.objects.filter(evaluation__in=evaluations, is_removed=False), "evaluation_id"),
        origins=_by(rows, "successor_id"),
        successions=_by(rows, "predecessor_id"),
        own_periods={row.organisation_id: row for row in periods},
        own_papers=_papers(periods),
    )


def _by(rows: Iterable[Any], name: str) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = defaultdict(list)
    for row in rows:
        found[getattr(row, name)].append(row)
    return found


def _meetings(units: Sequence[int], year: int) -> Iterable[Meeting]:
    rows = Meeting.objects.filter(cell__in=units, year=year).defer("snapshot").select_related("official_grade")
    return rows.prefetch_related(SCORES).order_by("held_on", "pk")


def _evaluations(units: Collection[Organisation], year: int, only: Evaluation | None) -> list[Evaluation]:
    """Of the whole year; the unit first, then its people as Vietnamese lists are sorted.

    Their periods, each with its whole regulation, are read once and shared.
    """
    rows = Evaluation.objects.filter(cell__in=units, period__year=year, period__quarter=None)
    rows = rows.filter(pk=only.pk) if only is not None else rows
    rows = rows.select_related("member", "collective", "self_review")
    found = list(rows.prefetch_related(DECISIONS, Prefetch("reviews", Review.objects.all())))
    cells = {unit.pk: unit for unit in units}
    periods = Period.objects.in_bulk({row.period_id for row in found}) if found else {}
    for row in found:
        row.period, row.cell = periods[row.period_id], cells[row.cell_id]
    return sorted(found, key=lambda row: (row.member.sort_key if row.member else "", row.collective_id or 0, row.pk))


def _reviews(units: Sequence[int], year: int) -> Iterable[ReviewMeeting]:
    rows = ReviewMeeting.objects.filter(organisation__in=units, period__year=year, period__quarter=None)
    return rows.select_related("meeting").defer("meeting__snapshot").order_by("meeting__held_on", "pk")


def _ballots(units: Sequence[int], year: int) -> Iterable[Ballot]:
    rows = Ballot.objects.filter(organisation__in=units, period__year=year, period__quarter=None)
    return rows.prefetch_related(Prefetch("evaluations", Evaluation.objects.only("pk"))).order_by("pk")


def _papers(periods: Sequence[Period]) -> dict[int, list[tuple[str, int]]]:
    rows = Decision.objects.filter(evaluation__period__in=periods, replaced_by=None, kind=Decision.Kind.FIRST)
    documents = (
        rows.exclude(document_number="").order_by().values_list("evaluation__period", "document_number", "decided_on")
    )
    found: dict[int, list[tuple[str, int]]] = defaultdict(list)
    for period, number, _day, first in documents.annotate(first=Min("pk")).order_by("decided_on", "first"):
        found[period].append((number, first))
    return found


def _asked(
    evaluations: Iterable[Evaluation], opinions: Mapping[int, Mapping[str, list[Opinion]]]
) -> dict[int, Sequence[str]]:
    """Each period has its own regulation; the units of a commune share one or two."""
    found: dict[int, Sequence[str]] = {}
    for rows in _by(evaluations, "period_id").values():
        found |= missing_by_evaluation(rows, opinions)
    return found
