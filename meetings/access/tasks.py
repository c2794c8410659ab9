"""Who may see and do what with a task. Its unit is the one that has it now: ``moved_to``, else where it was given."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import Http404

from accounts.models import User
from cells.access import scope_of
from meetings.access.meetings import leads
from meetings.models import Task
from meetings.workflow import HELD


def tasks_visible_to(user: User) -> QuerySet[Task]:
    """Tasks of the units the user may read, and the user's own, of meetings that were held."""
    scope = scope_of(user)
    there = Q(moved_to__in=scope.readable) | Q(moved_to__isnull=True, meeting__cell__in=scope.readable)
    if scope.member_id is not None:
        there |= Q(owner=scope.member_id)
    return Task.objects.filter(there, is_removed=False, meeting__state__in=HELD)


def home_of(task: Task) -> int:
    """The number of the unit that has the task now."""
    return task.moved_to_id or task.meeting.cell_id


def task_actions_for(user: User, task: Task) -> frozenset[str]:
    """view; report: enter how far it is (the owner, the unit's leaders); steer: change its day or key task, drop it,
    take out what others reported (the leaders)."""
    scope = scope_of(user)
    home, verbs = home_of(task), set()
    is_own = scope.member_id is not None and task.owner_id == scope.member_id
    if home in scope.readable or is_own:
        verbs.add("view")
    if "view" in verbs and leads(scope, home):
        verbs |= {"report", "steer"}
    if is_own:
        verbs.add("report")
    return frozenset(verbs)


def get_task(user: User, pk: int, *, to: str = "view") -> Task:
    """The task, or 404 outside the scope, or 403 inside it without the right."""
    task = (
        tasks_visible_to(user)
        .select_related("owner", "item", "meeting__cell", "moved_to", "key_task__theme")
        .defer("meeting__snapshot")
        .prefetch_related("meeting__cell__periods", "moved_to__periods")
        .filter(pk=pk)
        .first()
    )
    if task is None:
        raise Http404
    if to not in task_actions_for(user, task):
        raise PermissionDenied
    return task
