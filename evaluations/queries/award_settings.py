"""What a committee settled about awards and about the time to answer complaints, on a day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from cells.models import Organisation
from cells.queries import line_up
from evaluations.models import AwardSetting
from evaluations.rules.awards import AwardSettingRule, amount_of, award_settings

SALARY, ROUNDING, COMPLAINT_DAYS = "base_salary", "rounding", "complaint_days"


@dataclass(frozen=True)
class Settled:
    """One value, where it comes from, and whether a committee settled it; ``value`` None while nothing gives one."""

    rule: AwardSettingRule
    value: Decimal | None
    source: str
    mark: str
    is_own: bool


def settled_on(organisation: Organisation, day: dt.date) -> dict[str, Settled]:
    """Every setting as it holds for the organisation on a day: its own, else the nearest one above, else the text."""
    units = line_up(organisation, day)
    rows = AwardSetting.objects.filter(organisation__in=units, valid_from__lte=day).order_by("valid_from", "pk")
    latest = {(row.organisation_id, row.key): row for row in rows}
    return {key: _settled(rule, units, latest, day) for key, rule in award_settings().items()}


def _settled(
    rule: AwardSettingRule, units: list[int], latest: Mapping[tuple[int, str], AwardSetting], day: dt.date
) -> Settled:
    found = next((latest[unit, rule.key] for unit in units if (unit, rule.key) in latest), None)
    if found is not None:
        return Settled(rule, found.value, found.document, "R", found.organisation_id == units[0])
    step = rule.on(day)
    if step is None:
        return Settled(rule, None, "", "", False)
    return Settled(rule, step.value, f"{step.source.document}, {step.source.article}", step.mark, False)


def money_for(factor_key: str, settled: Mapping[str, Settled]) -> int | None:
    """Đồng for an award of that factor; None while the factor is not settled."""
    return amount_of(settled[factor_key].value, settled[SALARY].value, settled[ROUNDING].value)


def complaint_due_on(organisation: Organisation, received_on: dt.date) -> dt.date:
    """By when a complaint should be answered; the text names no time, so it is the committee's own."""
    days = settled_on(organisation, received_on)[COMPLAINT_DAYS].value
    return received_on + dt.timedelta(days=int(days or 0))
