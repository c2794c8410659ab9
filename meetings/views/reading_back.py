"""The minutes to read aloud: the whole text in large letters, what changed since the last time, who agreed."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from accounts.request import SignedInRequest
from core.errors import DomainError
from core.forms import show_error
from meetings.access import get_meeting
from meetings.documents import minutes_of
from meetings.documents.minutes import BLANK
from meetings.forms.reading_back import ReadingBackForm
from meetings.models import Meeting
from meetings.queries.attendance import attendance_of, tally_of
from meetings.queries.reading_back import last_reading, proposed_end
from meetings.services.reading_back import note_reading_back
from meetings.views.copy_hints import copy_hints

REFUSED = 422


@never_cache
def minutes_read_back(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show the text; a POST notes that it was read and agreed to."""
    meeting = get_meeting(request.user, pk, to="write")
    tally = tally_of(attendance_of(meeting))
    initial = {
        "agreed": tally.body_present if meeting.minutes_agreed is None else meeting.minutes_agreed,
        "ended_at": proposed_end(meeting),
        "ends_next_day": meeting.ends_next_day,
    }
    form = ReadingBackForm(request.POST or None, initial=initial)
    if request.method == "POST" and _is_noted(form, meeting, request):
        messages.success(request, _("Biên bản đã được đọc lại và thông qua. Hãy xem lại rồi gửi."))
        return redirect("meetings:meeting_submit", pk)
    context = {
        "meeting": meeting,
        "form": form,
        "tally": tally,
        "minutes": minutes_of(meeting),
        "blank": BLANK,
        "reading": last_reading(meeting),
        "copies": copy_hints(request.user, meeting, {"submit"}),
    }
    return render(request, "meetings/minutes_read_back.html", context, status=REFUSED if form.errors else 200)


def _is_noted(form: ReadingBackForm, meeting: Meeting, request: SignedInRequest) -> bool:
    if not form.is_valid():
        return False
    try:
        note_reading_back(meeting, by=request.user, **form.cleaned_data)
    except DomainError as error:
        show_error(form, error)
        return False
    return True
