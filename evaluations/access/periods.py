"""Who may see and do what with periods and evaluations. Scope comes from ``cells.access``."""

from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet, prefetch_related_objects
from django.http import Http404

from accounts.models import User
from cells.access import Scope, scope_of
from evaluations.access.deciders import decider_instead
from evaluations.models import Evaluation, Period
from evaluations.workflow import State

UNDECIDED = (State.OPEN, State.SUBMITTED, State.REVIEWED)


def periods_visible_to(user: User) -> QuerySet[Period]:
    """Periods of the committees the user may read, and those in which a readable unit or the user is evaluated."""
    seen = evaluations_visible_to(user).values("period")
    return Period.objects.filter(Q(organisation__in=scope_of(user).readable) | Q(pk__in=seen))


def evaluations_visible_to(user: User) -> QuerySet[Evaluation]:
    """Evaluations in the units the user may read, and the user's own."""
    scope = scope_of(user)
    own = Q(member=scope.member_id) if scope.member_id else Q(pk__in=[])
    return Evaluation.objects.filter(Q(cell__in=scope.readable) | own)


def period_actions_for(user: User, period: Period) -> frozenset[str]:
    """view, ballots, print, direct (settings, freeze, decide, close), appraise, follow_up, report (its own leaders).

    ``direct`` and ``appraise`` while it is open; ``follow_up`` (publication, complaints, correction, awards) always.
    """
    scope, verbs = scope_of(user), {"view"}
    is_open = period.state == Period.State.OPEN
    if scope.readable:
        verbs.add("ballots")
    if period.organisation_id in scope.readable:
        verbs.add("print")
    if period.organisation_id in scope.directed:
        verbs |= {"direct", "follow_up"} if is_open else {"follow_up"}
    if period.organisation_id in scope.directed_roots:
        verbs.add("report")
    if period.organisation_id in scope.reviewed and is_open:
        verbs.add("appraise")
    return frozenset(verbs)


def actions_for(user: User, evaluation: Evaluation) -> frozenset[str]:
    """view, write, enter, submit, opine, suggest, postpone, review, return, decide, refreeze, complain, correct,
    reappraise.

    The unit (and the member, his own form) writes; the unit enters and sends; the board of the deciding committee
    appraises, never what one sent or what concerns oneself; the deciding committee decides (about oneself only where
    nobody else could), and later corrects.
    ``reappraise`` is the board's: whether anything opens the decided class again is for the service to say.
    """
    scope = scope_of(user)
    verbs = {"view"} | _verbs_after(scope, evaluation, user)
    # What is undecided in a closed year was put off when it was closed, and is completed later.
    if evaluation.period.state == Period.State.OPEN or evaluation.state != State.DECIDED:
        verbs |= _verbs_of_the_unit(scope, evaluation) | _verbs_above(scope, evaluation, user)
    return frozenset(verbs)


def _leads(scope: Scope, evaluation: Evaluation) -> bool:
    """Whether the user leads the unit, or a committee above it."""
    return evaluation.cell_id in scope.led_cells or evaluation.cell_id in scope.directed


def _is_own(scope: Scope, evaluation: Evaluation) -> bool:
    return evaluation.member_id is not None and evaluation.member_id == scope.member_id


def _is_impartial(scope: Scope, evaluation: Evaluation, user: User) -> bool:
    """Whether the user neither sent it, nor is its subject, nor leads the cell it is about."""
    leads_it = evaluation.member_id is None and evaluation.cell_id in scope.led_cells
    return evaluation.submitted_by_id != user.pk and not _is_own(scope, evaluation) and not leads_it


def _verbs_of_the_unit(scope: Scope, evaluation: Evaluation) -> set[str]:
    verbs: set[str] = set()
    if evaluation.state == State.OPEN:
        if _leads(scope, evaluation):
            verbs |= {"write", "enter", "submit", "postpone"}
        elif _is_own(scope, evaluation):
            verbs.add("write")
    if evaluation.state == State.POSTPONED and _leads(scope, evaluation):
        verbs.add("postpone")
    if evaluation.state in UNDECIDED and (_leads(scope, evaluation) or evaluation.cell_id in scope.reviewed):
        verbs.add("opine")
    return verbs


def _verbs_above(scope: Scope, evaluation: Evaluation, user: User) -> set[str]:
    verbs: set[str] = set()
    committee = evaluation.period.organisation_id
    sent = evaluation.state in (State.SUBMITTED, State.REVIEWED)
    if sent and committee in scope.reviewed and _is_impartial(scope, evaluation, user):
        verbs |= {"review", "return"}
    if sent and committee in scope.directed:
        verbs |= {"return"} if decider_instead(user, evaluation) else {"decide", "return"}
    if evaluation.state in UNDECIDED and committee in scope.directed:
        verbs.add("refreeze")
    if evaluation.state in UNDECIDED and (committee in scope.directed or committee in scope.reviewed):
        verbs |= {"suggest", "opine"}
    return verbs


def _verbs_after(scope: Scope, evaluation: Evaluation, user: User) -> set[str]:
    """A complaint may come before the decision too (QĐ 366 Đ12, bước 3); only what was decided is corrected."""
    verbs: set[str] = set()
    if evaluation.period.organisation_id in scope.directed:
        verbs.add("complain")
        if evaluation.state == State.DECIDED and not _is_own(scope, evaluation):
            verbs.add("correct")
    is_boards = evaluation.period.organisation_id in scope.reviewed
    if evaluation.state == State.DECIDED and is_boards and _is_impartial(scope, evaluation, user):
        verbs.add("reappraise")
    if _leads(scope, evaluation) or _is_own(scope, evaluation):
        verbs.add("complain")
    return verbs


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
        .select_related("period", "period__organisation", "cell", "member", "collective")
        .filter(pk=pk)
        .first()
    )
    if evaluation is None:
        raise Http404
    prefetch_related_objects([evaluation.cell, evaluation.period.organisation], "periods")
    if to not in actions_for(user, evaluation):
        raise PermissionDenied
    return evaluation
