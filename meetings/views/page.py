"""How the writing page and its parts are drawn, and how a deed done on it is answered."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse

from accounts.request import SignedInRequest
from core.errors import DomainError
from core.forms import show_error
from meetings.models import Meeting
from meetings.queries.closing import closing_note, score_note
from meetings.queries.minutes import WritingPage, writing_page
from meetings.services.passages import MAX_LENGTH
from meetings.views.composers import Composer, patterns
from meetings.views.typed import Problem, save_typed

REFUSED = 422
PARTS = ("opinions", "votes", "item_tasks", "tasks", "reviews")
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
    }
    return render(request, "meetings/minutes.html", context, status=status)


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
        return _answer_script(request, meeting, errors, parts, anchor, done if isinstance(done, str) else None)
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
    focus: str | None,
) -> HttpResponse:
    if errors:
        sentences = {field: " ".join(words) for field, words in errors.items()}
        return JsonResponse({"errors": sentences}, status=REFUSED)
    wanted = list(parts())
    if not wanted:
        return JsonResponse({"reload": anchor})
    page = writing_page(meeting)
    drawn = {name: _draw(request, page, name) for name in wanted}
    return JsonResponse({"parts": drawn, "focus": focus})


def _draw(request: SignedInRequest, page: WritingPage, name: str) -> str:
    part, _dash, number = name.partition("-")
    assert part in PARTS
    row = page.item(int(number)) if number else None
    if number and row is None:
        return ""
    return render_to_string(f"meetings/_minutes_{part}.html", {**_context(page), "row": row}, request)
