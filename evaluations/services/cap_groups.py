"""The groups of similar position, role and task in which the cap is counted, as the committee settles them.

QĐ 366 Đ11.1: collectives and persons apart; a rate above the usual one, up to 25 %, needs a document.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.audit import record
from accounts.models import User
from core.errors import DomainError
from core.vietnamese import normalise
from evaluations.models import CapGroup, Evaluation, Period
from evaluations.queries.regulations import regulation_of
from evaluations.services.process import refuse_closed
from evaluations.services.subjects import period_label


def lock_period(pk: int) -> Period:
    """The period, locked, so that nobody counts or changes its groups meanwhile; refused once it is closed."""
    period = Period.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=pk)
    refuse_closed(period)
    return period


def check_rate(period: Period, rate: int) -> None:
    """The rate is one that the regulation knows, with or without a document."""
    rule = regulation_of(period).cap
    usual = rule.rate if rule else 20
    most = (rule.uplift_rate if rule else None) or usual
    if not 1 <= rate <= most:
        raise DomainError(
            _("Tỷ lệ tối đa theo quy định là %(rate)s %%, khi được phép là %(most)s %%; hãy ghi số từ 1 đến %(most)s.")
            % {"rate": usual, "most": most},
            field="rate",
        )


def _check(period: Period, name: str, rate: int | None, document: str, *, without: int = 0) -> None:
    if not name:
        raise DomainError(_("Hãy đặt tên nhóm, ví dụ: bí thư chi bộ."), field="name")
    if period.cap_groups.filter(name=name, is_removed=False).exclude(pk=without).exists():
        raise DomainError(_("Kỳ này đã có nhóm “%(name)s”; hãy đặt tên khác.") % {"name": name}, field="name")
    if rate is None:
        return
    check_rate(period, rate)
    rule = regulation_of(period).cap
    usual = rule.rate if rule else 20
    if rate > usual and not document:
        raise DomainError(
            _("Tỷ lệ trên %(rate)s %% phải có văn bản cho phép của cấp có thẩm quyền; hãy ghi số, ngày của văn bản.")
            % {"rate": usual},
            field="document",
        )


@transaction.atomic
def add_cap_group(period: Period, *, name: str, by: User, rate: int | None = None, document: str = "") -> CapGroup:
    """Make a group; without a rate it has that of the period."""
    period = lock_period(period.pk)
    name, document = normalise(name), normalise(document)
    _check(period, name, rate, document)
    group = CapGroup.objects.create(period=period, name=name, rate=rate, document=document)
    _record("evaluations.cap_group_added", period, by, changes={"name": [None, name], "rate": [None, rate]})
    return group


@transaction.atomic
def change_cap_group(group: CapGroup, *, name: str, by: User, rate: int | None = None, document: str = "") -> bool:
    """Give it another name, rate or document; returns whether anything changed."""
    period = lock_period(group.period_id)
    group = _standing(group)
    after = {"name": normalise(name), "rate": rate, "document": normalise(document)}
    _check(period, normalise(name), rate, normalise(document), without=group.pk)
    changes = {field: [getattr(group, field), value] for field, value in after.items()}
    changes = {field: pair for field, pair in changes.items() if pair[0] != pair[1]}
    if not changes:
        return False
    for field, (_before, value) in changes.items():
        setattr(group, field, value)
    group.save(update_fields=list(changes))
    _record("evaluations.cap_group_changed", period, by, changes=changes, note=group.name)
    return True


@transaction.atomic
def remove_cap_group(group: CapGroup, *, by: User) -> int:
    """Dissolve it; returns how many are counted by the kind of their subject again."""
    period = lock_period(group.period_id)
    group = _standing(group)
    released = Evaluation.objects.filter(cap_group=group).update(cap_group=None)
    group.is_removed = True
    group.save(update_fields=["is_removed"])
    _record("evaluations.cap_group_removed", period, by, changes={"evaluations": [released, 0]}, note=group.name)
    return released


@transaction.atomic
def put_in_group(period: Period, evaluations: Iterable[Evaluation], *, group: CapGroup | None, by: User) -> int:
    """Count these in the group, or (None) by the kind of their subject again; returns how many moved.

    Collectives and persons are never counted together (QĐ 366 Đ11.1).
    """
    period = lock_period(period.pk)
    if group is not None:
        group = _standing(group)
        if group.period_id != period.pk:
            raise DomainError(_("Nhóm này thuộc kỳ đánh giá khác; hãy chọn nhóm của kỳ này."), field="group")
    wanted = [row.pk for row in evaluations]
    rows = list(Evaluation.objects.select_for_update(of=("self",)).filter(pk__in=wanted, period=period))
    if not rows:
        raise DomainError(_("Chưa chọn phiếu nào; hãy đánh dấu những phiếu cần đưa vào nhóm."))
    if group is not None:
        _refuse_mixture(group, rows)
    moved = [row for row in rows if row.cap_group_id != (group.pk if group else None)]
    for row in moved:
        row.cap_group = group
    Evaluation.objects.bulk_update(moved, ["cap_group"])
    if moved:
        name = group.name if group else None
        changes = {"group": [None, name], "evaluations": [0, len(moved)]}
        _record("evaluations.cap_group_filled", period, by, changes=changes, note=name or "")
    return len(moved)


def _refuse_mixture(group: CapGroup, rows: list[Evaluation]) -> None:
    moved = {row.pk for row in rows}
    there = Evaluation.objects.filter(cap_group=group).exclude(pk__in=moved)
    kinds = {row.member_id is not None for row in rows}
    kinds |= {member is not None for member in there.values_list("member", flat=True)}
    if len(kinds) > 1:
        raise DomainError(
            _("Tập thể và cá nhân phải tính tỷ lệ riêng; nhóm “%(group)s” không chứa được cả hai. Hãy lập hai nhóm.")
            % {"group": group.name},
            field="group",
        )


@transaction.atomic
def set_pooling(period: Period, *, pooling: str, by: User) -> bool:
    """Count the members of small cells together in the whole committee, or each cell alone."""
    period = lock_period(period.pk)
    if pooling not in Period.Pooling.values:
        raise DomainError(_("Hãy chọn một trong hai cách tính nhóm nhỏ."), field="pooling")
    if period.pooling == pooling:
        return False
    changes = {"pooling": [period.pooling, pooling]}
    period.pooling = pooling
    period.save(update_fields=["pooling"])
    _record("evaluations.period_changed", period, by, changes=changes)
    return True


def _standing(group: CapGroup) -> CapGroup:
    """The group as it is now; refused once it was removed."""
    found = CapGroup.objects.filter(pk=group.pk, is_removed=False).first()
    if found is None:
        raise DomainError(_("Nhóm này đã bỏ; hãy chọn nhóm khác."))
    return found


def _record(action: str, period: Period, by: User, *, changes: Mapping[str, Any], note: str = "") -> None:
    organisation = period.organisation
    record(action, period, by=by, organisation=organisation, label=period_label(period), changes=changes, note=note)
