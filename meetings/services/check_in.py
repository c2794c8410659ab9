"""A member marks himself as present, from the code on the sign-in sheet."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.audit import record
from accounts.models import User
from cells.models import Member
from cells.rules import is_expected
from core.errors import DomainError
from core.periods import LOCAL_ZONE, format_date, today
from meetings.models import Attendance, LeaveRequest, Meeting
from meetings.queries.leave import spoken_reason
from meetings.rules.conduct import conduct_on
from meetings.services.attendance import status_words, words_of_row
from meetings.workflow import State

Mark = Attendance.State


@transaction.atomic
def check_in(meeting: Meeting, *, member: Member, printed_for: dt.date, by: User) -> bool:
    """Mark the own row as present, with the hour; returns False where it is so already.

    Later than the beginning by more than ``late_after_minutes``, the hour is noted as a late arrival. What the
    secretary marked stays: only a row without a mark changes, or one that leave given before the meeting filled in.
    Refused: before the opening, after the minutes are sent, on another day, with the sheet of another day, for
    someone not on the list, exempt, away or suspended, or marked as absent.
    """
    locked = Meeting.objects.select_for_update(no_key=True).defer("snapshot").select_related("cell").get(pk=meeting.pk)
    row = row_to_check_in(locked, member=member, printed_for=printed_for)
    if row.state == Mark.PRESENT:
        return False
    _mark_present(row, locked, by=by)
    return True


def row_to_check_in(meeting: Meeting, *, member: Member, printed_for: dt.date) -> Attendance:
    """The row that the member may mark, or has marked; raises DomainError as ``check_in`` does."""
    _refuse_moment(meeting, printed_for)
    row = Attendance.objects.select_related("member").filter(meeting=meeting, member=member).first()
    if row is None:
        raise DomainError(_("Đồng chí không có trong danh sách của buổi này; hãy báo thư ký."))
    if not is_expected(row.status):
        raise DomainError(
            _("Đồng chí thuộc diện %(status)s nên không tự điểm danh; nếu có dự, hãy báo thư ký ghi tên.")
            % {"status": status_words(row.status)}
        )
    if row.state not in (Mark.UNKNOWN, Mark.PRESENT) and not _filled_by_leave(row):
        raise DomainError(
            _("Thư ký đã ghi đồng chí là %(mark)s. Nếu không đúng, hãy báo thư ký sửa.") % {"mark": words_of_row(row)}
        )
    return row


def _refuse_moment(meeting: Meeting, printed_for: dt.date) -> None:
    if printed_for != meeting.held_on:
        raise DomainError(
            _("Mã này của tờ danh sách in cho ngày %(printed)s, nay buổi họp đã đổi sang ngày %(day)s. Hãy báo thư ký.")
            % {"printed": format_date(printed_for), "day": format_date(meeting.held_on)}
        )
    if meeting.state == State.PLANNED:
        raise DomainError(_("Buổi sinh hoạt chưa mở. Đồng chí chờ thư ký mở buổi rồi bấm lại."))
    if meeting.state == State.CANCELLED:
        raise DomainError(_("Buổi sinh hoạt này đã hủy."))
    if meeting.state != State.OPEN:
        raise DomainError(_("Biên bản buổi này đã gửi nên không điểm danh được nữa; hãy báo thư ký nếu ghi sai."))
    if today() != meeting.held_on:
        raise DomainError(
            _("Mã chỉ dùng trong ngày họp %(day)s; hãy báo thư ký điểm danh giúp.")
            % {"day": format_date(meeting.held_on)}
        )


def _filled_by_leave(row: Attendance) -> bool:
    """Whether the absence was written at the opening from leave that was given, and not by the secretary."""
    agreed = LeaveRequest.objects.filter(
        meeting=row.meeting_id, member=row.member_id, state=LeaveRequest.State.APPROVED
    ).first()
    return row.state == Mark.EXCUSED and agreed is not None and row.reason == spoken_reason(agreed)


def _mark_present(row: Attendance, meeting: Meeting, *, by: User) -> None:
    before, now = words_of_row(row), timezone.now()
    row.state, row.reason, row.checked_in_at = Mark.PRESENT, "", now
    row.arrived_at = row.arrived_at or late_arrival(meeting, now)
    row.save(update_fields=["state", "reason", "checked_in_at", "arrived_at"])
    record(
        "meetings.checked_in",
        meeting,
        by=by,
        organisation=meeting.cell,
        changes={str(row.member): [before, words_of_row(row)]},
    )


def late_arrival(meeting: Meeting, now: dt.datetime) -> dt.time | None:
    """The hour to note for someone who arrives now; None while that is in time."""
    if meeting.started_at is None:
        return None
    start = dt.datetime.combine(meeting.held_on, meeting.started_at, LOCAL_ZONE)
    tolerance = dt.timedelta(minutes=conduct_on(meeting.held_on).late_after_minutes)
    return now.astimezone(LOCAL_ZONE).time().replace(second=0, microsecond=0) if now > start + tolerance else None
