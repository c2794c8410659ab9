"""A committee's targets for a year, as its resolution sets them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.audit import record
from accounts.models import User
from cells.models import Organisation
from core.errors import DomainError
from core.periods import today
from core.vietnamese import normalise
from reports.models import YearTarget
from reports.queries.figures import FIGURES

FIRST_YEAR = 2000
FIELDS = ("comparison", "threshold", "document_number", "words")


@transaction.atomic
def set_target(
    unit: Organisation, *, year: int, figure: str, comparison: str, threshold: Decimal, by: User,
    document_number: str = "", words: str = "",
) -> YearTarget:  # fmt: skip
    """Set the target of a figure for a year, or put another in its place; the same again changes nothing.

    Refused for a cell, for a figure that is not counted, and for a share above 100 or a number below 0.
    """
    Organisation.objects.select_for_update().get(pk=unit.pk)
    _check(unit, year, figure, threshold)
    values = {
        "comparison": YearTarget.Comparison(comparison).value, "threshold": threshold,
        "document_number": normalise(document_number), "words": normalise(words),
    }  # fmt: skip
    known = YearTarget.objects.select_for_update().filter(organisation=unit, year=year, figure=figure, removed_at=None)
    target = known.first()
    if target is None:
        target = YearTarget.objects.create(organisation=unit, year=year, figure=figure, set_by=by, **values)
        _note("reports.target_set", target, by, {"threshold": [None, str(target)]})
        return target
    changes = {
        name: [str(getattr(target, name)), str(value)]
        for name, value in values.items()
        if getattr(target, name) != value
    }
    if changes:
        for name, value in values.items():
            setattr(target, name, value)
        target.set_by = by
        target.save(update_fields=[*FIELDS, "set_by"])
        _note("reports.target_changed", target, by, changes)
    return target


def _check(unit: Organisation, year: int, figure: str, threshold: Decimal) -> None:
    if unit.is_cell:
        raise DomainError(_("Chỉ tiêu năm là của cấp ủy; chi bộ xem chỉ tiêu của đảng ủy cấp trên."))
    if not FIRST_YEAR <= year <= today().year + 1:
        raise DomainError(_("Hãy chọn năm nay, năm sau hoặc một năm trước."), field="year")
    if figure not in FIGURES:
        raise DomainError(_("Hãy chọn một số liệu trong danh sách."), field="figure")
    if threshold < 0:
        raise DomainError(_("Chỉ tiêu không thể nhỏ hơn 0."), field="threshold")
    if FIGURES[figure].is_share and threshold > 100:
        raise DomainError(_("Tỷ lệ không thể quá 100 %; hãy ghi lại chỉ tiêu."), field="threshold")
    if threshold >= 10**7:
        raise DomainError(_("Chỉ tiêu quá lớn; hãy kiểm tra lại con số."), field="threshold")


@transaction.atomic
def remove_target(target: YearTarget, *, by: User) -> None:
    """Take a target away; it stays in the records as removed. One that is gone already stays so."""
    locked = YearTarget.objects.select_for_update().get(pk=target.pk)
    if locked.removed_at is not None:
        return
    locked.removed_at, locked.removed_by = timezone.now(), by
    locked.save(update_fields=["removed_at", "removed_by"])
    _note("reports.target_removed", locked, by, {"threshold": [str(locked), None]})


def _note(action: str, target: YearTarget, by: User, changes: Mapping[str, Sequence[str | None]]) -> None:
    record(action, target, by=by, organisation=target.organisation, changes=changes, note=target.document_number)
