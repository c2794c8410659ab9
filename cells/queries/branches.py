"""The tree as of a day, branch by branch: what stands under what, with the numbers of that day."""

from __future__ import annotations

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field

from django.db import connection
from django.db.models import Count

from cells.models import Membership, OrganisationPeriod
from cells.rules.kinds import kind_label
from core.ids import IdSet
from core.vietnamese import search_key

ROWS = """
WITH RECURSIVE place AS (
    SELECT organisation_id AS id, parent_id, kind, name FROM cells_organisationperiod
    WHERE valid_from <= %(on)s AND (valid_to IS NULL OR valid_to >= %(on)s)
), below AS (
    SELECT * FROM place WHERE id = ANY(%(tops)s::bigint[])
    UNION SELECT place.* FROM place JOIN below ON place.parent_id = below.id
)
SELECT id, parent_id, kind, name FROM below JOIN cells_organisation unit USING (id) ORDER BY unit.order, id
"""
FOUND = 50
"""How many units found by name are shown."""


@dataclass
class Branch:
    """A unit on that day. ``units`` counts those below it; ``members`` those below it too, guests left out."""

    number: int
    parent: int | None
    kind: str
    name: str
    units: int = 0
    members: int = 0
    is_open: bool = False
    below: list[Branch] = field(default_factory=list)
    """The units directly under it, when it is open."""
    label: str = ""
    """What units of its kind were called that day."""


@dataclass(frozen=True)
class FoundUnit:
    """A unit found by its name, with the name of its superior on that day."""

    number: int
    name: str
    superior: str


def tops_on(day: dt.date, *, within: Collection[int]) -> list[int]:
    """The units of ``within`` that stood on that day under none of the others."""
    standing = OrganisationPeriod.objects.in_force(day).filter(organisation__in=within)
    return list(standing.exclude(parent__in=within).values_list("organisation", flat=True).order_by())


def branches(
    tops: Iterable[int],
    day: dt.date,
    *,
    within: Collection[int],
    opened: Collection[int] = (),
    shown: int | None = None,
) -> list[Branch]:
    """The branches of ``tops`` as of that day, in two questions whatever is open.

    Nothing outside ``within`` is shown or counted. Open are ``opened`` and, so that ``shown`` is seen, all above it.
    """
    with connection.cursor() as cursor:
        cursor.execute(ROWS, {"on": day, "tops": list(tops)})
        units = {row[0]: Branch(*row) for row in cursor.fetchall() if row[0] in within}
    numbers = _members_on(units, day)
    children: dict[int | None, list[Branch]] = defaultdict(list)
    for unit in units.values():
        children[unit.parent if unit.parent in units else None].append(unit)
        unit.members += numbers.get(unit.number, 0)
        for upper in _above(unit, units):
            upper.units += 1
            upper.members += numbers.get(unit.number, 0)
    path = [units[shown], *_above(units[shown], units)] if shown in units else []
    for unit in (*path, *(units[number] for number in opened if number in units)):
        unit.is_open, unit.below = True, children[unit.number]
    _label(children[None], day)
    return children[None]


def _members_on(units: Iterable[int], day: dt.date) -> dict[int, int]:
    rows = Membership.objects.in_force(day).filter(kind=Membership.Kind.PERMANENT, cell__in=IdSet(units))
    return dict(rows.values_list("cell").annotate(Count("pk")).order_by())


def _above(unit: Branch, units: dict[int, Branch]) -> Iterator[Branch]:
    """From the direct superior upwards."""
    while unit.parent in units:
        unit = units[unit.parent]
        yield unit


def _label(shown: list[Branch], day: dt.date) -> None:
    for unit in shown:
        unit.label = kind_label(unit.kind, day)
        _label(unit.below, day)


def find_units(text: str, day: dt.date, *, within: Collection[int]) -> list[FoundUnit]:
    """The units of ``within`` whose name of that day has words that begin as those of ``text``, accents left aside."""
    found = OrganisationPeriod.objects.in_force(day).filter(organisation__in=within)
    for word in search_key(text).split():
        found = found.filter(name_key__regex=rf"\m{re.escape(word)}")
    rows = found.select_related("parent").prefetch_related("parent__periods").order_by("name_key", "pk")[:FOUND]
    return [FoundUnit(row.organisation_id, row.name, row.parent.label(day) if row.parent else "") for row in rows]
