"""Working groups (tổ công tác, Điều lệ Đ14.2): their people and the units they follow, all dated."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import override

from accounts.audit import record
from accounts.models import User
from cells.models import Member, Organisation, WorkingGroup, WorkingGroupMember, WorkingGroupUnit, in_force
from cells.services.assignments import check_unit_below
from core.errors import DomainError
from core.periods import format_date
from core.vietnamese import normalise

Role = WorkingGroupMember.Role


@transaction.atomic
def create_group(
    organisation: Organisation,
    *,
    name: str,
    valid_from: dt.date,
    by: User | None,
    purpose: str = "",
    document: str = "",
    document_on: dt.date | None = None,
) -> WorkingGroup:
    """Form a working group of a committee. The number of its decision is kept as it was typed."""
    name = normalise(name)
    if not name:
        raise DomainError(_("Hãy ghi tên tổ công tác."), field="name")
    if not organisation.existed_on(valid_from):
        raise DomainError(
            _("%(unit)s không hoạt động vào ngày này; hãy sửa ngày.") % {"unit": organisation}, field="valid_from"
        )
    Organisation.objects.select_for_update().get(pk=organisation.pk)
    if organisation.working_groups.filter(name=name, valid_to=None).exists():
        raise DomainError(_("Cấp ủy đang có một tổ công tác cùng tên; hãy ghi tên khác."), field="name")
    group = WorkingGroup.objects.create(
        organisation=organisation,
        name=name,
        purpose=normalise(purpose),
        document=normalise(document),
        document_on=document_on,
        valid_from=valid_from,
    )
    record("cells.group_made", group, by=by, organisation=organisation, note=group.document)
    return group


@transaction.atomic
def add_group_person(
    group: WorkingGroup, member: Member, *, role: str, valid_from: dt.date, by: User | None
) -> WorkingGroupMember:
    """Put someone into a group. A group has one leader at a time; nobody is in it twice."""
    group = _at_work(group, valid_from)
    there = group.people.filter(in_force(valid_from) | Q(valid_from__gt=valid_from)).select_related("member")
    if there.filter(member=member).exists():
        raise DomainError(_("Đồng chí %(name)s đã ở trong tổ.") % {"name": member}, field="member")
    leader = there.filter(role=Role.LEADER).first()
    if role == Role.LEADER and leader is not None:
        raise DomainError(
            _("Tổ đã có tổ trưởng là đồng chí %(name)s; hãy cho thôi trước.") % {"name": leader.member}, field="role"
        )
    row = WorkingGroupMember.objects.create(group=group, member=member, role=role, valid_from=valid_from)
    _note("cells.group_person_added", row, group, by=by, changes={"role": [None, role]})
    return row


@transaction.atomic
def add_group_units(
    group: WorkingGroup, units: Sequence[Organisation], *, valid_from: dt.date, by: User | None
) -> list[WorkingGroupUnit]:
    """Let a group follow units under its committee."""
    group = _at_work(group, valid_from)
    if not units:
        raise DomainError(_("Hãy chọn ít nhất một đơn vị."), field="units")
    rows = []
    for unit in units:
        check_unit_below(unit, group.organisation, valid_from, field="units")
        if group.units.filter(in_force(valid_from) | Q(valid_from__gt=valid_from), unit=unit).exists():
            raise DomainError(_("Tổ đang theo dõi %(unit)s rồi.") % {"unit": unit}, field="units")
        row = WorkingGroupUnit.objects.create(group=group, unit=unit, valid_from=valid_from)
        _note("cells.group_unit_added", row, unit, by=by, changes={"valid_from": [None, valid_from.isoformat()]})
        rows.append(row)
    return rows


@transaction.atomic
def end_group_person(row: WorkingGroupMember, *, last_day: dt.date, by: User | None, note: str = "") -> None:
    """Someone leaves a group; the row stays."""
    locked = WorkingGroupMember.objects.select_for_update().select_related("group__organisation").get(pk=row.pk)
    _end(locked, last_day)
    _note("cells.group_person_ended", locked, locked.group, by=by, changes=_until(last_day), note=note)


@transaction.atomic
def end_group_unit(row: WorkingGroupUnit, *, last_day: dt.date, by: User | None, note: str = "") -> None:
    """A group no longer follows a unit; the row stays."""
    locked = WorkingGroupUnit.objects.select_for_update().select_related("group__organisation").get(pk=row.pk)
    _end(locked, last_day)
    _note("cells.group_unit_ended", locked, locked.unit, by=by, changes=_until(last_day), note=note)


@transaction.atomic
def end_group(group: WorkingGroup, *, last_day: dt.date, by: User | None, note: str = "") -> None:
    """A group has done its work: it ends, with its people and units."""
    locked = WorkingGroup.objects.select_for_update().select_related("organisation").get(pk=group.pk)
    rows: list[WorkingGroupMember | WorkingGroupUnit] = [
        *locked.people.filter(valid_to=None),
        *locked.units.filter(valid_to=None),
    ]
    late = max((row.valid_from for row in rows), default=locked.valid_from)
    if late > last_day >= locked.valid_from:
        raise DomainError(
            _("Có người hoặc đơn vị vào tổ ngày %(day)s; ngày kết thúc phải từ ngày đó.") % {"day": format_date(late)},
            field="last_day",
        )
    _end(locked, last_day)
    for row in rows:
        _end(row, last_day)
    _note("cells.group_ended", locked, locked, by=by, changes=_until(last_day), note=note)


def _at_work(group: WorkingGroup, on: dt.date) -> WorkingGroup:
    locked = WorkingGroup.objects.select_for_update().select_related("organisation").get(pk=group.pk)
    if on < locked.valid_from or (locked.valid_to is not None and on > locked.valid_to):
        raise DomainError(
            _("Tổ công tác hoạt động từ ngày %(first)s đến %(last)s; hãy sửa ngày.")
            % {"first": format_date(locked.valid_from), "last": format_date(locked.valid_to) or _("nay")},
            field="valid_from",
        )
    return locked


def _end(row: WorkingGroup | WorkingGroupMember | WorkingGroupUnit, last_day: dt.date) -> None:
    if row.valid_to is not None:
        raise DomainError(_("Đã kết thúc ngày %(day)s rồi.") % {"day": format_date(row.valid_to)})
    if last_day < row.valid_from:
        raise DomainError(
            _("Ngày cuối cùng phải từ ngày bắt đầu, là ngày %(day)s.") % {"day": format_date(row.valid_from)},
            field="last_day",
        )
    row.valid_to = last_day
    row.save(update_fields=["valid_to"])


def _until(last_day: dt.date) -> dict[str, list[str | None]]:
    return {"valid_to": [None, last_day.isoformat()]}


def _note(
    action: str,
    row: WorkingGroup | WorkingGroupMember | WorkingGroupUnit,
    where: WorkingGroup | Organisation,
    *,
    by: User | None,
    changes: dict[str, list[str | None]],
    note: str = "",
) -> None:
    with override("vi"):
        label = str(row)
    unit = where.organisation if isinstance(where, WorkingGroup) else where
    record(action, row, by=by, organisation=unit, label=label, changes=changes, note=normalise(note))
