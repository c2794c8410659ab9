"""Who may print a decision: who reads the committee that made it, or leads the unit it is about."""

from django.db.models import Q, QuerySet
from django.http import Http404

from accounts.models import User
from cells.access import scope_of
from evaluations.models import Decision


def decisions_visible_to(user: User) -> QuerySet[Decision]:
    scope = scope_of(user)
    return Decision.objects.filter(
        Q(evaluation__period__organisation__in=scope.readable) | Q(evaluation__cell__in=scope.readable)
    )


def get_further_decision(user: User, pk: int) -> Decision:
    """A later version, for its paper; 404 outside the scope, and for a first decision, which has other papers."""
    found = (
        decisions_visible_to(user)
        .exclude(kind=Decision.Kind.FIRST)
        .select_related("evaluation__period__organisation", "evaluation__cell", "evaluation__member")
        .filter(pk=pk)
        .first()
    )
    if found is None:
        raise Http404
    return found
