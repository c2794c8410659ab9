"""Each POST of the writing page is carried out once, and none overwrites a value that its writer has not seen."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.db import transaction
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect

from accounts.request import SignedInRequest
from meetings.access import get_meeting
from meetings.models import Meeting, Operation
from meetings.queries.operations import last_change, mark_of
from meetings.queries.small_fields import values_of
from meetings.services.once import Answer, carry_out_once
from meetings.views.page import KEPT, drawn_again

CONFLICT = 409
View = Callable[..., HttpResponse]
Target = Callable[[SignedInRequest, dict[str, Any]], str]


def once(target: Target | None = None) -> Callable[[View], View]:
    """A view that carries out each key once.

    Its page sends a new key with each deed (``X-Key``); a plain form sends the page's (``page_key``), which together
    with all that was typed makes the key: the same page sent twice counts once. ``target`` names the group of small
    fields that the deed changes: when ``base`` is sent and is not how they stand, nothing changes, and the answer is
    409 with the other's values.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def keyed(request: SignedInRequest, pk: int, **kwargs: Any) -> HttpResponse:
            key = _key_of(request) if request.method == "POST" else None
            if key is None:
                return view(request, pk, **kwargs)
            part = target(request, kwargs) if target else ""
            return _Once(request, pk, key, view.__name__, part).carry_out(lambda: view(request, pk, **kwargs))

        return keyed

    return decorate


class _Once:
    """One keyed POST on its way. Who may is judged by the view, and by ``_again`` where the view is not asked."""

    def __init__(self, request: SignedInRequest, pk: int, key: uuid.UUID, kind: str, target: str) -> None:
        self.request, self.meeting, self.key, self.kind, self.target = request, Meeting(pk=pk), key, kind, target
        self.response: HttpResponse | None = None

    def carry_out(self, view: Callable[[], HttpResponse]) -> HttpResponse:
        done = carry_out_once(
            self.meeting,
            lambda: self._try(view),
            key=self.key,
            kind=self.kind,
            by=self.request.user,
            target=self.target,
        )
        if self.response is None:
            assert done is not None
            return self._again(done)
        if done is not None and isinstance(self.response, JsonResponse):
            self._number(self.response, done)
        return self.response

    def _try(self, view: Callable[[], HttpResponse]) -> Answer | None:
        """The view's answer where it is to be kept; a refusal is not, and leaves nothing behind."""
        base = self.request.POST.get("base", "")
        before = values_of(self.meeting, self.target) if base else {}
        with transaction.atomic(savepoint=bool(base)):
            self.response = view()
            after = values_of(self.meeting, self.target) if self.target else {}
            overwrites = bool(base) and before != after and base != mark_of(*before.values())
            if overwrites:
                transaction.set_rollback(True)
        if overwrites:
            theirs = last_change(self.meeting, [self.target]) | {"base": mark_of(*before.values()), "fields": before}
            self.response = JsonResponse({"theirs": theirs}, status=CONFLICT)
        if self.response.status_code >= 400:
            return None
        return self._answer(self.response, after)

    def _answer(self, response: HttpResponse, after: dict[str, str]) -> Answer:
        if "Location" in response.headers:
            return {"to": response.headers["Location"]}
        base = {"base": mark_of(*after.values())} if after else {}
        answer: Answer = json.loads(response.content) | base
        if base:
            response.content = json.dumps(answer)
        kept: Answer | None = getattr(response, KEPT, None)
        return answer if kept is None else kept

    def _again(self, done: Operation) -> HttpResponse:
        meeting = get_meeting(self.request.user, self.meeting.pk, to="keep_minutes")
        if "to" in done.answer:
            return redirect(done.answer["to"])
        answer = drawn_again(self.request, meeting, done.answer) if "parts" in done.answer else done.answer
        return JsonResponse(answer | {"operation": done.pk})

    def _number(self, response: JsonResponse, done: Operation) -> None:
        response.content = json.dumps(json.loads(response.content) | {"operation": done.pk})


def _key_of(request: SignedInRequest) -> uuid.UUID | None:
    """The key of a POST; None when it carries none, or something that is none."""
    try:
        if "X-Key" in request.headers:
            return uuid.UUID(request.headers["X-Key"])
        page = uuid.UUID(request.POST.get("page_key", ""))
    except ValueError:
        return None
    sent = sorted((name, value) for name, values in request.POST.lists() for value in values)
    told = [(file.name, file.size) for name in sorted(request.FILES) for file in request.FILES.getlist(name)]
    return uuid.uuid5(page, json.dumps([request.path, sent, told]))
