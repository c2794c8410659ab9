"""What is under way in cells that end: tasks, planned meetings, unfinished minutes. Never lost from sight."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from django.db.models import Exists, OuterRef, Q

from cells.models import CELL_KINDS, Organisation, OrganisationPeriod
from cells.queries import subtree_ids
from core.periods import today
from meetings.models import Meeting, Task, TaskReview
from meetings.workflow import FINAL, HELD, State


@dataclass
class OpenWork:
    """The open work of one cell whose last day is (or would be) ``last_day``."""

    cell: Organisation
    last_day: dt.date
    tasks: list[Task] = field(default_factory=list)
    planned: list[Meeting] = field(default_factory=list)
    """Planned for a day after the last one."""
    unfinished: list[Meeting] = field(default_factory=list)
    """Held, or missed, by the last day; their minutes are not approved."""
    held_after: list[Meeting] = field(default_factory=list)
    """Held after the last day: the day is wrong, or the meeting stands in the wrong cell."""

    @property
    def count(self) -> int:
        return len(self.tasks) + len(self.planned) + len(self.unfinished) + len(self.held_after)


def open_work_of(cells: Iterable[Organisation], last_days: Mapping[int, dt.date]) -> list[OpenWork]:
    """The open work of each cell that has any; three questions whatever the number. Prefetch ``periods``."""
    found = {cell.pk: OpenWork(cell, last_days[cell.pk]) for cell in cells}
    done = TaskReview.objects.filter(task=OuterRef("pk"), outcome__in=TaskReview.FINISHED, meeting__state__in=HELD)
    open_tasks = Task.objects.filter(~Exists(done), is_removed=False, closed_on__isnull=True, moved_to__isnull=True)
    own = open_tasks.filter(meeting__cell__in=found, meeting__state__in=HELD)
    taken = Task.objects.filter(~Exists(done), is_removed=False, closed_on__isnull=True, moved_to__in=found)
    for task in own.select_related("owner", "meeting").order_by("meeting__held_on", "pk"):
        found[task.meeting.cell_id].tasks.append(task)
    for task in taken.select_related("owner", "meeting").order_by("meeting__held_on", "pk"):
        if task.moved_to_id is not None:
            found[task.moved_to_id].tasks.append(task)
    closed = (*FINAL, State.CANCELLED)
    meetings = Meeting.objects.filter(Q(cell__in=found) & (~Q(state__in=closed) | Q(state__in=HELD)))
    for meeting in meetings.defer("snapshot").order_by("held_on", "pk"):
        _sort_in(found[meeting.cell_id], meeting)
    return [work for work in found.values() if work.count]


def _sort_in(work: OpenWork, meeting: Meeting) -> None:
    if meeting.held_on > work.last_day:
        (work.planned if meeting.state == State.PLANNED else work.held_after).append(meeting)
    elif meeting.state not in FINAL and (meeting.state != State.PLANNED or meeting.held_on < today()):
        work.unfinished.append(meeting)


def left_over_in(cell: Organisation) -> list[OpenWork]:
    """What still waits in a cell that has ended, or in those that a standing cell followed. Of committees nothing."""
    last = cell.period(cell.ended_on)
    if last is None or last.kind not in CELL_KINDS:
        return []
    numbers = subtree_ids([cell.pk])
    ended = Organisation.objects.filter(pk__in=numbers, ended_on__isnull=False).prefetch_related("periods")
    units = list(ended.order_by("ended_on", "pk"))
    return open_work_of(units, {unit.pk: unit.ended_on for unit in units if unit.ended_on})


def takers_of(unit: Organisation, on: dt.date) -> list[Organisation]:
    """Cells that may take the open work of an ended unit: its successors, else the cells of its last superior."""
    found, asked = set(), {unit.pk}
    waiting = [unit.pk]
    while waiting:
        followers = Organisation.objects.filter(origins__predecessor__in=waiting).exclude(pk__in=asked)
        rows = {row.pk: row for row in followers.distinct()}
        found |= {number for number, row in rows.items() if row.existed_on(on)}
        waiting = [number for number, row in rows.items() if not row.existed_on(on)]
        asked |= set(rows)
    if not found:
        last = unit.period(unit.ended_on)
        beside = OrganisationPeriod.objects.in_force(on).filter(parent=last.parent_id if last else None)
        found = set(beside.filter(kind__in=CELL_KINDS).values_list("organisation", flat=True)) - {unit.pk}
    return list(Organisation.objects.filter(pk__in=found).prefetch_related("periods").order_by("order", "pk"))
