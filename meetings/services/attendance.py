"""Marking who came."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.audit import record
from accounts.models import User
from cells.models import StatusPeriod
from cells.rules import is_expected
from core.errors import DomainError
from core.vietnamese import normalise
from meetings.models import Attendance, Meeting, Vote
from meetings.queries.attendance import attendance_of, body_size, distinct_names, may_be_present
from meetings.services.writing import lock_for_writing

State = Attendance.State
REASON_LENGTH = 200


@dataclass(frozen=True)
class Mark:
    """What is noted about one member."""

    state: str
    reason: str = ""


class MarksRefused(DomainError):
    """Some marks cannot be noted; ``problems`` has a sentence for each attendance row in question."""

    def __init__(self, problems: Mapping[int, str]) -> None:
        super().__init__(
            _("Điểm danh chưa lưu được, cần xem lại %(count)s đồng chí:") % {"count": len(problems)},
            details=list(problems.values()),
        )
        self.problems = problems


class AttendanceMoved(DomainError):
    """Someone else changed the list since the page was drawn."""


def fingerprint(rows: Iterable[Attendance]) -> str:
    """A short text that changes whenever a mark does; the page carries it to tell that someone else was faster.

    Members who checked themselves in do not count as a change: the secretary fills in the list while they arrive.
    """
    marks = "\n".join(
        f"{row.pk} {'' if checked_in(row) else row.state} {row.reason}" for row in sorted(rows, key=lambda row: row.pk)
    )
    return hashlib.sha256(marks.encode()).hexdigest()[:16]


def checked_in(row: Attendance) -> bool:
    """Whether the member is marked as present by a check-in of his own."""
    return row.state == State.PRESENT and row.checked_in_at is not None


@transaction.atomic
def take_attendance(
    meeting: Meeting, marks: Mapping[int, Mark], *, by: User, seen: str | None = None, rest_present: bool = False
) -> int:
    """Note who came, by attendance row; returns how many marks changed. Rows not named stay as they are.

    ``rest_present`` marks every expected member without a mark as present. ``seen`` is the fingerprint of the page
    that was filled in. Refused: minutes not open; the list changed since ``seen``; an excused absence without a
    reason, or presence of someone away or suspended (MarksRefused); a change that leaves fewer voters than a
    recorded vote counts.
    """
    lock_for_writing(meeting)
    rows = attendance_of(meeting)
    if seen is not None and seen != fingerprint(rows):
        raise AttendanceMoved(
            _(
                "Có người vừa sửa điểm danh. Trang này giữ nguyên những gì đồng chí chọn; "
                "hãy xem lại rồi bấm lưu lần nữa."
            )
        )
    before = {row.pk: Mark(row.state, row.reason) for row in rows}
    problems = {row.pk: problem for row in rows if (problem := _problem(row, marks.get(row.pk)))}
    if problems:
        raise MarksRefused(problems)
    for row in rows:
        _apply(row, marks.get(row.pk), rest_present=rest_present)
    _refuse_votes_beyond(meeting, body_size(rows))
    changed = [row for row in rows if before[row.pk] != Mark(row.state, row.reason)]
    if changed:
        Attendance.objects.bulk_update(changed, ["state", "reason"])
        names = distinct_names(row.member for row in rows)
        record(
            "meetings.attendance_taken",
            meeting,
            by=by,
            organisation=meeting.cell,
            changes={
                names[row.member_id]: [words_of(before[row.pk]), words_of(Mark(row.state, row.reason))]
                for row in changed
            },
        )
    return len(changed)


def _apply(row: Attendance, mark: Mark | None, *, rest_present: bool) -> None:
    # A line left empty on a page drawn before the member checked in says nothing against it.
    if mark is not None and not (mark.state == State.UNKNOWN and checked_in(row)):
        row.state = mark.state if is_expected(row.status) else _of_unexpected(mark.state)
        row.reason = _reason(row, mark)
    if rest_present and row.state == State.UNKNOWN and is_expected(row.status):
        row.state = State.PRESENT


def _of_unexpected(state: str) -> str:
    """Members who need not attend are either there or not expected; they cannot be absent."""
    return State.PRESENT if state == State.PRESENT else State.NOT_EXPECTED


def _reason(row: Attendance, mark: Mark) -> str:
    if mark.state not in (State.EXCUSED, State.UNEXCUSED) or not is_expected(row.status):
        return ""
    reason = normalise(mark.reason)
    # A member whose duties are reduced is excused by that decision (Điều lệ Đ7).
    return reason or (
        _("giảm sinh hoạt") if row.status == StatusPeriod.Status.REDUCED and mark.state == State.EXCUSED else ""
    )


def _problem(row: Attendance, mark: Mark | None) -> str:
    """Why that mark cannot stand for that member; empty when it can."""
    words = {"name": row.member, "status": status_words(row.status)}
    if mark is None:
        return ""
    if mark.state not in State.values:
        return _("Cách ghi điểm danh của đồng chí %(name)s không hợp lệ; hãy tải lại trang.") % words
    if mark.state == State.PRESENT and not may_be_present(row):
        return _("Đồng chí %(name)s đang %(status)s nên không thể ghi có mặt.") % words
    if mark.state == State.NOT_EXPECTED and is_expected(row.status):
        return _("Đồng chí %(name)s thuộc diện phải dự; hãy chọn có mặt hoặc vắng.") % words
    if mark.state == State.EXCUSED and is_expected(row.status) and not _reason(row, mark):
        return _("Đồng chí %(name)s vắng có lý do: hãy ghi lý do.") % words
    if len(mark.reason) > REASON_LENGTH:
        return _("Lý do vắng của đồng chí %(name)s dài quá 200 ký tự; hãy ghi ngắn lại.") % words
    return ""


def status_words(status: str) -> str:
    """A member's status of the day in words; empty for an active one."""
    return str(StatusPeriod.Status(status).label) if status else ""


def _refuse_votes_beyond(meeting: Meeting, body: int) -> None:
    votes: Collection[Vote] = meeting.votes.filter(is_removed=False)
    for vote in votes:
        cast = vote.yes + vote.no + vote.abstain
        if cast > body:
            raise DomainError(
                _(
                    "Biểu quyết “%(question)s” đã ghi %(cast)s phiếu, nhưng theo điểm danh này chỉ còn %(body)s người "
                    "có quyền biểu quyết. Hãy sửa biểu quyết đó trước, hoặc xem lại điểm danh."
                )
                % {"question": vote.question, "cast": cast, "body": body}
            )


def words_of_row(row: Attendance) -> str:
    """What is noted about a member, as one reads it."""
    return words_of(Mark(row.state, row.reason))


def words_of(mark: Mark) -> str:
    """A mark as one reads it: "vắng có lý do: ốm"."""
    words = str(State(mark.state).label)
    return f"{words}: {mark.reason}" if mark.reason else words
