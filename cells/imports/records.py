"""The records of one committee as a list is compared with them: in a fixed number of queries, whatever its length."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field

from django.db.models import Q

from cells.imports.units import cell_key
from cells.models import (
    CELL_KINDS,
    Member,
    Membership,
    Organisation,
    ProfileEntry,
    ResidenceLink,
    Seat,
    StatusPeriod,
)
from cells.queries import subtree_ids
from core.periods import today
from core.vietnamese import search_key


@dataclass(slots=True)
class Records:
    """Units below a committee and the people who may be meant, with what is known of them from ``on`` onwards."""

    on: dt.date
    root: int = 0
    below: frozenset[int] = frozenset()
    """All units of the committee."""
    cells: dict[str, list[Organisation]] = field(default_factory=lambda: defaultdict(list))
    """Cells standing on that day, by the key of their name."""
    followed: dict[str, Organisation] = field(default_factory=dict)
    """For the name of an ended cell, the unit it went into."""
    memberships: dict[int, list[Membership]] = field(default_factory=lambda: defaultdict(list))
    """All of a member's memberships, the earliest first."""
    statuses: dict[int, list[StatusPeriod]] = field(default_factory=lambda: defaultdict(list))
    seats: dict[int, list[Seat]] = field(default_factory=lambda: defaultdict(list))
    """Posts of a unit in force on that day or beginning later."""
    own_seats: dict[int, list[Seat]] = field(default_factory=lambda: defaultdict(list))
    """The same of a member, in cells."""
    profile: dict[tuple[int, str], ProfileEntry] = field(default_factory=dict)
    """The statement that holds on that day."""
    residences: dict[int, list[ResidenceLink]] = field(default_factory=lambda: defaultdict(list))
    by_number: dict[tuple[str, str], list[Member]] = field(default_factory=lambda: defaultdict(list))
    """By kind of number and number; the two kinds of cards are one kind."""
    by_name: dict[str, list[Member]] = field(default_factory=lambda: defaultdict(list))
    """By the name without accents; only people of this committee."""
    outside: frozenset[int] = frozenset()
    """Members found by a number who belong to another committee."""
    gone: frozenset[int] = frozenset()
    """Members who were here and belong to another committee from the day of the list on: their record is kept there."""
    moved_on: frozenset[int] = frozenset()
    """The same as of today: a list of an earlier day does not change their record either."""

    def current(self, member: Member) -> Membership | None:
        """The membership in force on the day of the list, a permanent one first."""
        found = [row for row in self.memberships[member.pk] if _in_force(row, self.on)]
        return next((row for row in found if row.kind == Membership.Kind.PERMANENT), found[0] if found else None)

    def last(self, member: Member) -> Membership | None:
        """The membership of the day, else the last one before it."""
        earlier = [row for row in self.memberships[member.pk] if row.valid_from <= self.on]
        return self.current(member) or (earlier[-1] if earlier else None)

    def status(self, member: Member) -> StatusPeriod | None:
        return next((row for row in self.statuses[member.pk] if _in_force(row, self.on)), None)

    def standing(self) -> list[tuple[str, Organisation]]:
        return [(key, unit) for key, units in self.cells.items() for unit in units]


def _in_force(row: Membership | StatusPeriod, on: dt.date) -> bool:
    return row.valid_from <= on and (row.valid_to is None or row.valid_to >= on)


def read_records(
    organisation: Organisation,
    on: dt.date,
    *,
    names: Collection[str],
    citizen_ids: Collection[str],
    cards: Collection[str],
    lock: bool = False,
) -> Records:
    """Who below ``organisation`` has one of these names or numbers, and who elsewhere has one of the numbers.

    ``lock`` keeps others from changing these people until the transaction ends.
    """
    below = frozenset(subtree_ids([organisation.pk]))
    records = Records(on=on, root=organisation.pk, below=below)
    _read_cells(records, below)
    here = Membership.objects.filter(cell__in=below).values("member")
    numbered = Q(citizen_id__in=citizen_ids) | Q(card_number__in=cards) | Q(old_card_number__in=cards)
    named = Q(search_key__in={search_key(name) for name in names}, pk__in=here)
    found = Member.objects.filter(named | numbered)
    members = {member.pk: member for member in (found.select_for_update() if lock else found)}
    doubles = {member.merged_into_id for member in members.values() if member.merged_into_id} - members.keys()
    members |= {member.pk: member for member in Member.objects.filter(pk__in=doubles)}
    _read_lives(records, list(members))
    inside = {pk for pk, rows in records.memberships.items() if any(row.cell_id in below for row in rows)}
    records.outside = frozenset(members.keys() - inside)
    records.gone, records.moved_on = (
        frozenset(pk for pk in inside if _is_elsewhere(records.memberships[pk], below, day))
        for day in (on, max(on, today()))
    )
    for member in members.values():
        _index(records, member, members)
    seats = Seat.objects.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=on), organisation__in=below)
    for seat in seats.select_related("member", "organisation").prefetch_related("organisation__periods"):
        records.seats[seat.organisation_id].append(seat)
        records.own_seats[seat.member_id].append(seat)
    return records


def _is_elsewhere(rows: list[Membership], below: Collection[int], on: dt.date) -> bool:
    live = [row.cell_id for row in rows if row.valid_to is None or row.valid_to >= on]
    return bool(live) and not any(cell in below for cell in live)


def _read_cells(records: Records, below: Collection[int]) -> None:
    units = Organisation.objects.filter(pk__in=below).prefetch_related("periods", "successions__successor__periods")
    for unit in units.order_by("order", "pk"):
        period = unit.period(records.on)
        if period is None or period.kind not in CELL_KINDS:
            continue
        if unit.existed_on(records.on):
            records.cells[cell_key(period.name)].append(unit)
        for succession in unit.successions.all():
            records.followed.setdefault(cell_key(period.name), succession.successor)


def _read_lives(records: Records, members: list[int]) -> None:
    """What is dated about these people."""
    places = Membership.objects.filter(member__in=members).select_related("cell").prefetch_related("cell__periods")
    for place in places.order_by("valid_from", "pk"):
        records.memberships[place.member_id].append(place)
    for status in StatusPeriod.objects.filter(member__in=members).order_by("valid_from"):
        records.statuses[status.member_id].append(status)
    entries = ProfileEntry.objects.filter(member__in=members, valid_from__lte=records.on, is_removed=False)
    for entry in entries.order_by("valid_from", "pk"):
        records.profile[entry.member_id, entry.subject] = entry
    links = ResidenceLink.objects.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=records.on), member__in=members)
    for link in links.order_by("valid_from"):
        records.residences[link.member_id].append(link)


def _index(records: Records, member: Member, members: dict[int, Member]) -> None:
    """A record that was made one with another gives its numbers to the one that stays."""
    kept = member
    while kept.merged_into_id and kept.merged_into_id in members:
        kept = members[kept.merged_into_id]
    for kind, number in (
        ("citizen_id", member.citizen_id),
        ("card", member.card_number),
        ("card", member.old_card_number),
    ):
        if number and kept not in records.by_number[kind, number]:
            records.by_number[kind, number].append(kept)
    if kept is member and member.pk not in records.outside:
        records.by_name[search_key(member.full_name)].append(member)
