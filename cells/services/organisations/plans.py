"""A plan of several merges carried out as one deed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from cells.models import Organisation
from cells.queries.merging import MergePlan, fingerprint, preview_merges
from cells.services.organisations.deeds import lock_tree, refuse_not_living
from cells.services.organisations.merging import Appointment, merge_organisations
from core.errors import DomainError


@transaction.atomic
def carry_out_merges(
    plans: Sequence[MergePlan],
    *,
    last_day: dt.date,
    by: User | None,
    document: str = "",
    document_on: dt.date | None = None,
    seen: str | None = None,
) -> list[Organisation]:
    """Do all merges of a plan, or none; the successors in the order of the plans.

    ``seen`` is the fingerprint of the preview that was confirmed. Refused: an empty plan, a unit in two merges, a unit
    that takes others in and goes into another, records that changed since the preview, and all that
    ``merge_organisations`` refuses.
    """
    refuse_entangled(plans)
    units = [unit for plan in plans for unit in (*plan.units, *([plan.into] if plan.into else []))]
    fresh = lock_tree(units)
    for plan in plans:
        for unit in plan.units:
            refuse_not_living(fresh[unit.pk], last_day)
    current = [
        MergePlan(
            tuple(fresh[unit.pk] for unit in plan.units),
            fresh[plan.into.pk] if plan.into else None,
            plan.new_name,
            plan.appointments,
        )
        for plan in plans
    ]
    if seen is not None and fingerprint(preview_merges(current, last_day), last_day) != seen:
        raise DomainError(_("Dữ liệu vừa thay đổi sau khi đồng chí xem trước; hãy xem lại rồi xác nhận lần nữa."))
    return [
        merge_organisations(
            plan.units,
            into=plan.into,
            new_name=plan.new_name,
            last_day=last_day,
            by=by,
            document=document,
            document_on=document_on,
            appointments=[Appointment(member, office) for member, office in plan.appointments],
        )
        for plan in current
    ]


def refuse_entangled(plans: Sequence[MergePlan]) -> None:
    """Raise DomainError for an empty plan, a unit in two merges, one that takes in and is taken in itself."""
    if not plans:
        raise DomainError(_("Chưa có đơn vị nào nhập vào đơn vị khác; hãy chọn ở cột “Sau sáp nhập”."))
    ending: set[int] = set()
    for plan in plans:
        for unit in plan.units:
            if unit.pk in ending:
                raise DomainError(_("%(unit)s được chọn hai lần; hãy để ở một nơi.") % {"unit": unit})
            ending.add(unit.pk)
    for plan in plans:
        if plan.into and plan.into.pk in ending:
            raise DomainError(
                _("%(unit)s vừa nhận đơn vị khác vừa nhập đi nơi khác; hãy chọn lại.") % {"unit": plan.into}
            )
