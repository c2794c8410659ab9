"""Who may see and do what with assignments, working groups, pilot units and classes."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404

from accounts.models import User
from cells.access.scope import scope_of
from cells.access.units import of_unit
from cells.models import (
    Assignment,
    Organisation,
    OrganisationKind,
    OrganisationPeriod,
    PilotUnit,
    TrainingClass,
    WorkingGroup,
)

COMMITTEE_KINDS = (
    OrganisationKind.COMMUNE,
    OrganisationKind.BASE_COMMITTEE,
    OrganisationKind.PART_COMMITTEE,
    OrganisationKind.DISTRICT,
    OrganisationKind.PROVINCIAL,
)


def committees_overseen_by(user: User) -> QuerySet[Organisation]:
    """The committees at work whose assignments, working groups, pilot units and classes the user keeps."""
    scope = scope_of(user)
    return (
        Organisation.objects.filter(pk__in=scope.directed | scope.reviewed, ended_on=None)
        .filter(periods__in=OrganisationPeriod.objects.in_force().filter(kind__in=COMMITTEE_KINDS))
        .prefetch_related("periods")
    )


def get_assignment(user: User, pk: int, *, to: str = "oversee") -> Assignment:
    """The assignment, through the committee that made it."""
    return of_unit(user, Assignment.objects.select_related("member", "unit"), pk, to)


def get_working_group(user: User, pk: int, *, to: str = "oversee") -> WorkingGroup:
    """The working group, through the committee that formed it."""
    return of_unit(user, WorkingGroup.objects.all(), pk, to)


def get_training(user: User, pk: int, *, to: str = "oversee") -> TrainingClass:
    """The class, through the committee that held it."""
    return of_unit(user, TrainingClass.objects.all(), pk, to)


def pilot_actions_for(user: User, pilot: PilotUnit) -> frozenset[str]:
    """view: whoever may read the unit, or keeps what the committee that chose it does; oversee: the latter."""
    scope = scope_of(user)
    if pilot.chosen_by_id in scope.directed | scope.reviewed:
        return frozenset({"view", "oversee"})
    return frozenset({"view"} if pilot.organisation_id in scope.readable else ())


def get_pilot(user: User, pk: int, *, to: str = "view") -> PilotUnit:
    """The pilot unit of a year, or 404 outside the scope, or 403 inside it without the right."""
    rows = PilotUnit.objects.select_related("organisation", "chosen_by")
    pilot = rows.prefetch_related("organisation__periods", "chosen_by__periods").filter(pk=pk).first()
    if pilot is None or "view" not in pilot_actions_for(user, pilot):
        raise Http404
    if to not in pilot_actions_for(user, pilot):
        raise PermissionDenied
    return pilot
