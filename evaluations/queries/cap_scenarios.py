"""What-ifs of the cap: the groups as a what-if would have them, and several what-ifs beside each other."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from core.numbers import row_numbers
from evaluations.models import CapMode, CapScenario, Evaluation, Level, Period
from evaluations.queries.cap import (
    CapGroup,
    Counting,
    Standing,
    cap_groups,
    counting_of,
    group_key,
    standings,
)
from evaluations.queries.proposals import with_everything


@dataclass(frozen=True)
class WhatIf:
    """The cap as it is in force, or as a scenario would have it, over the whole period."""

    name: str
    counting: Counting
    groups: tuple[CapGroup, ...]
    scenario: CapScenario | None = None

    @property
    def over(self) -> int:
        """How many are too many, all groups together."""
        return sum(group.in_force.over for group in self.groups)

    @property
    def holds(self) -> bool:
        return self.over == 0

    @property
    def mode_label(self) -> str:
        return str(CapMode(self.counting.mode).label)

    @property
    def pooling_label(self) -> str:
        return str(Period.Pooling(self.counting.pooling).label)


@dataclass(frozen=True)
class ComparedGroup:
    """One group of the whole committee across the what-ifs: excellent, the most allowed, too many."""

    label: str
    cells: tuple[ComparedCell, ...]


@dataclass(frozen=True)
class ComparedCell:
    excellent: int
    most: int
    over: int


@dataclass(frozen=True)
class ComparedPerson:
    """One candidate across the what-ifs: the level it would have in each."""

    standing: Standing
    group: str
    levels: tuple[str, ...]

    @property
    def evaluation(self) -> Evaluation:
        return self.standing.evaluation

    @property
    def differs(self) -> bool:
        return len(set(self.levels)) > 1


@dataclass(frozen=True)
class Comparison:
    what_ifs: tuple[WhatIf, ...]
    """As in force first, then each scenario."""
    groups: tuple[ComparedGroup, ...]
    people: tuple[ComparedPerson, ...]


def standings_of(period: Period) -> list[Standing]:
    """Every subject of the period as the cap sees it."""
    rows = list(with_everything(Evaluation.objects.filter(period=period)))
    return standings(period, rows)


def in_force(period: Period, rows: Sequence[Standing]) -> WhatIf:
    """The cap as the period has it."""
    counting = counting_of(period)
    return WhatIf(_("Đang áp dụng"), counting, tuple(cap_groups(period, rows, counting=counting)))


def tried(period: Period, rows: Sequence[Standing], *, mode: str, rate: int, pooling: str) -> WhatIf:
    """The cap as it would be with another denominator, rate or pooling."""
    counting = _counting(period, mode, rate, pooling)
    return WhatIf(_("Thử"), counting, tuple(cap_groups(period, rows, counting=counting)))


def of_scenario(scenario: CapScenario, rows: Sequence[Standing]) -> WhatIf:
    """The cap as a kept scenario would have it."""
    period = scenario.period
    counting = _counting(period, scenario.mode, scenario.rate, scenario.pooling)
    groups = cap_groups(period, rows, counting=counting, levels=levels_of(scenario))
    return WhatIf(scenario.name, counting, tuple(groups), scenario)


def _counting(period: Period, mode: str, rate: int, pooling: str) -> Counting:
    kept = counting_of(period)
    return Counting(mode, rate, pooling, kept.document if rate == kept.rate else "", kept.rounding)


def levels_of(scenario: CapScenario) -> dict[int, str]:
    """The levels that a scenario picks, by evaluation number: what a page of decisions may select beforehand."""
    return {int(number): level for number, level in scenario.levels.items()}


def suggested_levels(groups: Iterable[CapGroup]) -> dict[int, str]:
    """The levels that the advisory order gives; whoever is equal across the limit is left for the committee."""
    found: dict[int, str] = {}
    for group in groups:
        for level, rows in ((Level.EXCELLENT, group.within), (Level.GOOD, group.beyond)):
            free = [row for row in rows if row.decision is None and not row.is_equal]
            found |= {row.evaluation.pk: str(level) for row in free}
    return found


def scenarios_of(period: Period) -> list[CapScenario]:
    """The scenarios that are kept, in the order in which they were made."""
    rows = list(period.cap_scenarios.filter(is_removed=False).select_related("created_by"))
    for row in rows:
        row.period = period
    return rows


def compare(period: Period, rows: Sequence[Standing], scenarios: Iterable[CapScenario]) -> Comparison:
    """What is in force and the scenarios beside each other: groups of the whole committee, and each candidate."""
    what_ifs = (in_force(period, rows), *(of_scenario(scenario, rows) for scenario in scenarios))
    wide = [_by_wide_key(what_if) for what_if in what_ifs]
    labels = {key: own[0].wide_label for key, own in wide[0].items()}
    groups = tuple(
        ComparedGroup(label, tuple(_cell(found.get(key, [])) for found in wide)) for key, label in labels.items()
    )
    levels = [_levels_by_number(what_if) for what_if in what_ifs]
    people = tuple(
        ComparedPerson(row.standing, labels[key], tuple(found.get(row.evaluation.pk, "") for found in levels))
        for key, own in wide[0].items()
        for group in own
        for row in group.candidates
    )
    return Comparison(what_ifs, groups, people)


def _by_wide_key(what_if: WhatIf) -> dict[str, list[CapGroup]]:
    found: dict[str, list[CapGroup]] = {}
    for group in what_if.groups:
        found.setdefault(group_key(Period.Pooling.COMMITTEE, group.rows[0].evaluation), []).append(group)
    return found


def _cell(groups: Iterable[CapGroup]) -> ComparedCell:
    groups = list(groups)
    return ComparedCell(
        sum(group.excellent for group in groups),
        sum(group.in_force.most_excellent for group in groups),
        sum(group.in_force.over for group in groups),
    )


def _levels_by_number(what_if: WhatIf) -> Mapping[int, str]:
    return {row.evaluation.pk: row.standing.level for group in what_if.groups for row in group.candidates}


@dataclass(frozen=True)
class Preselection:
    """What a kept scenario selects beforehand on the pages where the committee decides; it decides nothing."""

    scenario: CapScenario

    def level(self, evaluation: int) -> str:
        """The level that it picks, or nothing."""
        return str(self.scenario.levels.get(str(evaluation), ""))

    def reason(self, evaluation: int) -> str:
        """The words for whoever falls out, for the committee to change; always Vietnamese, like the decision."""
        if self.level(evaluation) != Level.GOOD:
            return ""
        return f"Tỷ lệ hoàn thành xuất sắc của nhóm đã đủ; theo “{self.scenario.name}” do cấp ủy chọn. Giữ nguyên điểm."


def preselection(period: Period, number: str) -> Preselection | None:
    """The scenario of that number in the address, or none."""
    rows = period.cap_scenarios.filter(is_removed=False)
    found = rows.filter(pk__in=row_numbers([number])).first()
    return Preselection(found) if found else None
