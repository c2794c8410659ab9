"""Results as valid on a day: what had been recorded by then, so that a table printed in the past comes out the same."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Max, Prefetch, QuerySet

from core.periods import LOCAL_ZONE, day_of
from evaluations.models import Decision, Evaluation, Period
from evaluations.queries.board import LevelMark, mark_decision
from evaluations.queries.proposals import latest_decision, with_everything
from evaluations.queries.regulations import regulation_of


def decisions_on(day: dt.date) -> QuerySet[Decision]:
    """The decisions recorded by the end of that day, without their traces; the latest version first."""
    end = dt.datetime.combine(day + dt.timedelta(days=1), dt.time(), LOCAL_ZONE)
    return Decision.objects.filter(decided_at__lt=end).defer("trace")


def with_results_on(evaluations: QuerySet[Evaluation], day: dt.date | None) -> QuerySet[Evaluation]:
    """As ``with_everything``, with the decisions as they stood on a day; None is now."""
    if day is None:
        return with_everything(evaluations)
    kept = Prefetch("decisions", decisions_on(day), to_attr="kept_decisions")
    return evaluations.select_related("member", "collective").prefetch_related("cell", "cell__periods", kept)


def closed_on(period: Period, day: dt.date | None = None) -> dt.date | None:
    """The day on which the year was closed, if it was by that day; None is now."""
    if period.closed_at is None:
        return None
    closed = day_of(period.closed_at)
    return closed if day is None or closed <= day else None


def last_change_on(period: Period, day: dt.date | None = None) -> dt.date | None:
    """The day since which the results of a closed year stand: its closing, or the last further decision by ``day``."""
    closed = closed_on(period, day)
    if closed is None:
        return None
    rows = Decision.objects.all() if day is None else decisions_on(day)
    last = rows.filter(evaluation__period=period).aggregate(last=Max("decided_at"))["last"]
    return max(closed, day_of(last)) if last else closed


def is_settled(period: Period) -> bool:
    """Whether its papers can be kept: closed, and nothing was decided again since."""
    closed = closed_on(period)
    if closed is None:
        return False
    return not Decision.objects.filter(evaluation__period=period, decided_at__gt=period.closed_at).exists()


def outstanding_on(decision: Decision, day: dt.date | None) -> bool:
    """Whether the decision bore the mark "tiêu biểu" at the end of that day; None is now."""
    if day is None:
        return decision.is_outstanding
    kept = decision.facts.get("outstanding", {})
    given, taken = kept.get("recorded_on"), kept.get("taken_back_on")
    if given is None:
        return decision.is_outstanding
    return given <= day.isoformat() and (taken is None or taken > day.isoformat())


@dataclass(frozen=True)
class ResultRow:
    """One subject with its class as of a day, and as of now where that differs."""

    evaluation: Evaluation
    decision: Decision | None
    level: LevelMark | None
    now: LevelMark | None
    """The class in force now, where it is another one."""


def results_of(period: Period, evaluations: Iterable[Evaluation], day: dt.date) -> list[ResultRow]:
    """The rows of a list of results as valid on a day, in a fixed number of queries."""
    evaluations = list(evaluations)
    regulation = regulation_of(period)
    rows = Decision.objects.filter(evaluation__in=[row.pk for row in evaluations]).order_by("version")
    newest = {row.evaluation_id: row for row in rows.only("evaluation", "version", "kind", "level")}
    found = []
    for row in evaluations:
        then = latest_decision(row)
        latest = newest.get(row.pk)
        changed = latest is not None and (then is None or latest.version != then.version)
        found.append(
            ResultRow(
                row,
                then,
                mark_decision(regulation, then.kind, then.level, row.rule_subject) if then else None,
                mark_decision(regulation, latest.kind, latest.level, row.rule_subject) if changed and latest else None,
            )
        )
    return found
