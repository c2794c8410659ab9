"""Who may see and keep leadership collectives and who belongs to them."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404

from accounts.models import User
from cells.access import scope_of
from cells.models import Organisation
from evaluations.models import CollectiveSeat, LeadershipCollective


def collectives_visible_to(user: User) -> QuerySet[LeadershipCollective]:
    """Collectives of the committees the user may read."""
    return LeadershipCollective.objects.filter(organisation__in=scope_of(user).readable)


def collective_actions_for(user: User, committee: Organisation) -> frozenset[str]:
    """view (who reads the committee); keep (who leads it, or a committee above)."""
    scope = scope_of(user)
    verbs = {"view"} if committee.pk in scope.readable else set()
    if committee.pk in scope.directed:
        verbs.add("keep")
    return frozenset(verbs)


def get_committee(user: User, pk: int, *, to: str = "view") -> Organisation:
    """A committee whose collectives are kept, or 404 outside the scope, or 403 inside it without the right."""
    unit = Organisation.objects.prefetch_related("periods").filter(pk=pk, pk__in=scope_of(user).known).first()
    if unit is None or unit.is_cell:
        raise Http404
    if to not in collective_actions_for(user, unit):
        raise PermissionDenied
    return unit


def get_collective(user: User, pk: int, *, to: str = "view") -> LeadershipCollective:
    """The collective, by the rights on its committee."""
    found = (
        collectives_visible_to(user)
        .select_related("organisation", "unit", "reviewed_with")
        .prefetch_related("organisation__periods", "unit__periods", "reviewed_with__periods")
        .filter(pk=pk)
        .first()
    )
    if found is None:
        raise Http404
    if to not in collective_actions_for(user, found.organisation):
        raise PermissionDenied
    return found


def get_place(user: User, pk: int, *, to: str = "keep") -> CollectiveSeat:
    """A person's place in a collective, by the rights on its committee."""
    place = CollectiveSeat.objects.select_related("member").filter(pk=pk).first()
    if place is None:
        raise Http404
    place.collective = get_collective(user, place.collective_id, to=to)
    return place
