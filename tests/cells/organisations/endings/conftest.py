"""What the tests of this folder share."""

import datetime as dt

from cells.models import (
    Membership,
    Organisation,
)
from cells.services.organisations import (
    merge_organisations,
)

LAST, NEXT = dt.date(2026, 6, 30), dt.date(2026, 7, 1)


DOCUMENT, DOCUMENT_ON = "ĐA 03-ĐA/ĐU", dt.date(2026, 6, 26)


def where(member, on=NEXT):
    """The cells of a member on a day, each with its kind."""
    return {(row.cell, row.kind) for row in Membership.objects.in_force(on).filter(member=member)}


def merge(units, **values):
    return merge_organisations(
        units, **{"last_day": LAST, "by": None, "document": DOCUMENT, "document_on": DOCUMENT_ON, **values}
    )


def fresh(unit):
    return Organisation.objects.get(pk=unit.pk)
