"""What a computation covers, and what came of it: counts by committee and kind, the cap, what is open or differs."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce, NullIf
from django.utils import timezone

from cells.models import Organisation
from cells.queries.tree import subtree_ids
from evaluations.models import CapMode, Computation, ComputedClass, Decision, Evaluation, Level, Period
from evaluations.rules.cap import FLOOR, CapResult, caps
from evaluations.rules.classification import NOT_RATED, UNDETERMINED

LEVELS = (*Level.values, UNDETERMINED, NOT_RATED)


def periods_below(organisation: Organisation, year: int) -> QuerySet[Period]:
    """The periods of a whole year of the committee and of all below it."""
    return Period.objects.filter(organisation__in=subtree_ids([organisation.pk]), year=year, quarter=None)


def evaluations_to_compute(periods: Sequence[int]) -> QuerySet[Evaluation]:
    """Everyone in those of the periods that are open; who was left for later is outside."""
    rows = Evaluation.objects.filter(period__in=periods, period__state=Period.State.OPEN)
    return rows.exclude(state=Evaluation.State.POSTPONED).order_by()


def open_periods(organisation: Organisation, year: int) -> list[int]:
    """The numbers of the open periods of a year, of the committee and of all below it."""
    return list(periods_below(organisation, year).filter(state=Period.State.OPEN).values_list("pk", flat=True))


@dataclass(frozen=True)
class Pace:
    """How far a run is; ``left`` is an estimate, None while there is none."""

    done: int
    total: int
    left: dt.timedelta | None

    @property
    def percent(self) -> int:
        return 100 * self.done // self.total if self.total else 0

    @property
    def minutes_left(self) -> int | None:
        return None if self.left is None else max(1, round(self.left.total_seconds() / 60))


def pace_of(computation: Computation) -> Pace:
    """How far it is, and by its pace since it was taken up how long it will still take."""
    left, since = None, computation.counts.get("since")
    new = computation.done - int(computation.counts.get("done_before", 0) if since else 0)
    if since and computation.beat_at and new > 0:
        spent = computation.beat_at - dt.datetime.fromisoformat(since)
        left = spent * (computation.total - computation.done) / new
    return Pace(computation.done, computation.total, left)


def is_forgotten(computation: Computation, after: dt.timedelta) -> bool:
    """Whether no worker has been at it for so long."""
    return (computation.beat_at or computation.asked_at) < timezone.now() - after


@dataclass(frozen=True)
class Counted:
    """The classes proposed for one kind of subject, or for all, of one committee or of all."""

    levels: Mapping[str, int]
    caps: tuple[CapResult, ...] = ()
    """The three denominators, each summed over the groups of committees; empty for several kinds together."""

    @property
    def total(self) -> int:
        return sum(self.levels.values())

    @property
    def cells(self) -> list[int]:
        return [self.levels.get(level, 0) for level in LEVELS]

    @property
    def open(self) -> int:
        return self.levels.get(UNDETERMINED, 0)


@dataclass(frozen=True)
class OfPeriod:
    """One committee: its period, the counts of each kind, how many differ from what was decided."""

    period: Period
    name: str
    by_subject: Mapping[str, Counted]
    all: Counted
    differing: int

    def of(self, subject: str) -> Counted:
        return self.by_subject.get(subject, Counted({})) if subject else self.all


@dataclass(frozen=True)
class SummedCap:
    """One denominator over all committees: how many may be "excellent", how many are too many."""

    mode: str
    label: str
    most: int
    over: int


@dataclass(frozen=True)
class OfKind:
    """One kind of subject over all committees."""

    subject: str
    label: str
    counted: Counted
    caps: tuple[SummedCap, ...]


@dataclass(frozen=True)
class Results:
    """What came of a run, by committee and by kind."""

    periods: tuple[OfPeriod, ...]
    kinds: tuple[OfKind, ...]
    all: Counted
    differing: int = field(default=0)


def results_of(computation: Computation) -> Results:
    """The counts of a run, in a fixed number of queries."""
    rows = ComputedClass.objects.filter(computation=computation)
    found: dict[int, dict[str, dict[str, int]]] = defaultdict(lambda: defaultdict(dict))
    grouped = rows.values_list("evaluation__period", "evaluation__subject", "level").annotate(number=Count("pk"))
    for period, subject, level, number in grouped.order_by():
        found[period][subject][level] = number
    differing = dict(
        differing_from_decisions(computation).values_list("evaluation__period").annotate(number=Count("pk")).order_by()
    )
    periods = tuple(
        _of_period(period, found[period.pk], differing.get(period.pk, 0)) for period in _periods(list(found))
    )
    kinds = tuple(
        _of_kind(subject, str(label), periods)
        for subject, label in Evaluation.Subject.choices
        if any(subject in row.by_subject for row in periods)
    )
    return Results(periods, kinds, _together([row.all for row in periods]), sum(differing.values()))


def _periods(numbers: list[int]) -> list[Period]:
    """The periods without their regulations, which are large; only the rounding of the cap is read."""
    rows = Period.objects.filter(pk__in=numbers).defer("regulation").select_related("organisation")
    rows = rows.annotate(cap_rounding=F("regulation__cap__rounding")).prefetch_related("organisation__periods")
    return list(rows.order_by("organisation__order", "organisation"))


def _of_period(period: Period, by_subject: Mapping[str, Mapping[str, int]], differing: int) -> OfPeriod:
    rounding = getattr(period, "cap_rounding", None) or FLOOR
    counted = {subject: _counted(levels, period.cap_rate, rounding) for subject, levels in by_subject.items()}
    name = period.organisation.label(on=period.reference_date)
    return OfPeriod(period, name, counted, _together(list(counted.values())), differing)


def _counted(levels: Mapping[str, int], rate: int, rounding: str) -> Counted:
    excellent, good = levels.get(Level.EXCELLENT, 0), levels.get(Level.GOOD, 0)
    rated = sum(levels.get(level, 0) for level in Level.values)
    return Counted(levels, caps(rate, excellent, good, rated, rounding))


def _together(parts: list[Counted]) -> Counted:
    return Counted({level: sum(part.levels.get(level, 0) for part in parts) for level in LEVELS})


def _of_kind(subject: str, label: str, periods: tuple[OfPeriod, ...]) -> OfKind:
    parts = [row.by_subject[subject] for row in periods if subject in row.by_subject]
    summed = tuple(
        SummedCap(
            mode,
            str(mode_label),
            sum(part.caps[place].most_excellent for part in parts),
            sum(part.caps[place].over for part in parts),
        )
        for place, (mode, mode_label) in enumerate(CapMode.choices)
    )
    return OfKind(subject, label, _together(parts), summed)


def undetermined_of(computation: Computation) -> QuerySet[ComputedClass]:
    """The subjects for whom the rules name no level, or facts are missing."""
    return _listed(ComputedClass.objects.filter(computation=computation, level=UNDETERMINED))


def differing_from_decisions(computation: Computation) -> QuerySet[ComputedClass]:
    """The subjects whose decided level is another than what is proposed now; ``decided`` is empty for "not rated"."""
    in_force = Decision.objects.filter(evaluation=OuterRef("evaluation")).order_by("-version").values("level")[:1]
    rows = ComputedClass.objects.filter(computation=computation, evaluation__state=Evaluation.State.DECIDED)
    rows = rows.annotate(decided=Subquery(in_force))
    return rows.exclude(Q(level=Coalesce(NullIf("decided", Value("")), Value(NOT_RATED))))


def listed_differences(computation: Computation) -> QuerySet[ComputedClass]:
    """The same with what a list shows."""
    return _listed(differing_from_decisions(computation))


def _listed(rows: QuerySet[ComputedClass]) -> QuerySet[ComputedClass]:
    rows = rows.select_related("evaluation__member", "evaluation__collective", "evaluation__cell")
    return rows.prefetch_related("evaluation__cell__periods").order_by("evaluation__period", "evaluation")
