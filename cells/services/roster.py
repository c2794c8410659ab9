"""Writing a whole list of members: all or nothing, in one transaction, in a fixed number of statements."""

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.db import transaction
from django.db.models import Model, prefetch_related_objects
from django.utils.translation import gettext as _
from django.utils.translation import override

from accounts.audit import AuditLine, record, record_all
from accounts.models import User
from cells.models import (
    Member,
    Membership,
    Organisation,
    OrganisationKind,
    ProfileEntry,
    ResidenceLink,
    Seat,
    StatusPeriod,
    in_force,
)
from cells.services.listed import CREATED, UNCHANGED, UPDATED, ListedMember, ListedRoster
from cells.services.organisations import found_organisation
from core.errors import DomainError
from core.periods import format_date
from core.vietnamese import mask, search_key, sort_key

NUMBERS = frozenset({"citizen_id", "card_number", "old_card_number", "old_identity_number"})
DAY = dt.timedelta(days=1)
BATCH = 500
Written = Sequence[tuple[ListedMember, Member]]


@transaction.atomic
def write_roster(listed: ListedRoster, *, by: User | None, sha256: str = "") -> None:
    """Write what differs; a list that changes nothing writes nothing. What is replaced ends the day before."""
    if listed.changes_nothing:
        return
    cells = _found_missing_cells(listed, by=by)
    new = [person for person in listed.members if person.member is None]
    changed = [person for person in listed.members if person.member is not None and person.differences]
    lines = [*_end_seats(listed), *_change_records(changed, listed, cells)]
    _end_memberships(changed)
    _end_statuses(changed)
    members = _create_records(new)
    written = [*zip(new, members, strict=True), *((person, _known(person)) for person in changed)]
    _write_memberships(written, listed, cells)
    _write_statuses(written)
    _write_profile(written, listed)
    _write_residences(written, listed)
    lines += _write_seats(written, listed, cells)
    record_all(lines, by=by)
    record(
        "cells.members_imported",
        listed.organisation,
        by=by,
        organisation=listed.organisation,
        changes={outcome: [0, listed.count(outcome)] for outcome in (CREATED, UPDATED, UNCHANGED)},
        note=f"{listed.file_name} {sha256}".strip(),
    )


def _known(person: ListedMember) -> Member:
    if person.member is None:
        raise DomainError(_("Danh sách không còn khớp với dữ liệu; hãy tải lại danh sách."))
    return person.member


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
    prefetch_related_objects(list(cells.values()), "periods")
    return cells


def _end_seats(listed: ListedRoster) -> Iterator[AuditLine]:
    ended: dict[int, Seat] = {}
    for person in listed.members:
        last_day = person.leaving.last_day if person.leaving else listed.effective_on - DAY
        for seat in person.ends:
            if seat.pk in ended or (seat.valid_to is not None and seat.valid_to <= last_day):
                continue
            before = seat.valid_to.isoformat() if seat.valid_to else None
            seat.valid_to, seat.end_document = last_day, listed.file_name
            ended[seat.pk] = seat
            yield AuditLine(
                "cells.seat_ended",
                seat,
                seat.organisation,
                changes={"valid_to": [before, last_day.isoformat()]},
                note=listed.file_name,
                label=_called(seat),
            )
    _save(Seat, list(ended.values()), ["valid_to", "end_document"])


def _called(seat: Seat) -> str:
    with override("vi"):
        return f"{seat.member}: {seat}"


def _change_records(
    changed: Sequence[ListedMember], listed: ListedRoster, cells: dict[str, Organisation]
) -> Iterator[AuditLine]:
    """The records themselves, and for each changed person one line with all that differs."""
    fields: set[str] = set()
    rows = []
    for person in changed:
        member = _known(person)
        changes = {field: [_told(field, getattr(member, field)), _told(field, v)] for field, v in person.values.items()}
        for field, value in person.values.items():
            setattr(member, field, value)
        if "full_name" in person.values:
            member.sort_key, member.search_key = sort_key(member.full_name), search_key(member.full_name)
            fields |= {"sort_key", "search_key"}
        if person.values:
            fields |= person.values.keys()
            rows.append(member)
        cell = person.leaving.membership.cell if person.leaving else cells[person.cell_key]
        changes |= _dated_changes(person, cell)
        yield AuditLine("cells.member_changed", member, cell, changes=changes, note=listed.file_name)
    _save(Member, rows, fields)


def _told(field: str, value: Any) -> Any:
    if field in NUMBERS:
        return mask(value)
    return value.isoformat() if isinstance(value, dt.date) else value


def _dated_changes(person: ListedMember, cell: Organisation) -> dict[str, list[Any]]:
    """What begins and ends beside the record, for the audit line."""
    found: dict[str, list[Any]] = {subject: [None, value] for subject, value in person.profile.items()}
    if person.residence:
        found["residence_cell"] = [None, person.residence[0]]
    if person.joins_on:
        found["cell"] = [str(person.leaves.cell) if person.leaves else None, str(cell)]
    if person.leaving:
        with override("vi"):
            reason = Membership.EndReason(person.leaving.reason).label
        found["membership"] = [str(cell), f"{reason}, {format_date(person.leaving.last_day)}"]
    if person.status:
        found["status"] = [person.status.ends.status if person.status.ends else "", person.status.status]
    if person.office:
        found["office"] = [None, person.office]
    return found


def _save(model: type[Model], rows: Sequence[Any], fields: Iterable[str]) -> None:
    """Rows that exist, with these fields changed: one statement for many, which the ORM's bulk update is slow at."""
    if rows:
        model._default_manager.bulk_create(
            rows, update_conflicts=True, unique_fields=["pk"], update_fields=sorted(fields), batch_size=BATCH
        )


def _end_memberships(changed: Sequence[ListedMember]) -> None:
    rows = []
    for person in changed:
        if person.leaving:
            place, place.valid_to = person.leaving.membership, person.leaving.last_day
            place.end_reason, place.elsewhere = person.leaving.reason, person.leaving.elsewhere or place.elsewhere
            rows.append(place)
        elif person.leaves and person.joins_on:
            place, place.valid_to = person.leaves, person.joins_on - DAY
            place.end_reason = Membership.EndReason.TRANSFERRED
            rows.append(place)
    _save(Membership, rows, ["valid_to", "end_reason", "elsewhere"])


def _end_statuses(changed: Sequence[ListedMember]) -> None:
    """The status before the new one; of someone who leaves, whatever is still open."""
    rows = []
    for person in changed:
        if person.status and person.status.ends:
            person.status.ends.valid_to = person.status.valid_from - DAY
            rows.append(person.status.ends)
    _save(StatusPeriod, rows, ["valid_to"])
    for person in changed:
        if person.leaving:
            open_ones = StatusPeriod.objects.filter(member=person.member, valid_to__isnull=True)
            open_ones.filter(valid_from__lte=person.leaving.last_day).update(valid_to=person.leaving.last_day)


def _create_records(new: Sequence[ListedMember]) -> list[Member]:
    return Member.objects.bulk_create(
        (
            Member(
                **person.values,
                sort_key=sort_key(person.values["full_name"]),
                search_key=search_key(person.values["full_name"]),
            )
            for person in new
        ),
        batch_size=BATCH,
    )


def _write_memberships(written: Written, listed: ListedRoster, cells: dict[str, Organisation]) -> None:
    """New people are there because the list says so; of known ones who change their cell it is a transfer."""
    rows = []
    for person, member in written:
        if person.joins_on is None:
            continue
        reason = Membership.StartReason.TRANSFERRED if person.leaves else Membership.StartReason.LISTED
        kind = Membership.Kind.TEMPORARY if person.is_temporary else Membership.Kind.PERMANENT
        rows.append(
            Membership(
                member=member,
                cell=cells[person.cell_key],
                kind=kind,
                valid_from=person.joins_on,
                start_reason=reason,
                document=listed.file_name,
            )
        )
    Membership.objects.bulk_create(rows, batch_size=BATCH)


def _write_statuses(written: Written) -> None:
    StatusPeriod.objects.bulk_create(
        (
            StatusPeriod(member=member, status=person.status.status, valid_from=person.status.valid_from)
            for person, member in written
            if person.status and person.status.status
        ),
        batch_size=BATCH,
    )


def _write_profile(written: Written, listed: ListedRoster) -> None:
    """Statements hold from the day of the list; one made earlier for that very day gives way."""
    rows = [
        ProfileEntry(member=member, subject=subject, value=value, valid_from=listed.effective_on)
        for person, member in written
        for subject, value in person.profile.items()
    ]
    same_day = ProfileEntry.objects.filter(valid_from=listed.effective_on, is_removed=False)
    taken = dict(same_day.filter(member__in={row.member_id for row in rows}).values_list("pk", "member_id"))
    if taken:
        wanted = {(row.member_id, row.subject) for row in rows}
        for entry in ProfileEntry.objects.filter(pk__in=taken):
            if (entry.member_id, entry.subject) in wanted:
                ProfileEntry.objects.filter(pk=entry.pk).update(is_removed=True)
    ProfileEntry.objects.bulk_create(rows, batch_size=BATCH)


def _write_residences(written: Written, listed: ListedRoster) -> None:
    """The cell of residence from the day of the list; one told for that very day gives way to it."""
    day = listed.effective_on
    told = {member.pk: person.residence for person, member in written if person.residence}
    links = ResidenceLink.objects.filter(in_force(day), member__in=told)
    links.filter(valid_from__lt=day).update(valid_to=day - DAY)
    ended_at_once = links.filter(valid_from=day)
    for link in ended_at_once:
        name, cell = told.pop(link.member_id)
        ResidenceLink.objects.filter(pk=link.pk).update(cell_name=name, cell=cell)
    ResidenceLink.objects.bulk_create(
        (ResidenceLink(member_id=pk, cell_name=name, cell=cell, valid_from=day) for pk, (name, cell) in told.items()),
        batch_size=BATCH,
    )


def _write_seats(written: Written, listed: ListedRoster, cells: dict[str, Organisation]) -> list[AuditLine]:
    seats = []
    for person, member in written:
        if not person.office:
            continue
        cell, first_day = cells[person.cell_key], listed.effective_on
        if person.member is None and person.joins_on:
            first_day = person.joins_on
        seats.append(
            Seat(
                organisation=cell,
                member=member,
                office=person.office,
                valid_from=max(first_day, cell.founded_on),
                document=listed.file_name,
            )
        )
    given = Seat.objects.bulk_create(seats, batch_size=BATCH)
    return [
        AuditLine("cells.seat_given", seat, seat.organisation, note=listed.file_name, label=_called(seat))
        for seat in given
    ]
