"""Who may see a complaint and deal with it. Who sent it is known to the committee alone."""

from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import Http404

from accounts.models import User
from cells.access import scope_of
from evaluations.models import Complaint

State = Complaint.State


def complaints_visible_to(user: User) -> QuerySet[Complaint]:
    """Those about classes of the committees the user leads or works for, those that concern or come from the user.

    Concerned are the member himself, and the leaders of the unit the class is of.
    """
    scope = scope_of(user)
    seen = Q(evaluation__period__organisation__in=scope.directed | scope.reviewed) | Q(recorded_by=user)
    seen |= Q(evaluation__member__isnull=True, evaluation__cell__in=scope.led_cells | scope.directed_roots)
    if scope.member_id:
        seen |= Q(evaluation__member=scope.member_id)
    return Complaint.objects.filter(seen)


def reads_complaint(user: User, complaint: Complaint) -> bool:
    """Whether the user reads its words and findings: the committee, its board, who wrote it down.

    Those concerned read complaints and petitions, but of a denunciation only that there is one, and its answer.
    """
    if complaint.recorded_by_id == user.pk or complaint.kind != Complaint.Kind.DENUNCIATION:
        return True
    scope, committee = scope_of(user), complaint.evaluation.period.organisation_id
    return (committee in scope.directed or committee in scope.reviewed) and not _concerns(user, complaint)


def reads_sender(user: User, complaint: Complaint) -> bool:
    """Whether the user may know who sent it: the committee, never the one it is about, and who wrote it down."""
    if complaint.recorded_by_id == user.pk:
        return True
    directs = complaint.evaluation.period.organisation_id in scope_of(user).directed
    return directs and not _concerns(user, complaint)


def _concerns(user: User, complaint: Complaint) -> bool:
    member = complaint.evaluation.member_id
    return member is not None and member == scope_of(user).member_id


def complaint_actions_for(user: User, complaint: Complaint) -> frozenset[str]:
    """view, handle (verify, conclude), withdraw. Nobody deals with a complaint about his own class."""
    verbs = {"view"}
    is_open = complaint.state in (State.RECEIVED, State.VERIFYING)
    directs = complaint.evaluation.period.organisation_id in scope_of(user).directed
    if is_open and directs and not _concerns(user, complaint):
        verbs |= {"handle", "withdraw"}
    if is_open and complaint.recorded_by_id == user.pk:
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
