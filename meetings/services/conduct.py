"""What a committee sets about the meetings of its cells."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.audit import record
from accounts.models import User
from cells.models import Organisation
from core.errors import DomainError
from core.periods import format_date
from meetings.models import ConductSetting


@transaction.atomic
def set_meet_by_day(
    organisation: Organisation, day: int, *, valid_from: dt.date, by: User | None, document: str = ""
) -> ConductSetting:
    """Set the day of the month until which cells below ``organisation`` meet, from ``valid_from`` on.

    A second value for the same day replaces the first. Refused outside 1 to 31, or before the committee stood.
    """
    if not 1 <= day <= 31:
        raise DomainError(_("Ngày trong tháng phải từ 1 đến 31."), field="day")
    if not organisation.existed_on(valid_from):
        raise DomainError(
            _("%(unit)s không hoạt động vào ngày %(day)s.") % {"unit": organisation, "day": format_date(valid_from)},
            field="valid_from",
        )
    Organisation.objects.select_for_update(no_key=True).get(pk=organisation.pk)
    rows = ConductSetting.objects.filter(organisation=organisation, key=ConductSetting.Key.MEET_BY_DAY)
    before = rows.filter(valid_from__lte=valid_from).last()
    setting, _created = rows.update_or_create(
        organisation=organisation,
        key=ConductSetting.Key.MEET_BY_DAY,
        valid_from=valid_from,
        defaults={"value": day, "document": document},
    )
    record(
        "meetings.conduct_set",
        setting,
        by=by,
        organisation=organisation,
        changes={"meet_by_day": [before.value if before else None, day], "valid_from": [None, valid_from.isoformat()]},
        note=document,
    )
    return setting
