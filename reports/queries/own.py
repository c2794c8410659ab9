"""What a member sees of the meetings: how often he came this year, his requests for leave, his open tasks."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet

from cells.access import Scope
from meetings.models import Attendance, LeaveRequest, Task, TaskReview
from meetings.workflow import HELD, LEAVE_STANDS, State

SHOWN = 5
"""How many tasks are named."""
Mark = Attendance.State


@dataclass(frozen=True)
class OwnMeetings:
    """The reader's own year. ``called`` counts the meetings he had to attend and where a mark was made."""

    year: int
    called: int
    present: int
    excused: int
    unexcused: int
    leave: Sequence[LeaveRequest]
    """Requests for meetings that are still to come."""
    tasks: Sequence[Task]
    """Open ones, the most urgent first; one more than shown where there are more."""
    today: dt.date

    @property
    def tasks_shown(self) -> Sequence[Task]:
        return self.tasks[:SHOWN]

    @property
    def has_more_tasks(self) -> bool:
        return len(self.tasks) > SHOWN


def own_meetings(scope: Scope, today: dt.date) -> OwnMeetings | None:
    """The reader's own year in three questions; None for who is no member. Only ever of the reader."""
    if scope.member_id is None:
        return None
    marks = Attendance.objects.filter(member=scope.member_id, meeting__year=today.year, meeting__state__in=HELD)
    counts = marks.aggregate(
        present=Count("pk", filter=Q(state=Mark.PRESENT)),
        excused=Count("pk", filter=Q(state=Mark.EXCUSED)),
        unexcused=Count("pk", filter=Q(state=Mark.UNEXCUSED)),
    )
    leave = LeaveRequest.objects.filter(
        member=scope.member_id, meeting__state=State.PLANNED, state__in=[*LEAVE_STANDS, LeaveRequest.State.REFUSED]
    )
    return OwnMeetings(
        year=today.year,
        called=sum(counts.values()),
        leave=list(leave.select_related("meeting").defer("meeting__snapshot").order_by("meeting__held_on", "pk")),
        tasks=list(_open_tasks(scope.member_id)[: SHOWN + 1]),
        today=today,
        **counts,
    )


def _open_tasks(member: int) -> QuerySet[Task]:
    """Tasks of meetings that were held, neither found done nor given up."""
    done = TaskReview.objects.filter(task=OuterRef("pk"), outcome__in=TaskReview.FINISHED, meeting__state__in=HELD)
    tasks = Task.objects.filter(~Exists(done), owner=member, is_removed=False, closed_on=None, meeting__state__in=HELD)
    return tasks.order_by(F("due_on").asc(nulls_last=True), "pk")
