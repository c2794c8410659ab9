"""Who is evaluated as a leader, and where: from the posts held (QĐ 366 Đ3, Đ5).

A post of a committee (secretary, deputy, standing member) or a place in a leadership collective makes a leader. Who has
several is rated once, where the highest of them is, and reviewed at each.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.db.models import Q, QuerySet, prefetch_related_objects

from cells.models import CELL_KINDS, Member, Organisation, OrganisationKind, Seat
from evaluations.models import CollectiveSeat, LeadershipCollective
from evaluations.queries.collectives import STANDING_OFFICES, in_force

RANKS: dict[str, int] = {
    OrganisationKind.PROVINCIAL: 5,
    OrganisationKind.DISTRICT: 4,
    OrganisationKind.COMMUNE: 3,
    OrganisationKind.BASE_COMMITTEE: 2,
    OrganisationKind.PART_COMMITTEE: 1,
}
"""The levels of committees, the highest with the highest number."""
OFFICES: tuple[str, ...] = STANDING_OFFICES


@dataclass(frozen=True)
class Post:
    """A leading post on a day. ``home`` is the committee under which its holder is rated."""

    member: Member
    title: str
    organisation: Organisation
    home: int
    rank: tuple[int, int]
    collective: LeadershipCollective | None = None
    since: dt.date | None = None

    @property
    def place(self) -> str:
        """Where its holder is reviewed for it."""
        return str(self.collective) if self.collective else self.organisation.name


def leading_posts(members: Iterable[int], on: dt.date) -> dict[int, list[Post]]:
    """The leading posts of these members on that day, the highest first; a fixed number of queries."""
    members = set(members)
    seats = Seat.objects.in_force(on).filter(member__in=members, office__in=STANDING_OFFICES)
    places = CollectiveSeat.objects.filter(in_force(on), in_force(on, "collective__"), member__in=members)
    return _posts(_with_units(seats), _with_collectives(places), on)


def posts_under_and_of(
    committee: Organisation, units: Iterable[int], members: Iterable[int], on: dt.date
) -> tuple[dict[int, list[Post]], dict[int, list[Post]]]:
    """The leading posts of the committee, of ``units`` (part committees below it) and of its collectives; and all those
    of their holders and of ``members``, the highest first. Three queries together."""
    under = {committee.pk, *units}
    seats = Seat.objects.in_force(on).filter(office__in=STANDING_OFFICES)
    places = CollectiveSeat.objects.filter(in_force(on), in_force(on, "collective__"))
    places = places.exclude(collective__kind=LeadershipCollective.Kind.EXECUTIVE)
    holders = (
        Q(member__in=set(members))
        | Q(member__in=seats.filter(organisation__in=under).values("member"))
        | Q(member__in=places.filter(collective__organisation=committee).values("member"))
    )
    posts = _posts(_with_units(seats.filter(holders)), _with_collectives(places.filter(holders)), on)
    here = {
        member: found
        for member, rows in posts.items()
        if (found := [post for post in rows if _is_under(post, committee.pk, under)])
    }
    return here, posts


def _is_under(post: Post, committee: int, under: Collection[int]) -> bool:
    place = post.organisation.pk
    return place == committee if post.collective else place in under


def _with_units(seats: QuerySet[Seat]) -> list[Seat]:
    return list(seats.select_related("member", "organisation"))


def _with_collectives(places: QuerySet[CollectiveSeat]) -> list[CollectiveSeat]:
    """An executive committee makes no leader of its members."""
    rows = places.exclude(collective__kind=LeadershipCollective.Kind.EXECUTIVE)
    return list(rows.select_related("member", "collective", "collective__organisation"))


def _posts(seats: list[Seat], places: list[CollectiveSeat], on: dt.date) -> dict[int, list[Post]]:
    units = [row.organisation for row in seats] + [row.collective.organisation for row in places]
    prefetch_related_objects(units, "periods")
    kinds = _kinds(units, on)
    found: dict[int, list[Post]] = defaultdict(list)
    for row in seats:
        kind, parent = kinds.get(row.organisation_id, ("", None))
        if kind in RANKS:
            home = parent if kind == OrganisationKind.PART_COMMITTEE and parent else row.organisation_id
            rank = (RANKS[kind], -OFFICES.index(row.office))
            found[row.member_id].append(Post(row.member, row.title, row.organisation, home, rank, since=row.valid_from))
    for held in places:
        group = held.collective
        kind, _parent = kinds.get(group.organisation_id, ("", None))
        rank = (RANKS.get(kind, 0), -len(OFFICES) - (0 if held.is_head else 1))
        found[held.member_id].append(
            Post(held.member, held.title, group.organisation, group.organisation_id, rank, group, held.valid_from)
        )
    return {member: sorted(rows, key=lambda post: post.rank, reverse=True) for member, rows in found.items()}


def _kinds(units: Iterable[Organisation], on: dt.date) -> dict[int, tuple[str, int | None]]:
    """The kind of each unit and what stands above it; cells are left out."""
    return {
        unit.pk: (row.kind, row.parent_id)
        for unit in units
        for row in unit.periods.all()
        if row.valid_from <= on and (row.valid_to is None or row.valid_to >= on) and row.kind not in CELL_KINDS
    }
