"""Reads of who looks after whom: assignments, working groups, pilot units."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Count, Prefetch, Q, QuerySet

from cells.models import (
    Assignment,
    Member,
    Organisation,
    OrganisationKind,
    OrganisationPeriod,
    PilotUnit,
    PilotWeakness,
    Seat,
    WorkingGroup,
    WorkingGroupMember,
    WorkingGroupUnit,
    in_force,
)
from cells.queries.posts import seats_of
from cells.queries.tree import children_on

MAX_CHILDREN = 40
"""With more units directly below, those further down are not offered one by one."""


@dataclass
class PersonInCharge:
    """One person of a committee and what he or she is in charge of on a day."""

    member: Member
    seat: Seat | None
    """None: someone who holds no office of the committee (any more)."""
    units: list[Assignment] = field(default_factory=list)
    areas: list[Assignment] = field(default_factory=list)

    @property
    def is_free(self) -> bool:
        return not self.units and not self.areas


@dataclass(frozen=True)
class Keeper:
    """Someone who looks after a unit: by assignment, or in a working group."""

    member: Member
    group: WorkingGroup | None = None
    role: str = ""

    def __str__(self) -> str:
        return str(self.member)


def assignments_of(organisation: Organisation) -> QuerySet[Assignment]:
    """All assignments a committee made, with what is shown of them."""
    return organisation.assignments_made.select_related("member", "unit").prefetch_related("unit__periods")


def people_in_charge(organisation: Organisation, on: dt.date) -> list[PersonInCharge]:
    """The holders of posts in a committee, secretary first, then others it assigned; each with units and fields."""
    people = {seat.member_id: PersonInCharge(seat.member, seat) for seat in seats_of(organisation, on)}
    for row in assignments_of(organisation).filter(in_force(on)).order_by("unit__order", "pk"):
        person = people.setdefault(row.member_id, PersonInCharge(row.member, None))
        (person.units if row.unit_id else person.areas).append(row)
    return list(people.values())


def units_without_anyone(organisation: Organisation, on: dt.date) -> list[Organisation]:
    """The units directly under a committee that no one looks after, by assignment or in a working group."""
    units = list(children_on(organisation, on).filter(ended_on=None))
    kept = keepers_of(units, on)
    return [unit for unit in units if not kept.get(unit.pk)]


def units_offered(organisation: Organisation, on: dt.date) -> list[Organisation]:
    """The units to choose from: those directly under a committee, each followed by its own where they are few.

    Party groups are the matter of their cell.
    """
    children = list(children_on(organisation, on).filter(ended_on=None))
    if len(children) > MAX_CHILDREN:
        return children
    found: list[Organisation] = []
    places = OrganisationPeriod.objects.in_force(on).filter(parent__in=children)
    places = places.exclude(kind=OrganisationKind.PARTY_GROUP)
    below = Organisation.objects.filter(pk__in=places.values("organisation"), ended_on=None).prefetch_related("periods")
    grandchildren: dict[int | None, list[Organisation]] = {}
    for unit in below.order_by("order", "pk"):
        period = unit.period(on)
        grandchildren.setdefault(period.parent_id if period else None, []).append(unit)
    for child in children:
        found += [child, *grandchildren.get(child.pk, [])]
    return found


def keepers_of(units: Iterable[Organisation], on: dt.date) -> dict[int, list[Keeper]]:
    """Who looks after each unit on a day, by its number: those assigned first, then its working groups."""
    numbers = [unit.pk for unit in units]
    found: dict[int, list[Keeper]] = {}
    assigned = Assignment.objects.in_force(on).filter(unit__in=numbers).select_related("member")
    for row in assigned.order_by("member__sort_key", "pk"):
        if row.unit_id:
            found.setdefault(row.unit_id, []).append(Keeper(row.member))
    for follow in _followed(on).filter(unit__in=numbers):
        for person in follow.group.people_now:  # type: ignore[attr-defined]
            keeper = Keeper(person.member, follow.group, person.get_role_display())
            found.setdefault(follow.unit_id, []).append(keeper)
    return found


def _followed(on: dt.date) -> QuerySet[WorkingGroupUnit]:
    people = WorkingGroupMember.objects.in_force(on).select_related("member")
    return (
        WorkingGroupUnit.objects.filter(in_force(on), in_force(on, "group__"))
        .select_related("group")
        .prefetch_related(Prefetch("group__people", people, to_attr="people_now"))
    )


def charges_of(member_id: int, on: dt.date) -> tuple[list[Assignment], list[WorkingGroupUnit]]:
    """What one member is in charge of on a day: assignments of units and fields, and units by working groups."""
    assigned = (
        Assignment.objects.in_force(on)
        .filter(member=member_id)
        .select_related("unit", "organisation")
        .prefetch_related("unit__periods", "organisation__periods")
    )
    groups = WorkingGroupMember.objects.in_force(on).filter(member=member_id).values("group")
    followed = (
        WorkingGroupUnit.objects.filter(in_force(on), in_force(on, "group__"), group__in=groups)
        .select_related("group", "unit")
        .prefetch_related("unit__periods")
    )
    return list(assigned), list(followed)


def pilots_of(organisation: Organisation) -> QuerySet[PilotUnit]:
    """The pilot units a committee chose, the latest year first, with ``weaknesses_mended`` and ``tasks_done``."""
    mended = Q(weaknesses__state=PilotWeakness.State.MENDED)
    return (
        organisation.pilot_units.select_related("organisation")
        .prefetch_related("organisation__periods", "weaknesses", "tasks")
        .annotate(
            weaknesses_mended=Count("weaknesses", filter=mended, distinct=True),
            tasks_done=Count("tasks", filter=Q(tasks__done_on__isnull=False), distinct=True),
        )
        .order_by("-year", "pk")
    )
