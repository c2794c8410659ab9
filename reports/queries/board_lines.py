"""Figures as lines of a board: each with its years, its chart, and the way to the records behind it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cells.models import Organisation
from core.charts import LineChart, StackChart, line_chart, stack_chart
from core.periods import format_date, today
from evaluations.models import Level
from reports.queries.figures import FIGURES, Figure, UnitYear
from reports.queries.standards import Standard, Standards
from reports.queries.yearly import ClassCounts, GradeCounts, Voices

TWO_LEVELS = 2025
"""On 1/7/2025 the districts ended, and communes were merged (two levels instead of three)."""
OF_ONE_CELL = {"regular": gettext_lazy("Kỳ thường kỳ trong năm"), "thematic": gettext_lazy("Kỳ chuyên đề trong năm")}
"""Figures that are an average elsewhere."""
Known = Mapping[tuple[int, int], UnitYear]


@dataclass(frozen=True)
class Point:
    """A figure in one year. ``is_short``: below what the texts ask for that time."""

    year: int
    value: Decimal | None
    part: int
    whole: int
    is_short: bool
    url: str


@dataclass(frozen=True)
class BoardLine:
    """One figure over years, the latest last."""

    figure: Figure
    label: str
    points: tuple[Point, ...]
    standard: Standard | None
    chart: LineChart
    is_running: bool
    """Whether the latest year is not over: numbers a year are then no match for those of a whole one."""

    @property
    def now(self) -> Point:
        return self.points[-1]

    @property
    def before(self) -> Point | None:
        """The same unit a year earlier, where anything is known of it."""
        earlier = self.points[-2] if len(self.points) > 1 else None
        return earlier if earlier and earlier.value is not None else None

    @property
    def change(self) -> Decimal | None:
        """By how much it differs from the year before; nothing where a part would be held against a whole."""
        if self.is_running and not self.figure.is_share:
            return None
        if self.before is None or self.now.value is None or self.before.value is None:
            return None
        return self.now.value - self.before.value

    @property
    def fall(self) -> Decimal | None:
        """The same of one that became less."""
        return -self.change if self.change is not None and self.change < 0 else None


def records_url(unit: int, key: str, year: int, until: dt.date) -> str:
    """The records behind a figure; of an earlier day where the board shows one."""
    address = reverse("reports:figure_records", args=[unit, key, year])
    return address if until == today() else f"{address}?ngay={format_date(until)}"


def board_lines(
    unit: Organisation, known: Known, years: Sequence[int], standards: Standards, keys: Iterable[str]
) -> list[BoardLine]:
    """The figures of ``keys`` in their order, those without anything in any year left out."""
    lines, is_running = [], standards.until < dt.date(years[-1], 12, 31)
    for key in keys:
        figure = FIGURES[key]
        points = tuple(
            point_of(unit, figure, year, known.get((unit.pk, year), UnitYear()), standards) for year in years
        )
        if any(point.value is not None for point in points):
            standard = standards.of(unit.pk, key, years[-1])
            label = str(OF_ONE_CELL.get(key, figure.label) if unit.is_cell else figure.label)
            chart = _chart(unit, figure, label, points, standard)
            lines.append(BoardLine(figure, label, points, standard, chart, is_running))
    return lines


def point_of(unit: Organisation, figure: Figure, year: int, known: UnitYear, standards: Standards) -> Point:
    """One figure in one year, beside what is asked of that year."""
    value, standard = figure.value(known), standards.of(unit.pk, figure.key, year)
    part, whole = figure.parts(known)
    is_short = standard is not None and standard.is_missed(value)
    return Point(year, value, part, whole, is_short, records_url(unit.pk, figure.key, year, standards.until))


def _chart(
    unit: Organisation, figure: Figure, label: str, points: Sequence[Point], standard: Standard | None
) -> LineChart:
    years = [point.year for point in points]
    threshold = None
    if standard is not None:
        words = _("mức cần đạt: %(value)s %(unit)s") % {"value": standard.words, "unit": figure.unit}
        threshold = (words.replace(" %", "\u00a0%"), standard.value)
    breaks = [(years.index(TWO_LEVELS), _("từ 1/7/2025: hai cấp"))] if years[0] < TWO_LEVELS in years else []
    return line_chart(
        _("%(figure)s, %(unit)s") % {"figure": label, "unit": unit},
        [str(year) for year in years],
        [(label, [point.value for point in points])],
        most=100 if figure.is_share else 12 if figure.key == "regular" else 4,
        unit="%" if figure.is_share else "",
        threshold=threshold,
        breaks=breaks,
    )


def month_charts(unit: Organisation, voices: Mapping[tuple[int, int], Voices],
                 grades: Mapping[tuple[int, int], GradeCounts], months: Sequence[int]) -> list[LineChart]:  # fmt: skip
    """How attendance, speakers and good grades went from month to month."""
    steps = [_("T%(month)s") % {"month": month} for month in months]
    of_month = [voices.get((unit.pk, month), Voices()) for month in months]
    graded = [grades.get((unit.pk, month), GradeCounts({})) for month in months]
    came = [(_("dự họp"), [row.attendance for row in of_month]), (_("phát biểu"), [row.speakers for row in of_month])]
    return [
        line_chart(_("Tỷ lệ dự họp và tỷ lệ phát biểu theo tháng (%)"), steps, came),
        line_chart(
            _("Tỷ lệ buổi xếp loại Tốt theo tháng (%)"), steps, [(_("loại Tốt"), [row.good_percent for row in graded])]
        ),
    ]


@dataclass(frozen=True)
class ClassRow:
    """The classes of one kind of subjects in one year, with the cap on "excellent" where it is counted."""

    year: int
    counts: ClassCounts
    limit: Decimal | None = None
    """The cap as a share of those rated."""
    url: str = ""


def class_chart(title: str, rows: Sequence[ClassRow]) -> StackChart:
    """One bar a year, divided into the four levels; the cap as a line across."""
    bars = [(str(row.year), [number for _level, number in row.counts.in_order], row.limit) for row in rows]
    return stack_chart(title, [str(label) for label in Level.labels], bars)
