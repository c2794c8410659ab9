"""Tasks that earlier meetings gave and that come up again."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet

from cells.queries import subtree_ids
from meetings.models import Meeting, Task, TaskReview
from meetings.workflow import HELD


@dataclass(frozen=True)
class CarriedTask:
    """A task of an earlier meeting with what this meeting found about it (None: nothing noted yet)."""

    task: Task
    review: TaskReview | None
    is_overdue: bool


def open_tasks_before(meeting: Meeting) -> QuerySet[Task]:
    """Tasks that no meeting before this one found done, and that were not closed without being done by its day.

    They were given by the cell's earlier meetings or those of cells it followed, unless another cell took them over;
    or they were taken over by one of these.
    """
    earlier = Q(held_on__lt=meeting.held_on) | Q(held_on=meeting.held_on, pk__lt=meeting.pk)
    family = subtree_ids([meeting.cell_id])
    held = Meeting.objects.filter(earlier, cell__in=family, state__in=HELD).order_by()
    before = list(held.values_list("pk", flat=True))
    given = Q(meeting__in=before, moved_to__isnull=True)
    taken_over = Q(moved_to__in=family, meeting__held_on__lte=meeting.held_on)
    by_then = Q(meeting__held_on__lt=meeting.held_on) | Q(meeting__held_on=meeting.held_on, meeting__lt=meeting.pk)
    done = TaskReview.objects.filter(
        by_then, task=OuterRef("pk"), outcome=TaskReview.Outcome.DONE, meeting__state__in=HELD
    )
    open_then = Q(closed_on__isnull=True) | Q(closed_on__gt=meeting.held_on)
    return Task.objects.filter(~Exists(done), given | taken_over, open_then, is_removed=False)


def tasks_carried_into(meeting: Meeting) -> list[CarriedTask]:
    """The tasks that come up at a meeting, the earliest given first."""
    tasks = list(
        open_tasks_before(meeting)
        .select_related("owner", "meeting")
        .only("text", "due_on", "owner__full_name", "meeting__kind", "meeting__year", "meeting__month")
        .order_by("meeting__held_on", "pk")
    )
    found = TaskReview.objects.filter(meeting=meeting, task__in=tasks) if tasks else ()
    reviews = {review.task_id: review for review in found}
    return [
        CarriedTask(task, reviews.get(task.pk), task.due_on is not None and task.due_on < meeting.held_on)
        for task in tasks
    ]
