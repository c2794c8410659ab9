"""Who is told: the leaders of units in office that day, who looks after them, the secretary above."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from accounts.models import User
from cells.models import Member, Office, Organisation, OrganisationKind, OrganisationPeriod, Seat
from cells.queries.oversight import keepers_of
from reports.rules.reminders import ABOVE, KEEPERS, LEADERS

PER_CHUNK = 1000
LEADING = (Office.SECRETARY, Office.DEPUTY_SECRETARY)


@dataclass(frozen=True)
class Person:
    """Someone to tell: the member and the account."""

    member_id: int
    user: User


@dataclass
class People:
    """Who is told of which units, by level."""

    day: dt.date
    units: dict[int, Organisation] = field(default_factory=dict)
    by_level: dict[str, dict[int, list[Person]]] = field(default_factory=lambda: defaultdict(dict))
    by_member: dict[int, Person] = field(default_factory=dict)

    def of(self, unit: int, level: str, *, without: Collection[int] = ()) -> list[Person]:
        """The people of one level but the members ``without``; of keepers there is nobody: the secretary above."""
        chain = (KEEPERS, ABOVE) if level == KEEPERS else (level,)
        for each in chain:
            found = [person for person in self.by_level[each].get(unit, ()) if person.member_id not in without]
            if found:
                return found
        return []

    def name(self, unit: int) -> str:
        return self.units[unit].label(self.day) if unit in self.units else ""


def read_people(units: Collection[int], members: Collection[int], day: dt.date) -> People:
    """The people of those units at every level, and those members, in a fixed number of questions per thousand units.

    Only accounts in use; the leaders are the secretary and the deputies.
    """
    people = People(day)
    for chunk in _chunks(units):
        rows = Organisation.objects.filter(pk__in=chunk).prefetch_related("periods")
        people.units.update({unit.pk: unit for unit in rows})
        for level, read in ((LEADERS, _leaders), (KEEPERS, _keepers), (ABOVE, _above)):
            people.by_level[level].update(read(chunk, day))
    for chunk in _chunks(members):
        people.by_member.update({person.member_id: person for person in _with_account(chunk).values()})
    return people


def _chunks(numbers: Iterable[int]) -> Iterable[list[int]]:
    ordered = sorted(numbers)
    return (ordered[start : start + PER_CHUNK] for start in range(0, len(ordered), PER_CHUNK))


def _leaders(units: list[int], day: dt.date) -> dict[int, list[Person]]:
    return _seated(units, LEADING, day)


def _above(units: list[int], day: dt.date) -> dict[int, list[Person]]:
    """The secretary of the unit directly above each, else its deputies.

    A committee of a part of a base organisation that nobody with an account leads is passed over: the base
    organisation is meant.
    """
    parents = _parents(units, day)
    further = _parents({row.parent_id for row in parents.values()}, day)
    direct = {unit: row.parent_id for unit, row in parents.items()}
    base = {unit: further[up].parent_id for unit, up in direct.items() if up in further and further[up].is_part}
    places = set(direct.values()) | set(base.values())
    secretaries = _seated(places, (Office.SECRETARY,), day)
    deputies = _seated(places - secretaries.keys(), (Office.DEPUTY_SECRETARY,), day)
    seated = {**deputies, **secretaries}
    return {unit: seated.get(up) or seated.get(base.get(unit, 0), []) for unit, up in direct.items()}


@dataclass(frozen=True)
class _Place:
    parent_id: int
    is_part: bool


def _parents(units: Collection[int], day: dt.date) -> dict[int, _Place]:
    """What each unit stands under, and whether it is the committee of a part."""
    rows = OrganisationPeriod.objects.in_force(day).filter(organisation__in=units, parent__isnull=False)
    found = rows.order_by().values_list("organisation", "parent", "kind")
    return {unit: _Place(parent, kind == OrganisationKind.PART_COMMITTEE) for unit, parent, kind in found if parent}


def _seated(units: Collection[int], offices: Collection[str], day: dt.date) -> dict[int, list[Person]]:
    seats = Seat.objects.in_force(day).filter(organisation__in=units, office__in=offices, member__user__is_active=True)
    found: dict[int, list[Person]] = defaultdict(list)
    for seat in seats.select_related("member__user").order_by("pk"):
        assert seat.member.user is not None
        found[seat.organisation_id].append(Person(seat.member_id, seat.member.user))
    return found


def _keepers(units: list[int], day: dt.date) -> dict[int, list[Person]]:
    kept = keepers_of(Organisation.objects.filter(pk__in=units).only("pk"), day)
    accounts = _with_account({keeper.member.pk for keepers in kept.values() for keeper in keepers})
    return {
        unit: [accounts[number] for number in dict.fromkeys(row.member.pk for row in keepers) if number in accounts]
        for unit, keepers in kept.items()
    }


def _with_account(members: Collection[int]) -> dict[int, Person]:
    rows = Member.objects.filter(pk__in=members, user__is_active=True).select_related("user").only("user")
    return {row.pk: Person(row.pk, row.user) for row in rows if row.user is not None}
