"""Units that end, many at once: what stood in them ends or goes on where it belongs, and nothing is lost."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from accounts.audit import record
from cells.models import (
    Assignment,
    ExportRight,
    GroupMembership,
    Organisation,
    OrganisationKind,
    OrganisationPeriod,
    Seat,
    Succession,
    Term,
    WorkingGroup,
    WorkingGroupMember,
    WorkingGroupUnit,
)
from cells.services.organisations.deeds import Deed, is_cell_on, named
from cells.services.organisations.follows import refuse_what_follows
from cells.services.organisations.moving import Move, move_people, move_work_on_people
from cells.services.organisations.places import change_periods
from core.errors import DomainError

ACTIONS = {
    Organisation.EndReason.MERGED: "cells.organisations_merged",
    Organisation.EndReason.SPLIT: "cells.organisation_split",
    Organisation.EndReason.DISSOLVED: "cells.organisation_dissolved",
    Organisation.EndReason.LEVEL_ENDED: "cells.level_ended",
}
SUCCESSIONS = {
    Organisation.EndReason.MERGED: Succession.Kind.MERGE,
    Organisation.EndReason.SPLIT: Succession.Kind.SPLIT,
}


@dataclass(frozen=True)
class Ending:
    """A unit that ends, why, and where its people and the units under it go. ``into`` takes what is not named."""

    unit: Organisation
    reason: str
    into: Organisation | None = None
    member_to: Mapping[int, Organisation] = field(default_factory=dict)
    child_to: Mapping[int, Organisation] = field(default_factory=dict)
    successors: tuple[Organisation, ...] = ()
    """Those that follow it; empty: nobody does."""


def end_units(endings: Sequence[Ending], deed: Deed) -> int:
    """End units on the deed's last day; returns how many members moved.

    Members, party groups, open transfers, candidates, links of residence and units below go where the ending says;
    posts, terms, assignments, working groups and rights to export end. Refused: what began in a unit after its last
    day, a member or a unit without a place to go. Audit: one line for each unit.
    """
    endings = [*endings, *_groups_that_end(endings, deed)]
    units = [ending.unit.pk for ending in endings]
    refuse_what_follows([ending.unit for ending in endings], deed)
    moves = {
        ending.unit.pk: Move(ending.unit, ending.into, ending.member_to, leaves_all=True)
        for ending in endings
        if is_cell_on(ending.unit, deed.last_day)
    }
    moved = move_people(moves, deed)
    move_work_on_people(moves, deed)
    _move_units_below(endings, deed)
    _end_what_stands_in(units, deed)
    _close(endings, deed)
    for ending in endings:
        _record(ending, deed, moved.get(ending.unit.pk, 0))
    return sum(moved.values())


def _groups_that_end(endings: Sequence[Ending], deed: Deed) -> list[Ending]:
    """The party groups of cells that nobody takes as they are: they end with their cell."""
    parents = {ending.unit.pk: ending for ending in endings if ending.reason != Organisation.EndReason.MERGED}
    groups = OrganisationPeriod.objects.in_force(deed.last_day).filter(
        parent__in=parents, kind=OrganisationKind.PARTY_GROUP, organisation__ended_on__isnull=True
    )
    named_already = {ending.unit.pk for ending in endings}
    units = Organisation.objects.filter(pk__in=groups.values("organisation")).prefetch_related("periods")
    return [Ending(unit, Organisation.EndReason.DISSOLVED) for unit in units if unit.pk not in named_already]


def _move_units_below(endings: Sequence[Ending], deed: Deed) -> None:
    """Units under one that ends stand under its successor from the next day; refused while one has none."""
    by_unit = {ending.unit.pk: ending for ending in endings}
    rows = OrganisationPeriod.objects.in_force(deed.next_day).filter(parent__in=by_unit)
    rows = rows.exclude(organisation__in=by_unit).order_by("organisation__order", "organisation")
    homes: dict[int, Mapping[str, Any]] = {}
    left: dict[int, list[str]] = defaultdict(list)
    for row in rows:
        assert row.parent_id is not None
        ending = by_unit[row.parent_id]
        home = ending.child_to.get(row.organisation_id, ending.into)
        if home is None:
            left[row.parent_id].append(row.name)
        else:
            homes[row.organisation_id] = {"parent_id": home.pk}
    for unit, names in left.items():
        raise DomainError(
            _("Dưới %(unit)s còn %(names)s; hãy chuyển hoặc kết thúc các tổ chức này trước.")
            % {"unit": by_unit[unit].unit.label(deed.last_day), "names": named(names)}
        )
    change_periods(homes, on=deed.next_day, document=deed.document, document_on=deed.document_on)


def _end_what_stands_in(units: Sequence[int], deed: Deed) -> None:
    """Posts, terms, groups, rights and those who look after a unit end with it."""
    begun = Q(valid_from__lte=deed.last_day) & (Q(valid_to__isnull=True) | Q(valid_to__gt=deed.last_day))
    last = {"valid_to": deed.last_day}
    Seat.objects.filter(begun, organisation__in=units).update(
        **last, end_document=deed.document, end_document_on=deed.document_on
    )
    GroupMembership.objects.filter(begun, group__in=units).update(**last)
    Assignment.objects.filter(begun, Q(unit__in=units) | Q(organisation__in=units)).update(**last)
    crews = list(WorkingGroup.objects.filter(begun, organisation__in=units).values_list("pk", flat=True))
    WorkingGroupUnit.objects.filter(begun, Q(unit__in=units) | Q(group__in=crews)).update(**last)
    WorkingGroupMember.objects.filter(begun, group__in=crews).update(**last)
    WorkingGroup.objects.filter(pk__in=crews).update(**last)
    ExportRight.objects.filter(begun, organisation__in=units).update(**last)
    running = Term.objects.filter(organisation__in=units, ended_on__isnull=True, valid_from__lte=deed.last_day)
    running.annotate(end=Coalesce(F("extended_to"), F("planned_end"))).filter(end__gt=deed.last_day).update(
        ended_on=deed.last_day
    )


def _close(endings: Sequence[Ending], deed: Deed) -> None:
    """The units themselves: their last period, their last day, and who followed them."""
    units = [ending.unit.pk for ending in endings]
    OrganisationPeriod.objects.filter(organisation__in=units, valid_from__lte=deed.last_day).filter(
        Q(valid_to__isnull=True) | Q(valid_to__gt=deed.last_day)
    ).update(valid_to=deed.last_day)
    by_reason: dict[str, list[int]] = defaultdict(list)
    for ending in endings:
        by_reason[ending.reason].append(ending.unit.pk)
    for reason, numbers in by_reason.items():
        Organisation.objects.filter(pk__in=numbers).update(
            ended_on=deed.last_day,
            end_reason=reason,
            end_document=deed.document,
            end_document_on=deed.document_on,
        )
    Succession.objects.bulk_create(
        Succession(
            predecessor=ending.unit,
            successor=successor,
            kind=SUCCESSIONS[Organisation.EndReason(ending.reason)],
            on=deed.next_day,
            document=deed.document,
            document_on=deed.document_on,
        )
        for ending in endings
        for successor in ending.successors
    )


def _record(ending: Ending, deed: Deed, members: int) -> None:
    changes: dict[str, Any] = {"last_day": [None, deed.last_day.isoformat()]}
    if ending.successors:
        changes["into"] = [None, ", ".join(unit.label(deed.next_day) for unit in ending.successors)]
    if members:
        changes["members"] = [members, 0]
    record(
        ACTIONS[Organisation.EndReason(ending.reason)],
        ending.unit,
        by=deed.by,
        organisation=ending.unit,
        changes=changes,
        note=deed.document,
        label=ending.unit.label(deed.last_day),
    )
