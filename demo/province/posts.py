"""Who leads the invented units: terms, secretaries, deputies, committees, and the officers of the province."""

import datetime as dt
import random
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from cells.models import Membership, Office, Seat, Term
from demo.commune import TWO_LEVELS
from demo.province.bulk import copy_rows
from demo.province.people import LISTED, People
from demo.province.tree import DAY, Tree, Unit

CONGRESSES = (dt.date(2022, 11, 20), dt.date(2025, 5, 20))
"""A cell holds two congresses in five years (Điều lệ Đ24.3); each on its own day of the two months from these on."""
OLD_COMMITTEES = dt.date(2020, 7, 15)
CELL_MONTHS, BASE_MONTHS = 30, 60
STAYS = 0.6
"""How often a secretary is elected again."""
WITH_COMMITTEE = 9
"""From so many official members on a cell elects a committee (Điều lệ Đ24.4)."""
COMMITTEE = (Office.SECRETARY, Office.DEPUTY_SECRETARY, *[Office.STANDING_MEMBER] * 3, *[Office.COMMITTEE_MEMBER] * 8)
OFFICERS = 3


@dataclass
class Posts:
    """Everything about posts that will be written."""

    seats: list[Seat] = field(default_factory=list)
    terms: list[Term] = field(default_factory=list)

    def write(self) -> None:
        copy_rows(self.seats)
        copy_rows(self.terms)


def months_after(day: dt.date, months: int) -> dt.date:
    """The same day so many months later, the 28th at most."""
    years, month = divmod(day.month - 1 + months, 12)
    return dt.date(day.year + years, month + 1, min(day.day, 28))


def elect(tree: Tree, people: People, chance: random.Random) -> Posts:
    """Committees of cells for each of their terms, of communes, agencies, districts and of the province."""
    posts = Posts()
    inside: dict[int, list[Membership]] = defaultdict(list)
    for row in people.memberships:
        if row.kind == Membership.Kind.PERMANENT:
            inside[row.cell_id].append(row)
    for cell in tree.cells:
        _cell_terms(posts, cell, inside[cell.row.pk], chance)
    below: dict[int, list[Unit]] = defaultdict(list)
    for cell in tree.cells:
        for parent in tree.parents_of(cell):
            below[parent].append(cell)
    for unit, first_day in _committees(tree):
        cells = sorted(below[unit.row.pk] or tree.cells[:1], key=lambda cell: "Cơ quan" not in cell.place.name)
        electors = [row for cell in cells[:6] for row in inside[cell.row.pk]]
        _committee(posts, unit, electors, first_day, chance)
    _province(posts, tree, inside)
    return posts


def _committees(tree: Tree) -> Iterable[tuple[Unit, dt.date]]:
    for unit in (*tree.districts, *tree.old_communes):
        yield unit, OLD_COMMITTEES
    for unit in (*tree.agencies, *tree.communes, *tree.parts):
        yield unit, max(unit.row.founded_on, OLD_COMMITTEES)


def _cell_terms(posts: Posts, cell: Unit, rows: Sequence[Membership], chance: random.Random) -> None:
    days = [day + chance.randint(0, 60) * DAY for day in CONGRESSES] if cell.row.founded_on < LISTED else [TWO_LEVELS]
    before = 0
    for number, day in enumerate(days):
        end = cell.row.ended_on
        if end and end <= day:
            return
        following = days[number + 1] if number + 1 < len(days) else None
        last = min(filter(None, (end, following - DAY if following else None)), default=None)
        _add_term(posts, cell, day, last, CELL_MONTHS)
        able = [row for row in rows if _serves(row, day, last)]
        chance.shuffle(able)
        if chance.random() < STAYS:
            able.sort(key=lambda row: row.member_id != before)
        offices = [Office.SECRETARY, Office.DEPUTY_SECRETARY]
        if len(able) >= WITH_COMMITTEE:
            offices += [Office.COMMITTEE_MEMBER] * (1 if len(able) < 30 else 3)
        basis = "elected" if cell.row.founded_on < LISTED else "appointed"
        for office, row in zip(offices, able, strict=False):
            posts.seats.append(_seat(cell, row, office, day, last, basis))
        before = able[0].member_id if able else 0


def _serves(row: Membership, first: dt.date, last: dt.date | None) -> bool:
    """Official, not too old, and in the cell through the whole term so far."""
    member = row.member
    stays = row.valid_to is None or (last is not None and row.valid_to >= last)
    young = member.birth_date is not None and member.birth_date.year > first.year - 68
    return row.valid_from <= first and stays and young and member.is_official(first)


def _add_term(posts: Posts, unit: Unit, day: dt.date, last: dt.date | None, months: int) -> None:
    end = months_after(day, months)
    ended = last + DAY if last else None
    name = f"{day.year} – {end.year}"
    term = Term(
        organisation=unit.row, name=name, congress_on=day, length_months=months, valid_from=day, planned_end=end
    )
    term.ended_on = min(ended, end) if ended else None
    posts.terms.append(term)


def _seat(
    unit: Unit, row: Membership, office: str, first: dt.date, last: dt.date | None, basis: str = "elected"
) -> Seat:
    return Seat(organisation=unit.row, member=row.member, office=office, basis=basis, valid_from=first, valid_to=last)


def _committee(posts: Posts, unit: Unit, electors: Sequence[Membership], first: dt.date, chance: random.Random) -> None:
    last = unit.row.ended_on
    able = {row.member_id: row for row in electors if _serves(row, first, last)}
    offices = COMMITTEE if last is None else COMMITTEE[:2]
    chosen = chance.sample(list(able.values()), min(len(able), len(offices)))
    for office, row in zip(offices, chosen, strict=False):
        posts.seats.append(_seat(unit, row, office, first, last, "appointed" if first == TWO_LEVELS else "elected"))
    _add_term(posts, unit, first, last, BASE_MONTHS)


def _province(posts: Posts, tree: Tree, inside: dict[int, list[Membership]]) -> None:
    """The committee of the province and the officers of its organisation board, people of the first agency."""
    assert tree.province
    first = dt.date(2025, 3, 1)
    agency = tree.agencies[0].row.pk
    able = [
        row
        for cell in tree.cells
        if cell.place.parent_id == agency
        for row in inside[cell.row.pk]
        if _serves(row, first, None) and row.valid_from <= LISTED
    ]
    able.sort(key=lambda row: row.member_id)
    offices = (*COMMITTEE, *[Office.ORGANISATION_OFFICER] * OFFICERS)
    for office, row in zip(offices, able, strict=False):
        posts.seats.append(_seat(tree.province, row, office, first, None))
    _add_term(posts, tree.province, first, None, BASE_MONTHS)
