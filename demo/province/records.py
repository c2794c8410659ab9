"""What is written of the invented members besides: occupation, education, badges, awards, discipline."""

import datetime as dt
import itertools
import random
from collections.abc import Iterator
from dataclasses import dataclass, field

from cells.models import Award, Badge, Discipline, Member, Membership, ProfileEntry
from demo.province.bulk import copy_rows, copy_values, numbers_for
from demo.province.names import draw
from demo.province.people import FIRST_LOSS, UNTIL, YEAR, People
from demo.province.tree import DAY

RETIRED = {"male": 61, "female": 57}
OCCUPATIONS = {
    "residential": "farmer 60, self_employed 14, worker 12, business_owner 3, public_employee 6, other 5",
    "agency": "civil_servant 45, public_employee 50, other 5",
    "armed_forces": "armed_forces 1",
    "state_enterprise": "worker 80, other 20",
    "private_enterprise": "worker 55, farmer 30, business_owner 15",
}
GENERAL = {True: "upper_secondary 94, lower_secondary 6", False: "upper_secondary 48, lower_secondary 42, primary 10"}
PROFESSIONAL = {
    True: "university 62, master 9, college 12, intermediate 14, doctor 1, elementary 2",
    False: "intermediate 40, university 25, elementary 25, college 10",
}
THEORY = "elementary 62, intermediate 31, advanced 6, bachelor 1"
SHARE_SCHOOLED, SHARE_THEORY = {True: 0.86, False: 0.42}, 0.62
BADGES = (30, 40, 45, 50, 55, 60, 65, 70, 75, 80)
AWARD_DAYS = ((2, 3), (5, 19), (9, 2), (11, 7))
"""Badges are awarded on 3/2, 19/5, 2/9 and 7/11 (06-HD/TW 2025)."""
SHARE_AWARDED, SHARE_DISCIPLINED = 0.04, 0.005
FAULTS = ("Vi phạm quy định về dân số", "Thiếu trách nhiệm trong công tác", "Vi phạm nguyên tắc tập trung dân chủ")
PROVINCE_BOARD, COMMUNE_BOARD = "Ban Thường vụ Tỉnh ủy Lam Giang", "Đảng ủy cơ sở"


@dataclass
class Records:
    """Everything of this kind that will be written; entries of profiles as values, as they are half a million."""

    entries: list[tuple[int, str, str, dt.date]] = field(default_factory=list)
    badges: list[Badge] = field(default_factory=list)
    awards: list[Award] = field(default_factory=list)
    disciplines: list[Discipline] = field(default_factory=list)

    def write(self) -> None:
        numbers = numbers_for(ProfileEntry)
        rows = ((number, *entry, False) for number, entry in zip(numbers, self.entries, strict=False))
        copy_values(ProfileEntry, ("id", "member_id", "subject", "value", "valid_from", "is_removed"), rows)
        for honours in (self.badges, self.awards, self.disciplines):
            copy_rows(honours)


def record(people: People, unit_types: dict[int, str], chance: random.Random) -> Records:
    """The records of everyone; ``unit_types`` of the cells decide what people do."""
    records = Records()
    last_days = {row.member_id: row.valid_to for row in people.memberships if row.kind == Membership.Kind.PERMANENT}
    cells = {row.member_id: row.cell_id for row in reversed(people.memberships)}
    for member in people.members:
        last = last_days[member.pk] or UNTIL
        records.entries += _profile(member, unit_types[cells[member.pk]], last, chance)
        records.badges += _badges(member, last)
        if chance.random() < SHARE_AWARDED:
            records.awards.append(_award(member, last, chance))
        if chance.random() < SHARE_DISCIPLINED:
            records.disciplines.append(_discipline(member, cells[member.pk], last, chance))
    return records


def _profile(
    member: Member, unit_type: str, last: dt.date, chance: random.Random
) -> Iterator[tuple[int, str, str, dt.date]]:
    """Stated when admitted, and again when retired."""
    assert member.birth_date
    assert member.admitted_on
    stated, works_inside = member.admitted_on, unit_type not in ("residential", "private_enterprise")
    is_young = member.birth_date.year >= 1965
    yield member.pk, "occupation", draw(OCCUPATIONS.get(unit_type, OCCUPATIONS["agency"]), chance), stated
    retired_on = member.birth_date + round(RETIRED[member.sex] * YEAR) * DAY
    if stated < retired_on <= last:
        yield member.pk, "occupation", "retired", retired_on
    yield member.pk, "general_education", draw(GENERAL[is_young], chance), stated
    if chance.random() < SHARE_SCHOOLED[works_inside or is_young]:
        yield member.pk, "professional", draw(PROFESSIONAL[works_inside], chance), stated
    if chance.random() < SHARE_THEORY:
        yield member.pk, "political_theory", draw(THEORY, chance), stated


def _badges(member: Member, last: dt.date) -> Iterator[Badge]:
    """One for each number of years reached by an award day before the last day."""
    decided = member.admission_decided_on
    assert decided
    for years in itertools.takewhile(lambda years: decided.year + years <= last.year, BADGES):
        reached = decided.replace(year=decided.year + years, day=min(decided.day, 28))
        days = (dt.date(reached.year + extra, *day) for extra in (0, 1) for day in AWARD_DAYS)
        awarded = next(day for day in days if day >= reached)
        if awarded <= last:
            yield Badge(member=member, years=years, awarded_on=awarded)


def _some_day(member: Member, last: dt.date, chance: random.Random) -> dt.date:
    assert member.admitted_on
    first = max(FIRST_LOSS, member.admitted_on)
    return first + chance.randint(0, max((last - first).days, 0)) * DAY


def _award(member: Member, last: dt.date, chance: random.Random) -> Award:
    is_high = chance.random() < 0.1
    return Award(
        member=member,
        kind="provincial" if is_high else "certificate",
        reason="Hoàn thành xuất sắc nhiệm vụ năm năm liền",
        decided_by=PROVINCE_BOARD if is_high else COMMUNE_BOARD,
        decided_on=_some_day(member, last, chance),
        document=f"Quyết định {chance.randint(1, 900)}-QĐ/{'TU' if is_high else 'ĐU'}",
    )


def _discipline(member: Member, cell: int, last: dt.date, chance: random.Random) -> Discipline:
    decided = _some_day(member, last, chance)
    return Discipline(
        member=member,
        unit_id=cell,
        kind=draw("reprimand 70, warning 26, removal 4", chance),
        content=chance.choice(FAULTS),
        act_on=decided - chance.randint(60, 400) * DAY,
        decided_on=decided,
        decided_by=COMMUNE_BOARD,
        document=f"Quyết định {chance.randint(1, 400)}-QĐ/UBKTĐU",
        is_duty_related=chance.random() < 0.4,
        is_self_reported=chance.random() < 0.2,
    )
