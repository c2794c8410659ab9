"""Party groups of a large cell (tổ đảng, Điều lệ Đ24.1): founded, peopled, ended."""

import datetime as dt
from collections.abc import Collection

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import override

from accounts.audit import record
from accounts.models import User
from cells.models import (
    GroupMembership,
    Member,
    Membership,
    Organisation,
    OrganisationKind,
    OrganisationPeriod,
    Seat,
    in_force,
)
from cells.queries.tree import superior_of
from cells.services.organisations import found_organisation
from cells.services.seats import end_seat
from core.errors import DomainError
from core.periods import format_date
from core.vietnamese import normalise


def found_group(
    cell: Organisation, *, name: str, founded_on: dt.date, by: User | None, document: str = ""
) -> Organisation:
    """Found a Party group in a cell."""
    if not cell.is_cell:
        raise DomainError(_("Tổ đảng chỉ lập trong chi bộ."))
    if founded_on < cell.founded_on:
        raise DomainError(
            _("Chi bộ thành lập ngày %(day)s; tổ đảng không thể lập trước ngày đó.")
            % {"day": format_date(cell.founded_on)},
            field="founded_on",
        )
    groups = OrganisationPeriod.objects.in_force(founded_on).filter(parent=cell, kind=OrganisationKind.PARTY_GROUP)
    if groups.filter(name__iexact=normalise(name)).exists():
        raise DomainError(_("Chi bộ đã có tổ đảng tên này; hãy đặt tên khác."), field="name")
    return found_organisation(
        name=name, kind=OrganisationKind.PARTY_GROUP, parent=cell, founded_on=founded_on, by=by, document=document
    )


@transaction.atomic
def join_group(group: Organisation, members: Collection[Member], *, valid_from: dt.date, by: User | None) -> int:
    """Put members of the cell into its group from a day on; who was in another group leaves it the day before."""
    group = Organisation.objects.select_for_update().get(pk=group.pk)
    if not members:
        raise DomainError(_("Hãy chọn ít nhất một đồng chí."))
    if not group.existed_on(valid_from):
        raise DomainError(_("%(group)s không hoạt động vào ngày này.") % {"group": group}, field="valid_from")
    cell = superior_of(group, valid_from)
    inside = set(
        Membership.objects.in_force(valid_from).filter(cell=cell, member__in=members).values_list("member", flat=True)
    )
    outside = sorted(str(member) for member in members if member.pk not in inside)
    if outside:
        raise DomainError(
            _("Không sinh hoạt tại %(cell)s vào ngày này: %(names)s.") % {"cell": cell, "names": ", ".join(outside)},
            field="valid_from",
        )
    joined = [member for member in members if _move(member, group, valid_from)]
    for member in joined:
        changes = {"valid_from": [None, valid_from.isoformat()]}
        record(
            "cells.party_group_joined", group, by=by, organisation=cell, label=_label(member, group), changes=changes
        )
    return len(joined)


def _move(member: Member, group: Organisation, valid_from: dt.date) -> bool:
    """Write the membership; False when the member is in this group already."""
    rows = GroupMembership.objects.select_for_update().filter(
        Q(valid_to__isnull=True) | Q(valid_to__gte=valid_from), member=member
    )
    for row in rows.order_by("valid_from"):
        if row.group_id == group.pk and row.valid_from <= valid_from and row.valid_to is None:
            return False
        if row.valid_from >= valid_from:
            raise DomainError(
                _("Đồng chí %(name)s đã vào một tổ đảng từ ngày %(day)s; hãy chọn ngày muộn hơn.")
                % {"name": member, "day": format_date(row.valid_from)},
                field="valid_from",
            )
        row.valid_to = valid_from - dt.timedelta(days=1)
        row.save(update_fields=["valid_to"])
    GroupMembership.objects.create(member=member, group=group, valid_from=valid_from)
    return True


@transaction.atomic
def leave_group(row: GroupMembership, *, last_day: dt.date, by: User | None) -> None:
    """End a member's time in a group; a post there ends with it."""
    row = GroupMembership.objects.select_for_update(of=("self",)).select_related("member", "group").get(pk=row.pk)
    if row.valid_to is not None and row.valid_to <= last_day:
        raise DomainError(_("Đồng chí này đã ra khỏi tổ đảng ngày %(day)s.") % {"day": format_date(row.valid_to)})
    if last_day < row.valid_from:
        raise DomainError(_("Ngày ra khỏi tổ phải sau ngày vào tổ."), field="last_day")
    _leave(row, last_day=last_day, by=by)
    for seat in Seat.objects.filter(in_force(last_day), organisation=row.group, member=row.member):
        if seat.valid_to is None or seat.valid_to > last_day:
            end_seat(seat, last_day=last_day, by=by)


def _leave(row: GroupMembership, *, last_day: dt.date, by: User | None) -> None:
    row.valid_to = last_day
    row.save(update_fields=["valid_to"])
    record(
        "cells.party_group_left",
        row.group,
        by=by,
        organisation=superior_of(row.group, last_day) or row.group,
        label=_label(row.member, row.group),
        changes={"valid_to": [None, last_day.isoformat()]},
    )


@transaction.atomic
def end_group(group: Organisation, *, last_day: dt.date, by: User | None, document: str = "") -> None:
    """End a Party group; its members stay in the cell, its posts end."""
    group = Organisation.objects.select_for_update().get(pk=group.pk)
    if group.kind != OrganisationKind.PARTY_GROUP:
        raise DomainError(_("Đây không phải tổ đảng."))
    if group.ended_on is not None:
        raise DomainError(_("Tổ đảng đã kết thúc ngày %(day)s.") % {"day": format_date(group.ended_on)})
    if last_day < group.founded_on:
        raise DomainError(_("Ngày kết thúc phải sau ngày lập tổ."), field="last_day")
    open_rows = Q(valid_to__isnull=True) | Q(valid_to__gt=last_day)
    for row in GroupMembership.objects.filter(open_rows, group=group).select_related("member", "group"):
        _leave(row, last_day=max(last_day, row.valid_from), by=by)
    for seat in Seat.objects.filter(open_rows, organisation=group):
        end_seat(seat, last_day=max(last_day, seat.valid_from), by=by, document=document)
    OrganisationPeriod.objects.filter(open_rows, organisation=group).update(valid_to=last_day)
    group.ended_on, group.end_reason = last_day, Organisation.EndReason.DISSOLVED
    group.end_document = normalise(document)[:200]
    group.save(update_fields=["ended_on", "end_reason", "end_document"])
    changes = {"last_day": [None, last_day.isoformat()]}
    cell = superior_of(group, last_day) or group
    record("cells.party_group_ended", group, by=by, organisation=cell, changes=changes, note=group.end_document)


def _label(member: Member, group: Organisation) -> str:
    with override("vi"):
        return f"{member}: {group}"
