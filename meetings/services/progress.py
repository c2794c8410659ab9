"""Between meetings: how far a task is, another day for it, or that nobody will do it."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.audit import record
from accounts.models import User
from cells.models import Organisation
from core.errors import DomainError
from core.numbers import format_number
from core.periods import format_date, today
from meetings.models import KeyTask, Task, TaskProgress, TaskReview
from meetings.rules.forecast import Measure
from meetings.services.writing import line_of_text
from meetings.workflow import FINAL, HELD

LARGEST = Decimal(10) ** 12


def measure_of(task: Task) -> Measure:
    """What is counted of a task."""
    return Measure.of(task.unit, task.target, task.baseline)


@transaction.atomic
def record_progress(task: Task, *, on: dt.date, value: Decimal | None, note: str, by: User) -> TaskProgress:
    """How far a task was on a day: the whole so far (not what was added) in the task's unit, words, or both.

    A task without unit and target is reported in per cent. More than the target is fine, less than before too
    (``step_back`` says so). A repeated submit gives the entry that is there. Raises DomainError without value and
    words, for a day to come or before the task was given, a value that no task can have, or a task that is not open.
    """
    locked = _lock_open(task)
    note = line_of_text(note, field="note", limit=300)
    if value is None and not note:
        raise DomainError(_("Hãy ghi số liệu đã đạt, hoặc ghi kết quả bằng lời."), field="value")
    _refuse_day(locked, on)
    if value is not None:
        _refuse_value(locked, value)
    same = locked.progress.filter(on=on, value=value, note=note, is_removed=False).first()
    if same is not None:
        return same
    entry = TaskProgress.objects.create(task=locked, on=on, value=value, note=note, recorded_by=by)
    changes = {"on": [None, on.isoformat()], "value": [None, None if value is None else str(value)]}
    _record("meetings.progress_recorded", locked, by=by, changes=changes, note=note)
    return entry


@transaction.atomic
def finish_task(task: Task, *, on: dt.date, note: str, by: User, value: Decimal | None = None) -> TaskProgress:
    """Report a task as done: its target is reached. The next meeting finds whether it is.

    Refused besides what ``record_progress`` refuses: a task counted in a unit without a target, a ``value`` that
    does not reach it.
    """
    measure = measure_of(task)
    if measure.target is None:
        raise DomainError(
            _("Nhiệm vụ tính theo %(unit)s nhưng chưa có chỉ tiêu; hãy ghi số liệu, buổi sinh hoạt sau sẽ đánh giá.")
            % {"unit": task.unit}
        )
    if value is not None and not measure.reached(value):
        raise DomainError(
            _("%(value)s chưa đạt chỉ tiêu %(target)s. Hãy bấm “Ghi tiến độ”, hoặc sửa số liệu.")
            % {"value": format_number(value), "target": format_number(measure.target)},
            field="value",
        )
    return record_progress(task, on=on, value=measure.target if value is None else value, note=note, by=by)


@transaction.atomic
def remove_progress(entry: TaskProgress, *, by: User) -> bool:
    """Take an entry out; the row stays, marked. False when it was out already."""
    locked = _lock_open(entry.task)
    if not locked.progress.filter(pk=entry.pk, is_removed=False).update(is_removed=True):
        return False
    changes = {"on": [entry.on.isoformat(), None], "value": [None if entry.value is None else str(entry.value), None]}
    _record("meetings.progress_removed", locked, by=by, changes=changes, note=entry.note)
    return True


@transaction.atomic
def change_due_day(task: Task, *, due_on: dt.date | None, reason: str, by: User) -> bool:
    """Give a task another day, for a reason; False when it has that day.

    Refused: no reason, a day before the task was given, minutes that are not approved yet (the day stands in them).
    """
    locked = _lock_open(task)
    if locked.due_on == due_on:
        return False
    reason = line_of_text(reason, field="reason", limit=300, missing=_("Hãy ghi lý do đổi thời hạn."))
    if due_on is not None and due_on < locked.meeting.held_on:
        raise DomainError(
            _("Thời hạn %(due)s sớm hơn ngày giao việc %(held)s. Hãy ghi lại thời hạn.")
            % {"due": format_date(due_on), "held": format_date(locked.meeting.held_on)},
            field="due_on",
        )
    if locked.meeting.state not in FINAL:
        raise DomainError(
            _("Biên bản giao nhiệm vụ này chưa được duyệt. Hãy sửa thời hạn ngay trong biên bản, hoặc chờ duyệt xong.")
        )
    before = locked.due_on.isoformat() if locked.due_on else None
    Task.objects.filter(pk=locked.pk).update(due_on=due_on)
    changes = {"due_on": [before, due_on.isoformat() if due_on else None]}
    _record("meetings.task_due_changed", locked, by=by, changes=changes, note=reason)
    return True


@transaction.atomic
def drop_task(task: Task, *, reason: str, by: User) -> None:
    """Close a task that nobody will do, between meetings; it does not come up any more. Refused without a reason."""
    locked = _lock_open(task)
    reason = line_of_text(reason, field="reason", limit=300, missing=_("Hãy ghi lý do không thực hiện tiếp."))
    Task.objects.filter(pk=locked.pk).update(closed_on=today(), closed_reason=reason, closed_by=by)
    _record("meetings.task_closed", locked, by=by, note=reason)


@transaction.atomic
def link_key_task(task: Task, *, key_task: KeyTask | None, by: User) -> bool:
    """Say which key task of the year a task serves, or none; False when it says so already."""
    locked = _lock_open(task)
    if key_task is not None and key_task.is_removed:
        raise DomainError(_("Nhiệm vụ trọng tâm này đã được bỏ. Hãy tải lại trang."), field="key_task")
    if locked.key_task_id == (key_task.pk if key_task else None):
        return False
    changes = {"key_task": [str(locked.key_task) if locked.key_task else None, str(key_task) if key_task else None]}
    Task.objects.filter(pk=locked.pk).update(key_task=key_task)
    _record("meetings.task_linked", locked, by=by, changes=changes)
    return True


def step_back(entry: TaskProgress) -> str:
    """A sentence when an entry says less than the one before it; the entry stands."""
    if entry.value is None:
        return ""
    earlier = entry.task.progress.filter(is_removed=False, value__isnull=False, on__lte=entry.on).exclude(pk=entry.pk)
    before = earlier.order_by("on", "pk").last()
    if before is None or before.value is None or not measure_of(entry.task).falls_back(before.value, entry.value):
        return ""
    return _("Số vừa ghi (%(new)s) kém hơn lần trước (%(old)s, ngày %(day)s). Số liệu là lũy kế; xin kiểm tra lại.") % {
        "new": format_number(entry.value),
        "old": format_number(before.value),
        "day": format_date(before.on),
    }


def _lock_open(task: Task) -> Task:
    """The task as it is now, held until the transaction ends. Raises DomainError when it is not open."""
    Task.objects.select_for_update(no_key=True).get(pk=task.pk)
    locked = Task.objects.select_related("meeting__cell", "moved_to", "key_task").get(pk=task.pk)
    if locked.is_removed or locked.meeting.state not in HELD:
        raise DomainError(_("Nhiệm vụ này không còn trong biên bản. Hãy tải lại trang."))
    if locked.closed_on is not None:
        raise DomainError(
            _("Nhiệm vụ này đã dừng ngày %(day)s: %(reason)s.")
            % {"day": format_date(locked.closed_on), "reason": locked.closed_reason}
        )
    if locked.reviews.filter(outcome__in=TaskReview.FINISHED, meeting__state__in=FINAL).exists():
        raise DomainError(_("Buổi sinh hoạt đã đánh giá nhiệm vụ này là hoàn thành nên không ghi thêm được."))
    return locked


def _refuse_day(task: Task, on: dt.date) -> None:
    if on > today():
        raise DomainError(_("Ngày %(day)s chưa đến; hãy ghi ngày có số liệu.") % {"day": format_date(on)}, field="on")
    if on < task.meeting.held_on:
        raise DomainError(
            _("Nhiệm vụ được giao ngày %(held)s; ngày %(day)s còn trước đó.")
            % {"held": format_date(task.meeting.held_on), "day": format_date(on)},
            field="on",
        )


def _refuse_value(task: Task, value: Decimal) -> None:
    if value < 0 or value >= LARGEST or value != round(value, 2):
        raise DomainError(_("Số liệu phải từ 0 trở lên, tối đa hai chữ số sau dấu phẩy."), field="value")
    if not task.unit and task.target is None and value > 100:
        raise DomainError(_("Nhiệm vụ này tính theo phần trăm, từ 0 đến 100."), field="value")


def _record(action: str, task: Task, *, by: User, changes: dict[str, Any] | None = None, note: str = "") -> None:
    home: Organisation = task.moved_to or task.meeting.cell
    record(action, task, by=by, organisation=home, changes=changes, note=note)
