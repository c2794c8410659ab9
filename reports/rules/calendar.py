"""Meetings as an iCalendar file (RFC 5545). Pure: values in, bytes out, the same bytes for the same values."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from icalendar import Calendar, Event, vDuration

from core.periods import LOCAL_ZONE

USUAL_LENGTH = dt.timedelta(minutes=90)
"""Of a meeting whose end is not known (42-HD/BTCTW: at least 90 minutes)."""
REFRESH = dt.timedelta(hours=4)


@dataclass(frozen=True)
class Appointment:
    """One meeting. ``starts`` is local time; None: the hour is not set, and it stands on the whole day."""

    uid: str
    title: str
    day: dt.date
    starts: dt.time | None
    ends: dt.datetime | None
    place: str
    state: str
    """CONFIRMED, TENTATIVE or CANCELLED."""
    changed_at: dt.datetime
    revision: int
    """Rises with each change."""
    url: str = ""


def as_icalendar(appointments: Iterable[Appointment], name: str) -> bytes:
    """The calendar ``name``. Moments are in UTC; where no METHOD is, DTSTAMP says when the meeting last changed."""
    calendar = Calendar()
    calendar.add("PRODID", "-//So chi bo//Lich sinh hoat//VI")
    calendar.add("VERSION", "2.0")
    calendar.add("CALSCALE", "GREGORIAN")
    calendar.add("X-WR-CALNAME", name)
    calendar.add("NAME", name)
    calendar.add("REFRESH-INTERVAL", vDuration(REFRESH), parameters={"VALUE": "DURATION"})
    calendar.add("X-PUBLISHED-TTL", vDuration(REFRESH))
    for appointment in appointments:
        calendar.add_component(_event(appointment))
    return bytes(calendar.to_ical())


def _event(appointment: Appointment) -> Event:
    event = Event()
    event.add("UID", appointment.uid)
    event.add("DTSTAMP", appointment.changed_at.astimezone(dt.UTC))
    event.add("LAST-MODIFIED", appointment.changed_at.astimezone(dt.UTC))
    event.add("SEQUENCE", appointment.revision)
    event.add("SUMMARY", appointment.title)
    event.add("STATUS", appointment.state)
    if appointment.starts is None:
        event.add("DTSTART", appointment.day)
        event.add("DTEND", appointment.day + dt.timedelta(days=1))
        event.add("TRANSP", "TRANSPARENT")
    else:
        start = dt.datetime.combine(appointment.day, appointment.starts, LOCAL_ZONE)
        event.add("DTSTART", start.astimezone(dt.UTC))
        event.add("DTEND", (appointment.ends or start + USUAL_LENGTH).astimezone(dt.UTC))
    if appointment.place:
        event.add("LOCATION", appointment.place)
    if appointment.url:
        event.add("URL", appointment.url)
    return event
