"""Writing a whole list of members: all or nothing, in one transaction, with one audit line for the list."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.audit import record
from accounts.models import User
from cells.models import Member, Membership, Organisation, OrganisationKind, Seat, StatusPeriod
from cells.services.members import change_member, set_status
from cells.services.organisations import found_organisation
from cells.services.seats import end_seat, give_seat
from core.errors import DomainError
from core.vietnamese import search_key, sort_key

CREATED, UPDATED, UNCHANGED = "created", "updated", "unchanged"


@dataclass(frozen=True, slots=True)
class ListedCell:
    """A cell of the list: an existing unit, or one to be founded."""

    key: str
    name: str
    unit_type: str
    organisation: Organisation | None


@dataclass(frozen=True, slots=True)
class Difference:
    """What the list would change: the field in the user's words, before and after."""

    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class ListedMember:
    """One person of the list and what has to be written: nothing but the differences."""

    row: int
    name: str
    cell_key: str
    member: Member | None
    values: dict[str, Any]
    """Fields of the record: all of a new one, the differing ones of a known one."""
    joins_on: dt.date | None = None
    """The first day of the membership that has to be written; the one before ends the day before."""
    leaves: Membership | None = None
    is_temporary: bool = False
    office: str = ""
    ends: tuple[Seat, ...] = ()
    """Posts that end for the new one, of this person or of the one replaced."""
    status: str | None = None
    """The status to begin ("" ends the present one); None: no change."""
    differences: tuple[Difference, ...] = ()

    @property
    def outcome(self) -> str:
        if self.member is None:
            return CREATED
        return UPDATED if self.differences else UNCHANGED


@dataclass(frozen=True, slots=True)
class ListedRoster:
    """A list compared with the records: what ``write_roster`` has to do."""

    organisation: Organisation
    effective_on: dt.date
    file_name: str
    cells: tuple[ListedCell, ...]
    members: tuple[ListedMember, ...]

    def count(self, outcome: str) -> int:
        return sum(member.outcome == outcome for member in self.members)

    @property
    def changes_nothing(self) -> bool:
        return self.count(UNCHANGED) == len(self.members) and all(cell.organisation for cell in self.cells)


@dataclass(slots=True)
class _Bulk:
    """Rows of new people, written together."""

    memberships: list[Membership] = field(default_factory=list)
    statuses: list[StatusPeriod] = field(default_factory=list)
    seats: list[Seat] = field(default_factory=list)


@transaction.atomic
def write_roster(listed: ListedRoster, *, by: User | None, sha256: str = "") -> None:
    """Write what differs; a list that changes nothing writes nothing. A replaced post ends the day before."""
    if listed.changes_nothing:
        return
    cells = _found_missing_cells(listed, by=by)
    for member in listed.members:
        for seat in member.ends:
            end_seat(seat, last_day=listed.effective_on - dt.timedelta(days=1), by=by, document=listed.file_name)
    _write_new([member for member in listed.members if member.member is None], listed, cells)
    for member in listed.members:
        if member.member is not None and member.differences:
            _write_changes(member, listed, cells, by=by)
    record(
        "cells.members_imported",
        listed.organisation,
        by=by,
        organisation=listed.organisation,
        changes={outcome: [0, listed.count(outcome)] for outcome in (CREATED, UPDATED, UNCHANGED)},
        note=f"{listed.file_name} {sha256}".strip(),
    )


def _found_missing_cells(listed: ListedRoster, *, by: User | None) -> dict[str, Organisation]:
    cells = {}
    for order, cell in enumerate(listed.cells, 1):
        cells[cell.key] = cell.organisation or found_organisation(
            name=cell.name,
            kind=OrganisationKind.CELL,
            parent=listed.organisation,
            founded_on=listed.effective_on,
            by=by,
            unit_type=cell.unit_type,
            order=order,
            document=listed.file_name,
        )
    return cells


def _write_new(people: Sequence[ListedMember], listed: ListedRoster, cells: dict[str, Organisation]) -> None:
    members = Member.objects.bulk_create(
        Member(
            **person.values,
            sort_key=sort_key(person.values["full_name"]),
            search_key=search_key(person.values["full_name"]),
        )
        for person in people
    )
    rows = _Bulk()
    for person, member in zip(people, members, strict=True):
        cell, first_day = cells[person.cell_key], person.joins_on or listed.effective_on
        kind = Membership.Kind.TEMPORARY if person.is_temporary else Membership.Kind.PERMANENT
        rows.memberships.append(Membership(member=member, cell=cell, kind=kind, valid_from=first_day))
        if person.status:
            rows.statuses.append(StatusPeriod(member=member, status=person.status, valid_from=first_day))
        if person.office:
            rows.seats.append(Seat(organisation=cell, member=member, office=person.office, valid_from=first_day))
    Membership.objects.bulk_create(rows.memberships)
    StatusPeriod.objects.bulk_create(rows.statuses)
    Seat.objects.bulk_create(rows.seats)


def _write_changes(
    person: ListedMember, listed: ListedRoster, cells: dict[str, Organisation], *, by: User | None
) -> None:
    member, cell = person.member, cells[person.cell_key]
    if member is None:
        raise DomainError(_("Danh sách không còn khớp với dữ liệu; hãy tải lại danh sách."))
    if person.values:
        change_member(member, by=by, cell=cell, **person.values)
    if person.joins_on is not None:
        if person.leaves is not None:
            person.leaves.valid_to = person.joins_on - dt.timedelta(days=1)
            person.leaves.end_reason = Membership.EndReason.TRANSFERRED
            person.leaves.save(update_fields=["valid_to", "end_reason"])
        kind = Membership.Kind.TEMPORARY if person.is_temporary else Membership.Kind.PERMANENT
        Membership.objects.create(
            member=member, cell=cell, kind=kind, valid_from=person.joins_on, document=listed.file_name
        )
    if person.status is not None:
        set_status(member, person.status, valid_from=listed.effective_on, by=by, cell=cell)
    if person.office:
        give_seat(
            member,
            organisation=cell,
            office=person.office,
            valid_from=max(listed.effective_on, cell.founded_on),
            by=by,
            document=listed.file_name,
        )
