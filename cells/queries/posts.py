"""Reads of posts: who holds which office of a unit."""

from __future__ import annotations

import datetime as dt

from django.db.models import QuerySet

from cells.models import Organisation, Seat
from core.periods import today


def seats_of(organisation: Organisation, on: dt.date | None = None) -> QuerySet[Seat]:
    """The posts of a unit on that day: secretary first."""
    return (
        Seat.objects.in_force(on or today())
        .filter(organisation=organisation)
        .select_related("member", "organisation")
        .prefetch_related("organisation__periods")
        .ranked()
    )
