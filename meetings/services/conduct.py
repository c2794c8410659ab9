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

LEAST_MINUTES, MOST_MINUTES = 15, 480


def set_meet_by_day(
    organisation: Organisation, day: int, *, valid_from: dt.date, by: User | None, document: str = ""
) -> ConductSetting:
    """Set the day of the month until which cells below ``organisation`` meet, from ``valid_from`` on."""
    return set_conduct(
        organisation, ConductSetting.Key.MEET_BY_DAY, day, valid_from=valid_from, by=by, document=document
    )


@transaction.atomic
def set_conduct(
    organisation: Organisation, key: str, value: int, *, valid_from: dt.date, by: User | None, document: str = ""
) -> ConductSetting:
    """Set one figure for the meetings of the cells below ``organisation`` (or of it, a cell), from ``valid_from`` on.

    A second value for the same day replaces the first. Refused: a day outside 1 to 31, minutes outside 15 to 480;
    before the unit stood.
    """
    if key == ConductSetting.Key.MEET_BY_DAY:
        if not 1 <= value <= 31:
            raise DomainError(_("Ngày trong tháng phải từ 1 đến 31."), field="value")
    elif not LEAST_MINUTES <= value <= MOST_MINUTES:
        raise DomainError(_("Số phút tối thiểu phải từ 15 đến 480."), field="value")
    if not organisation.existed_on(valid_from):
        raise DomainError(
            _("%(unit)s không hoạt động vào ngày %(day)s.") % {"unit": organisation, "day": format_date(valid_from)},
            field="valid_from",
        )
    Organisation.objects.select_for_update(no_key=True).get(pk=organisation.pk)
    rows = ConductSetting.objects.filter(organisation=organisation, key=key)
    before = rows.filter(valid_from__lte=valid_from).last()
    setting, _created = rows.update_or_create(
        organisation=organisation,
        key=key,
        valid_from=valid_from,
        defaults={"value": value, "document": document},
    )
    record(
        "meetings.conduct_set",
        setting,
        by=by,
        organisation=organisation,
        changes={str(key): [before.value if before else None, value], "valid_from": [None, valid_from.isoformat()]},
        note=document,
    )
    return setting
