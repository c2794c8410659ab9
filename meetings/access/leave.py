"""Who may see and do what with a request for leave: the member it is about, and the leaders of the unit."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import Http404

from accounts.models import User
from cells.access import scope_of
from meetings.access.meetings import leads
from meetings.models import LeaveRequest
from meetings.workflow import LEAVE_STANDS, State


def leave_visible_to(user: User) -> QuerySet[LeaveRequest]:
    """The user's own requests, and those of the units whose meetings the user holds; nobody else reads reasons."""
    scope = scope_of(user)
    own = Q(member=scope.member_id) if scope.member_id is not None else Q(pk__in=[])
    return LeaveRequest.objects.filter(own | Q(meeting__cell__in=scope.led_cells | scope.directed_roots))


def leave_actions_for(user: User, leave: LeaveRequest) -> frozenset[str]:
    """view; withdraw (before the meeting, by the member or for one who telephoned); answer (by a leader)."""
    verbs, meeting = {"view"}, leave.meeting
    if meeting.state == State.PLANNED and leave.state in LEAVE_STANDS:
        verbs.add("withdraw")
    if leads(scope_of(user), meeting.cell_id) and meeting.state in (State.PLANNED, State.OPEN):
        verbs.add("answer")
    return frozenset(verbs)


def get_leave(user: User, pk: int, *, to: str = "view") -> LeaveRequest:
    """The request, or 404 for everyone whom it does not concern, or 403 without the right."""
    leave = (
        leave_visible_to(user)
        .select_related("meeting__cell", "member")
        .prefetch_related("meeting__cell__periods")
        .filter(pk=pk)
        .first()
    )
    if leave is None:
        raise Http404
    if to not in leave_actions_for(user, leave):
        raise PermissionDenied
    return leave
