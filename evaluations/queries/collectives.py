"""Leadership collectives: which stand on a day, and who belongs to them (QĐ 366 Đ5)."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from cells.models import Member, Office, Organisation, Seat
from evaluations.models import CollectiveSeat, LeadershipCollective

Kind = LeadershipCollective.Kind
STANDING_OFFICES = (Office.SECRETARY, Office.DEPUTY_SECRETARY, Office.STANDING_MEMBER)
OFFICES_OF = {Kind.STANDING: STANDING_OFFICES, Kind.EXECUTIVE: (*STANDING_OFFICES, Office.COMMITTEE_MEMBER)}
"""The collectives of committees take their people from the seats of the committee."""
FEWEST = 3
"""A collective of fewer is reviewed together with another unit (HD 43 mục 7.4)."""


@dataclass(frozen=True)
class Person:
    """Somebody in a collective on a day."""

    member: Member
    title: str
    is_head: bool
    seat: CollectiveSeat | None = None
    """None where the seat of the committee says it."""


def in_force(on: dt.date, prefix: str = "") -> Q:
    """What stands on that day; ``prefix`` leads to the row with the two dates."""
    started = Q(**{f"{prefix}valid_from__lte": on})
    return started & (Q(**{f"{prefix}valid_to": None}) | Q(**{f"{prefix}valid_to__gte": on}))


def takes_seats(collective: LeadershipCollective) -> bool:
    """Whether the seats of a committee say who belongs to it."""
    return collective.kind in OFFICES_OF and collective.unit_id is not None


def collectives_of(committee: Organisation) -> QuerySet[LeadershipCollective]:
    """All that the committee decides on, those that ended too."""
    rows = LeadershipCollective.objects.filter(organisation=committee).select_related("unit", "reviewed_with")
    return rows.prefetch_related("unit__periods", "reviewed_with__periods").order_by("valid_to", "kind", "name", "pk")


def collectives_at(committee: Organisation, on: dt.date) -> list[LeadershipCollective]:
    """Those that stand on that day."""
    return list(collectives_of(committee).filter(in_force(on)).order_by("kind", "name", "pk"))


def people_of(
    collectives: Iterable[LeadershipCollective], on: dt.date, *, with_titles: bool = True
) -> dict[int, list[Person]]:
    """Who belongs to each on that day, the head first; two questions, and one for the units that titles speak of."""
    collectives = list(collectives)
    units = {row.unit_id for row in collectives if takes_seats(row)}
    held: dict[int, list[Seat]] = defaultdict(list)
    if units:
        seats = Seat.objects.in_force(on).filter(organisation__in=units).select_related("member", "organisation")
        names = ("organisation__periods",) if with_titles else ()
        for seat in seats.prefetch_related(*names).ranked():
            held[seat.organisation_id].append(seat)
    own: dict[int, list[CollectiveSeat]] = defaultdict(list)
    rest = [row.pk for row in collectives if not takes_seats(row)]
    if rest:
        rows = CollectiveSeat.objects.filter(in_force(on), collective__in=rest).select_related("member")
        for row in rows.order_by("-is_head", "member__sort_key", "pk"):
            own[row.collective_id].append(row)
    return {row.pk: _people(row, held, own, with_titles=with_titles) for row in collectives}


def _people(
    collective: LeadershipCollective,
    held: dict[int, list[Seat]],
    own: dict[int, list[CollectiveSeat]],
    *,
    with_titles: bool,
) -> list[Person]:
    if not takes_seats(collective) or collective.unit_id is None:
        return [Person(row.member, row.title, row.is_head, row) for row in own[collective.pk]]
    offices = OFFICES_OF[Kind(collective.kind)]
    seats = [seat for seat in held[collective.unit_id] if seat.office in offices]
    return [Person(seat.member, seat.title if with_titles else "", seat.office == Office.SECRETARY) for seat in seats]
