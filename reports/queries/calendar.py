"""The meetings in the calendar of one person."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.db.models import Count, Max, Q, QuerySet
from django.utils.text import capfirst
from django.utils.translation import override

from accounts.models import AuditEvent, User
from cells.access import scope_of
from cells.models import Seat
from core.ids import IdSet
from core.periods import LOCAL_ZONE, add_months, today
from meetings.access import meetings_visible_to
from meetings.models import Meeting, MeetingKind
from meetings.workflow import HELD, State
from reports.rules.calendar import Appointment

BACK_MONTHS = 12
OF_COMMITTEES = (
    MeetingKind.COMMITTEE,
    MeetingKind.COMMITTEE_ENLARGED,
    MeetingKind.STANDING,
    MeetingKind.EXECUTIVE,
)
"""Whoever holds no post in the unit does not come to these."""


def appointments_of(user: User) -> list[Appointment]:
    """The meetings of the last twelve months and to come: of the own cell, the units led and those looked after."""
    rows = list(_meetings(user, today()))
    changes = _changes([meeting.pk for meeting in rows])
    with override("vi"):
        return [_appointment(meeting, *changes.get(meeting.pk, (None, 0))) for meeting in rows]


def _meetings(user: User, day: dt.date) -> QuerySet[Meeting]:
    scope = scope_of(user)
    posts = Seat.objects.in_force(day).filter(member=scope.member_id or 0).values_list("organisation", flat=True)
    whole = scope.led_cells | scope.directed_roots | scope.charged | IdSet(posts)
    rows = meetings_visible_to(user).filter(
        cell__in=whole | scope.own_cells, held_on__gte=add_months(day, -BACK_MONTHS)
    )
    rows = rows.filter(Q(cell__in=whole) | ~Q(kind__in=OF_COMMITTEES))
    return rows.select_related("cell").defer("snapshot").prefetch_related("cell__periods").order_by("held_on", "pk")


def _changes(meetings: list[int]) -> dict[int, tuple[dt.datetime, int]]:
    """When each meeting was last changed by a deed, and how many there were."""
    lines = AuditEvent.objects.filter(thing_kind="meetings.Meeting", thing_id__in=meetings).order_by()
    counted = lines.values_list("thing_id").annotate(last=Max("at"), number=Count("pk"))
    return {number: (last, count) for number, last, count in counted if number is not None}


def _appointment(meeting: Meeting, changed_at: dt.datetime | None, revision: int) -> Appointment:
    starts = meeting.started_at or meeting.planned_time
    return Appointment(
        uid=f"buoi-{meeting.pk}-{meeting.planned_at:%Y%m%d%H%M%S}@so-chi-bo",
        title=f"{capfirst(str(meeting))} – {meeting.cell.label(meeting.held_on)}",
        day=meeting.held_on,
        starts=starts,
        ends=_end(meeting),
        place=meeting.place,
        state=_state(meeting),
        changed_at=(changed_at or meeting.planned_at).replace(microsecond=0),
        revision=revision,
        url=f"{settings.SITE_URL}{meeting.get_absolute_url()}" if settings.SITE_URL else "",
    )


def _end(meeting: Meeting) -> dt.datetime | None:
    if meeting.started_at is None or meeting.ended_at is None:
        return None
    day = meeting.held_on + dt.timedelta(days=meeting.ends_next_day)
    end = dt.datetime.combine(day, meeting.ended_at, LOCAL_ZONE)
    start = dt.datetime.combine(meeting.held_on, meeting.started_at, LOCAL_ZONE)
    return end if end > start else None


def _state(meeting: Meeting) -> str:
    """A day that the committee has not agreed to, and of which no notice was given, may still change."""
    if meeting.state == State.CANCELLED:
        return "CANCELLED"
    settled = meeting.notice_sent_at is not None or meeting.registration == Meeting.Registration.AGREED
    return "CONFIRMED" if settled or meeting.state in HELD else "TENTATIVE"
