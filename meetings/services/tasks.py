"""Giving tasks (rõ người, rõ việc, rõ thời hạn) and noting what became of those given before."""

from __future__ import annotations

import dataclasses
import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.audit import record
from accounts.models import User
from cells.models import Member
from core.errors import DomainError
from core.periods import format_date
from meetings.models import AgendaItem, KeyTask, Meeting, Task, TaskReview
from meetings.queries.tasks import TOLD_AT_A_MEETING, open_tasks_before, progress_given_at
from meetings.queries.themes import key_tasks_for
from meetings.services.progress import record_progress, remove_progress
from meetings.services.writing import item_of, line_of_text, lock_for_writing


@dataclass(frozen=True)
class Duty:
    """Who does what by when; ``owner`` None is the whole cell. With a ``target`` in its ``unit``, counted from
    ``baseline``, progress is a number, reported in a ``rhythm``; ``key_task`` of the year is what it serves."""

    text: str
    owner: Member | None = None
    due_on: dt.date | None = None
    unit: str = ""
    target: Decimal | None = None
    baseline: Decimal | None = None
    rhythm: str = ""
    key_task: KeyTask | None = None


FIELDS = tuple(field.name for field in dataclasses.fields(Duty))


@transaction.atomic
def assign_task(meeting: Meeting, *, by: User, item: AgendaItem | None = None, **facts: Any) -> Task:
    """Give a task to a member of the meeting, or to the whole cell; ``facts`` are those of ``Duty``.

    A repeated submit gives the task that is there. Raises DomainError without words, for an owner who is not of
    this meeting, a day before the meeting, a target without unit or the other way round, a key task of another year
    or committee, an item that was removed, or when the minutes are closed.
    """
    locked = lock_for_writing(meeting)
    item = item_of(meeting, item) if item else None
    values = _checked(locked, Duty(**facts))
    same = Task.objects.filter(meeting=meeting, item=item, is_removed=False, **values).first()
    if same is not None:
        return same
    task = Task.objects.create(meeting=meeting, item=item, **values)
    given = {field: value for field, value in values.items() if field != "text" and value not in ("", None)}
    changes = {field: [None, _audit_value(value)] for field, value in {"owner": None, "due_on": None, **given}.items()}
    record("meetings.task_assigned", task, by=by, organisation=meeting.cell, changes=changes)
    return task


@transaction.atomic
def change_task(task: Task, *, by: User, **facts: Any) -> bool:
    """Correct a task while its minutes are being written; returns whether anything changed. Refuses as
    ``assign_task``; between meetings there is ``services.progress``."""
    meeting = lock_for_writing(task.meeting)
    locked = (
        Task.objects.select_for_update(of=("self",), no_key=True).select_related("owner", "key_task").get(pk=task.pk)
    )
    if locked.is_removed:
        raise DomainError(_("Nhiệm vụ này đã bị bỏ khỏi biên bản. Hãy lấy lại trước khi sửa."))
    values = _checked(meeting, Duty(**facts))
    changes = {
        field: [_audit_value(getattr(locked, field)), _audit_value(values[field])]
        for field in FIELDS
        if getattr(locked, field) != values[field]
    }
    if not changes:
        return False
    for field, value in values.items():
        setattr(locked, field, value)
    locked.save(update_fields=FIELDS)
    record("meetings.task_changed", locked, by=by, organisation=task.meeting.cell, changes=changes)
    return True


def _checked(meeting: Meeting, duty: Duty) -> dict[str, Any]:
    """The fields of the row, or a refusal."""
    text = line_of_text(duty.text, field="text", limit=500, missing=_("Hãy ghi việc cần làm."))
    unit = line_of_text(duty.unit, field="unit", limit=30)
    if duty.owner is not None and not meeting.attendances.filter(member=duty.owner).exists():
        raise DomainError(
            _("Đồng chí %(name)s không có trong danh sách của buổi sinh hoạt này.") % {"name": duty.owner},
            field="owner",
        )
    if duty.due_on is not None and duty.due_on < meeting.held_on:
        raise DomainError(
            _("Thời hạn %(due)s sớm hơn ngày họp %(held)s. Hãy ghi lại thời hạn.")
            % {"due": format_date(duty.due_on), "held": format_date(meeting.held_on)},
            field="due_on",
        )
    _check_measure(duty, unit)
    if duty.key_task is not None and duty.key_task not in key_tasks_for(meeting.cell, meeting.year):
        raise DomainError(
            _("Nhiệm vụ trọng tâm này không thuộc năm %(year)s của đơn vị hay cấp trên. Hãy chọn lại.")
            % {"year": meeting.year},
            field="key_task",
        )
    return {field: getattr(duty, field) for field in FIELDS} | {"text": text, "unit": unit}


def _check_measure(duty: Duty, unit: str) -> None:
    if duty.target is not None and not unit:
        raise DomainError(_("Hãy ghi đơn vị tính của chỉ tiêu, ví dụ: m2, hộ, triệu đồng."), field="unit")
    if unit and duty.target is None:
        raise DomainError(
            _("Đã ghi đơn vị tính “%(unit)s” mà chưa có chỉ tiêu. Hãy ghi chỉ tiêu, hoặc bỏ trống đơn vị.")
            % {"unit": unit},
            field="target",
        )
    if duty.baseline is not None and duty.target is None:
        raise DomainError(
            _("Số đầu kỳ cần đi cùng chỉ tiêu. Hãy ghi chỉ tiêu, hoặc bỏ trống số đầu kỳ."), field="target"
        )
    if duty.target is not None and duty.target == (duty.baseline or 0):
        raise DomainError(
            _("Chỉ tiêu phải khác số đầu kỳ; nếu không có gì để đếm thì bỏ trống chỉ tiêu."), field="target"
        )


def _audit_value(value: object) -> object:
    if isinstance(value, dt.date):
        return value.isoformat()
    return value if value is None or isinstance(value, str) else str(value)


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
def review_task(
    task: Task, *, meeting: Meeting, outcome: str, by: User, note: str = "", value: Decimal | None = None
) -> TaskReview:
    """Note what a meeting found about a task of an earlier one; the same again changes nothing.

    ``value`` is how far it was, in the unit of the task: it is entered as progress of that day too, once, so that
    nobody types it twice; another value takes the place of the one this meeting gave. Raises DomainError without an
    outcome, for a task that does not come up at this meeting, or when the minutes are closed.
    """
    lock_for_writing(meeting)
    note = line_of_text(note, field="note", limit=300)
    if outcome not in TaskReview.Outcome.values:
        raise DomainError(_("Hãy chọn: hoàn thành, đang thực hiện hay chưa thực hiện."), field="outcome")
    if not open_tasks_before(meeting).filter(pk=task.pk).exists():
        raise DomainError(_("Nhiệm vụ này không thuộc các buổi trước của chi bộ, hoặc đã hoàn thành."))
    _enter_progress(task, meeting, value, by=by)
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


def _enter_progress(task: Task, meeting: Meeting, value: Decimal | None, *, by: User) -> None:
    """The figure that a meeting found, as progress of its day."""
    given = progress_given_at(meeting, [task.pk]).get(task.pk)
    if (given.value if given else None) == value:
        return
    if given is not None:
        remove_progress(given, by=by)
    if value is not None:
        record_progress(task, on=meeting.held_on, value=value, note=TOLD_AT_A_MEETING, by=by)
