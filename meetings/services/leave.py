"""Leave: a member asks before a meeting to be away, the leaders of the unit answer."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.audit import record
from accounts.models import User
from cells.models import Member, Seat
from cells.rules import is_expected
from core.errors import DomainError
from core.periods import today
from meetings.models import Attendance, LeaveRequest, Meeting
from meetings.queries.attendance import expected_rows
from meetings.queries.leave import spoken_reason
from meetings.queries.readiness import LEADERS
from meetings.services.writing import line_of_text
from meetings.workflow import LEAVE_STANDS, State

DETAILS_LENGTH = 200
Kind = LeaveRequest.Kind
Answer = LeaveRequest.State


def _lock(meeting: Meeting) -> Meeting:
    """The meeting as it is now: of asking and opening at once, one comes first."""
    return Meeting.objects.select_for_update(no_key=True).defer("snapshot").get(pk=meeting.pk)


@transaction.atomic
def ask_leave(meeting: Meeting, *, member: Member, kind: str, details: str = "", by: User) -> LeaveRequest:
    """Ask that a member be away from a meeting that has not begun; a leader asks for one who telephoned.

    The same request sent twice is one. Refused: once the meeting is open; for a member who need not come; another
    request still open; "lý do khác" without words. The audit line carries no reason: it may be one of health.
    """
    locked = _lock(meeting)
    if locked.state != State.PLANNED:
        raise DomainError(closed_to_leave(locked))
    if kind not in Kind.values:
        raise DomainError(_("Hãy chọn lý do vắng."), field="kind")
    missing = _("Hãy nói rõ lý do.") if kind == Kind.OTHER else ""
    details = line_of_text(details, field="details", limit=DETAILS_LENGTH, missing=missing)
    _refuse_unexpected(locked, member)
    standing = locked.leave_requests.filter(member=member, state__in=LEAVE_STANDS).first()
    if standing is not None:
        if (standing.kind, standing.details) == (kind, details):
            return standing
        raise DomainError(
            _("Đồng chí %(name)s đã xin vắng buổi này; muốn đổi lý do, hãy rút đơn cũ trước.") % {"name": member}
        )
    leave = LeaveRequest.objects.create(meeting=meeting, member=member, kind=kind, details=details, asked_by=by)
    record("meetings.leave_asked", meeting, by=by, organisation=meeting.cell, changes={"member": [None, str(member)]})
    return leave


@transaction.atomic
def enter_leave(
    meeting: Meeting, *, member: Member, kind: str, details: str = "", is_agreed: bool = False, by: User
) -> LeaveRequest:
    """Write down the request of a member who told a leader, and agree to it in the same step where asked to."""
    leave = ask_leave(meeting, member=member, kind=kind, details=details, by=by)
    if is_agreed and leave.state == Answer.ASKED:
        answer_leave(leave, is_agreed=True, by=by)
    return leave


def closed_to_leave(meeting: Meeting) -> str:
    """Why nobody can ask any more, and what to do."""
    if meeting.state == State.CANCELLED:
        return _("Buổi sinh hoạt này đã hủy nên không cần xin vắng.")
    return _("Buổi sinh hoạt đã bắt đầu nên không xin vắng ở đây được nữa; hãy báo trực tiếp cho thư ký.")


def _refuse_unexpected(meeting: Meeting, member: Member) -> None:
    row = next((row for row in expected_rows(meeting) if row.member_id == member.pk), None)
    if row is None:
        raise DomainError(
            _("Đồng chí %(name)s không có trong danh sách dự buổi này nên không cần xin vắng.") % {"name": member},
            field="member",
        )
    if not is_expected(row.status):
        raise DomainError(
            _("Đồng chí %(name)s không thuộc diện phải dự buổi này nên không cần xin vắng.") % {"name": member},
            field="member",
        )


@transaction.atomic
def withdraw_leave(leave: LeaveRequest, *, by: User) -> bool:
    """Take a request back before the meeting; returns whether it was still open. Refused once the meeting is open."""
    locked = _lock(leave.meeting)
    if locked.state != State.PLANNED:
        raise DomainError(
            _("Buổi sinh hoạt không còn chờ họp nên không rút đơn được; nếu đồng chí đến dự, hãy báo thư ký.")
        )
    changed = LeaveRequest.objects.filter(pk=leave.pk, state__in=LEAVE_STANDS).update(state=Answer.WITHDRAWN)
    if changed:
        leave.state = Answer.WITHDRAWN
        record(
            "meetings.leave_withdrawn",
            leave.meeting,
            by=by,
            organisation=leave.meeting.cell,
            changes={"member": [str(leave.member), None]},
        )
    return bool(changed)


@transaction.atomic
def answer_leave(leave: LeaveRequest, *, is_agreed: bool, answer: str = "", by: User) -> None:
    """Agree to a request or refuse it; agreed while the meeting is open, it fills an attendance not yet marked.

    Refused: once the minutes are sent; answered or withdrawn meanwhile; a refusal without words; one's own request
    while another leader of the unit has an account.
    """
    locked = _lock(leave.meeting)
    if locked.state not in (State.PLANNED, State.OPEN):
        raise DomainError(_("Buổi sinh hoạt đã xong hoặc đã hủy nên không cho ý kiến về đơn xin vắng được nữa."))
    missing = "" if is_agreed else _("Không đồng ý thì hãy ghi lý do để đồng chí ấy biết.")
    answer = line_of_text(answer, field="answer", limit=DETAILS_LENGTH, missing=missing)
    if leave.member.user_id == by.pk and another_leader(locked, leave.member):
        raise DomainError(_("Đồng chí không tự cho ý kiến về đơn của mình; hãy để đồng chí khác trong chi ủy xem."))
    state = Answer.APPROVED if is_agreed else Answer.REFUSED
    evidence = {"state": state, "answer": answer, "answered_by": by, "answered_at": timezone.now()}
    if not LeaveRequest.objects.filter(pk=leave.pk, state=Answer.ASKED).update(**evidence):
        raise DomainError(_("Đơn này vừa được cho ý kiến hoặc đã rút. Hãy tải lại trang."))
    for field, value in evidence.items():
        setattr(leave, field, value)
    if is_agreed and locked.state == State.OPEN:
        _excuse_unmarked(leave)
    record(
        "meetings.leave_answered",
        leave.meeting,
        by=by,
        organisation=leave.meeting.cell,
        changes={str(leave.member): [Answer.ASKED.value, state.value]},
    )


def another_leader(meeting: Meeting, member: Member) -> bool:
    """Whether someone else who leads the unit today could answer: secretary or deputy, with an account at work."""
    seats = Seat.objects.in_force(today()).filter(organisation=meeting.cell_id, office__in=LEADERS)
    return seats.filter(member__user__is_active=True).exclude(member=member).exists()


def _excuse_unmarked(leave: LeaveRequest) -> None:
    Attendance.objects.filter(meeting=leave.meeting_id, member=leave.member_id, state=Attendance.State.UNKNOWN).update(
        state=Attendance.State.EXCUSED, reason=spoken_reason(leave)
    )


def excuse_those_on_leave(meeting: Meeting, rows: Iterable[Attendance], *, but: Collection[Member]) -> None:
    """Mark, in the unsaved rows of a meeting that is being opened, who was given leave; ``but`` those are there."""
    agreed = {leave.member_id: leave for leave in meeting.leave_requests.filter(state=Answer.APPROVED)}
    there = {member.pk for member in but}
    for row in rows:
        leave = agreed.get(row.member_id)
        if leave is not None and row.state == Attendance.State.UNKNOWN and row.member_id not in there:
            row.state, row.reason = Attendance.State.EXCUSED, spoken_reason(leave)
