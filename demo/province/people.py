"""The invented members: who they are, where they belonged from 2020 to 2026, what they were for a time."""

import datetime as dt
import itertools
import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache

from cells.models import Member, Membership, StatusPeriod
from core.vietnamese import search_key, sort_key
from demo.calendar import LAST
from demo.province.bulk import copy_rows, numbers_for
from demo.province.names import ETHNIC_GROUPS, draw, person_name
from demo.province.tree import DAY, Size, Tree, Unit

LISTED = dt.date(2020, 7, 1)
"""The day of the first lists: earlier memberships are not known."""
FIRST_LOSS = dt.date(2021, 1, 10)
UNTIL = dt.date(*LAST, 28)
SHARE_LEFT = 0.055
"""How many of those who were ever listed have left, for each who has not."""
LOSSES = "died 800, struck_off 110, expelled 30, resigned 60"
AGES = "19-25 60, 26-30 110, 31-40 250, 41-50 210, 51-60 140, 61-70 140, 71-80 70, 81-96 20"
AGES_OF_DEAD = "61-70 25, 71-80 40, 81-96 35"
AGES_OF_LEFT = "31-40 25, 41-50 25, 51-60 15, 61-70 10"
SHARE_MOVED, SHARE_AWAY, SHARE_REDUCED, SHARE_EXEMPT = 0.06, 0.008, 0.02, 0.7
EXEMPT_AGE, YEAR = 75, 365.25
SCRAMBLE = 387_420_489
"""Odd and not divisible by five: it gives each place its own six or nine digits."""
TRANSFER, MERGER = "Giấy giới thiệu số {number:03d}-GT/ĐU", "Theo quyết định sáp nhập"


@dataclass
class People:
    """Everything about people that will be written."""

    members: list[Member] = field(default_factory=list)
    memberships: list[Membership] = field(default_factory=list)
    statuses: list[StatusPeriod] = field(default_factory=list)

    def write(self) -> None:
        for rows in (self.members, self.memberships, self.statuses):
            copy_rows(rows)


@dataclass(frozen=True)
class Life:
    """One person's way through the cells."""

    member: Member
    home: Unit
    first_day: dt.date
    last_day: dt.date | None
    loss: str


def populate(tree: Tree, size: Size, chance: random.Random) -> People:
    """Members enough that ``size.members`` belong to cells today, and those who left before."""
    people = People()
    numbers = numbers_for(Member)
    homes = [cell for cell in tree.cells if cell.row.founded_on < LISTED]
    weights = list(itertools.accumulate(cell.weight for cell in homes))
    for place in range(round(size.members * (1 + SHARE_LEFT))):
        home = chance.choices(homes, cum_weights=weights)[0]
        life = _life(place, home, "" if place < size.members else draw(LOSSES, chance), chance)
        life.member.pk = next(numbers)
        people.members.append(life.member)
        people.memberships += _memberships(life, homes, chance)
        _add_status(people, life, homes, chance)
    return people


@cache
def _keys(name: str) -> tuple[str, str]:
    return sort_key(name), search_key(name)


def _life(place: int, home: Unit, loss: str, chance: random.Random) -> Life:
    born, decided, ceremony = _dates(loss, chance)
    member = _member(place, home, born, chance)
    member.admission_decided_on, member.admitted_on = decided, ceremony
    is_leap_day = (ceremony.month, ceremony.day) == (2, 29)
    official = ceremony.replace(year=ceremony.year + 1, day=28 if is_leap_day else ceremony.day)
    member.official_on = official if official <= UNTIL else None
    first_day, last_day = max(LISTED, ceremony), None
    if loss:
        last_day = FIRST_LOSS + chance.randint(0, (UNTIL - FIRST_LOSS).days) * DAY
    return Life(member, home, first_day, last_day, loss)


def _dates(loss: str, chance: random.Random) -> tuple[dt.date, dt.date, dt.date]:
    """Birth, decision and ceremony: admitted from 18 years of age (Điều lệ Đ1.2), before the lists if lost later."""
    ages = AGES_OF_DEAD if loss == "died" else AGES_OF_LEFT if loss else AGES
    youngest, oldest = draw(ages, chance).split("-")
    born = UNTIL - round(chance.uniform(int(youngest), int(oldest) + 1) * YEAR) * DAY
    latest = LISTED - 90 * DAY if loss else UNTIL - 60 * DAY
    decided = min(born + round((18.2 + chance.gammavariate(2.2, 4.2)) * YEAR) * DAY, latest)
    return born, decided, decided + chance.randint(5, 25) * DAY


def _member(place: int, home: Unit, born: dt.date, chance: random.Random) -> Member:
    sex = "female" if chance.random() < 0.38 else "male"
    ethnic_group = draw(ETHNIC_GROUPS, chance)
    name = person_name(chance, sex=sex, ethnic_group=ethnic_group)
    sorts_as, found_by = _keys(name)
    sign = (0 if born.year < 2000 else 2) + (sex == "female")
    residence = f"xã {home.place.place_name}, tỉnh Lam Giang"
    return Member(
        full_name=name,
        sort_key=sorts_as,
        search_key=found_by,
        sex=sex,
        birth_date=born,
        birth_precision="year" if born.year < 1950 and chance.random() < 0.3 else "day",
        ethnic_group=ethnic_group,
        religion="Công giáo" if chance.random() < 0.02 else "Không",
        citizen_id=f"015{sign}{born.year % 100:02d}{place * SCRAMBLE % 10**6:06d}",
        card_number=f"015{place * SCRAMBLE % 10**9:09d}",
        native_place=residence,
        residence=residence,
        has_dossier=chance.random() < 0.97,
    )


def _memberships(life: Life, homes: Sequence[Unit], chance: random.Random) -> list[Membership]:
    """One after another: through mergers, perhaps one transfer, until today or the loss."""
    rows: list[Membership] = []
    cell, day, reason, document = life.home, life.first_day, "admitted" if life.first_day > LISTED else "listed", ""
    last = life.last_day or UNTIL
    move = (day + chance.randint(120, 2000) * DAY, chance.choice(homes)) if chance.random() < SHARE_MOVED else None
    if move and (move[0] > last - 30 * DAY):
        move = None
    while True:
        cell = cell.standing_on(day)
        row = Membership(member=life.member, cell=cell.row, valid_from=day, start_reason=reason, document=document)
        rows.append(row)
        stops: list[tuple[dt.date, int, str, Unit | None]] = []
        if life.last_day:
            stops.append((life.last_day, 0, life.loss, None))
        if move and move[0] > day and move[1].standing_on(move[0]) is not cell:
            stops.append((move[0] - DAY, 1, "transferred", move[1]))
        if cell.row.ended_on:
            stops.append((cell.row.ended_on, 2, "merged", cell.follower))
        if not stops:
            return rows
        row.valid_to, _rank, row.end_reason, follower = min(stops, key=lambda stop: stop[:2])
        if follower is None:
            return rows
        cell, day, reason = follower, row.valid_to + DAY, row.end_reason
        document = TRANSFER.format(number=chance.randint(1, 400)) if reason == "transferred" else MERGER


def _add_status(people: People, life: Life, homes: Sequence[Unit], chance: random.Random) -> None:
    """Exempt in old age, less active when ill, or for some months in another cell."""
    member = life.member
    assert member.birth_date
    since = max(member.birth_date + round((EXEMPT_AGE + chance.random() * 5) * YEAR) * DAY, life.first_day)
    last = life.last_day or UNTIL
    if since < last and chance.random() < SHARE_EXEMPT:
        status = "exempt"
    elif life.loss or life.first_day > LISTED or chance.random() > SHARE_AWAY + SHARE_REDUCED:
        return
    else:
        since = LISTED + chance.randint(1500, 2200) * DAY
        status = "away" if chance.random() < SHARE_AWAY / (SHARE_AWAY + SHARE_REDUCED) else "reduced"
    period = StatusPeriod(member=member, status=status, valid_from=since, valid_to=life.last_day)
    people.statuses.append(period)
    if status == "away":
        host = chance.choice(
            [cell for cell in chance.choices(homes, k=20) if not cell.row.ended_on and cell is not life.home]
        )
        until = since + 300 * DAY
        period.place, period.valid_to = host.place.name, until if until < UNTIL else None
        people.memberships.append(
            Membership(
                member=member,
                cell=host.row,
                kind="temporary",
                valid_from=since,
                valid_to=period.valid_to,
                start_reason="transferred",
                end_reason="returned" if period.valid_to else "",
            )
        )
