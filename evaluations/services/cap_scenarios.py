"""What-ifs of the cap that are kept beside each other for the committee's meeting. None of them decides anything."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.audit import record
from accounts.models import User
from core.errors import DomainError
from core.vietnamese import normalise
from evaluations.models import CapMode, CapScenario, Evaluation, Level, Period
from evaluations.services.cap_groups import check_rate, lock_period
from evaluations.services.subjects import period_label

COPY = " (bản sao)"
"""Names are kept as the committee writes them, always in Vietnamese."""
LONGEST_NAME = 120
MOST_KEPT = 12
"""More what-ifs than these cannot be read beside each other."""


@transaction.atomic
def keep_scenario(
    period: Period,
    *,
    name: str,
    mode: str,
    rate: int,
    pooling: str,
    by: User,
    note: str = "",
    levels: Mapping[int, str] | None = None,
) -> CapScenario:
    """Keep a what-if: how the cap is counted in it, and who of the candidates is "excellent"."""
    period = lock_period(period.pk)
    name = normalise(name)
    _check(period, name, mode, rate, pooling)
    if period.cap_scenarios.filter(is_removed=False).count() >= MOST_KEPT:
        raise DomainError(_("Đã có %(most)s phương án; hãy bỏ bớt rồi mới lưu thêm.") % {"most": MOST_KEPT})
    scenario = CapScenario.objects.create(
        period=period,
        name=name,
        note=note.strip(),
        mode=mode,
        rate=rate,
        pooling=pooling,
        levels=_checked(period, levels or {}),
        created_by=by,
    )
    _record("evaluations.cap_scenario_kept", scenario, by)
    return scenario


@transaction.atomic
def change_scenario(
    scenario: CapScenario, *, name: str, mode: str, rate: int, pooling: str, by: User, note: str = ""
) -> bool:
    """Change its name, note and how the cap is counted; returns whether anything changed. Whom it picks stays."""
    lock_period(scenario.period_id)
    scenario = _standing(scenario)
    name = normalise(name)
    _check(scenario.period, name, mode, rate, pooling, without=scenario.pk)
    after = {"name": name, "note": note.strip(), "mode": mode, "rate": rate, "pooling": pooling}
    changes = {field: [getattr(scenario, field), value] for field, value in after.items()}
    changes = {field: pair for field, pair in changes.items() if pair[0] != pair[1]}
    if not changes:
        return False
    for field, (_before, value) in changes.items():
        setattr(scenario, field, value)
    scenario.save(update_fields=list(changes))
    _record("evaluations.cap_scenario_changed", scenario, by, changes=changes)
    return True


@transaction.atomic
def pick_levels(scenario: CapScenario, *, levels: Mapping[int, str], by: User) -> bool:
    """Say who is "excellent" in it and who falls out; returns whether anything changed. Decides nothing."""
    lock_period(scenario.period_id)
    scenario = _standing(scenario)
    after = _checked(scenario.period, levels)
    if after == scenario.levels:
        return False
    before, scenario.levels = scenario.levels, after
    scenario.save(update_fields=["levels"])
    excellent = [list(kept.values()).count(Level.EXCELLENT) for kept in (before, after)]
    _record("evaluations.cap_scenario_changed", scenario, by, changes={"excellent": excellent})
    return True


@transaction.atomic
def copy_scenario(scenario: CapScenario, *, by: User) -> CapScenario:
    """A second one with the same choices, to change without losing the first."""
    lock_period(scenario.period_id)
    scenario = _standing(scenario)
    name = scenario.name
    taken = set(scenario.period.cap_scenarios.filter(is_removed=False).values_list("name", flat=True))
    while name in taken:
        name += COPY
    if len(name) > LONGEST_NAME:
        raise DomainError(_("Tên phương án đã quá dài để chép; hãy đặt tên ngắn hơn trước."))
    return keep_scenario(
        scenario.period,
        name=name,
        note=scenario.note,
        mode=scenario.mode,
        rate=scenario.rate,
        pooling=scenario.pooling,
        levels={int(number): level for number, level in scenario.levels.items()},
        by=by,
    )


@transaction.atomic
def remove_scenario(scenario: CapScenario, *, by: User) -> None:
    """Put it away; the audit trail keeps that it was there."""
    lock_period(scenario.period_id)
    scenario = _standing(scenario)
    scenario.is_removed = True
    scenario.save(update_fields=["is_removed"])
    _record("evaluations.cap_scenario_removed", scenario, by)


def _check(period: Period, name: str, mode: str, rate: int, pooling: str, *, without: int = 0) -> None:
    if not name:
        raise DomainError(_("Hãy đặt tên phương án, ví dụ: Phương án 1."), field="name")
    if period.cap_scenarios.filter(name=name, is_removed=False).exclude(pk=without).exists():
        raise DomainError(_("Đã có phương án “%(name)s”; hãy đặt tên khác.") % {"name": name}, field="name")
    if mode not in CapMode.values:
        raise DomainError(_("Không có mẫu số này; hãy chọn một trong ba cách tính."), field="mode")
    if pooling not in Period.Pooling.values:
        raise DomainError(_("Hãy chọn một trong hai cách tính nhóm nhỏ."), field="pooling")
    check_rate(period, rate)


def _checked(period: Period, levels: Mapping[int, str]) -> dict[str, str]:
    """The levels as they are kept; refused where one is not a level or not of this period."""
    known = set(Evaluation.objects.filter(period=period, pk__in=list(levels)).values_list("pk", flat=True))
    if known != set(levels) or not set(levels.values()) <= set(Level.values):
        raise DomainError(_("Có phiếu hoặc mức không thuộc kỳ đánh giá này; hãy mở lại trang phương án."))
    return {str(number): str(level) for number, level in sorted(levels.items())}


def _standing(scenario: CapScenario) -> CapScenario:
    """The what-if as it is now, locked; refused once it was removed."""
    found = (
        CapScenario.objects.select_for_update(of=("self",))
        .select_related("period__organisation")
        .filter(pk=scenario.pk, is_removed=False)
        .first()
    )
    if found is None:
        raise DomainError(_("Phương án này đã bỏ; hãy chọn phương án khác."))
    return found


def _record(action: str, scenario: CapScenario, by: User, *, changes: Mapping[str, Any] | None = None) -> None:
    period = scenario.period
    record(
        action,
        scenario,
        by=by,
        organisation=period.organisation,
        label=f"{scenario.name}, {period_label(period)}",
        changes=changes or {},
    )
