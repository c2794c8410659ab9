"""Who may see a proposal for an award, and deal with it: those who read, and those who lead, the deciding committee."""

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404

from accounts.models import User
from cells.access import scope_of
from evaluations.access.periods import period_actions_for
from evaluations.models import AwardProposal


def award_proposals_visible_to(user: User) -> QuerySet[AwardProposal]:
    return AwardProposal.objects.filter(period__organisation__in=scope_of(user).readable)


def get_award_proposal(user: User, pk: int, *, to: str = "print") -> AwardProposal:
    """The proposal, or 404 outside the scope, or 403 inside it without the right; verbs are those of the period."""
    proposal = (
        award_proposals_visible_to(user)
        .select_related("period__organisation", "evaluation__cell", "evaluation__member", "award")
        .prefetch_related("evaluation__cell__periods", "period__organisation__periods")
        .filter(pk=pk)
        .first()
    )
    if proposal is None:
        raise Http404
    if to not in period_actions_for(user, proposal.period):
        raise PermissionDenied
    return proposal
