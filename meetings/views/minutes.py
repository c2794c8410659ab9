"""The writing page: one page in the order of the meeting, every text saved by itself.

A page with script sends one field at a time and is answered in JSON. Without script the page is one plain form, and
every button stores all that was typed before doing its deed.
"""

from __future__ import annotations

import re

from django.http import Http404, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_GET, require_POST

from accounts.request import SignedInRequest
from core.errors import DomainError
from meetings.access import get_meeting
from meetings.models import Meeting, Passage
from meetings.queries import tally
from meetings.queries.closing import closing_note, score_note
from meetings.services.passages import PassageConflict, conversion_notice, save_passage, settle_conflict
from meetings.services.writing import closed_reason
from meetings.views.composers import composer_named
from meetings.views.once import once
from meetings.views.page import REFUSED, show_page
from meetings.views.typed import CLOSING_FORMS, review_form, save_closing, save_review, save_typed, whole_number
from meetings.views.worker import SCRIPTS

PLACE = re.compile(r"[a-z][a-z0-9-]{0,40}")


@gzip_page
@never_cache
@once()
def minutes(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show the page. A POST is its plain form, sent by any “Lưu” or by a button that opens a small form."""
    meeting = get_meeting(request.user, pk, to="keep_minutes")
    if request.method == "POST":
        problems = save_typed(request, meeting, request.user)
        if problems:
            return show_page(request, meeting, problems=problems, status=REFUSED)
        return redirect(_place_asked_for(request, meeting))
    reason = closed_reason(meeting)
    if reason:
        context = {"meeting": meeting, "reason": reason, "scripts": SCRIPTS}
        return render(request, "meetings/_minutes_closed.html", context, status=409)
    return show_page(request, meeting, composer=lambda page: composer_named(request.GET.get("mo", ""), page))


def _place_asked_for(request: SignedInRequest, meeting: Meeting) -> str:
    """The page again, where the button stood; ``mo`` names the small form to open there."""
    opened, section = (name if PLACE.fullmatch(name) else "" for name in map(request.POST.get, ("mo", "section"), "  "))
    url = reverse("meetings:minutes", args=[meeting.pk])
    return f"{url}?mo={opened}#mo-{opened}" if opened else f"{url}#{section}"


@never_cache
@require_GET
def minutes_status(request: SignedInRequest, pk: int) -> HttpResponse:
    """What a page left open for hours has to know before it sends again: a fresh token, who is signed in now."""
    meeting = get_meeting(request.user, pk, to="keep_minutes")
    return JsonResponse({"csrf": get_token(request), "user": request.user.pk, "closed": closed_reason(meeting)})


@require_POST
@once()
def passage_save(request: SignedInRequest, pk: int, passage_pk: int) -> HttpResponse:
    """Save one text. 200 with its revision; 409 with both texts when another was faster; 422 with the reason.

    ``mine`` comes with a choice between two versions: the own one, which stays in the history.
    """
    meeting = get_meeting(request.user, pk, to="keep_minutes")
    passage = get_object_or_404(Passage, pk=passage_pk, meeting=meeting)
    passage.meeting = meeting
    text, mine = request.POST.get("text", ""), request.POST.get("mine")
    base = whole_number(request.POST.get("base_revision", ""))
    try:
        if mine is None:
            saved = save_passage(passage, text=text, base_revision=base, by=request.user)
        else:
            saved = settle_conflict(passage, mine=mine, text=text, base_revision=base, by=request.user)
    except PassageConflict as conflict:
        theirs = conflict.passage
        both = {
            "theirs": {**_saved(theirs), "text": theirs.text, "by": str(theirs.edited_by or "")},
            "yours": conflict.yours,
        }
        return JsonResponse({"error": str(conflict), **both}, status=409)
    except DomainError as error:
        return JsonResponse({"error": str(error)}, status=REFUSED)
    return JsonResponse(_saved(saved, sent=text))


def _saved(passage: Passage, *, sent: str = "") -> dict[str, object]:
    """Its revision and time; a text that was brought out of an old font comes back with a ``notice``."""
    moment = timezone.localtime(passage.edited_at or timezone.now())
    answer: dict[str, object] = {"revision": passage.revision, "saved_at": f"{moment:%H:%M}"}
    notice = conversion_notice(sent, passage)
    return answer | {"notice": notice, "text": passage.text} if notice else answer


@require_POST
@once(lambda _request, place: f"review-{place['task_pk']}")
def task_review(request: SignedInRequest, pk: int, task_pk: int) -> HttpResponse:
    """Save what became of one earlier task."""
    meeting = get_meeting(request.user, pk, to="keep_minutes")
    name = f"review-{task_pk}"
    sentence = save_review(review_form(request.POST, task_pk), task_pk, meeting, request.user)
    return _saved_or_not({name: sentence} if sentence else {})


@require_POST
@once(lambda request, _place: request.POST.get("part", ""))
def closing_save(request: SignedInRequest, pk: int) -> HttpResponse:
    """Save the score, or the reading back and the closing time."""
    meeting = get_meeting(request.user, pk, to="keep_minutes")
    part = request.POST.get("part", "")
    if part not in CLOSING_FORMS:
        raise Http404
    errors = save_closing(request.POST, meeting, part=part, by=request.user)
    note = score_note(meeting) if part == "score" else closing_note(meeting, tally(meeting))
    return _saved_or_not(errors, note=note)


def _saved_or_not(errors: dict[str, str], **words: str) -> HttpResponse:
    if errors:
        return JsonResponse({"error": " ".join(errors.values())}, status=REFUSED)
    return JsonResponse({"saved_at": f"{timezone.localtime():%H:%M}", **words})
