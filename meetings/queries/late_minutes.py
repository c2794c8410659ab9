"""Minutes that came after the day by which they are reported (42-HD/BTCTW: two days), and those that did not come."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from django.db.models import DateField, F, Func, IntegerField, QuerySet, Value
from django.db.models.functions import Coalesce, TruncDate

from core.periods import LOCAL_ZONE
from meetings.models import Meeting
from meetings.rules.conduct import conduct_on
from meetings.workflow import HELD


def late_minutes(meetings: QuerySet[Meeting], units: Collection[int], year: int, on: dt.date) -> QuerySet[Meeting]:
    """Meetings of a year held in these units whose minutes are late on a day: those that did not come first.

    Each has ``sent_on`` (None: not yet) and ``days_late``. Minutes that were sent back are not blamed
    for being sent again. The deadline is that of the guidance in force at the end of the year.
    """
    days = conduct_on(min(on, dt.date(year, 12, 31))).report_days
    held = meetings.filter(cell__in=units, state__in=HELD, held_on__year=year, returned_reason="")
    counted = held.annotate(
        sent_on=TruncDate("submitted_at", tzinfo=LOCAL_ZONE),
        waited=Func(
            Coalesce(TruncDate("submitted_at", tzinfo=LOCAL_ZONE), Value(on), output_field=DateField()),
            F("held_on"),
            template="(%(expressions)s)",
            arg_joiner=" - ",
            output_field=IntegerField(),
        ),
    )
    return (
        counted.filter(waited__gt=days)
        .annotate(days_late=F("waited") - days)
        .defer("snapshot")
        .select_related("cell")
        .prefetch_related("cell__periods")
        .order_by(F("sent_on").desc(nulls_first=True), "held_on", "pk")
    )
