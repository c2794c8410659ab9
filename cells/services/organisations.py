"""Founding and merging organisations."""

import datetime as dt
from collections.abc import Collection

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.audit import record
from accounts.models import User
from cells.models import CELL_KINDS, Membership, Organisation, OrganisationPeriod, Seat, Succession, in_force
from core.errors import DomainError
from core.vietnamese import normalise, search_key


@transaction.atomic
def found_organisation(
    *,
    name: str,
    kind: str,
    parent: Organisation | None,
    founded_on: dt.date,
    by: User | None,
    code: str | None = None,
    unit_type: str = "other",
    place_name: str = "",
    document: str = "",
    order: int = 0,
    is_demonstration: bool = False,
) -> Organisation:
    """Found an organisation under ``parent`` and record it (Điều lệ Đ10.3: the direct superior decides)."""
    name = normalise(name)
    if not name:
        raise DomainError(_("Hãy ghi tên tổ chức đảng."), field="name")
    if parent is not None and not parent.existed_on(founded_on):
        raise DomainError(_("Cấp trên không hoạt động vào ngày thành lập; hãy chọn ngày khác."), field="founded_on")
    organisation = Organisation.objects.create(
        code=code,
        order=order,
        unit_type=unit_type,
        founded_on=founded_on,
        is_demonstration=is_demonstration or bool(parent and parent.is_demonstration),
    )
    OrganisationPeriod.objects.create(
        organisation=organisation,
        name=name,
        name_key=search_key(name),
        kind=kind,
        parent=parent,
        place_name=place_name,
        document=document,
        valid_from=founded_on,
    )
    record("cells.organisation_founded", organisation, by=by, organisation=parent or organisation, note=document)
    return organisation


@transaction.atomic
def merge_cells(
    cells: Collection[Organisation], *, into: Organisation, last_day: dt.date, by: User | None, document: str = ""
) -> None:
    """End ``cells`` on ``last_day`` and move their members into ``into`` from the next day.

    Posts in the ended cells end too. Meetings up to ``last_day`` stay with the old cell, later ones belong to the
    new one.
    """
    if into.pk in {cell.pk for cell in cells}:
        raise DomainError(_("Chi bộ không thể sáp nhập vào chính nó; hãy bỏ chi bộ nhận ra khỏi danh sách."))
    next_day = last_day + dt.timedelta(days=1)
    if into.ended_on is not None or into.founded_on > next_day:
        raise DomainError(_("Chi bộ nhận không hoạt động vào ngày sáp nhập; hãy chọn chi bộ khác hoặc ngày khác."))
    for cell in cells:
        _end_cell_into(cell, into, last_day=last_day, by=by, document=document)


def _end_cell_into(
    cell: Organisation, into: Organisation, *, last_day: dt.date, by: User | None, document: str
) -> None:
    cell = Organisation.objects.select_for_update().get(pk=cell.pk)
    if cell.ended_on is not None or cell.kind not in CELL_KINDS or cell.founded_on > last_day:
        raise DomainError(_("%(cell)s không còn hoạt động vào ngày sáp nhập.") % {"cell": cell})
    next_day = last_day + dt.timedelta(days=1)
    moving = list(Membership.objects.filter(in_force(last_day), cell=cell, valid_to__isnull=True))
    Membership.objects.filter(pk__in=[row.pk for row in moving]).update(
        valid_to=last_day, end_reason=Membership.EndReason.MERGED, document=document
    )
    Membership.objects.bulk_create(
        Membership(member_id=row.member_id, cell=into, kind=row.kind, valid_from=next_day, document=document)
        for row in moving
    )
    Seat.objects.filter(in_force(last_day), organisation=cell).update(valid_to=last_day)
    OrganisationPeriod.objects.filter(organisation=cell, valid_to__isnull=True).update(valid_to=last_day)
    cell.ended_on = last_day
    cell.save(update_fields=["ended_on"])
    Succession.objects.create(
        predecessor=cell, successor=into, kind=Succession.Kind.MERGE, on=next_day, document=document
    )
    record(
        "cells.organisations_merged",
        cell,
        by=by,
        organisation=cell,
        changes={"into": [None, str(into)], "last_day": [None, last_day.isoformat()], "members": [len(moving), 0]},
        note=document,
    )
