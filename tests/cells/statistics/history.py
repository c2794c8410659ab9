"""A small invented history, drawn from one source of chance: units that move and merge, people who come and go."""

import datetime as dt
from dataclasses import dataclass, field
from random import Random

from cells.models import (
    Badge,
    Member,
    Membership,
    Organisation,
    OrganisationPeriod,
    ProfileEntry,
    StatusPeriod,
)
from core.vietnamese import search_key, sort_key
from tests.factories import make_organisation

ORIGIN = dt.date(2025, 5, 20)
DAYS = 60
"""The history lasts so many days; 01/07/2025 lies in the midst of it."""
STARTS = ["admitted", "transferred", "restored", "merged", "listed", ""]
ENDS = ["transferred", "merged", "struck_off", "expelled", "resigned", "died", "returned"]
TYPES = ["", "ward", "army", "commune"]


def day(number: int) -> dt.date:
    return ORIGIN + dt.timedelta(days=number)


@dataclass
class History:
    """All rows of it, as they are in the database."""

    units: list[Organisation] = field(default_factory=list)
    periods: list[OrganisationPeriod] = field(default_factory=list)
    members: list[Member] = field(default_factory=list)
    memberships: list[Membership] = field(default_factory=list)
    statuses: list[StatusPeriod] = field(default_factory=list)
    entries: list[ProfileEntry] = field(default_factory=list)
    badges: list[Badge] = field(default_factory=list)

    @property
    def province(self) -> Organisation:
        return self.units[0]


def invent(chance: Random) -> History:
    """A province, an old district that ends, two communes, a commune elsewhere, six cells, sixteen people."""
    history = History()
    tops = [make_organisation("Đảng bộ tỉnh", kind="provincial", founded_on=day(-400))]
    tops += [make_organisation("Đảng bộ tỉnh khác", kind="provincial", founded_on=day(-400))]
    middles = [
        make_organisation(
            f"Đảng bộ {place}", kind="base_committee", parent=tops[place == "Ngoài"], founded_on=day(-400)
        )
        for place in ("A", "B", "Ngoài")
    ]
    district = make_organisation("Đảng bộ huyện", kind="district", parent=tops[0], founded_on=day(-400))
    _end(district, dt.date(2025, 6, 30))
    cells = [
        make_organisation(
            f"Chi bộ {number}",
            kind="cell",
            parent=chance.choice([*middles, *middles[:2], district]),
            order=number,
            founded_on=day(chance.choice([-400, -400, -400, chance.randint(-2, 20)])),
        )
        for number in range(6)
    ]
    for unit in (*cells, *middles):
        if chance.random() < 0.4:
            _move(unit, chance, [*middles, *tops] if unit in cells else tops)
        if unit in cells and chance.random() < 0.3:
            _end(unit, day(chance.randint(30, DAYS)))
    for unit in cells:
        OrganisationPeriod.objects.filter(organisation=unit).update(statistical_type=chance.choice(TYPES))
    history.units = [*tops, *middles, district, *cells]
    for number in range(16):
        _live(number, cells, chance)
    history.periods = list(OrganisationPeriod.objects.all())
    history.members = list(Member.objects.all())
    history.memberships = list(Membership.objects.all())
    history.statuses = list(StatusPeriod.objects.all())
    history.entries = list(ProfileEntry.objects.all())
    history.badges = list(Badge.objects.all())
    return history


def _end(unit: Organisation, last: dt.date) -> None:
    unit.ended_on = max(last, unit.founded_on)
    unit.save()
    unit.periods.filter(valid_from__gt=unit.ended_on).delete()
    unit.periods.filter(valid_to=None).update(valid_to=unit.ended_on)


def _move(unit: Organisation, chance: Random, superiors: list[Organisation]) -> None:
    """Under another superior, or with another name under the same, from some day on."""
    old = unit.periods.get()
    since = max(day(chance.randint(1, DAYS)), old.valid_from + dt.timedelta(days=1))
    old.valid_to = since - dt.timedelta(days=1)
    old.save()
    parent = chance.choice([*superiors, old.parent])
    OrganisationPeriod.objects.create(
        organisation=unit, name=f"{old.name} mới", name_key="", kind=old.kind, parent=parent, valid_from=since
    )


def _live(number: int, cells: list[Organisation], chance: Random) -> None:
    name = f"Nguyễn Văn {chr(65 + number)}"
    admitted = day(chance.choice([chance.randint(-50 * 366, -300), chance.randint(-420, DAYS)]))
    member = Member.objects.create(
        full_name=name,
        sort_key=sort_key(name),
        search_key=search_key(name),
        sex=chance.choice(["male", "female", ""]),
        birth_date=chance.choice([None, day(chance.randint(-80 * 365, -17 * 365))]),
        birth_precision="day",
        ethnic_group=chance.choice(["Kinh", "Tày", "", "KINH"]),
        religion=chance.choice(["Không", "Phật giáo", ""]),
        admission_decided_on=chance.choice([None, admitted - dt.timedelta(days=9)]),
        admitted_on=chance.choice([None, admitted]),
        official_on=chance.choice(
            [
                None,
                admitted + dt.timedelta(days=365),
                max(day(chance.randint(0, DAYS)), admitted + dt.timedelta(days=1)),
            ]
        ),
    )
    if member.birth_date and chance.random() < 0.4:
        Member.objects.filter(pk=member.pk).update(
            birth_precision="year", birth_date=member.birth_date.replace(month=1, day=1)
        )
    first = chance.choice([-100, chance.randint(0, DAYS)])
    while first < DAYS and chance.random() < 0.93:
        last = first + chance.choice([0, 1, chance.randint(0, 15), chance.randint(0, 40)]) + max(0, -first)
        ends = chance.random() < 0.8
        Membership.objects.create(
            member=member,
            cell=chance.choice(cells),
            valid_from=day(first),
            valid_to=day(last) if ends else None,
            start_reason=chance.choice(STARTS),
            end_reason=chance.choice(ENDS) if ends else "",
        )
        if not ends:
            break
        first = last + chance.choice([1, 1, 1, 2, chance.randint(1, 20)])
    if chance.random() < 0.3:
        start = day(chance.randint(0, DAYS))
        Membership.objects.create(
            member=member, cell=chance.choice(cells), kind="temporary", valid_from=start, start_reason="transferred"
        )
    _record(member, chance)


def _record(member: Member, chance: Random) -> None:
    if chance.random() < 0.4:
        StatusPeriod.objects.create(
            member=member,
            status=chance.choice(["exempt", "reduced"]),
            valid_from=day(chance.randint(0, 40)),
            valid_to=chance.choice([None, day(45)]),
        )
    for subject, values in (("occupation", ["farmer", "retired", "thợ rèn"]), ("political_theory", ["elementary"])):
        for start in chance.sample(range(-20, DAYS), chance.choice([0, 1, 2])):
            ProfileEntry.objects.create(
                member=member,
                subject=subject,
                value=chance.choice(values),
                valid_from=day(start),
                is_removed=chance.random() < 0.2,
            )
    for years in chance.sample([30, 40, 45], chance.choice([0, 0, 1, 2])):
        Badge.objects.create(
            member=member, years=years, awarded_on=day(chance.randint(-5, DAYS)), is_posthumous=chance.random() < 0.3
        )
