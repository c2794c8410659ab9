"""What was changed in minutes, for those who write them and those who approve them."""

from __future__ import annotations

import datetime as dt

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.audit import ACTIONS
from accounts.request import SignedInRequest
from meetings.access import get_meeting
from reports.queries.audit import changes_of
from reports.queries.minutes_changes import changed_texts, deeds_since, moments_of, usual_moment


@never_cache
@require_safe
def minutes_changes(request: SignedInRequest, meeting_id: int) -> HttpResponse:
    """Everything changed since the minutes were last returned or read back, or since another chosen moment."""
    meeting = get_meeting(request.user, meeting_id, to="read_history")
    moments = moments_of(meeting)
    chosen = next((event for event in moments if str(event.pk) == request.GET.get("tu")), usual_moment(moments))
    since = chosen.at if chosen else dt.datetime.min.replace(tzinfo=dt.UTC)
    context = {
        "meeting": meeting,
        "moments": [(event, ACTIONS[event.action]) for event in moments],
        "chosen": chosen,
        "texts": changed_texts(meeting, since),
        "deeds": [(event, ACTIONS[event.action], list(changes_of(event))) for event in deeds_since(meeting, since)],
    }
    return render(request, "reports/minutes_changes.html", context)
