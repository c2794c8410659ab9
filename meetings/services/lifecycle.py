"""The moments of a meeting: opening, closing, sending the minutes, returning, approving and locking them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.audit import record
from accounts.models import User
from cells.models import Member
from core.errors import DomainError
from core.periods import format_date, today
from core.workflow import move
from meetings.documents import minutes_of
from meetings.models import Attendance, Meeting, MeetingScore
from meetings.queries.attendance import expected_rows, may_be_present
from meetings.queries.readiness import missing_for_submission
from meetings.services.leave import excuse_those_on_leave
from meetings.services.numbers import number_minutes
from meetings.services.passages import add_empty_passages, clean_text
from meetings.services.writing import lock_for_writing
from meetings.workflow import TRANSITIONS, State

REASON_LENGTH = 2000


@dataclass(frozen=True)
class Closing:
    """What is said when a meeting closes. ``minutes_agreed`` counts who agreed when the minutes were read back."""

    ended_at: dt.time | None
    ends_next_day: bool = False
    minutes_agreed: int | None = None
    self_score: Decimal | None = None


CLOSING_FIELDS = ("ended_at", "ends_next_day", "minutes_agreed", "self_score")


def _lock(meeting: Meeting) -> Meeting:
    """The meeting as it is now, held until the transaction ends."""
    return (
        Meeting.objects.select_for_update(of=("self",), no_key=True)
        .select_related("cell", "chair", "secretary")
        .prefetch_related("cell__periods")
        .get(pk=meeting.pk)
    )


@transaction.atomic
def open_meeting(meeting: Meeting, *, chair: Member, secretary: Member, started_at: dt.time, by: User) -> None:
    """Begin a meeting: freeze who belongs to the cell on its day and what each is, lay out the empty minutes.

    Who was given leave is marked as excused with the reason, but for the chair and the secretary, who are there.

    Refused: before its day; when the cell did not stand on that day or has no members; when chair or secretary do
    not belong to the cell or may not attend. The same person as both is only warned of.
    """
    locked = _lock(meeting)
    _refuse_day(locked)
    rows = expected_rows(locked)
    if not rows:
        raise DomainError(
            _("Chưa có đảng viên nào thuộc diện dự buổi này; hãy xem lại danh sách đảng viên và chức vụ.")
        )
    _refuse_officers(rows, chair=chair, secretary=secretary)
    move(
        meeting,
        to=State.OPEN,
        transitions=_only(State.PLANNED),
        opened_by=by,
        opened_at=timezone.now(),
        started_at=started_at,
        chair=chair,
        secretary=secretary,
    )
    excuse_those_on_leave(locked, rows, but=(chair, secretary))
    Attendance.objects.bulk_create(rows)
    add_empty_passages(meeting, items=list(meeting.items.filter(is_removed=False)), whole_meeting=True)
    record(
        "meetings.meeting_opened",
        meeting,
        by=by,
        organisation=locked.cell,
        changes={
            "chair": [None, str(chair)],
            "secretary": [None, str(secretary)],
            "started_at": [None, f"{started_at:%H:%M}"],
            "members": [None, len(rows)],
        },
    )


def _refuse_day(locked: Meeting) -> None:
    if locked.held_on > today():
        raise DomainError(
            _("Chưa đến ngày họp (%(day)s). Nếu họp sớm hơn, hãy sửa ngày trong lịch trước.")
            % {"day": format_date(locked.held_on)}
        )
    if not locked.cell.existed_on(locked.held_on):
        raise DomainError(
            _("%(cell)s không hoạt động vào ngày %(day)s. Hãy sửa ngày họp, hoặc hủy buổi này.")
            % {"cell": locked.cell, "day": format_date(locked.held_on)}
        )


def _refuse_officers(rows: list[Attendance], *, chair: Member, secretary: Member) -> None:
    attending = {row.member_id for row in rows if may_be_present(row)}
    for field, member in (("chair", chair), ("secretary", secretary)):
        if member.pk not in attending:
            raise DomainError(
                _("Đồng chí %(name)s không thuộc diện dự buổi này nên không chủ trì hay ghi biên bản được.")
                % {"name": member},
                field=field,
            )


@transaction.atomic
def change_officers(meeting: Meeting, *, chair: Member, secretary: Member, started_at: dt.time, by: User) -> bool:
    """Correct who presides, who writes, or when it began, while the minutes are open; returns whether it changed."""
    lock_for_writing(meeting)
    locked = _lock(meeting)
    _refuse_officers(list(locked.attendances.all()), chair=chair, secretary=secretary)
    values = {"chair": chair, "secretary": secretary, "started_at": started_at}
    changes = {
        field: [str(getattr(locked, field)), str(value)]
        for field, value in values.items()
        if getattr(locked, field) != value
    }
    if not changes:
        return False
    for field, value in values.items():
        setattr(meeting, field, value)
    meeting.save(update_fields=list(values))
    record("meetings.meeting_changed", meeting, by=by, organisation=locked.cell, changes=changes)
    return True


@transaction.atomic
def close_meeting(meeting: Meeting, closing: Closing, *, by: User, fields: Sequence[str] = CLOSING_FIELDS) -> bool:
    """Note how the meeting ended, while the minutes are open; returns whether anything changed.

    Only ``fields`` of ``closing`` are looked at: the writing page saves them in parts. A score that the sheet gave is
    never typed over. Refused: an end not after the beginning; a score outside 0 to 100.
    """
    lock_for_writing(meeting)
    locked = _lock(meeting)
    if locked.scores.filter(scorer=MeetingScore.Scorer.SELF).exists():
        fields = [field for field in fields if field != "self_score"]
    before = {field: getattr(locked, field) for field in fields}
    after = {field: getattr(closing, field) for field in fields}
    if before == after:
        return False
    for field, value in after.items():
        setattr(locked, field, value)
    _refuse_closing(locked)
    locked.save(update_fields=fields)
    for field, value in after.items():
        setattr(meeting, field, value)
    record(
        "meetings.meeting_closed",
        meeting,
        by=by,
        organisation=locked.cell,
        changes={
            field: [_audit_value(before[field]), _audit_value(after[field])]
            for field in fields
            if before[field] != after[field]
        },
    )
    return True


def _refuse_closing(meeting: Meeting) -> None:
    minutes = meeting.duration_minutes
    if minutes is not None and minutes <= 0:
        raise DomainError(
            _("Giờ kết thúc phải sau giờ bắt đầu (%(start)s). Nếu họp qua nửa đêm, hãy đánh dấu “sang ngày hôm sau”.")
            % {"start": f"{meeting.started_at:%H:%M}"},
            field="ended_at",
        )
    if minutes is not None and minutes >= 24 * 60:
        raise DomainError(
            _("Buổi họp không thể dài quá một ngày; hãy bỏ dấu “sang ngày hôm sau” hoặc sửa giờ."),
            field="ends_next_day",
        )
    if meeting.self_score is not None and not 0 <= meeting.self_score <= 100:
        raise DomainError(_("Điểm tự chấm phải từ 0 đến 100."), field="self_score")


def _audit_value(value: object) -> object:
    return value if value is None or isinstance(value, bool | int) else str(value)


@transaction.atomic
def submit_minutes(meeting: Meeting, *, by: User) -> None:
    """Send the minutes to the committee above.

    Refused, naming everything that lacks at once: attendance complete; chair and secretary not noted as absent; an
    end after the beginning; a conclusion on each agenda item ("không" is one) and of the whole; how many agreed to
    the minutes, at most the voters present.
    """
    locked = _lock(meeting)
    if locked.state == State.OPEN:
        missing = missing_for_submission(locked)
        if missing:
            raise DomainError(_("Biên bản chưa gửi được, còn thiếu:"), details=missing)
    move(meeting, to=State.SUBMITTED, transitions=TRANSITIONS, submitted_by=by, submitted_at=timezone.now())
    record("meetings.minutes_submitted", meeting, by=by, organisation=locked.cell)


@transaction.atomic
def return_minutes(meeting: Meeting, *, reason: str, by: User) -> None:
    """Send submitted minutes back to the cell, with what has to be changed."""
    reason = clean_text(reason)
    if not reason:
        raise DomainError(_("Hãy ghi rõ chi bộ cần sửa hoặc bổ sung gì."), field="reason")
    if len(reason) > REASON_LENGTH:
        raise DomainError(_("Lý do dài quá 2.000 ký tự; hãy ghi ngắn lại."), field="reason")
    locked = _lock(meeting)
    move(meeting, to=State.OPEN, transitions=_only(State.SUBMITTED), returned_reason=reason)
    record("meetings.minutes_returned", meeting, by=by, organisation=locked.cell, note=reason)


@transaction.atomic
def approve_minutes(meeting: Meeting, *, by: User, read: dt.datetime | None = None) -> None:
    """Approve the minutes and freeze them: from now on they are what the snapshot says.

    ``read`` is the moment at which the minutes that were read had been sent. Refused: for who sent them; when they
    were returned and sent again since.
    """
    locked = _lock(meeting)
    if locked.submitted_by_id == by.pk:
        raise DomainError(_("Người gửi biên bản không tự duyệt được; cần đồng chí khác trong cấp ủy duyệt."))
    if locked.state == State.SUBMITTED and locked.submitted_at != (read or meeting.submitted_at):
        raise DomainError(_("Biên bản vừa được gửi lại bản mới. Hãy đọc bản mới rồi duyệt."))
    numbered = number_minutes(locked, by=by)
    minutes = replace(minutes_of(locked), number=numbered.symbol if numbered else "")
    move(
        meeting,
        to=State.APPROVED,
        transitions=TRANSITIONS,
        approved_by=by,
        approved_at=timezone.now(),
        snapshot=minutes.to_json(),
    )
    record("meetings.minutes_approved", meeting, by=by, organisation=locked.cell)


@transaction.atomic
def lock_minutes(meeting: Meeting, *, by: User) -> None:
    """Close approved minutes for good: the page of the book is full."""
    locked = _lock(meeting)
    if locked.submitted_by_id == by.pk:
        raise DomainError(_("Người gửi biên bản không tự khóa được; cần đồng chí khác trong cấp ủy khóa."))
    move(meeting, to=State.LOCKED, transitions=TRANSITIONS, locked_by=by, locked_at=timezone.now())
    record("meetings.minutes_locked", meeting, by=by, organisation=locked.cell)


def _only(start: str) -> dict[str, tuple[str, ...]]:
    """The transitions from one state: planned and submitted both lead to open, by different deeds."""
    return {start: TRANSITIONS[start]}
