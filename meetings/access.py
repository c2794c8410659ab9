"""Who may see and do what with meetings. Scope comes from ``cells.access``."""

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404

from accounts.models import User
from cells.access import scope_of
from meetings.models import Meeting
from meetings.workflow import FINAL, State


def meetings_visible_to(user: User) -> QuerySet[Meeting]:
    """Meetings of the units the user may read, and of the own cell."""
    return Meeting.objects.filter(cell__in=scope_of(user).known)


def actions_for(user: User, meeting: Meeting) -> frozenset[str]:
    """The verbs the user may do now; they draw the buttons and guard the POST.

    view, print, change_plan, cancel, open, keep_minutes, write, submit, return, approve, lock.
    The cell plans, holds and writes; the committee above returns, approves and locks, and never what it sent itself.
    """
    scope = scope_of(user)
    if meeting.cell_id not in scope.known:
        return frozenset()
    verbs = {"view"}
    if meeting.state in FINAL or meeting.cell_id in scope.readable:
        verbs.add("print")
    if meeting.cell_id in scope.led_cells:
        # Who writes reaches the writing page in every state: words typed too late are answered, not thrown away.
        verbs.add("keep_minutes")
        verbs |= {State.PLANNED: {"change_plan", "cancel", "open"}, State.OPEN: {"write", "submit"}}.get(
            State(meeting.state), set()
        )
    if meeting.cell_id in scope.directed and meeting.submitted_by_id != user.pk:
        verbs |= {State.SUBMITTED: {"return", "approve"}, State.APPROVED: {"lock"}}.get(State(meeting.state), set())
    return frozenset(verbs)


def get_meeting(user: User, pk: int, *, to: str = "view") -> Meeting:
    """The meeting, or 404 outside the scope, or 403 inside it without the right."""
    meeting = (
        meetings_visible_to(user)
        .select_related("cell", "chair", "secretary")
        .prefetch_related("cell__periods")
        .filter(pk=pk)
        .first()
    )
    if meeting is None:
        raise Http404
    if to not in actions_for(user, meeting):
        raise PermissionDenied
    return meeting
