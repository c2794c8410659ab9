"""Leave asked for before a meeting: what leaders, the secretary and the member see of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import override

from core.periods import LOCAL_ZONE
from meetings.models import Attendance, LeaveRequest, Meeting

State = LeaveRequest.State
Kind = LeaveRequest.Kind
SPOKEN_KINDS = (Kind.WORK, Kind.OTHER)
"""Reasons whose own words go into the attendance and so into the minutes; those of health and family do not."""
REASON_LENGTH = 200


def leave_of(meeting: Meeting) -> QuerySet[LeaveRequest]:
    """All requests of one meeting with their people: those without an answer first."""
    rows = meeting.leave_requests.exclude(state=State.WITHDRAWN).select_related("member", "answered_by", "asked_by")
    return rows.order_by("answered_at", "asked_at", "pk")


def own_leave(meeting: Meeting, member_id: int | None) -> LeaveRequest | None:
    """The member's last request for that meeting that was not withdrawn."""
    rows = meeting.leave_requests.filter(member=member_id).exclude(state=State.WITHDRAWN)
    return rows.select_related("answered_by").order_by("-asked_at", "-pk").first()


def agreed_leave(meeting: Meeting) -> frozenset[int]:
    """The members who were given leave for that meeting."""
    agreed = meeting.leave_requests.filter(state=State.APPROVED)
    return frozenset(agreed.values_list("member", flat=True))


def spoken_reason(leave: LeaveRequest) -> str:
    """The reason as the attendance and the minutes carry it, in Vietnamese: what is private stays out."""
    with override("vi"):
        kind = str(leave.get_kind_display())
    details = leave.details if leave.kind in SPOKEN_KINDS else ""
    words = details if leave.kind == Kind.OTHER else f"{kind}: {details}" if details else kind
    return words[:REASON_LENGTH]


@dataclass(frozen=True)
class AttendanceNote:
    """What stands beside a name on the attendance list: leave without an answer or refused; a check-in of one's own."""

    words: str
    tone: str
    """A tone of ``ui/_badge.html``."""


def attendance_notes(meeting: Meeting, rows: Iterable[Attendance]) -> dict[int, list[AttendanceNote]]:
    """By attendance row, what the secretary should know before marking it."""
    asked = {leave.member_id: leave for leave in leave_of(meeting)}
    return {row.pk: [*_of_leave(asked.get(row.member_id)), *_of_check_in(row)] for row in rows}


def _of_leave(leave: LeaveRequest | None) -> list[AttendanceNote]:
    if leave is None:
        return []
    words = {"reason": leave.get_kind_display(), "answer": leave.answer}
    if leave.state == State.ASKED:
        return [AttendanceNote(_("đã xin vắng, chưa có ý kiến: %(reason)s") % words, "wait")]
    if leave.state == State.REFUSED:
        return [AttendanceNote(_("đã xin vắng, không được đồng ý: %(answer)s") % words, "bad")]
    return [AttendanceNote(_("đã được đồng ý vắng"), "plain")]


def _of_check_in(row: Attendance) -> list[AttendanceNote]:
    if row.checked_in_at is None:
        return []
    moment = f"{row.checked_in_at.astimezone(LOCAL_ZONE):%H:%M}"
    return [AttendanceNote(_("tự điểm danh lúc %(time)s") % {"time": moment}, "good")]
