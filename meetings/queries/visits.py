"""Visits of people from above: who came where how often, which units nobody saw, what is still to be mended."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from django.db.models import Count, F, Max, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from cells.models import Member, Organisation, OrganisationKind, OrganisationPeriod
from cells.queries import seats_of, subtree_ids, superior_of
from cells.queries.oversight import keepers_of
from meetings.models import Meeting, Visit
from meetings.workflow import HELD, State


@dataclass
class UnitVisits:
    """One unit in a year: how often it was visited, by whom, and what is still to be mended."""

    unit: Organisation
    meetings: int = 0
    checks: int = 0
    last_on: dt.date | None = None
    open_remedies: int = 0
    people: list[tuple[str, int]] = field(default_factory=list)
    """Each visitor with the number of visits, the most frequent first."""

    @property
    def total(self) -> int:
        return self.meetings + self.checks


@dataclass(frozen=True)
class PlannedVisit:
    """A meeting of a unit looked after: one may go there, or went."""

    meeting: Meeting
    visit: Visit | None
    """The reader's own visit to it."""

    @property
    def was_held(self) -> bool:
        return self.meeting.state in HELD


def open_remedies(visits: QuerySet[Visit]) -> QuerySet[Visit]:
    """Visits that asked for something which is not mended yet, the first due first."""
    return visits.filter(remedy_due_on__isnull=False, remedied_on__isnull=True).order_by("remedy_due_on", "pk")


def listed_visits(visits: QuerySet[Visit], units: Collection[int], year: int) -> QuerySet[Visit]:
    """The visits of a year to these units, the latest first, with what is shown of them."""
    return (
        visits.filter(organisation__in=units, visited_on__year=year)
        .select_related("organisation", "visitor", "meeting")
        .defer("meeting__snapshot")
        .prefetch_related("organisation__periods")
        .order_by("-visited_on", "-pk")
    )


def units_below(organisation: Organisation, year: int) -> QuerySet[Organisation]:
    """The units below a committee that stood in a year, those that nobody visited first. Party groups left out."""
    below = subtree_ids([organisation.pk]) - {organisation.pk}
    groups = OrganisationPeriod.objects.filter(kind=OrganisationKind.PARTY_GROUP).values("organisation")
    visited = Visit.objects.filter(organisation=OuterRef("pk"), visited_on__year=year).order_by()
    number = visited.values("organisation").annotate(number=Count("pk")).values("number")
    return (
        Organisation.objects.filter(pk__in=below, founded_on__lte=dt.date(year, 12, 31))
        .exclude(ended_on__lt=dt.date(year, 1, 1))
        .exclude(pk__in=groups)
        .annotate(visited=Coalesce(Subquery(number), Value(0)))
        .prefetch_related("periods")
        .order_by("visited", "order", "pk")
    )


def visits_by_unit(units: Iterable[Organisation], year: int) -> list[UnitVisits]:
    """A row for each of these units, in two questions."""
    rows = {unit.pk: UnitVisits(unit) for unit in units}
    visits = Visit.objects.filter(organisation__in=rows, visited_on__year=year).order_by()
    counted = visits.values("organisation", "visitor__full_name", "visitor").annotate(
        meetings=Count("pk", filter=Q(kind=Visit.Kind.MEETING)), number=Count("pk"), last_on=Max("visited_on")
    )
    for found in counted.order_by("-number", "visitor__sort_key"):
        row = rows[found["organisation"]]
        row.meetings += found["meetings"]
        row.checks += found["number"] - found["meetings"]
        row.last_on = max(row.last_on, found["last_on"]) if row.last_on else found["last_on"]
        row.people.append((found["visitor__full_name"], found["number"]))
    open_ones = open_remedies(Visit.objects.filter(organisation__in=rows)).order_by()
    for number, count in open_ones.values_list("organisation").annotate(Count("pk")):
        rows[number].open_remedies = count
    return list(rows.values())


def not_visited(units: QuerySet[Organisation], year: int) -> int:
    """How many of these units nobody visited in the year."""
    visited = Visit.objects.filter(visited_on__year=year).values("organisation")
    return units.order_by().exclude(pk__in=visited).count()


def years_of_visits(visits: QuerySet[Visit]) -> list[int]:
    return [day.year for day in visits.order_by().dates("visited_on", "year", order="DESC")]


def possible_visitors(unit: Organisation, on: dt.date) -> list[Member]:
    """Who comes to a unit from above: those in charge of it, then who holds posts in the committee above it."""
    people = {keeper.member.pk: keeper.member for keeper in keepers_of([unit], on).get(unit.pk, [])}
    superior = superior_of(unit, on)
    if superior is not None:
        for seat in seats_of(superior, on):
            people.setdefault(seat.member_id, seat.member)
    return list(people.values())


def meetings_to_visit(units: Collection[int], member: int, on: dt.date) -> list[PlannedVisit]:
    """The meetings of this month in units looked after, planned or held, with the reader's visit to each."""
    meetings = (
        Meeting.objects.filter(cell__in=units, held_on__year=on.year, held_on__month=on.month)
        .exclude(state=State.CANCELLED)
        .defer("snapshot")
        .select_related("cell")
        .prefetch_related("cell__periods")
        .order_by("held_on", F("planned_time").asc(nulls_last=True), "pk")
    )
    visits = {visit.meeting_id: visit for visit in Visit.objects.filter(meeting__in=meetings, visitor=member)}
    return [PlannedVisit(meeting, visits.get(meeting.pk)) for meeting in meetings]
