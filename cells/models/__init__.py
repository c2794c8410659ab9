"""Units, people and posts. Everything is dated; nothing is deleted, things end."""

from cells.models.dated import DatedQuerySet, DateRange, in_force
from cells.models.organisations import (
    CELL_KINDS,
    Organisation,
    OrganisationKind,
    OrganisationPeriod,
    Succession,
    UnitType,
)
from cells.models.people import BirthPrecision, Member, Membership, Sex, StatusPeriod
from cells.models.seats import Office, Seat
from cells.models.uploads import RosterUpload

__all__ = [
    "CELL_KINDS",
    "BirthPrecision",
    "DateRange",
    "DatedQuerySet",
    "Member",
    "Membership",
    "Office",
    "Organisation",
    "OrganisationKind",
    "OrganisationPeriod",
    "RosterUpload",
    "Seat",
    "Sex",
    "StatusPeriod",
    "Succession",
    "UnitType",
    "in_force",
]
