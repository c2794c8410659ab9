"""Member records: made, changed, a number revealed. Statuses of lists too."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.audit import record
from accounts.models import User
from cells.access import members_visible_to
from cells.models import Member, Membership, Organisation
from cells.queries.records import cell_of, record_with_number
from cells.rules.records import NUMBERS, date_faults, number_fault
from core.errors import DomainError
from core.periods import PartialDate, format_date, today
from core.vietnamese import mask, normalise, search_key, sort_key

MASKED = set(NUMBERS)
"""Fields whose values never enter the audit trail in full."""
DATES = {"birth_date", "birth_precision", "admission_decided_on", "admitted_on", "official_on", "card_issued_on"}


def _audit_value(field: str, value: Any) -> Any:
    if field in MASKED:
        return mask(value)
    return value.isoformat() if isinstance(value, dt.date) else value


@transaction.atomic
def create_member(
    *,
    cell: Organisation,
    joined_cell_on: dt.date,
    by: User | None,
    full_name: str,
    start_reason: str = Membership.StartReason.LISTED,
    kind: str = Membership.Kind.PERMANENT,
    last_day: dt.date | None = None,
    elsewhere: str = "",
    document: str = "",
    document_on: dt.date | None = None,
    **facts: Any,
) -> Member:
    """Create a record and the membership in ``cell`` from ``joined_cell_on``.

    ``start_reason`` says why it begins (admitted, listed, transferred). ``last_day`` is for a stay for a time.
    Refused: no name; a cell that did not stand on that day; impossible numbers or dates; a number of another record.
    """
    full_name = normalise(full_name)
    if not full_name:
        raise DomainError(_("Hãy ghi họ và tên đảng viên."), field="full_name")
    refuse_cell(cell, joined_cell_on, field="joined_cell_on")
    _refuse_numbers(None, facts, by)
    _refuse_dates({}, facts)
    member = Member.objects.create(
        full_name=full_name, sort_key=sort_key(full_name), search_key=search_key(full_name), **facts
    )
    Membership.objects.create(
        member=member,
        cell=cell,
        kind=kind,
        valid_from=joined_cell_on,
        valid_to=last_day,
        end_reason=Membership.EndReason.RETURNED if last_day else "",
        start_reason=start_reason,
        elsewhere=elsewhere,
        document=document,
        document_on=document_on,
    )
    record("cells.member_created", member, by=by, organisation=cell, note=document)
    return member


def refuse_cell(cell: Organisation, day: dt.date, *, field: str) -> None:
    """Nobody joins a unit that is no cell, or that did not stand on that day."""
    if not cell.is_cell:
        raise DomainError(_("%(cell)s không phải là chi bộ; hãy chọn một chi bộ.") % {"cell": cell}, field=field)
    if cell.ended_on is not None and cell.ended_on < day:
        raise DomainError(
            _("%(cell)s không hoạt động vào ngày này: đã kết thúc ngày %(day)s. Hãy chọn chi bộ khác.")
            % {"cell": cell, "day": format_date(cell.ended_on)},
            field=field,
        )
    if day < cell.founded_on:
        raise DomainError(
            _("%(cell)s không hoạt động vào ngày này: ngày %(day)s mới thành lập. Hãy chọn ngày sau đó.")
            % {"cell": cell, "day": format_date(cell.founded_on)},
            field=field,
        )


def _refuse_numbers(member: Member | None, changes: Mapping[str, Any], by: User | None) -> None:
    """A number of a wrong form, or one that another record has."""
    for field in NUMBERS:
        value = changes.get(field) or ""
        if fault := number_fault(field, value):
            raise DomainError(fault.text, field=field)
        if not value or field == "old_identity_number":
            continue
        other = record_with_number(field, value, but=member)
        if other is not None:
            raise DomainError(number_taken(other, field, by), field=field)


def number_taken(other: Member, field: str, by: User | None) -> str:
    """Whose record has a number already, and what to do about it; of another committee's people nothing is told."""
    if by is not None and not members_visible_to(by).filter(pk=other.pk).exists():
        return _(
            "Số %(number)s đã có trong hồ sơ của một đảng viên ở tổ chức khác. Hãy xem lại số trên giấy tờ; "
            "nếu là cùng một người thì làm thủ tục chuyển sinh hoạt từ nơi đó."
        ) % {"number": mask(str(getattr(other, field)))}
    cell = cell_of(other)
    return _(
        "Số %(number)s đã có trong hồ sơ của đồng chí %(name)s (%(birth)s%(cell)s). Hãy xem lại số trên giấy tờ; "
        "nếu là cùng một người thì dùng hồ sơ đã có, hoặc gộp hai hồ sơ."
    ) % {
        "number": mask(str(getattr(other, field))),
        "name": other,
        "birth": _("sinh %(year)s") % {"year": other.birth_date.year} if other.birth_date else _("chưa ghi ngày sinh"),
        "cell": f", {cell}" if cell else "",
    }


def _dates(facts: Mapping[str, Any]) -> dict[str, Any]:
    birth = facts.get("birth_date")
    return {
        **{field: facts.get(field) for field in DATES},
        "birth": PartialDate(birth, facts.get("birth_precision") or "day") if birth else None,
        "today": today(),
    }


def _refuse_dates(before: Mapping[str, Any], changes: Mapping[str, Any]) -> None:
    """Dates in an impossible order; a fault that was there before is not held against another change."""
    if not DATES & set(changes):
        return
    known = date_faults(_dates(before))
    for fault in date_faults(_dates({**before, **changes})):
        if fault not in known:
            raise DomainError(fault.text, field=fault.field)


@transaction.atomic
def change_member(member: Member, *, by: User | None, cell: Organisation | None, **facts: Any) -> bool:
    """Change fields of a record; returns whether anything changed. The audit line holds before and after.

    Refused as ``create_member`` refuses.
    """
    before = Member.objects.select_for_update().get(pk=member.pk)
    if "full_name" in facts:
        facts["full_name"] = normalise(facts["full_name"])
        if not facts["full_name"]:
            raise DomainError(_("Hãy ghi họ và tên đảng viên."), field="full_name")
    changes = {field: value for field, value in facts.items() if getattr(before, field) != value}
    if not changes:
        return False
    _refuse_numbers(member, {field: value for field, value in changes.items() if field in NUMBERS}, by)
    _refuse_dates({field: getattr(before, field) for field in DATES}, changes)
    for field, value in changes.items():
        setattr(member, field, value)
    fields = list(changes)
    if "full_name" in changes:
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
