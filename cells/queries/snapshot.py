"""The whole tree as it stood on a day, with labels and counts of that day, in three questions."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from django.db.models import Count, Q

from cells.models import GroupMembership, Membership, OrganisationKind, OrganisationPeriod
from cells.rules.kinds import kind_label


@dataclass
class TreeUnit:
    """A unit on that day. ``units`` counts those below it; members count those below it too, guests left out.

    A Party group is part of its cell (Điều lệ Đ24.1): it is listed with its people and counted nowhere above.
    """

    number: int
    code: str
    name: str
    kind: str
    label: str
    """What units of this kind were called that day."""
    below: list[TreeUnit] = field(default_factory=list)
    units: int = 0
    members: int = 0
    official: int = 0

    @property
    def probationary(self) -> int:
        return self.members - self.official

    def walk(self, depth: int = 0) -> Iterator[tuple[int, TreeUnit]]:
        """This unit and all below with their depth, in the order of the paper list."""
        yield depth, self
        for unit in self.below:
            yield from unit.walk(depth + 1)


def tree_on(on: dt.date, *, root: str = "") -> list[TreeUnit]:
    """The units without a superior on that day, each with its branch; or the unit with the code ``root`` alone.

    An empty list when no unit with that code stood on that day.
    """
    places = OrganisationPeriod.objects.in_force(on).select_related("organisation")
    rows = list(places.order_by("organisation__order", "organisation"))
    units = {
        row.organisation_id: TreeUnit(
            row.organisation_id, row.organisation.code or "", row.name, row.kind, kind_label(row.kind, on)
        )
        for row in rows
    }
    for cell, members, official in _counts(on):
        if cell in units:
            units[cell].members, units[cell].official = members, official
    tops: list[TreeUnit] = []
    for row in rows:
        unit = units[row.organisation_id]
        superior = units.get(row.parent_id) if row.parent_id else None
        (superior.below if superior else tops).append(unit)
    for unit in tops:
        _add_up(unit)
    return [unit for unit in units.values() if unit.code == root] if root else tops


def _counts(on: dt.date) -> Iterator[tuple[int, int, int]]:
    """Members who belong to each cell or Party group, and the official ones among them."""
    official = Count("member", filter=Q(member__official_on__lte=on), distinct=True)
    inside = Membership.objects.in_force(on).filter(kind=Membership.Kind.PERMANENT).order_by()
    counted = inside.values("cell").annotate(number=Count("member", distinct=True), official=official)
    yield from counted.values_list("cell", "number", "official")
    grouped = GroupMembership.objects.in_force(on).order_by().values("group")
    counted_groups = grouped.annotate(number=Count("member", distinct=True), official=official)
    yield from counted_groups.values_list("group", "number", "official")


def _add_up(unit: TreeUnit) -> None:
    for below in unit.below:
        _add_up(below)
        if below.kind != OrganisationKind.PARTY_GROUP:
            unit.units += 1 + below.units
            unit.members += below.members
            unit.official += below.official


def by_kind(units: list[TreeUnit]) -> dict[str, int]:
    """How many units of each label stand in these branches."""
    counts: dict[str, int] = defaultdict(int)
    for top in units:
        for _depth, unit in top.walk():
            counts[unit.label] += 1
    return dict(counts)
