"""The month's calendar of a committee: agreeing to the days that cells registered, returning one, publishing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.audit import record
from accounts.models import User
from cells.models import Organisation
from core.errors import DomainError
from core.periods import format_date
from core.vietnamese import normalise
from meetings.models import Meeting, PublishedCalendar
from meetings.queries.calendar import day_token, month_calendar, published, rows_to_publish
from meetings.workflow import State

NOTE_LENGTH = 300
LINE_LENGTH, MOST_LINES = 300, 12
"""Of what a committee proposes for the agendas of the month."""

Registration = Meeting.Registration


@transaction.atomic
def agree_day(meeting: Meeting, *, by: User, seen: str) -> bool:
    """Agree to the registered day; returns whether that is new.

    ``seen`` stands for day, hour and place as they were read (``day_token``). Refused: when the cell has changed them
    since; when the meeting has begun or was cancelled.
    """
    locked = _lock(meeting)
    if day_token(locked) != seen:
        raise DomainError(
            _("%(cell)s vừa đổi lịch thành ngày %(day)s, tại %(place)s. Hãy xem lại rồi thống nhất.")
            % {"cell": locked.cell, "day": format_date(locked.held_on), "place": locked.place}
        )
    if locked.registration == Registration.AGREED:
        return False
    before = locked.registration
    _write(meeting, Registration.AGREED, note="", by=by)
    record(
        "meetings.day_agreed",
        meeting,
        by=by,
        organisation=locked.cell,
        changes={"registration": [before, str(Registration.AGREED)], "held_on": [None, locked.held_on.isoformat()]},
    )
    return True


@transaction.atomic
def return_day(meeting: Meeting, *, note: str, by: User) -> None:
    """Ask the cell for another day, with the reason. Refused without one; when the meeting has begun."""
    note = normalise(note)
    if not note:
        raise DomainError(_("Hãy ghi rõ vì sao đề nghị chi bộ đổi lịch."), field="note")
    if len(note) > NOTE_LENGTH:
        raise DomainError(_("Ý kiến dài quá 300 ký tự; hãy ghi ngắn lại."), field="note")
    locked = _lock(meeting)
    if (locked.registration, locked.registration_note) == (Registration.RETURNED, note):
        return
    before = locked.registration
    _write(meeting, Registration.RETURNED, note=note, by=by)
    record(
        "meetings.day_returned",
        meeting,
        by=by,
        organisation=locked.cell,
        changes={"registration": [before, str(Registration.RETURNED)]},
        note=note,
    )


def _lock(meeting: Meeting) -> Meeting:
    locked = (
        Meeting.objects.select_for_update(of=("self",), no_key=True)
        .select_related("cell")
        .prefetch_related("cell__periods")
        .get(pk=meeting.pk)
    )
    if locked.state != State.PLANNED:
        raise DomainError(
            _("Buổi của %(cell)s đã bắt đầu hoặc đã hủy nên không còn lịch để thống nhất.") % {"cell": locked.cell}
        )
    return locked


def _write(meeting: Meeting, registration: str, *, note: str, by: User) -> None:
    is_agreed = registration == Registration.AGREED
    meeting.registration, meeting.registration_note = registration, note
    meeting.agreed_by, meeting.agreed_at = (by, timezone.now()) if is_agreed else (None, None)
    meeting.save(update_fields=["registration", "registration_note", "agreed_by", "agreed_at"])


@transaction.atomic
def publish_calendar(
    committee: Organisation, *, year: int, month: int, agenda: Sequence[str], by: User
) -> PublishedCalendar:
    """Publish the agreed days of a month, frozen as they are, with what is proposed for the agendas.

    The same calendar is not published twice: its last edition is returned. Refused: for a cell; while nothing is
    agreed; too many or too long proposals.
    """
    committee = Organisation.objects.select_for_update(no_key=True).prefetch_related("periods").get(pk=committee.pk)
    if committee.is_cell:
        raise DomainError(_("Chi bộ không công bố lịch chung; lịch chung do cấp ủy cấp trên công bố."))
    lines = [normalise(line) for line in agenda if normalise(line)]
    if len(lines) > MOST_LINES or any(len(line) > LINE_LENGTH for line in lines):
        raise DomainError(
            _("Nội dung gợi ý nhiều nhất 12 dòng, mỗi dòng không quá 300 ký tự; hãy ghi gọn lại."), field="agenda"
        )
    rows: dict[str, list[Any]] = {"meetings": rows_to_publish(month_calendar(committee, year, month)), "agenda": lines}
    if not rows["meetings"]:
        raise DomainError(_("Chưa có lịch nào được thống nhất nên chưa công bố được. Hãy thống nhất lịch trước."))
    last = published(committee, year, month)
    if last is not None and last.rows == rows:
        return last
    edition = PublishedCalendar.objects.create(
        organisation=committee,
        year=year,
        month=month,
        edition=last.edition + 1 if last else 1,
        rows=rows,
        published_by=by,
    )
    record(
        "meetings.calendar_published",
        edition,
        by=by,
        organisation=committee,
        changes={
            "edition": [last.edition if last else None, edition.edition],
            "meetings": [None, len(rows["meetings"])],
        },
    )
    return edition
