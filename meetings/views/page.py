"""How the writing page and its parts are drawn, and how a deed done on it is answered."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.db.models import Model
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse

from accounts.request import SignedInRequest
from core.errors import DomainError
from core.forms import show_error
from core.numbers import row_number
from meetings.forms.attendance import CHOICES, EXEMPT_CHOICES, USUAL_REASONS, AttendanceForm
from meetings.forms.minutes_roll import roll_data
from meetings.models import AgendaItem, Meeting
from meetings.queries.closing import closing_note, score_note
from meetings.queries.leave import attendance_notes
from meetings.queries.minutes import WritingPage, writing_page
from meetings.queries.operations import last_number
from meetings.queries.small_fields import marks_of
from meetings.services.passages import MAX_LENGTH
from meetings.views.composers import Composer, patterns
from meetings.views.page_patterns import PATTERN_NUMBERS, pattern_item
from meetings.views.typed import Problem, save_typed
from meetings.views.worker import SCRIPTS

REFUSED = 422
KEPT = "kept"
"""Where an answer holds what is worth keeping of it; else all its JSON is kept."""
PARTS = ("opinions", "votes", "item_tasks", "tasks", "reviews", "body", "speakers", "guests")
"""Parts of the page that are drawn anew after a deed, as "votes-12" or "tasks"."""


def show_page(
    request: SignedInRequest,
    meeting: Meeting,
    *,
    problems: Mapping[str, Problem] | None = None,
    composer: Callable[[WritingPage], Composer | None] | None = None,
    refused: str = "",
    status: int = 200,
) -> HttpResponse:
    """The whole page; ``problems`` and ``refused`` say what a plain form could not store, with what was typed."""
    page = writing_page(meeting)
    context = {
        **_context(page),
        "problems": problems or {},
        "refused": refused,
        "composer": composer(page) if composer else None,
        "patterns": patterns(page),
        "limit": MAX_LENGTH,
        "page_key": uuid.uuid4(),
        **_kept_here(page),
    }
    response = render(request, "meetings/minutes.html", context, status=status)
    response.headers["X-Writer"] = str(request.user.pk)
    return response


def _kept_here(page: WritingPage) -> dict[str, Any]:
    """What the script needs to go on where there is no network."""
    meeting = page.meeting
    roll = AttendanceForm(page.attendances, notes=attendance_notes(meeting, page.attendances))
    return {
        "scripts": SCRIPTS,
        "operation": last_number(meeting),
        "bases": marks_of(meeting, page.carried),
        "new_item": pattern_item(page),
        "pattern_numbers": PATTERN_NUMBERS,
        "roll": roll,
        "roll_choices": [*CHOICES, EXEMPT_CHOICES[0]],
        "roll_data": roll_data(roll),
        "reasons": USUAL_REASONS,
    }


def _context(page: WritingPage) -> dict[str, Any]:
    return {
        "meeting": page.meeting,
        "page": page,
        "people": page.people,
        "score_note": score_note(page.meeting),
        "closing_note": closing_note(page.meeting, page.tally),
    }


def carry_out(
    request: SignedInRequest,
    meeting: Meeting,
    deed: Callable[[], object],
    *,
    parts: Callable[[], Iterable[str]],
    anchor: str,
    composer: Composer | None = None,
) -> HttpResponse:
    """Do one deed of the page, and answer with the ``parts`` that it changed; an empty list means the whole page.

    ``deed`` may give the id of the field to write in next. From a plain form all that was typed is stored first.
    """
    by_script = "X-Part" in request.headers
    problems = {} if by_script else save_typed(request, meeting, request.user)
    errors = composer.errors() if composer else {}
    done: object = None
    if not errors:
        try:
            done = deed()
        except DomainError as error:
            errors = {error.field or "": [str(error)]}
            if composer and composer.form:
                show_error(composer.form, error)
    if by_script:
        return _answer_script(request, meeting, errors, parts, anchor, done)
    if errors or problems:
        refused = "" if composer else " ".join(words for sentences in errors.values() for words in sentences)
        again = composer if errors else None
        return show_page(
            request, meeting, problems=problems, composer=lambda _page: again, refused=refused, status=REFUSED
        )
    return redirect(f"{reverse('meetings:minutes', args=[meeting.pk])}#{anchor}")


def _answer_script(
    request: SignedInRequest,
    meeting: Meeting,
    errors: Mapping[str, Iterable[str]],
    parts: Callable[[], Iterable[str]],
    anchor: str,
    done: object,
) -> HttpResponse:
    if errors:
        sentences = {field: " ".join(words) for field, words in errors.items()}
        return JsonResponse({"errors": sentences}, status=REFUSED)
    wanted = list(parts())
    kept = {"parts": wanted, "created": created_by(done), "focus": done if isinstance(done, str) else None}
    if not wanted:
        kept["reload"] = anchor
    response = JsonResponse(drawn_again(request, meeting, kept))
    setattr(response, KEPT, kept)
    return response


def created_by(done: object) -> dict[str, int]:
    """The numbers of what a deed made, by the names under which the page knew it before: {"passage": 12}."""
    if isinstance(done, str):
        name, _dash, number = done.partition("-")
        return {name: int(number)}
    if isinstance(done, AgendaItem):
        return {"item": done.pk} | dict(done.passages.exclude(kind="opinion").values_list("kind", "pk"))
    if isinstance(done, Model):
        return {str(done._meta.model_name): done.pk}
    return {}


def drawn_again(request: SignedInRequest, meeting: Meeting, kept: Mapping[str, Any]) -> dict[str, Any]:
    """The answer to a deed from what is kept of it: the names of its parts, which are drawn as they are now."""
    page = writing_page(meeting) if kept["parts"] else None
    return {**kept, "parts": {name: _draw(request, page, name) for name in kept["parts"]} if page else {}}


def _draw(request: SignedInRequest, page: WritingPage, name: str) -> str:
    part, _dash, number = name.partition("-")
    assert part in PARTS
    key = row_number(number)
    row = None if key is None else page.item(key)
    if number and row is None:
        return ""
    return render_to_string(f"meetings/_minutes_{part}.html", {**_context(page), "row": row}, request)
