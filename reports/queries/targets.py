"""What a committee means to reach in a year, beside today's figure."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from cells.models import Organisation
from core.numbers import format_number
from reports.models import YearTarget
from reports.queries.figures import FIGURES, Figure, UnitYear, figure_years
from reports.queries.yearly import Groups

Comparison = YearTarget.Comparison
HOLDS = {
    Comparison.OVER: lambda value, threshold: value > threshold,
    Comparison.AT_LEAST: lambda value, threshold: value >= threshold,
    Comparison.UNDER: lambda value, threshold: value < threshold,
    Comparison.AT_MOST: lambda value, threshold: value <= threshold,
}


@dataclass(frozen=True)
class TargetRow:
    """One target with the figure of the day; None where the records say nothing yet."""

    target: YearTarget
    figure: Figure
    value: Decimal | None
    part: int
    whole: int

    @property
    def is_reached(self) -> bool | None:
        if self.value is None:
            return None
        return HOLDS[Comparison(self.target.comparison)](self.value, self.target.threshold)

    @property
    def words(self) -> str:
        """As in "trên 80 %", "từ 3,5 kỳ trở lên"."""
        number = f"{format_number(self.target.threshold.normalize())} {self.figure.unit}"
        if self.target.comparison == Comparison.AT_LEAST:
            return _("từ %(number)s trở lên") % {"number": number}
        return f"{self.target.get_comparison_display()} {number}"

    @property
    def bar(self) -> int:
        """The figure for a bar, in percent of a full one."""
        value = self.value or Decimal(0)
        full = Decimal(100) if self.figure.is_share else max(self.target.threshold, value, Decimal(1))
        return min(100, int(value * 100 / full))


def targets_of(unit: Organisation, year: int) -> list[YearTarget]:
    """The targets of a committee for a year that stand."""
    rows = YearTarget.objects.filter(organisation=unit, year=year, removed_at=None).select_related("set_by")
    return [row for row in rows.order_by("pk") if row.figure in FIGURES]


def target_rows(unit: Organisation, groups: Groups, year: int, until: dt.date) -> list[TargetRow]:
    """Each target with today's figure; only the records that they need are read."""
    targets = targets_of(unit, year)
    if not targets:
        return []
    found = figure_years(groups, [year], until, keys={row.figure for row in targets})
    known = found.get((unit.pk, year), UnitYear())
    return [
        TargetRow(row, figure, figure.value(known), *figure.parts(known))
        for row in targets
        for figure in (FIGURES[row.figure],)
    ]
