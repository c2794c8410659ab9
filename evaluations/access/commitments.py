"""Who may see and do what with the commitments, plans and programmes of a year."""

from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import Http404

from accounts.models import User
from cells.access import scope_of
from evaluations.models import Commitment


def commitments_visible_to(user: User) -> QuerySet[Commitment]:
    """Those of the units the user may read, and the user's own."""
    scope = scope_of(user)
    own = Q(member=scope.member_id) if scope.member_id else Q(pk__in=[])
    return Commitment.objects.filter(Q(cell__in=scope.readable) | own)


def commitment_actions_for(user: User, commitment: Commitment) -> frozenset[str]:
    """view; change: who leads the unit or a committee above it. The member brings results to the secretary."""
    scope, verbs = scope_of(user), {"view"}
    if commitment.cell_id in scope.led_cells or commitment.cell_id in scope.directed:
        verbs.add("change")
    return frozenset(verbs)


def get_commitment(user: User, pk: int, *, to: str = "view") -> Commitment:
    """The commitment, or 404 outside the scope, or 403 inside it without the right."""
    commitment = (
        commitments_visible_to(user)
        .select_related("cell", "member")
        .prefetch_related("cell__periods")
        .filter(pk=pk)
        .first()
    )
    if commitment is None:
        raise Http404
    if to not in commitment_actions_for(user, commitment):
        raise PermissionDenied
    return commitment
