"""Who looked after a unit for a committee under which it stands no longer, reads it no longer."""

from __future__ import annotations

import datetime as dt

from django.db.models import Q
from django.utils.translation import override

from accounts.audit import record
from accounts.models import User
from cells.models import Assignment, Organisation, OrganisationPeriod, WorkingGroupUnit
from cells.queries import subtree_ids
from cells.services.organisations.deeds import ONE_DAY


def end_charges_from_elsewhere(unit: Organisation, since: dt.date, *, by: User | None, document: str) -> None:
    """End what committees no longer above assigned in the unit and all below it, on the day before ``since``; what
    began later, on its first day."""
    below = subtree_ids([unit.pk])
    keepers = below | _above(unit, since)
    lasting = Q(valid_to=None) | Q(valid_to__gte=since)
    assigned = Assignment.objects.filter(lasting, unit__in=below).exclude(organisation__in=keepers)
    followed = WorkingGroupUnit.objects.filter(lasting, unit__in=below).exclude(group__organisation__in=keepers)
    for row in assigned.select_for_update(of=("self",)).select_related("unit", "member"):
        _end("cells.assignment_ended", row, since, by=by, document=document)
    for step in followed.select_for_update(of=("self",)).select_related("unit", "group"):
        _end("cells.group_unit_ended", step, since, by=by, document=document)


def _above(unit: Organisation, on: dt.date) -> set[int]:
    """The units above, up to the top, as they stand on that day."""
    places = dict(OrganisationPeriod.objects.in_force(on).values_list("organisation", "parent"))
    found: set[int] = set()
    number = places.get(unit.pk)
    while number is not None and number not in found:
        found.add(number)
        number = places.get(number)
    return found


def _end(action: str, row: Assignment | WorkingGroupUnit, since: dt.date, *, by: User | None, document: str) -> None:
    before, row.valid_to = row.valid_to, max(row.valid_from, since - ONE_DAY)
    row.save(update_fields=["valid_to"])
    changes = {"valid_to": [before.isoformat() if before else None, row.valid_to.isoformat()]}
    with override("vi"):
        label = str(row)
    record(action, row, by=by, organisation=row.unit, label=label, changes=changes, note=document)
