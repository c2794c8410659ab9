"""Who may see and do what with opinions on a subject and with suggestions from above. Both are internal."""

from django.core.exceptions import PermissionDenied
from django.http import Http404

from accounts.models import User
from cells.access import scope_of
from evaluations.access.periods import actions_for, evaluations_visible_to, get_evaluation
from evaluations.models import Evaluation, Opinion, Suggestion


def reads_opinions(user: User, evaluation: Evaluation) -> bool:
    """Those who read the unit do; the member concerned reads the own form and result, not who thought what."""
    return evaluation.cell_id in scope_of(user).readable


def get_evaluation_with_opinions(user: User, pk: int, *, to: str = "view") -> Evaluation:
    """The evaluation, for someone who may read what others say of its subject; 404 or 403 otherwise."""
    evaluation = get_evaluation(user, pk, to=to)
    if not reads_opinions(user, evaluation):
        raise PermissionDenied
    return evaluation


def get_opinion(user: User, pk: int, *, to: str = "opine") -> Opinion:
    """The opinion, by the rules of its evaluation; 404 once it is removed."""
    opinion = Opinion.objects.filter(pk=pk, is_removed=False).select_related("recorded_by").first()
    if opinion is None:
        raise Http404
    opinion.evaluation = get_evaluation_with_opinions(user, opinion.evaluation_id, to=to)
    return opinion


def get_suggestion(user: User, pk: int, *, to: str = "write") -> Suggestion:
    """The suggestion, by the rules of its evaluation: ``write`` answers it, ``suggest`` takes it back."""
    suggestion = Suggestion.objects.filter(pk=pk, is_removed=False).select_related("asked_by").first()
    if suggestion is None:
        raise Http404
    suggestion.evaluation = get_evaluation(user, suggestion.evaluation_id, to=to)
    return suggestion


def evaluations_to_opine_on(user: User, evaluations: list[Evaluation]) -> list[Evaluation]:
    """Those of the list on which the user may record what others say."""
    return [row for row in evaluations if "opine" in actions_for(user, row)]


def evaluations_of_unit(user: User, period_pk: int, unit_pk: int) -> list[Evaluation]:
    """The evaluations of a unit and its people in a period that the user may see, the unit first."""
    rows = evaluations_visible_to(user).filter(period=period_pk, cell=unit_pk)
    found = rows.select_related("member", "collective", "period", "cell").prefetch_related("cell__periods")
    return sorted(found, key=lambda row: (row.member.sort_key if row.member else "", row.pk))
