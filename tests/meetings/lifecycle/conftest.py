"""What the tests of this folder share."""

import datetime as dt
from decimal import Decimal

from meetings.models import Meeting, Passage
from meetings.services.lifecycle import (
    Closing,
    close_meeting,
    submit_minutes,
)
from tests.cast import Cast, Commune
from tests.factories import make_open_meeting

EVENING = dt.time(19, 30)


CLOSING = Closing(ended_at=dt.time(21, 15), minutes_agreed=3, self_score=Decimal(95))


def ready(commune: Commune, cast: Cast, **values: object) -> Meeting:
    """An open meeting of the three of the cast whose minutes lack nothing."""
    meeting = make_open_meeting(commune.cells[0], by=cast.secretary, **values)
    Passage.objects.filter(meeting=meeting, kind__in=["item_conclusion", "conclusion"]).update(text="Nhất trí.")
    close_meeting(meeting, CLOSING, by=cast.secretary)
    return meeting


def sent(commune: Commune, cast: Cast) -> Meeting:
    meeting = ready(commune, cast)
    submit_minutes(meeting, by=cast.secretary)
    return meeting
