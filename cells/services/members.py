"""Member records, memberships and statuses."""

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.audit import record
from accounts.models import User
from cells.models import Member, Membership, Organisation, StatusPeriod
from core.errors import DomainError
from core.vietnamese import mask, normalise, search_key, sort_key

MASKED = {"citizen_id", "card_number", "old_card_number"}
"""Fields whose values never enter the audit trail in full."""


def _audit_value(field: str, value: Any) -> Any:
    if field in MASKED:
        return mask(value)
    return value.isoformat() if isinstance(value, dt.date) else value


@transaction.atomic
def create_member(
    *, cell: Organisation, joined_cell_on: dt.date, by: User | None, full_name: str, **facts: Any
) -> Member:
    """Create a record and the permanent membership in ``cell`` from ``joined_cell_on``."""
    full_name = normalise(full_name)
    if not full_name:
        raise DomainError(_("Hãy ghi họ và tên đảng viên."), field="full_name")
    if not cell.existed_on(joined_cell_on):
        raise DomainError(_("%(cell)s không hoạt động vào ngày này.") % {"cell": cell}, field="joined_cell_on")
    member = Member.objects.create(
        full_name=full_name, sort_key=sort_key(full_name), search_key=search_key(full_name), **facts
    )
    Membership.objects.create(member=member, cell=cell, valid_from=joined_cell_on)
    record("cells.member_created", member, by=by, organisation=cell)
    return member


@transaction.atomic
def change_member(member: Member, *, by: User | None, cell: Organisation, **facts: Any) -> bool:
    """Change fields of a record; returns whether anything changed. The audit line holds before and after."""
    before = Member.objects.select_for_update().get(pk=member.pk)
    changes = {field: value for field, value in facts.items() if getattr(before, field) != value}
    if not changes:
        return False
    for field, value in changes.items():
        setattr(member, field, value)
    fields = list(changes)
    if "full_name" in changes:
        member.full_name = normalise(member.full_name)
        member.sort_key, member.search_key = sort_key(member.full_name), search_key(member.full_name)
        fields += ["sort_key", "search_key"]
    member.save(update_fields=fields)
    record(
        "cells.member_changed",
        member,
        by=by,
        organisation=cell,
        changes={
            field: [_audit_value(field, getattr(before, field)), _audit_value(field, value)]
            for field, value in changes.items()
        },
    )
    return True


@transaction.atomic
def set_status(member: Member, status: str, *, valid_from: dt.date, by: User | None, cell: Organisation) -> None:
    """Begin a status (exempt, away, ...) on a day, ending the one before; an empty status means active again."""
    current = StatusPeriod.objects.select_for_update().in_force(valid_from).filter(member=member).first()
    if (current.status if current else "") == status:
        return
    if current and current.valid_from == valid_from:
        raise DomainError(_("Đảng viên đã có một tình trạng khác bắt đầu đúng ngày này; hãy chọn ngày khác."))
    if current:
        current.valid_to = valid_from - dt.timedelta(days=1)
        current.save(update_fields=["valid_to"])
    if status:
        StatusPeriod.objects.create(member=member, status=status, valid_from=valid_from)
    record(
        "cells.member_changed",
        member,
        by=by,
        organisation=cell,
        changes={"status": [current.status if current else "", status]},
    )


@transaction.atomic
def reveal_number(member: Member, field: str, *, by: User, reason: str) -> str:
    """The whole number, after writing who asked and why (Luật Bảo vệ dữ liệu cá nhân 2025)."""
    if field not in MASKED:
        raise DomainError(_("Không có số này trong hồ sơ."))
    reason = normalise(reason)
    if not reason:
        raise DomainError(_("Hãy ghi lý do cần xem số giấy tờ."), field="reason")
    membership = member.memberships.order_by("-valid_from").first()
    record(
        "cells.number_revealed",
        member,
        by=by,
        organisation=membership.cell if membership else None,
        changes={"field": [None, field]},
        note=reason,
    )
    return str(getattr(member, field))
