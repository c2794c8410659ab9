"""Giving tasks (rõ người, rõ việc, rõ thời hạn) and noting what became of those given before."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.audit import record
from accounts.models import User
from cells.models import Member
from core.errors import DomainError
from core.periods import format_date
from meetings.models import AgendaItem, Meeting, Task, TaskReview
from meetings.queries.tasks import open_tasks_before
from meetings.services.writing import item_of, line_of_text, lock_for_writing


@transaction.atomic
def assign_task(
    meeting: Meeting,
    *,
    text: str,
    by: User,
    item: AgendaItem | None = None,
    owner: Member | None = None,
    due_on: dt.date | None = None,
) -> Task:
    """Give a task to a member of the meeting, or to the whole cell when ``owner`` is None.

    A repeated submit gives the task that is there. Raises DomainError without words, for an owner who is not of
    this meeting, a day before the meeting, an item that was removed, or when the minutes are closed.
    """
    lock_for_writing(meeting)
    item = item_of(meeting, item) if item else None
    text = line_of_text(text, field="text", limit=500, missing=_("Hãy ghi việc cần làm."))
    if owner is not None and not meeting.attendances.filter(member=owner).exists():
        raise DomainError(
            _("Đồng chí %(name)s không có trong danh sách của buổi sinh hoạt này.") % {"name": owner}, field="owner"
        )
    if due_on is not None and due_on < meeting.held_on:
        raise DomainError(
            _("Thời hạn %(due)s sớm hơn ngày họp %(held)s. Hãy ghi lại thời hạn.")
            % {"due": format_date(due_on), "held": format_date(meeting.held_on)},
            field="due_on",
        )
    facts = {"item": item, "text": text, "owner": owner, "due_on": due_on}
    same = Task.objects.filter(meeting=meeting, is_removed=False, **facts).first()
    if same is not None:
        return same
    task = Task.objects.create(meeting=meeting, **facts)
    changes = {
        "owner": [None, str(owner) if owner else None],
        "due_on": [None, due_on.isoformat() if due_on else None],
    }
    record("meetings.task_assigned", task, by=by, organisation=meeting.cell, changes=changes)
    return task


@transaction.atomic
def remove_task(task: Task, *, by: User) -> bool:
    """Take a task back while the minutes are being written; False when it was out already."""
    return _set_removed(task, True, by=by)


@transaction.atomic
def restore_task(task: Task, *, by: User) -> bool:
    """Bring a removed task back; False when it was there."""
    return _set_removed(task, False, by=by)


def _set_removed(task: Task, removed: bool, *, by: User) -> bool:
    lock_for_writing(task.meeting)
    changed = Task.objects.filter(pk=task.pk, is_removed=not removed).update(is_removed=removed)
    if changed:
        action = "meetings.task_removed" if removed else "meetings.task_restored"
        record(action, task, by=by, organisation=task.meeting.cell)
    return bool(changed)


@transaction.atomic
def review_task(task: Task, *, meeting: Meeting, outcome: str, by: User, note: str = "") -> TaskReview:
    """Note what a meeting found about a task of an earlier one; the same again changes nothing.

    Raises DomainError without an outcome, for a task that does not come up at this meeting, or when the minutes
    are closed.
    """
    lock_for_writing(meeting)
    note = line_of_text(note, field="note", limit=300)
    if outcome not in TaskReview.Outcome.values:
        raise DomainError(_("Hãy chọn: hoàn thành, đang thực hiện hay chưa thực hiện."), field="outcome")
    if not open_tasks_before(meeting).filter(pk=task.pk).exists():
        raise DomainError(_("Nhiệm vụ này không thuộc các buổi trước của chi bộ, hoặc đã hoàn thành."))
    review = TaskReview.objects.filter(task=task, meeting=meeting).first()
    before = [review.outcome, review.note] if review else [None, None]
    if before == [outcome, note] and review:
        return review
    review, _created = TaskReview.objects.update_or_create(
        task=task, meeting=meeting, defaults={"outcome": outcome, "note": note}
    )
    record(
        "meetings.task_reviewed",
        review,
        by=by,
        organisation=meeting.cell,
        label=str(task),
        changes={"outcome": [before[0], outcome], "note": [before[1], note]},
    )
    return review
