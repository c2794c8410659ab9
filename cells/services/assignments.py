"""Who is in charge of which unit and which field (phân công cấp ủy viên phụ trách)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import override

from accounts.audit import record
from accounts.models import User
from cells.models import Assignment, Member, Organisation, Seat, in_force
from cells.queries import subtree_ids
from core.errors import DomainError
from core.periods import format_date
from core.vietnamese import normalise

AREA_LENGTH = 200


@transaction.atomic
def assign(
    member: Member,
    *,
    organisation: Organisation,
    units: Sequence[Organisation] = (),
    areas: Sequence[str] = (),
    valid_from: dt.date,
    by: User | None,
    document: str = "",
    document_on: dt.date | None = None,
    accept_outsider: bool = False,
) -> list[Assignment]:
    """Put a member in charge of units and of fields, by one document of ``organisation``; one row for each.

    Refused for a unit that does not stand under ``organisation``, for what the member is in charge of already, and for
    someone without a seat in the committee or its board unless ``accept_outsider``.
    """
    Organisation.objects.select_for_update().get(pk=organisation.pk)
    areas = _cleaned(areas)
    if not units and not areas:
        raise DomainError(_("Hãy chọn ít nhất một chi bộ hoặc ghi một lĩnh vực phụ trách."), field="units")
    if not accept_outsider and not has_seat(member, organisation, valid_from):
        raise DomainError(
            _("Đồng chí %(name)s không giữ chức vụ tại %(unit)s vào ngày này. Nếu vẫn phân công, hãy đánh dấu đồng ý.")
            % {"name": member, "unit": organisation},
            field="accept_outsider",
        )
    _check_units(units, organisation, valid_from)
    _check_new(member, organisation, units, areas, valid_from)
    facts = {
        "organisation": organisation,
        "member": member,
        "document": normalise(document),
        "document_on": document_on,
        "valid_from": valid_from,
    }
    rows = [Assignment.objects.create(unit=unit, **facts) for unit in units]
    rows += [Assignment.objects.create(area=area, **facts) for area in areas]
    for row in rows:
        record(
            "cells.assignment_made",
            row,
            by=by,
            organisation=row.unit or organisation,
            label=_label_of(row),
            changes={"valid_from": [None, valid_from.isoformat()]},
            note=row.document,
        )
    return rows


@transaction.atomic
def end_assignment(assignment: Assignment, *, last_day: dt.date, by: User | None, note: str = "") -> None:
    """End an assignment; the row stays as history."""
    row = (
        Assignment.objects.select_for_update(of=("self",))
        .select_related("member", "unit", "organisation")
        .get(pk=assignment.pk)
    )
    if row.valid_to is not None:
        raise DomainError(_("Phân công này đã kết thúc ngày %(day)s.") % {"day": format_date(row.valid_to)})
    if last_day < row.valid_from:
        raise DomainError(
            _("Ngày thôi phụ trách phải từ ngày %(day)s, là ngày được phân công.")
            % {"day": format_date(row.valid_from)},
            field="last_day",
        )
    row.valid_to = last_day
    row.save(update_fields=["valid_to"])
    record(
        "cells.assignment_ended",
        row,
        by=by,
        organisation=row.unit or row.organisation,
        label=_label_of(row),
        changes={"valid_to": [None, last_day.isoformat()]},
        note=normalise(note),
    )


def has_seat(member: Member, organisation: Organisation, on: dt.date) -> bool:
    """Whether the member holds an office of the committee, or works for its organisation board, on that day."""
    return Seat.objects.in_force(on).filter(member=member, organisation=organisation).exists()


def check_unit_below(unit: Organisation, organisation: Organisation, on: dt.date, *, field: str) -> None:
    """Refuse a unit that does not stand under ``organisation``, or not on that day."""
    if unit.pk == organisation.pk or unit.pk not in subtree_ids([organisation.pk]):
        raise DomainError(
            _("%(unit)s không trực thuộc %(committee)s; hãy chọn đơn vị khác.")
            % {"unit": unit, "committee": organisation},
            field=field,
        )
    if not unit.existed_on(on):
        raise DomainError(
            _("%(unit)s không hoạt động vào ngày %(day)s; hãy sửa ngày.") % {"unit": unit, "day": format_date(on)},
            field="valid_from",
        )


def _cleaned(areas: Sequence[str]) -> list[str]:
    found = list(dict.fromkeys(text for text in map(normalise, areas) if text))
    if any(len(text) > AREA_LENGTH for text in found):
        raise DomainError(_("Mỗi lĩnh vực ghi không quá 200 ký tự."), field="areas")
    return found


def _check_units(units: Sequence[Organisation], organisation: Organisation, on: dt.date) -> None:
    for unit in units:
        check_unit_below(unit, organisation, on, field="units")


def _check_new(
    member: Member, organisation: Organisation, units: Sequence[Organisation], areas: Sequence[str], on: dt.date
) -> None:
    """Refuse what the member is in charge of already, on that day or later."""
    same = Assignment.objects.filter(in_force(on) | Q(valid_from__gt=on), member=member, organisation=organisation)
    known = same.filter(Q(unit__in=units) | Q(unit=None, area__in=areas)).select_related("unit").first()
    if known is not None:
        raise DomainError(
            _("Đồng chí %(name)s đã được phân công phụ trách %(what)s từ ngày %(day)s.")
            % {"name": member, "what": known.unit or known.area, "day": format_date(known.valid_from)},
            field="units" if known.unit_id else "areas",
        )


def _label_of(row: Assignment) -> str:
    with override("vi"):
        return str(row)
