"""The units a page of the statistics offers: those at the top of what may be read, the way down, and the next below."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from cells.models import Organisation, OrganisationKind, OrganisationPeriod


def top_units(readable: Collection[int]) -> list[Organisation]:
    """Units whose superior may not be read, by their last place; those that stand today first."""
    tops = _tops(_superiors(readable), readable)
    rows = Organisation.objects.filter(pk__in=tops).prefetch_related("periods").order_by("order", "pk")
    return sorted(rows, key=lambda row: row.ended_on is not None)


def units_to_choose(
    unit: Organisation, readable: Collection[int], *, first: dt.date, last: dt.date
) -> list[tuple[Organisation, str]]:
    """The units above ``unit``, itself, those directly below at any time between, the other tops; with their names."""
    above = _superiors(readable)
    way: list[int] = []
    step: int | None = unit.pk
    while step in readable and step is not None and step not in way:
        way.insert(0, step)
        step = above.get(step)
    below = OrganisationPeriod.objects.filter(parent=unit, organisation__in=readable, valid_from__lte=last)
    below = below.exclude(valid_to__lt=first).exclude(kind=OrganisationKind.PARTY_GROUP)
    under = set(below.values_list("organisation", flat=True)) - set(way)
    tops = _tops(above, readable) - under - set(way)
    rows = Organisation.objects.prefetch_related("periods").order_by("order", "pk").in_bulk([*way, *under, *tops])
    in_order = sorted(rows.values(), key=lambda row: (row.ended_on is not None, row.order, row.pk))
    found = [(rows[pk], depth) for depth, pk in enumerate(way)]
    found += [(row, len(way)) for row in in_order if row.pk in under]
    found += [(row, 0) for row in in_order if row.pk in tops]
    return [(row, "– " * depth + row.label(last)) for row, depth in found]


def _superiors(readable: Collection[int]) -> dict[int, int | None]:
    """The superior of each unit by its last place."""
    places = OrganisationPeriod.objects.filter(organisation__in=readable).order_by("organisation", "-valid_from")
    return dict(places.distinct("organisation").values_list("organisation", "parent"))


def _tops(above: dict[int, int | None], readable: Collection[int]) -> set[int]:
    return {unit for unit, superior in above.items() if superior not in readable}
