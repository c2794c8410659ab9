"""Which offices a kind of unit has (Điều lệ Đ22.5, Đ24.1, Đ24.4), and in whose words."""

from __future__ import annotations

from django.utils.translation import gettext as _

from cells.models import CELL_KINDS, Office, OrganisationKind

OF_CELL = (Office.SECRETARY, Office.DEPUTY_SECRETARY, Office.COMMITTEE_MEMBER)
OF_COMMITTEE = (
    Office.SECRETARY,
    Office.DEPUTY_SECRETARY,
    Office.STANDING_MEMBER,
    Office.COMMITTEE_MEMBER,
    Office.ORGANISATION_OFFICER,
)
OF_GROUP = (Office.GROUP_LEADER, Office.GROUP_DEPUTY)
SINGLE = (Office.SECRETARY, Office.GROUP_LEADER)
"""Offices that one person at a time holds."""


def offices_of(kind: str) -> tuple[Office, ...]:
    """The offices that a unit of that kind may have, the first one first."""
    if kind in CELL_KINDS or kind == OrganisationKind.PART_COMMITTEE:
        return OF_CELL
    return OF_GROUP if kind == OrganisationKind.PARTY_GROUP else OF_COMMITTEE


def office_words(office: str, kind: str) -> str:
    """The office in the words of such a unit: a committee member of a cell is a "Chi ủy viên"."""
    if office == Office.COMMITTEE_MEMBER and kind in CELL_KINDS:
        return _("Chi ủy viên")
    return str(Office(office).label)


def office_choices(kind: str) -> list[tuple[str, str]]:
    return [(str(office), office_words(office, kind)) for office in offices_of(kind)]
