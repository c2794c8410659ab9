"""Reads of working groups."""

from __future__ import annotations

import datetime as dt

from django.db.models import Case, IntegerField, Prefetch, QuerySet, Value, When

from cells.models import Organisation, WorkingGroup, WorkingGroupMember, WorkingGroupUnit

RANKED = Case(
    *[When(role=role, then=Value(rank)) for rank, role in enumerate(WorkingGroupMember.Role.values)],
    output_field=IntegerField(),
)


def groups_of(organisation: Organisation, on: dt.date) -> QuerySet[WorkingGroup]:
    """A committee's working groups, latest first, with ``people_now`` (leader first) and ``units_now`` of a day."""
    people = WorkingGroupMember.objects.in_force(on).select_related("member").order_by(RANKED, "member__sort_key")
    units = WorkingGroupUnit.objects.in_force(on).select_related("unit").prefetch_related("unit__periods")
    return organisation.working_groups.prefetch_related(
        Prefetch("people", people, to_attr="people_now"),
        Prefetch("units", units.order_by("unit__order", "pk"), to_attr="units_now"),
    )


def people_of_group(group: WorkingGroup) -> QuerySet[WorkingGroupMember]:
    """Everyone who is or was in a group: those there first, the leader before the others."""
    return group.people.select_related("member").order_by("valid_to", RANKED, "member__sort_key")


def units_of_group(group: WorkingGroup) -> QuerySet[WorkingGroupUnit]:
    """Every unit a group follows or followed."""
    return (
        group.units.select_related("unit").prefetch_related("unit__periods").order_by("valid_to", "unit__order", "pk")
    )
