"""Correcting what is written of a post: how it was come by, and by which document."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from accounts.audit import record
from accounts.models import User
from cells.models import Seat
from core.errors import DomainError
from core.vietnamese import normalise


@transaction.atomic
def correct_seat(
    seat: Seat,
    *,
    by: User | None,
    basis: str | None = None,
    document: str | None = None,
    document_on: dt.date | None = None,
) -> None:
    """Correct the basis, the document or its day; None leaves a value as it is."""
    seat = Seat.objects.select_for_update(of=("self",)).select_related("member", "organisation").get(pk=seat.pk)
    if basis and basis not in Seat.Basis.values:
        raise DomainError(_("Không có hình thức này."), field="basis")
    given: dict[str, Any] = {
        "basis": basis,
        "document": normalise(document)[:200] if document else None,
        "document_on": document_on,
    }
    changes = {name: value for name, value in given.items() if value and getattr(seat, name) != value}
    if not changes:
        return
    told = {name: [_plain(getattr(seat, name)), _plain(value)] for name, value in changes.items()}
    for name, value in changes.items():
        setattr(seat, name, value)
    seat.save(update_fields=list(changes))
    with override("vi"):
        label = f"{seat.member}: {seat}"
    record("cells.seat_corrected", seat, by=by, organisation=seat.organisation, label=label, changes=told)


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, dt.date) else value
