"""Who may see a complaint and deal with it. Who sent it is known to the committee alone."""

from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import Http404

from accounts.models import User
from cells.access import scope_of
from core.periods import today
from evaluations.models import Complaint

State = Complaint.State


def complaints_visible_to(user: User) -> QuerySet[Complaint]:
    """Those about classes of the committees the user leads or works for, those that concern or come from the user.

    Concerned are the member himself, and the leaders of the unit the class is of. Who wrote down another's letter for
    the committee sees it while the post lasts; one's own letter stays one's own.
    """
    scope = scope_of(user)
    seen = Q(evaluation__period__organisation__in=scope.directed | scope.reviewed) | _own_letters(user)
    seen |= Q(evaluation__member__isnull=True, evaluation__cell__in=scope.led_cells | scope.directed_roots)
    if scope.member_id:
        seen |= Q(evaluation__member=scope.member_id)
    return Complaint.objects.filter(seen)


def reads_complaint(user: User, complaint: Complaint) -> bool:
    """Whether the user reads its words and findings: the committee, its board, who sent it.

    Those concerned read complaints and petitions, but of a denunciation only that there is one, and its answer.
    """
    if is_own_letter(user, complaint) or complaint.kind != Complaint.Kind.DENUNCIATION:
        return True
    scope, committee = scope_of(user), complaint.evaluation.period.organisation_id
    return (committee in scope.directed or committee in scope.reviewed) and not _concerns(user, complaint)


def reads_sender(user: User, complaint: Complaint) -> bool:
    """Whether the user may know who sent it: the committee, never the one it is about, and who sent it."""
    if is_own_letter(user, complaint):
        return True
    directs = complaint.evaluation.period.organisation_id in scope_of(user).directed
    return directs and not _concerns(user, complaint)


def _own_letters(user: User) -> Q:
    return Q(recorded_by=user, from_name=user.full_name)


def is_own_letter(user: User, complaint: Complaint) -> bool:
    """Whether the user wrote it in the own name, and not for somebody else."""
    return complaint.recorded_by_id == user.pk and complaint.from_name == user.full_name


def _concerns(user: User, complaint: Complaint) -> bool:
    """Whether the class is the user's own, of a collective the user belongs to, or of a unit the user leads."""
    scope, evaluation = scope_of(user), complaint.evaluation
    if evaluation.member_id is not None:
        return evaluation.member_id == scope.member_id
    collective = evaluation.collective
    if collective is not None:
        belongs = collective.seats.filter(Q(valid_to=None) | Q(valid_to__gte=today()), member=scope.member_id)
        return collective.unit_id in scope.directed_roots or belongs.exists()
    return evaluation.cell_id in scope.led_cells | scope.directed_roots


def complaint_actions_for(user: User, complaint: Complaint) -> frozenset[str]:
    """view, handle (verify, conclude), withdraw. Nobody deals with a complaint about his own class."""
    verbs = {"view"}
    is_open = complaint.state in (State.RECEIVED, State.VERIFYING)
    directs = complaint.evaluation.period.organisation_id in scope_of(user).directed
    if is_open and directs and not _concerns(user, complaint):
        verbs |= {"handle", "withdraw"}
    if is_open and is_own_letter(user, complaint):
        verbs.add("withdraw")
    return frozenset(verbs)


def get_complaint(user: User, pk: int, *, to: str = "view") -> Complaint:
    """The complaint, or 404 outside the scope, or 403 inside it without the right."""
    complaint = (
        complaints_visible_to(user)
        .select_related(
            *("evaluation__period__organisation", "evaluation__cell", "evaluation__member", "evaluation__collective"),
            "recorded_by",
        )
        .prefetch_related("evaluation__cell__periods", "evaluation__period__organisation__periods")
        .filter(pk=pk)
        .first()
    )
    if complaint is None:
        raise Http404
    if to not in complaint_actions_for(user, complaint):
        raise PermissionDenied
    return complaint
