"""Open work of a cell that has ended: taken over by another cell, or closed with a reason."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.audit import record
from accounts.models import User
from cells.models import Organisation
from core.errors import DomainError
from core.periods import format_date, today
from meetings.models import REGULAR_KINDS, Meeting, MeetingKind, Task
from meetings.queries.open_work import left_over_in
from meetings.queries.roll import roll_of
from meetings.services.planning import cancel_meeting
from meetings.services.writing import line_of_text
from meetings.workflow import State


@transaction.atomic
def move_open_work(
    cell: Organisation,
    *,
    to: Organisation,
    by: User,
    tasks: Collection[Task] = (),
    meetings: Collection[Meeting] = (),
) -> None:
    """Hand tasks and planned meetings of an ended cell (or of one that ``cell`` followed) to another cell.

    Meetings that were held stay where they were. Refused: nothing chosen, what is not open there any more, a cell that
    does not stand, a month in which the other cell has its own regular meeting.
    """
    to = Organisation.objects.select_for_update(no_key=True).prefetch_related("periods").get(pk=to.pk)
    chosen_tasks, chosen_meetings = _lock_chosen(cell, tasks, meetings)
    if not to.existed_on(today()):
        raise DomainError(_("%(cell)s không hoạt động hôm nay; hãy chọn chi bộ khác.") % {"cell": to}, field="to")
    for task in chosen_tasks:
        before = task.moved_to or task.meeting.cell
        Task.objects.filter(pk=task.pk).update(moved_to=to)
        changes = {"cell": [str(before), str(to)]}
        record("meetings.task_taken_over", task, by=by, organisation=to, changes=changes)
    for meeting in chosen_meetings:
        _move_planned(meeting, to, by)


@transaction.atomic
def close_open_work(
    cell: Organisation,
    *,
    reason: str,
    by: User,
    tasks: Collection[Task] = (),
    meetings: Collection[Meeting] = (),
) -> None:
    """Close tasks that nobody will do, and cancel planned meetings, of an ended cell; each with the reason.

    Refused: no reason, nothing chosen, what is not open any more, minutes that are being written.
    """
    reason = line_of_text(reason, field="reason", limit=300, missing=_("Hãy ghi lý do không thực hiện tiếp."))
    chosen_tasks, chosen_meetings = _lock_chosen(cell, tasks, meetings)
    for task in chosen_tasks:
        Task.objects.filter(pk=task.pk).update(closed_on=today(), closed_reason=reason, closed_by=by)
        record("meetings.task_closed", task, by=by, organisation=task.meeting.cell, note=reason)
    for meeting in chosen_meetings:
        if meeting.state != State.PLANNED:
            raise _is_being_written(meeting)
        cancel_meeting(meeting, by=by, reason=reason)


def _lock_chosen(
    cell: Organisation, tasks: Collection[Task], meetings: Collection[Meeting]
) -> tuple[Sequence[Task], Sequence[Meeting]]:
    """What was chosen, as it is now and in a fixed order; refused unless all of it is still open."""
    if not tasks and not meetings:
        raise DomainError(_("Hãy đánh dấu ít nhất một việc."))
    numbers = {task.pk for task in tasks}, {meeting.pk for meeting in meetings}
    locked = Task.objects.select_for_update(of=("self",)).filter(pk__in=numbers[0]).order_by("pk")
    list(locked.values_list("pk"))
    list(Meeting.objects.select_for_update().filter(pk__in=numbers[1]).order_by("pk").values_list("pk"))
    work = left_over_in(cell)
    open_tasks = {task.pk: task for part in work for task in part.tasks}
    open_meetings = {meeting.pk: meeting for part in work for meeting in (*part.planned, *part.unfinished)}
    if numbers[0] - set(open_tasks) or numbers[1] - set(open_meetings):
        raise DomainError(_("Có việc vừa được người khác xử lý; hãy tải lại trang để xem việc còn lại."))
    return [open_tasks[number] for number in sorted(numbers[0])], [
        open_meetings[number] for number in sorted(numbers[1])
    ]


def _is_being_written(meeting: Meeting) -> DomainError:
    return DomainError(
        _("Buổi ngày %(day)s đã diễn ra, %(state)s; hãy hoàn thành biên bản của buổi đó.")
        % {"day": format_date(meeting.held_on), "state": meeting.get_state_display()}
    )


def _move_planned(meeting: Meeting, to: Organisation, by: User) -> None:
    """A planned meeting goes to the other cell; who is not of that cell chairs and writes no more."""
    if meeting.state != State.PLANNED:
        raise _is_being_written(meeting)
    if not to.existed_on(meeting.held_on):
        raise DomainError(
            _("Ngày %(day)s %(cell)s chưa hoạt động; hãy hủy lịch họp này với lý do.")
            % {"day": format_date(meeting.held_on), "cell": to}
        )
    same_month = Meeting.objects.filter(
        cell=to, year=meeting.year, month=meeting.month, kind__in=REGULAR_KINDS
    ).exclude(state=State.CANCELLED)
    if meeting.is_regular and same_month.exists():
        raise DomainError(
            _("Tháng %(month)s/%(year)s %(cell)s đã có buổi sinh hoạt thường kỳ; hãy hủy lịch họp này với lý do.")
            % {"month": meeting.month, "year": meeting.year, "cell": to}
        )
    before = str(meeting.cell)
    inside = {entry.member.pk for entry in roll_of(to, meeting.held_on, kind=MeetingKind.REGULAR)}
    meeting.cell = to
    meeting.chair_id = meeting.chair_id if meeting.chair_id in inside else None
    meeting.secretary_id = meeting.secretary_id if meeting.secretary_id in inside else None
    meeting.save(update_fields=["cell", "chair", "secretary"])
    meeting.items.exclude(presenter__in=inside).update(presenter=None)
    record("meetings.meeting_moved", meeting, by=by, organisation=to, changes={"cell": [before, str(to)]})
