"""Who may see and do what in the yearly evaluation. Scope comes from ``cells.access``."""

from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import Http404

from accounts.models import User
from cells.access import scope_of
from evaluations.models import Evaluation, Period
from evaluations.workflow import State


def periods_visible_to(user: User) -> QuerySet[Period]:
    """Periods of the committees the user may read, and those in which a readable cell or the user is evaluated."""
    seen = evaluations_visible_to(user).values("period")
    return Period.objects.filter(Q(organisation__in=scope_of(user).readable) | Q(pk__in=seen))


def evaluations_visible_to(user: User) -> QuerySet[Evaluation]:
    """Evaluations in the units the user may read, and the user's own."""
    scope = scope_of(user)
    own = Q(member=scope.member_id) if scope.member_id else Q(pk__in=[])
    return Evaluation.objects.filter(Q(cell__in=scope.readable) | own)


def period_actions_for(user: User, period: Period) -> frozenset[str]:
    """view, direct (settings, close, decide), print."""
    scope = scope_of(user)
    verbs = {"view"}
    if period.organisation_id in scope.readable:
        verbs.add("print")
    if period.organisation_id in scope.directed and period.state == Period.State.OPEN:
        verbs.add("direct")
    return frozenset(verbs)


def actions_for(user: User, evaluation: Evaluation) -> frozenset[str]:
    """view, enter, submit, return, review, decide.

    The cell enters and submits; the organisation board reviews; the committee decides. No one reviews what he sent.
    """
    scope = scope_of(user)
    verbs = {"view"}
    if evaluation.period.state != Period.State.OPEN:
        return frozenset(verbs)
    if evaluation.state == State.OPEN and evaluation.cell_id in scope.led_cells | scope.directed:
        verbs |= {"enter", "submit"}
    sent = evaluation.state in (State.SUBMITTED, State.REVIEWED)
    if sent and evaluation.cell_id in scope.reviewed and evaluation.submitted_by_id != user.pk:
        verbs |= {"review", "return"}
    if sent and evaluation.cell_id in scope.directed:
        verbs |= {"decide", "return"}
    return frozenset(verbs)


def get_period(user: User, pk: int, *, to: str = "view") -> Period:
    """The period, or 404 outside the scope, or 403 inside it without the right."""
    period = (
        periods_visible_to(user)
        .select_related("organisation")
        .prefetch_related("organisation__periods")
        .filter(pk=pk)
        .first()
    )
    if period is None:
        raise Http404
    if to not in period_actions_for(user, period):
        raise PermissionDenied
    return period


def get_evaluation(user: User, pk: int, *, to: str = "view") -> Evaluation:
    """The evaluation, or 404 outside the scope, or 403 inside it without the right."""
    evaluation = (
        evaluations_visible_to(user)
        .select_related("period", "period__organisation", "cell", "member")
        .prefetch_related("cell__periods", "period__organisation__periods")
        .filter(pk=pk)
        .first()
    )
    if evaluation is None:
        raise Http404
    if to not in actions_for(user, evaluation):
        raise PermissionDenied
    return evaluation
