"""Who belongs to a meeting of each kind on its day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from cells.models import (
    CELL_KINDS,
    GroupMembership,
    Member,
    Membership,
    Office,
    Organisation,
    OrganisationKind,
    OrganisationPeriod,
    Seat,
    StatusPeriod,
)
from cells.queries import statuses_on
from cells.rules import ACTIVE, is_expected
from meetings.models import MeetingKind
from meetings.rules.kinds import kinds

Status = StatusPeriod.Status

STANDING_OFFICES = (Office.SECRETARY, Office.DEPUTY_SECRETARY, Office.STANDING_MEMBER)
EXECUTIVE_OFFICES = (*STANDING_OFFICES, Office.COMMITTEE_MEMBER)
GROUP_OFFICES = (Office.GROUP_LEADER, Office.GROUP_DEPUTY)


@dataclass(frozen=True)
class RollEntry:
    """A member as of one day: what is frozen when a meeting is opened."""

    member: Member
    is_official: bool
    status: str
    is_temporary: bool

    @property
    def is_expected(self) -> bool:
        return is_expected(self.status)


def roll_of(unit: Organisation, on: dt.date, *, kind: str = MeetingKind.REGULAR) -> list[RollEntry]:
    """Who belongs to a meeting of ``unit`` on that day, sorted as Vietnamese lists are.

    Of a cell all its members, or those of its committee (``kinds.json``, roll); of a Party group its people; of a
    committee those who hold its seats, of the standing committee alone where that meets.
    A member who is here for a time is away from the own cell, and the other way round.
    """
    period = unit.period(on)
    if period is None or period.kind in CELL_KINDS:
        entries = _of_cell(unit, on, among=_seated_in_cell(unit, on, kinds()[MeetingKind(kind)].roll))
    elif period.kind == OrganisationKind.PARTY_GROUP:
        people = GroupMembership.objects.in_force(on).filter(group=unit).values_list("member", flat=True)
        entries = _of_cell(period.parent_id, on, among=set(people))
    else:
        offices = STANDING_OFFICES if kinds()[MeetingKind(kind)].roll == "standing" else EXECUTIVE_OFFICES
        entries = _of_committee(unit, on, offices)
    return sorted(entries, key=lambda entry: (entry.member.sort_key, entry.member.pk))


def _seated_in_cell(cell: Organisation, on: dt.date, roll: str) -> set[int] | None:
    """Who of the cell the meeting is for; None: everyone."""
    if roll == "members":
        return None
    units, offices = [cell.pk], [*EXECUTIVE_OFFICES]
    if roll == "committee_open":
        units += (
            OrganisationPeriod.objects.in_force(on)
            .filter(parent=cell, kind=OrganisationKind.PARTY_GROUP)
            .values_list("organisation", flat=True)
        )
        offices += GROUP_OFFICES
    return _seated(units, offices, on)


def _seated(units: Iterable[int], offices: Iterable[str], on: dt.date) -> set[int]:
    seats = Seat.objects.in_force(on).filter(organisation__in=units, office__in=offices)
    return set(seats.values_list("member", flat=True).order_by())


def _of_cell(cell: Organisation | int | None, on: dt.date, *, among: Collection[int] | None) -> list[RollEntry]:
    rows: dict[int, Membership] = {}
    found = Membership.objects.in_force(on).filter(cell=cell).select_related("member")
    if among is not None:
        found = found.filter(member__in=among)
    for row in found.order_by("kind", "pk"):
        rows.setdefault(row.member_id, row)
    statuses = statuses_on(rows, on)
    elsewhere = set(
        Membership.objects.in_force(on)
        .filter(member__in=rows, kind=Membership.Kind.TEMPORARY)
        .exclude(cell=cell)
        .values_list("member", flat=True)
    )
    return [_entry(row, on, statuses.get(row.member_id, ACTIVE), row.member_id in elsewhere) for row in rows.values()]


def _entry(row: Membership, on: dt.date, status: str, is_elsewhere: bool) -> RollEntry:
    is_temporary = row.kind == Membership.Kind.TEMPORARY
    if is_temporary and status == Status.AWAY:
        status = ACTIVE
    elif not is_temporary and is_elsewhere and status == ACTIVE:
        status = Status.AWAY
    return RollEntry(row.member, row.member.is_official(on), status, is_temporary)


def _of_committee(unit: Organisation, on: dt.date, offices: Collection[str]) -> list[RollEntry]:
    """Who holds a seat attends as such: being excused from the own cell's meetings does not excuse from it.

    Only who is suspended stays away.
    """
    members = Member.objects.filter(pk__in=_seated([unit.pk], offices, on))
    statuses = statuses_on([member.pk for member in members], on)
    return [
        RollEntry(
            member,
            member.is_official(on),
            Status.SUSPENDED if statuses.get(member.pk) == Status.SUSPENDED else ACTIVE,
            is_temporary=False,
        )
        for member in members
    ]
