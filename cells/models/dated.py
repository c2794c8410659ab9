"""What all dated tables share. ``valid_to`` is the last day in force (inclusive); empty: until further notice."""

import datetime as dt
from typing import Self

from django.contrib.postgres.fields import DateRangeField
from django.db import models
from django.db.models import F, Func, Q, Value

from core.periods import today


class DateRange(Func):
    """The days from ``valid_from`` to ``valid_to``, both inclusive, for exclusion constraints."""

    function = "DATERANGE"
    output_field = DateRangeField()


DAYS = DateRange("valid_from", "valid_to", Value("[]"))
ENDS_AFTER_START = Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from"))


def in_force(on: dt.date, prefix: str = "") -> Q:
    """The condition "in force on that day" for a dated table, reached through ``prefix`` (``"seats__"``)."""
    return Q(**{f"{prefix}valid_from__lte": on}) & (
        Q(**{f"{prefix}valid_to__isnull": True}) | Q(**{f"{prefix}valid_to__gte": on})
    )


class DatedQuerySet(models.QuerySet):
    """Rows with ``valid_from`` and ``valid_to``."""

    def in_force(self, on: dt.date | None = None) -> Self:
        return self.filter(in_force(on or today()))
