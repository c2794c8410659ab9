"""Dissolving an organisation (Điều lệ Đ10.3: the direct superior decides)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from cells.models import Organisation
from cells.services.organisations.deeds import (
    Deed,
    document_of,
    is_cell_on,
    lock_tree,
    refuse_if_changed,
    refuse_not_living,
    refuse_not_standing,
)
from cells.services.organisations.ending import Ending, end_units
from core.errors import DomainError

EMPTY: Mapping[int, Organisation] = {}


@transaction.atomic
def dissolve_organisation(
    unit: Organisation,
    *,
    last_day: dt.date,
    by: User | None,
    destinations: Mapping[int, Organisation] = EMPTY,
    rest_to: Organisation | None = None,
    document: str = "",
    document_on: dt.date | None = None,
    seen: str | None = None,
) -> None:
    """End a unit that nobody follows. ``destinations``: the cell of each member, by number; ``rest_to``: of all others.

    Papers under way to it, people being prepared and links of residence go to ``rest_to``. Refused: members without a
    cell to go to (named), units still under it, what began in it after ``last_day``, a destination that is no cell or
    does not stand on the next day.
    """
    document = document_of(document)
    homes = {home.pk: home for home in (*destinations.values(), *([rest_to] if rest_to else []))}
    locked = lock_tree([unit, *homes.values()])
    unit = locked[unit.pk]
    refuse_if_changed(unit, seen)
    deed = Deed(last_day, by, document, document_on)
    refuse_not_living(unit, last_day)
    for number in homes:
        _refuse_unfit_home(locked[number], unit, deed)
    ending = Ending(
        unit,
        Organisation.EndReason.DISSOLVED,
        into=locked[rest_to.pk] if rest_to and is_cell_on(unit, last_day) else None,
        member_to={member: locked[home.pk] for member, home in destinations.items()},
    )
    end_units([ending], deed)


def _refuse_unfit_home(home: Organisation, unit: Organisation, deed: Deed) -> None:
    if home.pk == unit.pk:
        raise DomainError(_("Nơi nhận phải là một chi bộ khác."), field="rest_to")
    refuse_not_standing(home, deed.next_day, field="rest_to")
    if not is_cell_on(home, deed.next_day):
        raise DomainError(
            _("%(unit)s không phải là chi bộ nên không nhận đảng viên; hãy chọn một chi bộ.")
            % {"unit": home.label(deed.next_day)},
            field="rest_to",
        )
