"""Founding organisations."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.audit import record
from accounts.models import User
from cells.models import Organisation, OrganisationPeriod
from cells.rules.kinds import refuse_ended_kind
from cells.services.organisations.deeds import document_of, lock_tree, name_of_unit, refuse_not_standing
from cells.services.organisations.places import refuse_bad_places, refuse_taken_name
from core.errors import DomainError
from core.vietnamese import search_key


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
    statistical_type: str = "",
    place_name: str = "",
    document: str = "",
    document_on: dt.date | None = None,
    order: int = 0,
    is_demonstration: bool = False,
    instead_of: Collection[Organisation] = (),
) -> Organisation:
    """Found an organisation under ``parent`` and record it (Điều lệ Đ10.3: the direct superior decides).

    Refused: no name; a superior that does not stand on that day or later; a kind that no longer exists, or that
    cannot stand there; a code or a name (under that superior) that is taken, but for the name of units that end for it
    (``instead_of``).
    """
    name, document = name_of_unit(name), document_of(document)
    refuse_ended_kind(kind, founded_on)
    _refuse_taken_code(code)
    if parent is not None:
        parent = lock_tree([parent])[parent.pk]
        if not parent.existed_on(founded_on):
            raise _superior_is_not_there(parent, founded_on)
        refuse_taken_name(name, parent, founded_on, but=instead_of)
    organisation = Organisation.objects.create(
        code=code or None,
        order=order,
        unit_type=unit_type,
        founded_on=founded_on,
        is_demonstration=is_demonstration or bool(parent and parent.is_demonstration),
    )
    period = OrganisationPeriod(
        organisation=organisation,
        name=name,
        name_key=search_key(name),
        kind=kind,
        parent=parent,
        place_name=place_name,
        statistical_type=statistical_type,
        document=document,
        document_on=document_on,
        valid_from=founded_on,
    )
    refuse_bad_places([period])
    period.save(force_insert=True)
    record("cells.organisation_founded", organisation, by=by, organisation=parent or organisation, note=document)
    return organisation


def _superior_is_not_there(parent: Organisation, founded_on: dt.date) -> DomainError:
    try:
        refuse_not_standing(parent, founded_on)
    except DomainError as error:
        reason = str(error)
    return DomainError(
        _("Cấp trên không hoạt động vào ngày thành lập. %(reason)s") % {"reason": reason}, field="founded_on"
    )


def _refuse_taken_code(code: str | None) -> None:
    taken = Organisation.objects.filter(code=code).first() if code else None
    if taken is not None:
        raise DomainError(_("Mã %(code)s đã là mã của %(unit)s.") % {"code": code, "unit": taken}, field="code")
