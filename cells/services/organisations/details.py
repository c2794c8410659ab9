"""What a unit is besides its dated name and place: its code, its type, the document of the present period."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.audit import record
from accounts.models import User
from cells.models import Organisation, OrganisationPeriod, UnitType
from cells.services.organisations.deeds import document_of, lock_tree
from core.errors import DomainError
from core.vietnamese import normalise


@transaction.atomic
def correct_details(
    unit: Organisation,
    *,
    on: dt.date,
    by: User | None,
    code: str | None = None,
    unit_type: str | None = None,
    document: str | None = None,
    document_on: dt.date | None = None,
) -> None:
    """Correct the code, the type, or the document of the period of that day; None leaves a value as it is."""
    unit = lock_tree([unit])[unit.pk]
    if code and Organisation.objects.filter(code=normalise(code)).exclude(pk=unit.pk).exists():
        raise DomainError(_("Mã tổ chức %(code)s đã có nơi khác dùng.") % {"code": normalise(code)}, field="code")
    if unit_type is not None and unit_type not in UnitType.values:
        raise DomainError(_("Không có loại hình này."), field="unit_type")
    changes = _write(unit, {"code": normalise(code) if code else None, "unit_type": unit_type})
    period = OrganisationPeriod.objects.in_force(on).filter(organisation=unit).first()
    if period is not None:
        papers = {"document": document_of(document) if document else None, "document_on": document_on}
        changes |= _write(period, papers)
    if changes:
        record("cells.organisation_corrected", unit, by=by, organisation=unit, changes=changes)


def _write(row: Organisation | OrganisationPeriod, values: dict[str, Any]) -> dict[str, list[Any]]:
    """Write what is given and differs; returns before and after as JSON."""
    fields = {name: value for name, value in values.items() if value is not None and getattr(row, name) != value}
    before = {name: getattr(row, name) for name in fields}
    for name, value in fields.items():
        setattr(row, name, value)
    if fields:
        row.save(update_fields=list(fields))
    return {name: [_plain(before[name]), _plain(value)] for name, value in fields.items()}


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, dt.date) else value
