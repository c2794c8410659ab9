"""The records of one committee as a list is compared with them: read whole, in a fixed number of queries."""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass, field

from cells.imports.units import cell_key
from cells.models import CELL_KINDS, Member, Membership, Organisation, Seat, StatusPeriod, in_force
from cells.queries import subtree_ids
from core.vietnamese import spelling_key


@dataclass(slots=True)
class Records:
    """Units below a committee and their people, with what is in force on the day of the list."""

    on: dt.date
    cells: dict[str, Organisation] = field(default_factory=dict)
    """Cells standing on that day, by the key of their name."""
    followed: dict[str, Organisation] = field(default_factory=dict)
    """For the name of an ended cell, the unit it went into."""
    memberships: dict[int, Membership] = field(default_factory=dict)
    statuses: dict[int, StatusPeriod] = field(default_factory=dict)
    seats: dict[int, list[Seat]] = field(default_factory=lambda: defaultdict(list))
    by_citizen_id: dict[str, Member] = field(default_factory=dict)
    by_card: dict[str, Member] = field(default_factory=dict)
    by_name: dict[str, list[Member]] = field(default_factory=lambda: defaultdict(list))
    outside: frozenset[int] = frozenset()
    """Members found by a number who belong to another committee."""


def read_records(organisation: Organisation, on: dt.date, *, citizen_ids: set[str], cards: set[str]) -> Records:
    """What is known below ``organisation`` on that day, and who elsewhere has one of these numbers."""
    records = Records(on=on)
    below = subtree_ids([organisation.pk])
    _read_cells(records, below)
    inside = Membership.objects.filter(cell__in=below).values("member")
    known = Member.objects.filter(pk__in=inside)
    numbered = Member.objects.filter(citizen_id__in=citizen_ids) | Member.objects.filter(card_number__in=cards)
    members = {member.pk: member for member in known}
    strangers = {member.pk: member for member in numbered if member.pk not in members}
    records.outside = frozenset(strangers)
    for member in (*members.values(), *strangers.values()):
        _index(records, member, by_name=member.pk in members)
    current = Membership.objects.filter(in_force(on), member__in=members)
    for membership in current.select_related("cell").prefetch_related("cell__periods"):
        if membership.kind == Membership.Kind.PERMANENT or membership.member_id not in records.memberships:
            records.memberships[membership.member_id] = membership
    for status in StatusPeriod.objects.filter(in_force(on), member__in=members):
        records.statuses[status.member_id] = status
    seats = Seat.objects.filter(in_force(on), organisation__in=below).select_related("member", "organisation")
    for seat in seats.prefetch_related("organisation__periods"):
        records.seats[seat.organisation_id].append(seat)
    return records


def _read_cells(records: Records, below: set[int]) -> None:
    units = Organisation.objects.filter(pk__in=below).prefetch_related("periods", "successions__successor__periods")
    for unit in units.order_by("order", "pk"):
        period = unit.period(records.on)
        if period is None or period.kind not in CELL_KINDS:
            continue
        if unit.existed_on(records.on):
            records.cells[cell_key(period.name)] = unit
        for succession in unit.successions.all():
            records.followed.setdefault(cell_key(period.name), succession.successor)


def _index(records: Records, member: Member, *, by_name: bool) -> None:
    if member.citizen_id:
        records.by_citizen_id[member.citizen_id] = member
    for card in (member.card_number, member.old_card_number):
        if card:
            records.by_card.setdefault(card, member)
    if by_name:
        records.by_name[spelling_key(member.full_name)].append(member)
