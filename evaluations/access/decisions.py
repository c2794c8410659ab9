"""Who may see and do what with the documents in which a committee decided classes."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import Http404

from accounts.models import User
from evaluations.access.periods import period_actions_for, periods_visible_to
from evaluations.models import Decision


def get_decision_paper(user: User, pk: int, *, to: str = "print") -> Decision:
    """A decision that stands for its whole document, by the rights on its year: print, follow_up; 404 or 403.

    A subject that is not rated has no document.
    """
    decision = (
        Decision.objects.filter(pk=pk, evaluation__period__in=periods_visible_to(user))
        .exclude(document_number="")
        .select_related("evaluation__period__organisation", "meeting")
        .prefetch_related("evaluation__period__organisation__periods")
        .first()
    )
    if decision is None:
        raise Http404
    if to not in period_actions_for(user, decision.evaluation.period):
        raise PermissionDenied
    return decision


def get_first_paper(user: User, pk: int) -> Decision:
    """The document of first decisions, to be printed; a further one has a paper of its own."""
    decision = get_decision_paper(user, pk, to="print")
    if decision.kind != Decision.Kind.FIRST:
        raise Http404
    return decision
