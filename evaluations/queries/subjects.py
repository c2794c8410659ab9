"""Who is evaluated in a period: the organisations on which the committee decides, collectives, leaders and members."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery, prefetch_related_objects
from django.utils.translation import gettext as _

from cells.models import (
    CELL_KINDS,
    Member,
    Membership,
    Organisation,
    OrganisationKind,
    OrganisationPeriod,
    Succession,
    UnitType,
)
from core.periods import today
from evaluations.models import Decision, Evaluation, LeadershipCollective, Period
from evaluations.queries.collectives import collectives_at
from evaluations.queries.leaders import Post, posts_under_and_of

OUTSIDE_TYPES = (UnitType.RESIDENTIAL, UnitType.PRIVATE_ENTERPRISE, UnitType.STUDENTS)
"""Types of unit whose members as a rule do not work in the political system (QĐ 366 phụ lục 5)."""
HIGHEST_POST = "Quy định 366, Điều 3"


@dataclass(frozen=True)
class MovedCell:
    """A cell that ended during the year and is therefore not evaluated; its successor is."""

    cell: Organisation
    successor: Organisation | None
    last_day: dt.date | None


def cut_off(period: Period) -> dt.date:
    """The day up to which records count: the reference date, or today while it is still to come."""
    return min(period.reference_date, today())


def units_at(committee: Organisation, on: dt.date) -> list[tuple[Organisation, str]]:
    """The organisations that the committee decides on, each with its kind on that day (HD 43 mục 3).

    Directly below it: cells, base cells, base committees, communes; and what stands below its part committees.
    """
    above, found = {committee.pk}, dict[Organisation, str]()
    while above:
        below = OrganisationPeriod.objects.in_force(on).filter(parent__in=above).select_related("organisation")
        rows = list(below.exclude(kind=OrganisationKind.PARTY_GROUP))
        found |= {row.organisation: row.kind for row in rows}
        above = {row.organisation_id for row in rows if row.kind == OrganisationKind.PART_COMMITTEE}
    units = sorted(found, key=lambda unit: (unit.order, unit.pk))
    prefetch_related_objects(units, "periods")
    return [(unit, found[unit]) for unit in units if unit.existed_on(on)]


def cells_at(committee: Organisation, on: dt.date) -> list[Organisation]:
    """The cells among them."""
    return [unit for unit, kind in units_at(committee, on) if kind in CELL_KINDS]


def members_at(cells: Iterable[Organisation], on: dt.date) -> list[tuple[Organisation, Member]]:
    """The members of ``cells`` on that day, each with the cell of official membership (HD 43 mục 7.6)."""
    by_number = {cell.pk: cell for cell in cells}
    rows = Membership.objects.in_force(on).filter(cell__in=by_number, kind=Membership.Kind.PERMANENT)
    return [(by_number[row.cell_id], row.member) for row in rows.select_related("member")]


def subject_of_members(cell: Organisation) -> str:
    """What a member of the cell is evaluated as unless the cell says otherwise."""
    outside = cell.unit_type in OUTSIDE_TYPES
    return Evaluation.Subject.MEMBER_OUTSIDE if outside else Evaluation.Subject.MEMBER


def cells_ended_in(period: Period) -> list[MovedCell]:
    """Cells that left the committee during the year and are not in the period."""
    first = dt.date(period.year, 1, 1)
    left = OrganisationPeriod.objects.filter(
        parent=period.organisation, kind__in=CELL_KINDS, valid_to__gte=first, valid_to__lt=period.reference_date
    )
    cells = list(
        Organisation.objects.filter(pk__in=left.values("organisation"), ended_on__isnull=False)
        .exclude(evaluations__period=period)
        .prefetch_related("periods")
    )
    if not cells:
        return []
    rows = Succession.objects.filter(predecessor__in=cells).select_related("successor")
    successors = {row.predecessor_id: row.successor for row in rows.prefetch_related("successor__periods")}
    return [MovedCell(cell, successors.get(cell.pk), cell.ended_on) for cell in cells]


@dataclass(frozen=True)
class Elsewhere:
    """Somebody (or a unit) that could be in the period and is rated in another place, with the reason."""

    name: str
    cell: str
    reason: str
    source: str = ""


@dataclass(frozen=True)
class Subjects:
    """Everyone who is evaluated in a period, as the records stand."""

    cells: tuple[Organisation, ...]
    committees: tuple[Organisation, ...]
    collectives: tuple[LeadershipCollective, ...]
    people: tuple[tuple[Organisation, Member], ...]
    """Each with the cell of membership, or for a leader from another place the unit of the highest post."""
    posts: Mapping[int, list[Post]]
    """The leading posts by member, the highest first."""
    elsewhere: tuple[Elsewhere, ...]

    def is_leader(self, member: int) -> bool:
        return member in self.posts


def subjects_of(period: Period) -> Subjects:
    """Who is subject to the evaluation on its day, in a fixed number of queries.

    A leader is rated where the highest post is (QĐ 366 Đ3), nobody twice in a year.
    """
    collectives = collectives_at(period.organisation, cut_off(period))
    return replace(_units_and_people(period), collectives=tuple(collectives))


def elsewhere_of(period: Period) -> tuple[Elsewhere, ...]:
    """Who could be in the period and is rated in another place."""
    return _units_and_people(period).elsewhere


def _units_and_people(period: Period) -> Subjects:
    on, committee = cut_off(period), period.organisation
    others = _standing_elsewhere(period, on)
    units, elsewhere = _units_here(period, on, others)
    cells = [unit for unit, kind in units if kind in CELL_KINDS]
    members = members_at(cells, on)
    parts = [unit.pk for unit, kind in units if kind == OrganisationKind.PART_COMMITTEE]
    known = {member.pk for _cell, member in members}
    here, posts = posts_under_and_of(committee, parts, known, on)
    people = _people_here(committee, members, posts, _rated_elsewhere(others, known | here.keys()), elsewhere)
    people += _guests_here(committee, here, known, posts, others, elsewhere)
    return Subjects(
        cells=tuple(cells),
        committees=tuple(unit for unit, kind in units if kind not in CELL_KINDS),
        collectives=(),
        people=tuple(people),
        posts=posts,
        elsewhere=tuple(elsewhere),
    )


def _standing_elsewhere(period: Period, on: dt.date) -> QuerySet[Evaluation]:
    """Evaluations of the same time under other committees that still exist."""
    lasting = Q(period__organisation__ended_on=None) | Q(period__organisation__ended_on__gte=on)
    rows = Evaluation.objects.filter(lasting, period__year=period.year, period__quarter=period.quarter)
    level = Decision.objects.filter(evaluation=OuterRef("pk")).order_by("-version").values("level")[:1]
    return (
        rows.exclude(period=period)
        .annotate(decided_level=Subquery(level))
        .select_related("period__organisation")
        .defer("period__regulation")
        .prefetch_related("period__organisation__periods")
    )


def _units_here(
    period: Period, on: dt.date, others: QuerySet[Evaluation]
) -> tuple[list[tuple[Organisation, str]], list[Elsewhere]]:
    units = units_at(period.organisation, on)
    rows = others.filter(cell__in=[unit.pk for unit, _kind in units], member=None, collective=None)
    taken = {row.cell_id: row for row in rows}
    found = [Elsewhere(unit.name, "", _double(taken[unit.pk])) for unit, _kind in units if unit.pk in taken]
    return [(unit, kind) for unit, kind in units if unit.pk not in taken], found


def _double(other: Evaluation) -> str:
    words = {"unit": other.period.organisation.name}
    return _("Đã có phiếu ở kỳ đánh giá của %(unit)s; mỗi năm chỉ xếp loại một lần.") % words


def _rated_elsewhere(others: QuerySet[Evaluation], members: Iterable[int]) -> dict[int, Evaluation]:
    """Evaluations that bar another one: as a leader, decided with a class, or in the cell of today."""
    present = Membership.objects.filter(member=OuterRef("member"), cell=OuterRef("cell"), valid_to=None)
    rows = others.filter(member__in=members).filter(
        Q(subject=Evaluation.Subject.LEADER) | ~Q(decided_level="") & Q(decided_level__isnull=False) | Exists(present)
    )
    return {row.member_id: row for row in rows if row.member_id}


def _people_here(
    committee: Organisation,
    members: list[tuple[Organisation, Member]],
    posts: Mapping[int, list[Post]],
    taken: Mapping[int, Evaluation],
    elsewhere: list[Elsewhere],
) -> list[tuple[Organisation, Member]]:
    """The members of the cells, but for those whose higher post or other evaluation takes them to another place."""
    found = []
    for cell, member in members:
        held = posts.get(member.pk, [])
        if held and held[0].home != committee.pk:
            elsewhere.append(Elsewhere(str(member), cell.name, _higher(held[0]), HIGHEST_POST))
        elif member.pk in taken:
            elsewhere.append(Elsewhere(str(member), cell.name, _double(taken[member.pk])))
        else:
            found.append((cell, member))
    return found


def _higher(post: Post) -> str:
    words = {"title": post.title, "unit": post.organisation.name}
    return _("Giữ chức vụ cao nhất (%(title)s) tại %(unit)s nên được xếp loại ở nơi đó.") % words


def _guests_here(
    committee: Organisation,
    here: Mapping[int, list[Post]],
    known: set[int],
    posts: Mapping[int, list[Post]],
    others: QuerySet[Evaluation],
    elsewhere: list[Elsewhere],
) -> list[tuple[Organisation, Member]]:
    """Leaders from cells that are not in the period, whose highest post is under the committee."""
    guests = [rows[0] for pk, rows in here.items() if pk not in known]
    if not guests:
        return []
    taken = {row.member_id: row for row in others.filter(member__in=[post.member.pk for post in guests])}
    found = []
    for post in guests:
        highest = posts[post.member.pk][0]
        if highest.home != committee.pk:
            elsewhere.append(Elsewhere(str(post.member), post.place, _higher(highest), HIGHEST_POST))
        elif post.member.pk in taken:
            elsewhere.append(Elsewhere(str(post.member), post.place, _double(taken[post.member.pk])))
        else:
            found.append((post.organisation, post.member))
    return found
