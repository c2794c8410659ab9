"""Who may see and do what with a meeting."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404

from accounts.models import User
from cells.access import Scope, scope_of
from meetings.models import Meeting, MeetingKind
from meetings.workflow import FINAL, HELD, State

COMMITTEE_KINDS = (MeetingKind.STANDING, MeetingKind.EXECUTIVE)
"""Meetings of the bodies of a committee; the board of one above works on them as a committee does on its cells."""


def meetings_visible_to(user: User) -> QuerySet[Meeting]:
    """Meetings of the units the user may read, and of the own cell."""
    return Meeting.objects.filter(cell__in=scope_of(user).known)


def actions_for(user: User, meeting: Meeting) -> frozenset[str]:
    """The verbs the user may do now; they draw the buttons and guard the POST.

    Everyone who knows the unit: view, print (who only belongs to it: once final); who may read the unit: read_history
    (who wrote what when). Of members: ask_leave, check_in (for oneself).
    Its leaders: change_plan, cancel, open, notify, add_papers, answer_leave, keep_minutes, write, submit, correct,
    attach_original, issue (the programme before it; resolutions and other documents of the meeting).
    From above: agree_day (agree to the registered day, or return it), return, approve, lock, score_above, grade,
    visit. Never what the user sent: who submits does not approve. Nobody agrees to the day, scores, grades or visits
    from above where he or she holds the meetings.
    """
    scope = scope_of(user)
    if meeting.cell_id not in scope.known:
        return frozenset()
    verbs = {"view"}
    if meeting.state in FINAL or meeting.cell_id in scope.readable:
        verbs.add("print")
    if meeting.cell_id in scope.readable:
        verbs.add("read_history")
    verbs |= _of_members(scope, meeting) | _of_leaders(scope, meeting) | _from_above(user, scope, meeting)
    return frozenset(verbs)


def leads(scope: Scope, unit: int) -> bool:
    """Whether the user holds the meetings of that unit: as leader of the cell, or of the committee itself."""
    return unit in scope.led_cells or unit in scope.directed_roots


def stands_above(scope: Scope, meeting: Meeting) -> bool:
    """Whether the user decides about that unit's meetings from above."""
    if meeting.cell_id in scope.directed and meeting.cell_id not in scope.directed_roots:
        return True
    by_a_board = meeting.cell_id in scope.reviewed and meeting.cell_id not in scope.reviewed_roots
    return meeting.kind in COMMITTEE_KINDS and by_a_board


def _of_members(scope: Scope, meeting: Meeting) -> set[str]:
    if scope.member_id is None or meeting.cell_id not in scope.own_cells:
        return set()
    return {State.PLANNED: {"ask_leave"}, State.OPEN: {"check_in"}}.get(State(meeting.state), set())


def _of_leaders(scope: Scope, meeting: Meeting) -> set[str]:
    if not leads(scope, meeting.cell_id):
        return set()
    # Who writes reaches the writing page in every state: words typed too late are answered, not thrown away.
    verbs = {"keep_minutes"}
    verbs |= {
        State.PLANNED: {"change_plan", "cancel", "open", "notify", "add_papers", "answer_leave", "issue"},
        State.OPEN: {"write", "submit", "add_papers", "answer_leave"},
        State.APPROVED: {"attach_original"},
        State.LOCKED: {"attach_original", "correct"},
    }.get(State(meeting.state), set())
    if meeting.state in HELD:
        verbs.add("issue")
    return verbs


def _from_above(user: User, scope: Scope, meeting: Meeting) -> set[str]:
    verbs: set[str] = set()
    above, holds = stands_above(scope, meeting), leads(scope, meeting.cell_id)
    if above and not holds and meeting.state == State.PLANNED:
        verbs.add("agree_day")
    if above and meeting.submitted_by_id != user.pk:
        verbs |= {State.SUBMITTED: {"return", "approve"}, State.APPROVED: {"lock"}}.get(State(meeting.state), set())
    if meeting.state in HELD and (above or meeting.cell_id in scope.charged) and not holds:
        verbs |= {"score_above", "visit"}
    if above and not holds and meeting.state in (State.SUBMITTED, *FINAL):
        verbs.add("grade")
    return verbs


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
