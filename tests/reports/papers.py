"""Meetings whose minutes are ready to print."""

from meetings.models import Meeting, Passage
from meetings.services.lifecycle import approve_minutes, submit_minutes
from tests.cast import Cast, Commune
from tests.factories import make_open_meeting


def make_approved_meeting(commune: Commune, cast: Cast, **values: object) -> Meeting:
    """A meeting of the first cell whose minutes the commune approved."""
    meeting = make_open_meeting(
        commune.cells[0], by=cast.secretary, **{"minutes_agreed": 3, "ended_at": "21:00", **values}
    )
    Passage.objects.filter(meeting=meeting, kind__in=["item_conclusion", "conclusion"]).update(text="Nhất trí.")
    meeting = Meeting.objects.get(pk=meeting.pk)
    submit_minutes(meeting, by=cast.secretary)
    approve_minutes(Meeting.objects.get(pk=meeting.pk), by=cast.commune)
    return Meeting.objects.get(pk=meeting.pk)
