"""The board of a province: each commune beside its own earlier years, classes against the cap, what is stuck, pilots.

Communes stand in the official order of units and are never ranked.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from cells.models import Organisation, PilotUnit
from cells.queries.posts import secretaries_of
from core.periods import LOCAL_ZONE, day_of, today
from evaluations.models import Evaluation, Period
from evaluations.rules.cap import cap
from reports.queries.board_lines import Known, Point, point_of
from reports.queries.figures import FIGURES, UnitYear, figure_years
from reports.queries.standards import Standards, standards_of
from reports.queries.yearly import Groups, groups_of
from reports.queries.yearly.groups import rows_of

State = Evaluation.State
OF_A_ROW = ("sessions", "regular", "thematic")
OF_A_PILOT = ("regular", "thematic", "attendance", "speakers")


@dataclass(frozen=True)
class UnitRow:
    """One commune: a figure each, over its own years."""

    unit: Organisation
    name: str
    figures: tuple[tuple[Point, ...], ...]


def unit_rows(units: Sequence[Organisation], known: Known, years: Sequence[int], standards: Standards) -> list[UnitRow]:
    """The communes in their order, by the names of the day, each with the figures of its years."""
    return [
        UnitRow(
            unit,
            unit.label(standards.until),
            tuple(
                tuple(
                    point_of(unit, FIGURES[key], year, known.get((unit.pk, year), UnitYear()), standards)
                    for year in years
                )
                for key in OF_A_ROW
            ),
        )
        for unit in units
    ]


# The decisions in force by the day, counted in each group in which the cap is: members perhaps cell by cell. The two
# ways are counted apart, because the planner sorts everyone where it cannot tell that the groups are few.
IN_FORCE = """
    FROM asked JOIN evaluations_evaluation evaluation ON evaluation.period_id = asked.id
    JOIN within ON within.id = evaluation.cell_id
    JOIN evaluations_decision decision ON decision.evaluation_id = evaluation.id
        AND decision.decided_on <= %(until)s AND decision.level <> ''
    WHERE NOT EXISTS (
        SELECT FROM evaluations_decision later WHERE later.replaces_id = decision.id
            AND later.replaces_id IS NOT NULL AND later.decided_on <= %(until)s
    )
"""
CAPPED = f"""
WITH family AS (SELECT * FROM unnest(%(units)s::bigint[], %(tops)s::bigint[]) AS row (unit, top)),
within AS (SELECT unnest(%(within)s::bigint[]) AS id),
asked AS MATERIALIZED (
    SELECT family.top, period.id, period.cap_mode, period.cap_rate, period.pooling = 'cell' AS is_alone,
        COALESCE(period.regulation #>> '{{cap,rounding}}', 'floor') AS rounding
    FROM evaluations_period period JOIN family ON family.unit = period.organisation_id
    WHERE period.year = ANY(%(years)s) AND period.quarter IS NULL
), decided AS (
    SELECT asked.top, evaluation.period_id, subject, cap_group_id, NULL::bigint AS cell, level, count(*) AS number
    {IN_FORCE} AND NOT (asked.is_alone AND evaluation.member_id IS NOT NULL)
    GROUP BY asked.top, evaluation.period_id, subject, cap_group_id, level
    UNION ALL
    SELECT asked.top, evaluation.period_id, subject, cap_group_id, evaluation.cell_id, level, count(*)
    {IN_FORCE} AND asked.is_alone AND evaluation.member_id IS NOT NULL
    GROUP BY asked.top, evaluation.period_id, subject, cap_group_id, evaluation.cell_id, level
)
SELECT decided.top, subject IN ('cell', 'committee') AS is_unit, cap_mode, COALESCE(own.rate, cap_rate), rounding,
    COALESCE(sum(number) FILTER (WHERE level = 'excellent'), 0)::int,
    COALESCE(sum(number) FILTER (WHERE level = 'good'), 0)::int, sum(number)::int
FROM decided JOIN asked ON asked.id = decided.period_id AND asked.top = decided.top
LEFT JOIN evaluations_capgroup own ON own.id = cap_group_id
GROUP BY decided.top, is_unit, cap_mode, COALESCE(own.rate, cap_rate), rounding, decided.period_id,
    COALESCE(own.id::text, subject), cell
"""  # noqa: S608 - made of constants


@dataclass
class CapSum:
    """What was decided of one sort of subjects of a commune against the cap, its groups added up."""

    excellent: int = 0
    good: int = 0
    rated: int = 0
    most: int = 0
    """The most excellent ones that the groups together may have."""
    over: int = 0
    """How many are too many, group by group."""

    @property
    def holds(self) -> bool:
        return not self.over


def cap_sums(groups: Groups, year: int, until: dt.date) -> dict[tuple[int, bool], CapSum]:
    """By commune, and whether of organisations or of persons and collectives; in one query."""
    found: dict[tuple[int, bool], CapSum] = defaultdict(CapSum)
    for top, is_unit, mode, rate, rounding, excellent, good, rated in rows_of(CAPPED, groups.values([year], until)):
        result, total = cap(mode, rate, excellent, good, rated, rounding), found[top, is_unit]
        total.excellent, total.good, total.rated = total.excellent + excellent, total.good + good, total.rated + rated
        total.most, total.over = total.most + result.most_excellent, total.over + result.over
    return dict(found)


# What waits longest at each step of the review; an appraisal waits for its decision since it was made.
STATE_NOW = "evaluation.state"
STATE_THEN = """
CASE WHEN EXISTS (
    SELECT FROM evaluations_decision decision WHERE decision.evaluation_id = evaluation.id
        AND decision.decided_on <= %(until)s
) THEN 'decided' WHEN EXISTS (
    SELECT FROM evaluations_review review WHERE review.evaluation_id = evaluation.id AND review.reviewed_at < %(end)s
) THEN 'reviewed' WHEN evaluation.submitted_at < %(end)s THEN 'submitted'
WHEN evaluation.state = 'postponed' THEN 'postponed' ELSE 'open' END
"""
"""The step on an earlier day, from the moments in the records; what was put off is shown as it is now."""
STUCK = """
SELECT period_id, stage, count(*), min(CASE stage
    WHEN 'open' THEN opened_at WHEN 'submitted' THEN submitted_at ELSE (
        SELECT max(reviewed_at) FROM evaluations_review review
        WHERE review.evaluation_id = standing.id AND reviewed_at < %(end)s
    ) END)
FROM (
    SELECT evaluation.id, evaluation.period_id, evaluation.submitted_at, period.opened_at, {stage} AS stage
    FROM evaluations_period period JOIN evaluations_evaluation evaluation ON evaluation.period_id = period.id
    WHERE period.id = ANY(%(periods)s) AND evaluation.cell_id = ANY(%(within)s)
) standing GROUP BY period_id, stage
"""
STEPS = {
    State.OPEN: (_("tự đánh giá, chưa gửi"), _("bí thư các chi bộ")),
    State.SUBMITTED: (_("đã gửi, chờ thẩm định"), _("cơ quan thẩm định")),
    State.REVIEWED: (_("đã thẩm định, chờ quyết định"), _("ban thường vụ cấp ủy")),
    State.POSTPONED: (_("để lại, chưa kiểm điểm"), _("cấp ủy")),
}
"""Each step that may be stuck: what it waits for, and whose turn it is."""


@dataclass(frozen=True)
class Stuck:
    """One step at which the review of a commune waits."""

    step: str
    turn: str
    number: int
    since: dt.datetime | None
    days: int


@dataclass(frozen=True)
class StuckRow:
    """The review of one commune: how far it is, and where it waits; ``period`` is none before it was opened."""

    unit: Organisation
    name: str
    period: Period | None
    total: int
    decided: int
    steps: tuple[Stuck, ...]
    secretary: str

    @property
    def longest(self) -> Stuck | None:
        """What has waited longest."""
        return max(self.steps, key=lambda step: step.days, default=None)


def stuck_rows(units: Sequence[Organisation], year: int, until: dt.date, within: Collection[int]) -> list[StuckRow]:
    """Where the review of a year stood on a day in each commune, in three queries."""
    end = dt.datetime.combine(until + dt.timedelta(days=1), dt.time(), LOCAL_ZONE)
    opened = Period.objects.filter(organisation__in=units, year=year, quarter=None, opened_at__lt=end)
    periods = {row.organisation_id: row for row in opened.defer("regulation")}
    values = {
        "periods": [row.pk for row in periods.values()], "within": list(within), "until": until, "end": end,
    }  # fmt: skip
    question = STUCK.format(stage=STATE_NOW if until >= today() else STATE_THEN)
    counts: dict[int, dict[str, tuple[int, dt.datetime | None]]] = defaultdict(dict)
    for period, state, number, since in rows_of(question, values):
        counts[period][state] = (number, since)
    names = secretaries_of(units, until)
    return [_stuck_row(unit, periods.get(unit.pk), counts, str(names.get(unit.pk, "")), until) for unit in units]


def _stuck_row(
    unit: Organisation,
    period: Period | None,
    counts: dict[int, dict[str, tuple[int, dt.datetime | None]]],
    secretary: str,
    until: dt.date,
) -> StuckRow:
    found = counts.get(period.pk, {}) if period else {}
    steps = tuple(
        Stuck(str(step), str(turn), number, since, (until - day_of(since)).days if since else 0)
        for state, (step, turn) in STEPS.items()
        if state in found
        for number, since in (found[state],)
    )
    total = sum(number for number, _since in found.values())
    return StuckRow(unit, unit.label(until), period, total, found.get(State.DECIDED, (0, None))[0], steps, secretary)


def pilots_within(units: Collection[int], chosen_by: Organisation) -> QuerySet[PilotUnit]:
    """The pilot units that this committee chose, or one below it, the latest year first."""
    rows = PilotUnit.objects.filter(Q(chosen_by=chosen_by) | Q(organisation__in=units), organisation__in=units)
    return rows.select_related("organisation", "chosen_by").prefetch_related("organisation__periods")


@dataclass(frozen=True)
class PilotRow:
    """A pilot unit: each figure the year before, in the year, the year after."""

    pilot: PilotUnit
    name: str
    figures: tuple[tuple[str, str, tuple[Point, ...]], ...]


def pilot_rows(pilots: Sequence[PilotUnit], until: dt.date, within: Collection[int]) -> list[PilotRow]:
    """The three years of each pilot unit, in six queries however many there are."""
    years = sorted({year for pilot in pilots for year in range(pilot.year - 1, pilot.year + 2) if year <= until.year})
    units = {pilot.organisation_id: pilot.organisation for pilot in pilots}
    known = figure_years(groups_of(units.values(), within), years, until, keys=OF_A_PILOT) if pilots else {}
    standards = standards_of(units.values(), years, until)
    return [PilotRow(pilot, pilot.organisation.label(until), _three_years(pilot, known, standards)) for pilot in pilots]


def _three_years(
    pilot: PilotUnit, known: Known, standards: Standards
) -> tuple[tuple[str, str, tuple[Point, ...]], ...]:
    unit, years = pilot.organisation, range(pilot.year - 1, pilot.year + 2)
    return tuple(
        (
            str(FIGURES[key].label),
            str(FIGURES[key].unit),
            tuple(
                point_of(unit, FIGURES[key], year, known.get((unit.pk, year), UnitYear()), standards) for year in years
            ),
        )
        for key in OF_A_PILOT
    )
