"""Reads of Party groups: the groups of a cell and who is in them."""

from __future__ import annotations

import datetime as dt

from django.db.models import Count, Q, QuerySet

from cells.models import GroupMembership, Member, Organisation, OrganisationKind, OrganisationPeriod, in_force
from cells.queries.people import members_of


def groups_of(cell: Organisation, on: dt.date) -> QuerySet[Organisation]:
    """The Party groups of a cell on that day, each with its number of members (``people``)."""
    below = OrganisationPeriod.objects.in_force(on).filter(parent=cell, kind=OrganisationKind.PARTY_GROUP)
    return (
        Organisation.objects.filter(pk__in=below.values("organisation"))
        .annotate(people=Count("group_memberships", filter=Q(in_force(on, "group_memberships__"))))
        .prefetch_related("periods")
        .order_by("order", "pk")
    )


def people_of_group(group: Organisation, on: dt.date) -> QuerySet[GroupMembership]:
    """Who is in the group on that day, by name."""
    rows = GroupMembership.objects.in_force(on).filter(group=group).select_related("member")
    return rows.order_by("member__sort_key", "member_id")


def people_for_group(cell: Organisation, group: Organisation, on: dt.date) -> list[tuple[Member, Organisation | None]]:
    """Members of the cell who are not in the group, each with the group they are in."""
    rows = GroupMembership.objects.in_force(on).filter(member__memberships__cell=cell).select_related("group")
    inside = {row.member_id: row.group for row in rows.prefetch_related("group__periods")}
    return [
        (member, inside.get(member.pk))
        for member in members_of(cell, on)
        if member.pk not in inside or inside[member.pk].pk != group.pk
    ]
