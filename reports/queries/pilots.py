"""What a pilot unit's meetings and classes were before its year, in it and after it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count
from django.utils.translation import gettext as _

from cells.models import Organisation, PilotUnit
from cells.queries import cells_under
from evaluations.models import Decision
from evaluations.queries.board import LevelMark, mark_decision
from evaluations.queries.regulations import regulation_of
from meetings.models import Attendance, Passage
from meetings.queries import CellYear, cell_years
from meetings.queries.attendance import percent_of
from reports.queries.standards import Standard, Standards, standards_of


@dataclass(frozen=True)
class UnitYear:
    """One year of a unit: of a cell itself, of a committee the average of its cells. None: nothing to say yet."""

    year: int
    label: str
    is_over: bool
    regular: Decimal | None
    thematic: Decimal | None
    attendance: Decimal | None
    speakers: Decimal | None
    level: LevelMark | None
    standard_regular: Standard | None
    standard_thematic: Standard | None

    @property
    def is_short_of_regular(self) -> bool:
        return self.is_over and self.standard_regular is not None and self.standard_regular.is_missed(self.regular)

    @property
    def is_short_of_thematic(self) -> bool:
        return self.is_over and self.standard_thematic is not None and self.standard_thematic.is_missed(self.thematic)


@dataclass(frozen=True)
class Bar:
    """One year's bar of a chart; lengths in units of the drawing."""

    label: str
    value: Decimal | None
    width: int
    y: int
    pattern: str

    @property
    def text_x(self) -> int:
        return CHART_LEFT + self.width + 8

    @property
    def text_y(self) -> int:
        return self.y + 19


@dataclass(frozen=True)
class Chart:
    """One measure over the three years, as bars that differ by pattern, not only by colour."""

    title: str
    unit: str
    bars: tuple[Bar, ...]


CHART_LEFT, CHART_WIDTH, BAR_STEP = 52, 220, 34
PATTERNS = ("before", "year", "after")


def pilot_years(pilot: PilotUnit, *, on: dt.date) -> list[UnitYear]:
    """The year before, the pilot year, the year after, as the records of ``on`` say; future years are empty."""
    labels = (_("năm trước"), _("năm củng cố"), _("năm sau"))
    years = range(pilot.year - 1, pilot.year + 2)
    standards = standards_of([pilot.organisation], years, on)
    return [_unit_year(pilot.organisation, year, label, standards) for year, label in zip(years, labels, strict=True)]


def charts_of(years: list[UnitYear]) -> list[Chart]:
    """The four measures as bars to draw."""
    measures = (
        (_("Kỳ sinh hoạt thường kỳ trong năm"), _("kỳ"), [year.regular for year in years],
         _most([year.standard_regular for year in years])),
        (_("Kỳ sinh hoạt chuyên đề trong năm"), _("kỳ"), [year.thematic for year in years],
         _most([year.standard_thematic for year in years])),
        (_("Tỷ lệ dự họp"), "%", [year.attendance for year in years], Decimal(100)),
        (_("Tỷ lệ phát biểu trong số có mặt"), "%", [year.speakers for year in years], Decimal(100)),
    )  # fmt: skip
    return [
        Chart(title, unit, tuple(_bars([str(year.year) for year in years], values, full)))
        for title, unit, values, full in measures
    ]


def _most(standards: Iterable[Standard | None]) -> Decimal:
    """The length of a full bar: what is asked of a whole year."""
    return max((standard.of_year for standard in standards if standard), default=Decimal(1))


def _bars(labels: list[str], values: list[Decimal | None], full: Decimal) -> Iterable[Bar]:
    longest = max([full, *(value for value in values if value is not None)])
    for row, (label, value) in enumerate(zip(labels, values, strict=True)):
        width = int((value or 0) * CHART_WIDTH / longest)
        yield Bar(label, value, width, row * BAR_STEP + 4, PATTERNS[row])


def _unit_year(unit: Organisation, year: int, label: str, standards: Standards) -> UnitYear:
    on = standards.until
    first, last = dt.date(year, 1, 1), dt.date(year, 12, 31)
    cells = [unit] if unit.is_cell else list(cells_under(unit, first=first, last=last))
    cells = [cell for cell in cells if cell.founded_on <= min(last, on)]
    records = list(cell_years(cells, year, cut_off=on).values()) if first <= on else []
    meetings = [meeting.pk for record in records for meeting in record.meetings]
    present, counted = sum(row.present for row in records), sum(row.counted for row in records)
    return UnitYear(
        year=year,
        label=label,
        is_over=last < on,
        regular=_average([row.regular_held for row in records], records, meetings),
        thematic=_average([row.thematic_held for row in records], records, meetings),
        attendance=percent_of(present, counted) if counted else None,
        speakers=_share_of_speakers(meetings),
        level=_level(unit, year),
        standard_regular=standards.of(unit.pk, "regular", year),
        standard_thematic=standards.of(unit.pk, "thematic", year),
    )


def _average(numbers: list[int], records: list[CellYear], meetings: list[int]) -> Decimal | None:
    """To one decimal. Without any meeting in the book nothing is known of that year: it is not a nought."""
    if not records or not meetings:
        return None
    return (Decimal(sum(numbers)) / len(records)).quantize(Decimal("0.1"))


def _share_of_speakers(meetings: list[int]) -> Decimal | None:
    """Members who spoke, of those present, over all meetings (each member once a meeting)."""
    present = Attendance.objects.filter(meeting__in=meetings, state=Attendance.State.PRESENT)
    came = dict(present.values_list("meeting").annotate(Count("member")))
    spoke = (
        Passage.objects.filter(meeting__in=meetings, kind=Passage.Kind.OPINION, is_removed=False, speaker__isnull=False)
        .values_list("meeting")
        .annotate(Count("speaker", distinct=True))
    )
    total = sum(came.values())
    return percent_of(sum(dict(spoke).values()), total) if total else None


def _level(unit: Organisation, year: int) -> LevelMark | None:
    """The class the unit was given for that year, in the words of its regulation."""
    of_unit = Decision.objects.filter(evaluation__cell=unit, evaluation__member=None, evaluation__collective=None)
    decision = (
        of_unit.filter(evaluation__period__year=year, evaluation__period__quarter=None)
        .select_related("evaluation__period")
        .order_by("-version")
        .first()
    )
    if decision is None:
        return None
    evaluation = decision.evaluation
    return mark_decision(regulation_of(evaluation.period), decision.kind, decision.level, evaluation.subject)
