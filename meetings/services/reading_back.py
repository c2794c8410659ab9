"""The secretary reads the minutes aloud and the meeting agrees to them."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.audit import record
from accounts.models import User
from core.errors import DomainError
from meetings.models import Meeting
from meetings.queries.attendance import attendance_of, tally_of
from meetings.queries.reading_back import READ_BACK, last_reading
from meetings.services.lifecycle import Closing, close_meeting
from meetings.services.writing import lock_for_writing

FIELDS = ("ended_at", "ends_next_day", "minutes_agreed")


@transaction.atomic
def note_reading_back(
    meeting: Meeting, *, agreed: int, ended_at: dt.time | None, by: User, ends_next_day: bool = False
) -> bool:
    """Note that the minutes were read aloud, how many agreed, and when the meeting ended.

    A repeated submit, with nothing changed since, notes nothing further and gives False. Refused: more who agree than
    voters are present; nobody; an end not after the beginning; when the minutes are closed.
    """
    locked = lock_for_writing(meeting)
    present = tally_of(attendance_of(locked)).body_present
    if agreed > present:
        raise DomainError(
            _("Số đồng ý %(agreed)s nhiều hơn %(present)s đồng chí có mặt được biểu quyết; hãy xem lại.")
            % {"agreed": agreed, "present": present},
            field="agreed",
        )
    if agreed <= 0:
        raise DomainError(_("Hãy ghi số đồng chí đồng ý thông qua biên bản."), field="agreed")
    changed = close_meeting(meeting, Closing(ended_at, ends_next_day, agreed), by=by, fields=FIELDS)
    reading = last_reading(meeting)
    if reading is not None and not changed and not reading.is_stale:
        return False
    record(READ_BACK, meeting, by=by, organisation=meeting.cell, changes={"minutes_agreed": [None, agreed]})
    return True
