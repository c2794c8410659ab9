"""Marking members one by one while the meeting goes on: who came, who came late or left early, and the rest at once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.audit import record
from accounts.models import User
from core.errors import DomainError
from meetings.models import Attendance, Meeting
from meetings.queries.attendance import attendance_of, distinct_names
from meetings.services.attendance import Mark, take_attendance
from meetings.services.writing import lock_for_writing

State = Attendance.State


@dataclass(frozen=True)
class Times:
    """When someone who was there came late or left early; None: not."""

    arrived_at: dt.time | None = None
    left_at: dt.time | None = None

    def __str__(self) -> str:
        words = [_("đến muộn lúc %s") % f"{self.arrived_at:%H:%M}"] if self.arrived_at else []
        words += [_("về sớm lúc %s") % f"{self.left_at:%H:%M}"] if self.left_at else []
        return ", ".join(words)


NONE = Times()


@transaction.atomic
def mark_member(row: Attendance, mark: Mark, times: Times = NONE, *, by: User) -> bool:
    """Note how one member attended, with times for one who was there; returns whether anything changed.

    Refuses what ``take_attendance`` refuses, and leaving before coming (unless the meeting ends after midnight).
    """
    changed = take_attendance(row.meeting, {row.pk: mark}, by=by)
    if times == NONE and (row.arrived_at, row.left_at) == (None, None):
        return bool(changed)
    stored = Attendance.objects.select_related("member").get(pk=row.pk)
    times = times if stored.state == State.PRESENT else NONE
    before = Times(stored.arrived_at, stored.left_at)
    if times == before:
        return bool(changed)
    _refuse_order(stored, times, ends_next_day=row.meeting.ends_next_day)
    stored.arrived_at, stored.left_at = times.arrived_at, times.left_at
    stored.save(update_fields=["arrived_at", "left_at"])
    name = distinct_names(other.member for other in attendance_of(row.meeting))[stored.member_id]
    changes = {name: [str(before), str(times)]}
    record("meetings.attendance_taken", row.meeting, by=by, organisation=row.meeting.cell, changes=changes)
    return True


def _refuse_order(row: Attendance, times: Times, *, ends_next_day: bool) -> None:
    if times.arrived_at and times.left_at and times.left_at < times.arrived_at and not ends_next_day:
        raise DomainError(
            _("Đồng chí %(name)s về lúc %(left)s, trước khi đến lúc %(arrived)s. Hãy xem lại giờ.")
            % {"name": row.member, "left": f"{times.left_at:%H:%M}", "arrived": f"{times.arrived_at:%H:%M}"},
            field=f"left_{row.pk}",
        )


@transaction.atomic
def mark_rest_present(meeting: Meeting, rows: Collection[int], *, by: User) -> int:
    """Mark as present those of ``rows`` (attendance rows) for whom nothing is noted yet; returns how many."""
    lock_for_writing(meeting)
    unmarked = meeting.attendances.filter(pk__in=rows, state=State.UNKNOWN).values_list("pk", flat=True)
    return take_attendance(meeting, {pk: Mark(State.PRESENT) for pk in unmarked}, by=by)
