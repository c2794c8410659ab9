"""Who may sign a committee's decision, and at which of its meetings it was passed."""

from __future__ import annotations

import datetime as dt

from django.db.models import Q, QuerySet

from cells.models import Office, Seat
from cells.queries import seats_of
from evaluations.models import Period
from meetings.models import Meeting, MeetingKind
from meetings.workflow import State

SIGN = (Office.SECRETARY, Office.DEPUTY_SECRETARY)
"""Who signs in the name of the committee; a deputy signs directly, without K/T (36-HD/VPTW)."""
NOT_DECIDING = (MeetingKind.FLAG, MeetingKind.FORUM, MeetingKind.GROUP)


def signers_on(period: Period, day: dt.date) -> list[Seat]:
    """Who may sign on that day, the secretary first."""
    return [seat for seat in seats_of(period.organisation, day) if seat.office in SIGN]


def signers_since(period: Period) -> list[Seat]:
    """Who might have signed since the year began, to choose from."""
    first = dt.date(period.year, 1, 1)
    seats = Seat.objects.filter(organisation=period.organisation_id, office__in=SIGN)
    return list(seats.exclude(Q(valid_to__lt=first)).select_related("member").ranked())


def held_meetings(period: Period) -> QuerySet[Meeting]:
    """Meetings of the deciding committee that were held in the year or the one after, the latest first."""
    rows = Meeting.objects.filter(cell=period.organisation_id, held_on__year__in=(period.year, period.year + 1))
    rows = rows.exclude(state__in=[State.PLANNED, State.CANCELLED]).exclude(kind__in=NOT_DECIDING)
    return rows.defer("snapshot").order_by("-held_on", "-pk")
