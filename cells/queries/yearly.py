"""Reads of the yearly screening and of Party fees."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Count, Sum

from cells.models import FeeMonth, Member, Membership, Organisation, ScreeningResult
from cells.queries.tree import cells_under
from cells.rules.candidates import rule
from core.periods import add_months, today

Result = ScreeningResult.Result


@dataclass(frozen=True)
class ScreenedCell:
    """A cell of a committee's summary: how many of each result, and how many of its members have none."""

    cell: Organisation
    counts: dict[str, int]
    members: int

    @property
    def worthy(self) -> int:
        return self.counts.get(Result.WORTHY, 0)

    @property
    def needs_help(self) -> int:
        return self.counts.get(Result.NEEDS_HELP, 0)

    @property
    def to_leave(self) -> int:
        return self.counts.get(Result.TO_LEAVE, 0)

    @property
    def waiting(self) -> int:
        return max(self.members - sum(self.counts.values()), 0)


@dataclass
class Owing:
    """A member who owed fees in several months of a year."""

    member: Member
    cell: Organisation
    months: list[int] = field(default_factory=list)


@dataclass(frozen=True)
class CellFees:
    """What a cell collected in a year, and in how many months it wrote that down."""

    cell: Organisation
    collected: int
    months: int


def day_of_year(year: int) -> dt.date:
    """The day on which a year's members are looked at: its last, or today while it runs."""
    return min(dt.date(year, 12, 31), today())


def members_in_month(cell: Organisation, year: int, month: int) -> list[Member]:
    """Everyone who belonged to the cell on a day of that month, sorted as Vietnamese lists are."""
    first = dt.date(year, month, 1)
    last = add_months(first, 1) - dt.timedelta(days=1)
    inside = Membership.objects.filter(cell=cell, valid_from__lte=last).exclude(valid_to__lt=first).values("member")
    return list(Member.objects.filter(pk__in=inside).order_by("sort_key", "pk"))


def screening_of(cell: Organisation, year: int) -> dict[int, ScreeningResult]:
    """The results of a year by member."""
    return {row.member_id: row for row in ScreeningResult.objects.filter(cell=cell, year=year)}


def screening_summary(committee: Organisation, year: int) -> list[ScreenedCell]:
    """The cells under a committee in that year with their results, in a fixed number of questions."""
    day = day_of_year(year)
    cells = list(cells_under(committee, first=day, last=day))
    counts: dict[int, dict[str, int]] = defaultdict(dict)
    rows = ScreeningResult.objects.filter(cell__in=cells, year=year).order_by()
    for cell, result, number in rows.values_list("cell", "result").annotate(Count("pk")):
        counts[cell][result] = number
    inside = Membership.objects.in_force(day).filter(cell__in=cells, kind=Membership.Kind.PERMANENT).order_by()
    members = dict(inside.values_list("cell").annotate(Count("member", distinct=True)))
    return [ScreenedCell(cell, counts[cell.pk], members.get(cell.pk, 0)) for cell in cells]


def fee_months(cell: Organisation, year: int) -> list[tuple[int, FeeMonth | None]]:
    """The twelve months of a year with what was written down, debtors at hand."""
    rows = FeeMonth.objects.filter(cell=cell, year=year).prefetch_related("debtors")
    known = {row.month: row for row in rows}
    return [(month, known.get(month)) for month in range(1, 13)]


def fee_summary(committee: Organisation, year: int) -> list[CellFees]:
    """What each cell under a committee collected in a year."""
    day = day_of_year(year)
    cells = list(cells_under(committee, first=dt.date(year, 1, 1), last=day))
    rows = FeeMonth.objects.filter(cell__in=cells, year=year).order_by()
    sums = {
        cell: (total, number)
        for cell, total, number in rows.values_list("cell").annotate(Sum("collected"), Count("pk"))
    }
    return [CellFees(cell, *sums.get(cell.pk, (0, 0))) for cell in cells]


def owing_long(cells: Iterable[Organisation], year: int) -> list[Owing]:
    """Who owed in at least three months of the year: for the cell to consider, never decided here (Điều lệ Đ8.1)."""
    known = {cell.pk: cell for cell in cells}
    rows = FeeMonth.debtors.through.objects.filter(feemonth__cell__in=known, feemonth__year=year)
    found: dict[tuple[int, int], Owing] = {}
    for row in rows.select_related("member", "feemonth").order_by("feemonth__month"):
        key = (row.feemonth.cell_id, row.member_id)
        owing = found.setdefault(key, Owing(row.member, known[row.feemonth.cell_id]))
        owing.months.append(row.feemonth.month)
    least = rule("fee_months").value
    return sorted(
        (owing for owing in found.values() if len(owing.months) >= least),
        key=lambda owing: (-len(owing.months), owing.member.sort_key),
    )
