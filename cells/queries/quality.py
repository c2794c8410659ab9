"""How complete the records are, counted from the records themselves."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Count, Q, QuerySet

from cells.models import Member, Membership, Organisation
from cells.rules.completeness import items
from core.periods import add_months

PROBATION_MONTHS = 12


@dataclass(frozen=True, slots=True)
class Completeness:
    """The records of one cell: how many people, how many whole records, and how many lack each item."""

    cell_id: int
    people: int
    whole: int
    missing: Mapping[str, int]


def lacks(field: str, on: dt.date, prefix: str = "") -> Q:
    """The condition "this item is missing", for a member reached through ``prefix``.

    A birth known by year or month is not whole. A probationary member owes no official date until twelve months after
    joining.
    """

    def is_empty(name: str) -> Q:
        return Q(**{f"{prefix}{name}__isnull": True})

    if field == "birth_date":
        return is_empty("birth_date") | ~Q(**{f"{prefix}birth_precision": "day"})
    if field == "joined_on":
        return is_empty("admitted_on") & is_empty("admission_decided_on")
    if field == "official_on":
        recent = add_months(on, -PROBATION_MONTHS)
        still = Q(**{f"{prefix}admitted_on__gt": recent}) | (
            is_empty("admitted_on") & Q(**{f"{prefix}admission_decided_on__gt": recent})
        )
        return is_empty("official_on") & ~still
    if field == "has_dossier":
        return is_empty("has_dossier")
    return Q(**{f"{prefix}{field}": ""})


def completeness(cells: Iterable[int], on: dt.date) -> dict[int, Completeness]:
    """For each cell with members on that day: one question for all."""
    fields = [item.field for item in items()]
    lacking = {field: lacks(field, on, "member__") for field in fields}
    rows: Iterable[Any] = (
        Membership.objects.in_force(on)
        .filter(cell__in=list(cells), kind=Membership.Kind.PERMANENT)
        .order_by()
        .values("cell")
        .annotate(
            people=Count("pk"),
            unfinished=Count("pk", filter=reduce(or_, lacking.values())),
            **{f"lacks_{field}": Count("pk", filter=condition) for field, condition in lacking.items()},
        )
    )
    return {
        row["cell"]: Completeness(
            row["cell"],
            row["people"],
            row["people"] - row["unfinished"],
            {field: row[f"lacks_{field}"] for field in fields},
        )
        for row in rows
    }


def together(rows: Iterable[Completeness]) -> Completeness:
    """The sum of several cells."""
    counted: Sequence[Completeness] = list(rows)
    return Completeness(
        0,
        sum(row.people for row in counted),
        sum(row.whole for row in counted),
        {item.field: sum(row.missing[item.field] for row in counted) for item in items()},
    )


def members_lacking(members: QuerySet[Member], cell: Organisation, field: str, on: dt.date) -> QuerySet[Member]:
    """The people of a cell behind one number of the table."""
    inside = Membership.objects.in_force(on).filter(cell=cell, kind=Membership.Kind.PERMANENT).values("member")
    return members.filter(lacks(field, on), pk__in=inside).order_by("sort_key", "pk")
