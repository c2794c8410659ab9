"""Dividing an organisation: into new ones, or into itself and new ones."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.audit import record
from accounts.models import User
from cells.models import (
    CELL_KINDS,
    GroupMembership,
    Member,
    Membership,
    Organisation,
    OrganisationKind,
    OrganisationPeriod,
    Seat,
    Succession,
)
from cells.services.organisations.deeds import (
    Deed,
    document_of,
    lock_tree,
    named,
    refuse_if_changed,
    refuse_not_living,
)
from cells.services.organisations.ending import Ending, end_units
from cells.services.organisations.founding import found_organisation
from cells.services.organisations.merging import Appointment, appoint
from cells.services.organisations.moving import Move, move_people, move_work_on_people
from cells.services.organisations.places import change_periods
from core.errors import DomainError


@dataclass(frozen=True)
class Part:
    """A new unit that comes of a division: who, and of committees which units, go with it."""

    name: str
    members: Collection[Member] = ()
    units: Collection[Organisation] = ()
    place_name: str | None = None
    code: str | None = None
    appointments: Sequence[Appointment] = ()


@transaction.atomic
def split_organisation(
    unit: Organisation,
    *,
    parts: Sequence[Part],
    last_day: dt.date,
    by: User | None,
    keep: bool,
    document: str = "",
    document_on: dt.date | None = None,
    seen: str | None = None,
) -> list[Organisation]:
    """Found ``parts`` from the day after ``last_day`` with the people and units named for each.

    With ``keep`` the unit goes on with whoever is not named; without, it ends, and everyone must be named. Refused:
    no part, a part without anyone, someone named twice or not of the unit, someone without a place. Returns the new
    units in the order of ``parts``.
    """
    document = document_of(document)
    unit = lock_tree([unit, *(below for part in parts for below in part.units)])[unit.pk]
    refuse_if_changed(unit, seen)
    deed = Deed(last_day, by, document, document_on)
    refuse_not_living(unit, last_day)
    place = OrganisationPeriod.objects.in_force(last_day).select_related("parent").get(organisation=unit)
    _refuse_unfit(unit, parts, place, keep, deed)
    founded = [_found(unit, part, place, keep, deed) for part in parts]
    member_to = {member.pk: new for part, new in zip(parts, founded, strict=True) for member in part.members}
    child_to = {child.pk: new for part, new in zip(parts, founded, strict=True) for child in part.units}
    if keep:
        _divide(unit, member_to, child_to, founded, deed)
    else:
        reason = Organisation.EndReason.SPLIT
        residents = founded[0] if place.kind in CELL_KINDS else None
        _refuse_left_behind(unit, member_to, deed)
        end_units([Ending(unit, reason, residents, member_to, child_to, tuple(founded))], deed)
    for part, new in zip(parts, founded, strict=True):
        appoint(new, part.appointments, deed)
    return founded


def _refuse_unfit(unit: Organisation, parts: Sequence[Part], place: OrganisationPeriod, keep: bool, deed: Deed) -> None:
    if not parts or (len(parts) < 2 and not keep):
        raise DomainError(_("Chia tách cần ít nhất hai tổ chức sau khi chia; hãy ghi thêm tổ chức mới."), field="parts")
    is_cell = place.kind in CELL_KINDS
    below = OrganisationPeriod.objects.in_force(deed.last_day).filter(parent=unit)
    inside = Membership.objects.in_force(deed.last_day).filter(cell=unit)
    known = {
        False: set(below.values_list("organisation", flat=True)),
        True: set(inside.values_list("member", flat=True)),
    }
    asked: Counter[int] = Counter()
    for part in parts:
        named_here = {thing.pk: str(thing) for thing in (part.members if is_cell else part.units)}
        if not named_here:
            raise DomainError(
                _("%(part)s chưa có ai; hãy chọn đảng viên hoặc tổ chức cho nơi này.") % {"part": part.name},
                field="parts",
            )
        strangers = [name for number, name in named_here.items() if number not in known[is_cell]]
        asked.update(named_here.keys())
        twice = [name for number, name in named_here.items() if asked[number] > 1]
        if strangers:
            raise DomainError(
                _("%(names)s không thuộc %(unit)s vào ngày cuối.")
                % {"names": named(strangers), "unit": unit.label(deed.last_day)},
                field="parts",
            )
        if twice:
            raise DomainError(
                _("%(names)s được ghi vào hai nơi; hãy chọn một nơi.") % {"names": named(twice)}, field="parts"
            )
    if keep and is_cell and known[True] <= set(asked):
        raise DomainError(
            _("Không còn ai ở lại %(unit)s; hãy để lại người, hoặc chọn kết thúc đơn vị cũ.")
            % {"unit": unit.label(deed.last_day)},
            field="parts",
        )


def _refuse_left_behind(unit: Organisation, member_to: dict[int, Organisation], deed: Deed) -> None:
    inside = Membership.objects.in_force(deed.last_day).filter(cell=unit).exclude(member__in=member_to)
    left = [str(row.member) for row in inside.select_related("member").order_by("member__sort_key")]
    if left:
        raise DomainError(
            _("Còn %(number)s đồng chí chưa có nơi sinh hoạt mới: %(names)s. Hãy chọn chi bộ cho từng đồng chí.")
            % {"number": len(left), "names": named(left)},
            field="parts",
        )


def _found(unit: Organisation, part: Part, place: OrganisationPeriod, keep: bool, deed: Deed) -> Organisation:
    return found_organisation(
        name=part.name,
        kind=place.kind,
        parent=place.parent,
        founded_on=deed.next_day,
        by=deed.by,
        code=part.code,
        unit_type=unit.unit_type,
        statistical_type=place.statistical_type,
        place_name=place.place_name if part.place_name is None else part.place_name,
        document=deed.document,
        document_on=deed.document_on,
        order=unit.order,
        is_demonstration=unit.is_demonstration,
        instead_of=() if keep else (unit,),
    )


def _divide(
    unit: Organisation,
    member_to: dict[int, Organisation],
    child_to: dict[int, Organisation],
    founded: Sequence[Organisation],
    deed: Deed,
) -> None:
    """The unit goes on without those who are named; their posts and party groups in it end."""
    moves = {unit.pk: Move(unit, None, member_to)}
    moved = move_people(moves, deed).get(unit.pk, 0)
    move_work_on_people(moves, deed)
    lasting = Q(valid_from__lte=deed.last_day) & (Q(valid_to__isnull=True) | Q(valid_to__gt=deed.last_day))
    Seat.objects.filter(lasting, organisation=unit, member__in=member_to).update(
        valid_to=deed.last_day, end_document=deed.document, end_document_on=deed.document_on
    )
    groups = OrganisationPeriod.objects.in_force(deed.last_day).filter(parent=unit, kind=OrganisationKind.PARTY_GROUP)
    GroupMembership.objects.filter(lasting, group__in=groups.values("organisation"), member__in=member_to).update(
        valid_to=deed.last_day
    )
    places = {child: {"parent_id": new.pk} for child, new in child_to.items()}
    change_periods(places, on=deed.next_day, document=deed.document, document_on=deed.document_on)
    Succession.objects.bulk_create(
        Succession(
            predecessor=unit,
            successor=new,
            kind=Succession.Kind.SPLIT,
            on=deed.next_day,
            document=deed.document,
            document_on=deed.document_on,
        )
        for new in founded
    )
    record(
        "cells.organisation_split",
        unit,
        by=deed.by,
        organisation=unit,
        changes={
            "into": [None, ", ".join([unit.label(deed.next_day), *(new.label(deed.next_day) for new in founded)])],
            "last_day": [None, deed.last_day.isoformat()],
            "members": [moved, 0],
        },
        note=deed.document,
        label=unit.label(deed.last_day),
    )
