"""Who is evaluated in a period: the cells that stood under the committee on a day, and their members."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

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
from evaluations.models import Evaluation, Period

OUTSIDE_TYPES = (UnitType.RESIDENTIAL, UnitType.PRIVATE_ENTERPRISE, UnitType.STUDENTS)
"""Types of unit whose members as a rule do not work in the political system (QĐ 366 phụ lục 5)."""


@dataclass(frozen=True)
class MovedCell:
    """A cell that ended during the year and is therefore not evaluated; its successor is."""

    cell: Organisation
    successor: Organisation | None
    last_day: dt.date | None


def cut_off(period: Period) -> dt.date:
    """The day up to which records count: the reference date, or today while it is still to come."""
    return min(period.reference_date, today())


def cells_at(committee: Organisation, on: dt.date) -> list[Organisation]:
    """The cells that the committee decides on: directly below it, or below its part committees (HD 43 mục 3)."""
    above, found = {committee.pk}, set()
    while above:
        below = OrganisationPeriod.objects.in_force(on).filter(parent__in=above)
        places = dict(below.values_list("organisation", "kind"))
        found |= {pk for pk, kind in places.items() if kind in CELL_KINDS}
        above = {pk for pk, kind in places.items() if kind == OrganisationKind.PART_COMMITTEE}
    cells = Organisation.objects.filter(pk__in=found).prefetch_related("periods").order_by("order", "pk")
    return [cell for cell in cells if cell.existed_on(on)]


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
