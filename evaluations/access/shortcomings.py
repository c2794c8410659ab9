"""Who may see and do what with shortcomings named in reviews."""

from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import Http404

from accounts.models import User
from cells.access import scope_of
from evaluations.models import Shortcoming


def shortcomings_visible_to(user: User) -> QuerySet[Shortcoming]:
    """Those of the units the user may read, and those that the user has or is to remedy."""
    scope = scope_of(user)
    seen = Q(cell__in=scope.readable)
    if scope.member_id:
        seen |= Q(member=scope.member_id) | Q(responsible=scope.member_id)
    return Shortcoming.objects.filter(seen, is_removed=False)


def shortcoming_actions_for(user: User, shortcoming: Shortcoming) -> frozenset[str]:
    """view; change (words, day; take it away) and report (how far it is): who leads the unit or a committee above it.

    Who is responsible reports too.
    """
    scope, verbs = scope_of(user), {"view"}
    if shortcoming.cell_id in scope.led_cells or shortcoming.cell_id in scope.directed:
        verbs |= {"change", "report"}
    if scope.member_id and shortcoming.responsible_id == scope.member_id:
        verbs.add("report")
    return frozenset(verbs)


def get_shortcoming(user: User, pk: int, *, to: str = "view") -> Shortcoming:
    """The shortcoming, or 404 outside the scope, or 403 inside it without the right."""
    shortcoming = (
        shortcomings_visible_to(user)
        .select_related("cell", "member", "responsible")
        .prefetch_related("cell__periods")
        .filter(pk=pk)
        .first()
    )
    if shortcoming is None:
        raise Http404
    if to not in shortcoming_actions_for(user, shortcoming):
        raise PermissionDenied
    return shortcoming
