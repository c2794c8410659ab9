"""What the records say about the subjects of a period, each up to its own day, and where each number comes from.

All subjects are read in a fixed number of statements (``queries.sources``); each may have its own cut-off day, because
a decision keeps the day up to which its facts were read.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property, partial
from typing import Any

from core.periods import add_months
from evaluations.models import Evaluation, LeadershipCollective, Period
from evaluations.queries.reference_day import months_counted_on
from evaluations.queries.regulations import regulation_of
from evaluations.queries.sources import Basis, Exclusion, Link, Subject, read_sources, tell_sources
from evaluations.queries.sources.life import ENDED, EXCLUSION, LEFT
from evaluations.queries.sources.subjects import APART, EXECUTIVE, STANDING, UNIT, Group

__all__ = ["ENDED", "LEFT", "Basis", "Exclusion", "Link", "Recorded", "read_records", "subjects_of", "year_of"]
SCOPES = {LeadershipCollective.Kind.STANDING: STANDING, LeadershipCollective.Kind.EXECUTIVE: EXECUTIVE}
BY_ACT = ("rerate_year_of_violation", "cancel_and_rerate")


@dataclass(frozen=True)
class Recorded:
    """The recorded facts of one subject by key. ``basis`` says where each comes from, worked out when a page asks."""

    values: Mapping[str, Any] = field(default_factory=dict)
    tell: Callable[[], dict[str, Basis]] = dict
    exclusion: Exclusion | None = None

    @cached_property
    def basis(self) -> dict[str, Basis]:
        return self.tell()


def year_of(period: Period) -> tuple[dt.date, dt.date]:
    """The first and the last day of the year or the quarter that is evaluated."""
    first = dt.date(period.year, 1, 1)
    if period.quarter is None:
        return first, dt.date(period.year, 12, 31)
    begun = add_months(first, 3 * period.quarter - 3)
    return begun, add_months(begun, 3) - dt.timedelta(days=1)


def subjects_of(period: Period, evaluations: Iterable[Evaluation], cut_offs: Mapping[int, dt.date]) -> list[Subject]:
    """The evaluations as the sources take them; one more query where there are collectives."""
    evaluations = list(evaluations)
    wanted = {row.collective_id for row in evaluations if row.collective_id}
    kinds: dict[int, str] = {}
    if wanted:
        kinds = dict(LeadershipCollective.objects.filter(pk__in=wanted).values_list("pk", "kind"))
    (first, last), late = year_of(period), regulation_of(period).late_discipline
    by_act = late is not None and late.mode in BY_ACT
    counted = months_counted_on(period, regulation_of(period))
    return [
        Subject(
            row.pk,
            row.rule_subject,
            row.cell_id,
            row.member_id,
            row.collective_id,
            SCOPES.get(kinds[row.collective_id], APART) if row.collective_id else UNIT,  # type: ignore[call-overload]
            period.pk,
            period.quarter,
            first,
            last,
            cut_offs[row.pk],
            by_act,
            counted(row.cell_id),
        )
        for row in evaluations
    ]


def read_records(
    period: Period,
    evaluations: Iterable[Evaluation],
    cut_offs: Mapping[int, dt.date],
    *,
    wanted: Mapping[str, Collection[str]] | None = None,
    live: bool | None = None,
) -> dict[int, Recorded]:
    """The recorded facts by evaluation, each up to its day in ``cut_offs``; see ``read_sources`` for the choices."""
    subjects = Group(subjects_of(period, evaluations, cut_offs))
    values = read_sources(subjects, wanted, live=live)
    return {
        row.pk: Recorded(
            values[row.pk],
            partial(_told, subjects if len(subjects) == 1 else Group([row]), values[row.pk], wanted, live),
            values[row.pk].pop(EXCLUSION, None),
        )
        for row in subjects
    }


def _told(
    alone: Group, values: Mapping[str, Any], wanted: Mapping[str, Collection[str]] | None, live: bool | None
) -> dict[str, Basis]:
    (subject,) = alone
    return tell_sources(alone, {subject.pk: dict(values)}, wanted, live=live)[subject.pk]
