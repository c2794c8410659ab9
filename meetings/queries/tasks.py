"""Tasks that earlier meetings gave and that come up again."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet

from cells.queries.tree import followed_ids
from meetings.models import Meeting, Task, TaskProgress, TaskReview
from meetings.rules.forecast import Measure
from meetings.workflow import HELD

TOLD_AT_A_MEETING = "Đánh giá tại buổi sinh hoạt."
"""The note of progress that was entered by reviewing a task; a meeting takes back only such of its own."""


@dataclass(frozen=True)
class CarriedTask:
    """A task of an earlier meeting with what this meeting found about it (None: nothing noted yet)."""

    task: Task
    review: TaskReview | None
    is_overdue: bool
    latest: TaskProgress | None = None
    """How far it was when last reported, up to this meeting."""
    told: TaskProgress | None = None
    """What this meeting entered itself."""

    @property
    def share(self) -> int | None:
        """How much of the target is reached, in whole per cent; None without a figure or a target."""
        value = self.latest.value if self.latest else None
        return Measure.of(self.task.unit, self.task.target, self.task.baseline).share(value)


def open_tasks_before(meeting: Meeting) -> QuerySet[Task]:
    """Tasks that no meeting before this one found done, and that were not closed without being done by its day.

    They were given by the unit's own earlier meetings or those of units it followed, unless another took them over; or
    they were taken over by one of these. What cells below a committee gave comes up in theirs.
    """
    earlier = Q(held_on__lt=meeting.held_on) | Q(held_on=meeting.held_on, pk__lt=meeting.pk)
    family = followed_ids(meeting.cell_id)
    held = Meeting.objects.filter(earlier, cell__in=family, state__in=HELD).order_by()
    before = list(held.values_list("pk", flat=True))
    given = Q(meeting__in=before, moved_to__isnull=True)
    taken_over = Q(moved_to__in=family, meeting__held_on__lte=meeting.held_on)
    by_then = Q(meeting__held_on__lt=meeting.held_on) | Q(meeting__held_on=meeting.held_on, meeting__lt=meeting.pk)
    done = TaskReview.objects.filter(
        by_then, task=OuterRef("pk"), outcome__in=TaskReview.FINISHED, meeting__state__in=HELD
    )
    open_then = Q(closed_on__isnull=True) | Q(closed_on__gt=meeting.held_on)
    return Task.objects.filter(~Exists(done), given | taken_over, open_then, is_removed=False)


def tasks_carried_into(meeting: Meeting) -> list[CarriedTask]:
    """The tasks that come up at a meeting, the earliest given first."""
    tasks = list(
        open_tasks_before(meeting).select_related("owner", "meeting").only(*CARRIED).order_by("meeting__held_on", "pk")
    )
    if not tasks:
        return []
    reviews = {row.task_id: row for row in TaskReview.objects.filter(meeting=meeting, task__in=tasks)}
    reports = TaskProgress.objects.filter(
        task__in=tasks, is_removed=False, value__isnull=False, on__lte=meeting.held_on
    ).order_by("on", "pk")
    latest = {row.task_id: row for row in reports}
    told = {row.task_id: row for row in reports if _is_told_at(row, meeting)}
    return [
        CarriedTask(
            task,
            reviews.get(task.pk),
            task.due_on is not None and task.due_on < meeting.held_on,
            latest.get(task.pk),
            told.get(task.pk),
        )
        for task in tasks
    ]


CARRIED = (
    "text",
    "due_on",
    "unit",
    "target",
    "baseline",
    "rhythm",
    "owner__full_name",
    "meeting__kind",
    "meeting__year",
    "meeting__month",
)


def _is_told_at(entry: TaskProgress, meeting: Meeting) -> bool:
    return entry.on == meeting.held_on and entry.note == TOLD_AT_A_MEETING


def progress_given_at(meeting: Meeting, tasks: Iterable[int]) -> dict[int, TaskProgress]:
    """What a meeting itself entered as progress of tasks, by task."""
    rows = TaskProgress.objects.filter(
        task__in=tasks, on=meeting.held_on, note=TOLD_AT_A_MEETING, is_removed=False, value__isnull=False
    )
    return {row.task_id: row for row in rows.order_by("pk")}
