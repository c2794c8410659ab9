"""The cell of the place where a working member lives (213-QĐ/TW)."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.audit import record
from accounts.models import User
from cells.models import CELL_KINDS, Member, Organisation, OrganisationPeriod, ResidenceLink
from cells.queries.records import cell_of
from core.errors import DomainError
from core.periods import format_date, today
from core.vietnamese import normalise, search_key


@transaction.atomic
def link_residence(member: Member, *, cell_name: str, valid_from: dt.date, by: User) -> ResidenceLink | None:
    """From a day on, the member keeps in touch with that cell; an empty name: with none any more.

    A cell of this system with just that name is linked. Refused: a day to come, or not after the present link began.
    """
    Member.objects.select_for_update().get(pk=member.pk)
    cell_name = normalise(cell_name)
    if valid_from > today():
        raise DomainError(_("Ngày này chưa đến; hãy ghi khi việc đã xảy ra."), field="valid_from")
    present = ResidenceLink.objects.filter(member=member).order_by("-valid_from").first()
    if present is not None and valid_from <= (present.valid_to or present.valid_from):
        raise DomainError(
            _("Đã ghi giữ mối liên hệ với %(cell)s từ ngày %(day)s; hãy chọn ngày sau đó.")
            % {"cell": present.cell_name, "day": format_date(present.valid_from)},
            field="valid_from",
        )
    if present is None and not cell_name:
        raise DomainError(_("Hãy ghi tên chi bộ nơi cư trú."), field="cell_name")
    if present is not None and present.valid_to is None:
        ResidenceLink.objects.filter(pk=present.pk).update(valid_to=valid_from - dt.timedelta(days=1))
    link = None
    if cell_name:
        link = ResidenceLink.objects.create(
            member=member, cell_name=cell_name, cell=_cell_named(cell_name), valid_from=valid_from
        )
    before = present.cell_name if present and present.valid_to is None else ""
    changes = {"residence_cell": [before, cell_name], "valid_from": [None, valid_from.isoformat()]}
    record("cells.member_changed", member, by=by, organisation=cell_of(member), changes=changes)
    return link


def _cell_named(name: str) -> Organisation | None:
    """The one standing cell of that name; none where several have it."""
    rows = OrganisationPeriod.objects.in_force().filter(kind__in=CELL_KINDS, name_key=search_key(name))
    found = list(rows.select_related("organisation")[:2])
    return found[0].organisation if len(found) == 1 else None
