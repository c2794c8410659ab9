"""Putting scoring sheets in force."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.audit import record
from accounts.models import User
from cells.models import Organisation
from core.errors import DomainError
from core.periods import format_date
from core.vietnamese import normalise
from meetings.models import SheetInForce
from meetings.rules.derived import own_settings, sheet_of
from meetings.rules.year_grades import own_rule

TITLE_LENGTH = 200


@dataclass(frozen=True)
class Decision:
    """What a committee decides: a base, what it changes of it, the choices that are left open, since when."""

    base: str
    valid_from: dt.date | None
    own: Mapping[str, Any] = field(default_factory=dict)
    settings: Mapping[str, Any] = field(default_factory=dict)
    document: str = ""
    document_on: dt.date | None = None


@transaction.atomic
def put_sheet_in_force(organisation: Organisation, decision: Decision, *, by: User | None) -> SheetInForce:
    """Put a sheet in force for the units below a committee; what was in force on that day ends the day before.

    A second decision for the same day replaces the first. Meetings before the day keep the sheet of theirs. Refused:
    a sheet whose points do not agree (every fault is named), one without points, a day on which the committee did
    not stand, a cell.
    """
    day = decision.valid_from
    if day is None:
        raise DomainError(_("Hãy ghi ngày bắt đầu áp dụng."), field="valid_from")
    if organisation.is_cell or not organisation.existed_on(day):
        raise DomainError(
            _("%(unit)s không phải là cấp ủy ban hành bảng điểm vào ngày %(day)s.")
            % {"unit": organisation, "day": format_date(day)},
            field="valid_from",
        )
    values = _checked(decision)
    Organisation.objects.select_for_update(no_key=True).get(pk=organisation.pk)
    row = _in_its_place(organisation, values.pop("use"), day, values)
    changes = {"base": [None, row.base], "valid_from": [None, day.isoformat()], "own": [None, sorted(row.own)]}
    record("meetings.sheet_put_in_force", row, by=by, organisation=organisation, changes=changes, note=row.document)
    return row


def _checked(decision: Decision) -> dict[str, Any]:
    """The values of the row, or a refusal."""
    sheet = sheet_of(decision.base, decision.own)
    if not sheet.maximum:
        raise DomainError(_("Khung này không có điểm; hãy đặt điểm cho từng tiêu chí rồi mới áp dụng."))
    if len(sheet.title) > TITLE_LENGTH or len(decision.document) > TITLE_LENGTH:
        raise DomainError(_("Tên bảng điểm và số văn bản dài nhất 200 ký tự."), field="title")
    if decision.own.get("year"):
        own_rule(decision.own["year"], source="")
    settings = own_settings(decision.base, decision.own, decision.settings)
    return {
        "use": sheet.use,
        "base": decision.base,
        "own": dict(decision.own),
        "settings": settings,
        "document": normalise(decision.document),
        "document_on": decision.document_on,
    }


def _in_its_place(organisation: Organisation, use: str, day: dt.date, values: dict[str, Any]) -> SheetInForce:
    """Write the row among the others: the earlier one ends, a later one stays."""
    rows = SheetInForce.objects.filter(organisation=organisation, use=use)
    same = rows.filter(valid_from=day).first()
    if same is not None:
        rows.filter(pk=same.pk).update(**values)
        return rows.get(pk=same.pk)
    earlier = rows.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=day), valid_from__lt=day)
    earlier.update(valid_to=day - dt.timedelta(days=1))
    later = rows.filter(valid_from__gt=day).order_by("valid_from").first()
    last = later.valid_from - dt.timedelta(days=1) if later else None
    return SheetInForce.objects.create(organisation=organisation, use=use, valid_from=day, valid_to=last, **values)
