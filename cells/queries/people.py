"""Reads of people: who belongs where, what they are on a day."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Collection, Iterable

from django.db.models import Count, Prefetch, Q, QuerySet
from django.utils.translation import gettext as _

from cells.models import Member, Membership, Organisation, StatusPeriod, in_force
from core.ids import IdSet
from core.periods import today

FEW = 200
"""Units whose people are gathered quickly."""


def with_status(members: QuerySet[Member], on: dt.date) -> QuerySet[Member]:
    """Members with their status and cell of that day ready to read (``statuses``, ``current_memberships``)."""
    return members.prefetch_related(
        Prefetch("status_periods", StatusPeriod.objects.in_force(on), to_attr="statuses"),
        Prefetch(
            "memberships",
            Membership.objects.in_force(on).select_related("cell").prefetch_related("cell__periods"),
            to_attr="current_memberships",
        ),
    )


def present_in(cells: Collection[int], day: dt.date) -> QuerySet[Member]:
    """The members who belong on that day to one of these units.

    Few units: their people are gathered first, then sorted or searched. Many: PostgreSQL walks the index that the list
    is sorted or searched by, and asks of each person met.
    """
    inside = Membership.objects.in_force(day).filter(cell__in=cells).values_list("member", flat=True).order_by()
    return Member.objects.filter(pk__in=inside if len(cells) > FEW else IdSet(inside))


def members_of(cell: Organisation, on: dt.date | None = None) -> QuerySet[Member]:
    """The members of a cell on that day, sorted as Vietnamese lists are, with status of the day."""
    day = on or today()
    inside = Membership.objects.in_force(day).filter(cell=cell).values("member")
    return with_status(Member.objects.filter(pk__in=inside), day).order_by("sort_key", "pk")


def member_counts(cell: Organisation, on: dt.date) -> dict[str, int]:
    """Total, official, probationary and exempt members of a cell on that day."""
    exempt = StatusPeriod.objects.in_force(on).filter(status=StatusPeriod.Status.EXEMPT).values("member")
    counts = (
        Membership.objects.in_force(on)
        .filter(cell=cell)
        .aggregate(
            total=Count("member", distinct=True),
            official=Count("member", filter=Q(member__official_on__lte=on), distinct=True),
            exempt=Count("member", filter=Q(member__in=exempt), distinct=True),
        )
    )
    return {**counts, "probationary": counts["total"] - counts["official"]}


def member_numbers(cells: Iterable[int], day: dt.date) -> dict[int, int]:
    """How many members each of these cells has on that day."""
    rows = Membership.objects.in_force(day).filter(cell__in=cells).values("cell")
    return {row["cell"]: row["number"] for row in rows.annotate(number=Count("member", distinct=True)).order_by()}


def statuses_on(member_ids: Iterable[int], on: dt.date) -> dict[int, str]:
    """The status of each member on that day; members without a row are active."""
    rows = StatusPeriod.objects.filter(in_force(on), member__in=list(member_ids))
    return dict(rows.values_list("member", "status"))


def told_apart(people: Iterable[Member]) -> dict[int, str]:
    """What to call each in a list to choose from: the name, and for namesakes when they were born."""
    everyone = list(people)
    often = Counter(person.full_name for person in everyone)
    return {
        person.pk: _("%(name)s (sinh %(birth)s)") % {"name": person, "birth": person.birth}
        if often[person.full_name] > 1 and person.birth
        else str(person)
        for person in everyone
    }
