"""The small deeds of the writing page: opinions, votes, tasks, points of the agenda. Each can be taken back."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from django.db.models import Model
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_POST

from accounts.request import SignedInRequest
from meetings.access import get_meeting
from meetings.models import AgendaItem, Meeting, Passage, Task, Vote
from meetings.queries.minutes import writing_page
from meetings.services.items import add_item, change_item, move_item, remove_item, restore_item
from meetings.services.lines import note_document, note_remark
from meetings.services.opinions import add_opinion, change_speaker, move_opinion, remove_opinion, restore_opinion
from meetings.services.tasks import assign_task, change_task, remove_task, restore_task
from meetings.services.votes import change_vote, record_vote, remove_vote, restore_vote
from meetings.views.composers import Composer, composer_for
from meetings.views.once import once
from meetings.views.page import carry_out

Thing = TypeVar("Thing", bound=Model)


def _meeting(request: SignedInRequest, pk: int) -> Meeting:
    return get_meeting(request.user, pk, to="keep_minutes")


def _thing(kind: type[Thing], meeting: Meeting, pk: int) -> Thing:
    """Something of this meeting, the meeting and its cell being at hand."""
    found = get_object_or_404(kind._default_manager, pk=pk, meeting=meeting)
    found.meeting = meeting  # type: ignore[attr-defined]
    return found


def _take_back(
    request: SignedInRequest,
    pk: int,
    thing: tuple[type[Thing], int],
    deeds: tuple[Callable[..., bool], Callable[..., bool]],
    parts: Callable[[Thing], list[str]],
) -> HttpResponse:
    """Remove a thing of the page, or bring it back when ``restore`` is sent."""
    meeting = _meeting(request, pk)
    found = _thing(thing[0], meeting, thing[1])
    deed = deeds["restore" in request.POST]
    changed = parts(found)
    return carry_out(
        request,
        meeting,
        lambda: deed(found, by=request.user),
        parts=lambda: changed,
        anchor=changed[-1] if changed else "chuong-trinh",
    )


def _composer(request: SignedInRequest, meeting: Meeting, kind: str, number: int | None = None) -> Composer:
    """The form as it was sent; a button that needs no form says what it means in its address."""
    data = request.GET if "item" in request.GET else request.POST
    sent = data.get("item", "")
    if number is None:
        number = int(sent) if sent.isascii() and sent.isdecimal() and len(sent) < 12 else 0
    return composer_for(kind, number, writing_page(meeting), data)


@require_POST
@once()
def opinion_add(request: SignedInRequest, pk: int) -> HttpResponse:
    """The next speaker on a point; the answer leads to the field for the words."""
    meeting = _meeting(request, pk)
    composer = _composer(request, meeting, "opinion")

    def deed() -> str:
        opinion = add_opinion(meeting, by=request.user, **composer.facts())
        return f"passage-{opinion.pk}"

    part = f"opinions-{composer.number}"
    return carry_out(request, meeting, deed, parts=lambda: ["speakers", part], anchor=part, composer=composer)


@require_POST
@once()
def opinion_change(request: SignedInRequest, pk: int, passage_pk: int) -> HttpResponse:
    """Another speaker, or (``move``) another place in the order of speaking."""
    meeting = _meeting(request, pk)
    opinion = _thing(Passage, meeting, passage_pk)
    part = f"opinions-{opinion.item_id}"
    if "move" in request.POST:
        earlier = request.POST["move"] == "earlier"
        return carry_out(
            request,
            meeting,
            lambda: move_opinion(opinion, earlier=earlier, by=request.user),
            parts=lambda: [part],
            anchor=part,
        )
    composer = _composer(request, meeting, "speaker", opinion.pk)
    return carry_out(
        request,
        meeting,
        lambda: change_speaker(opinion, by=request.user, **composer.facts()),
        parts=lambda: ["speakers", part],
        anchor=part,
        composer=composer,
    )


@require_POST
@once()
def opinion_remove(request: SignedInRequest, pk: int, passage_pk: int) -> HttpResponse:
    """Take an opinion out, or bring it back."""
    deeds = (remove_opinion, restore_opinion)
    return _take_back(
        request, pk, (Passage, passage_pk), deeds, lambda opinion: ["speakers", f"opinions-{opinion.item_id}"]
    )


@require_POST
@once()
def vote_add(request: SignedInRequest, pk: int) -> HttpResponse:
    """A vote on a point."""
    meeting = _meeting(request, pk)
    composer = _composer(request, meeting, "vote")
    part = f"votes-{composer.number}"
    return carry_out(
        request,
        meeting,
        lambda: record_vote(meeting, by=request.user, **composer.facts()),
        parts=lambda: [part],
        anchor=part,
        composer=composer,
    )


@require_POST
@once()
def vote_change(request: SignedInRequest, pk: int, vote_pk: int) -> HttpResponse:
    """Correct a vote that was written down wrongly."""
    meeting = _meeting(request, pk)
    vote = _thing(Vote, meeting, vote_pk)
    composer = _composer(request, meeting, "ballot", vote.pk)
    part = f"votes-{vote.item_id}"
    return carry_out(
        request,
        meeting,
        lambda: change_vote(vote, by=request.user, **composer.facts()),
        parts=lambda: [part],
        anchor=part,
        composer=composer,
    )


@require_POST
@once()
def vote_remove(request: SignedInRequest, pk: int, vote_pk: int) -> HttpResponse:
    """Take a vote out, or bring it back."""
    return _take_back(request, pk, (Vote, vote_pk), (remove_vote, restore_vote), lambda vote: [f"votes-{vote.item_id}"])


@require_POST
@once()
def task_add(request: SignedInRequest, pk: int) -> HttpResponse:
    """A task for someone, from a point of the agenda or from the conclusion of the whole."""
    meeting = _meeting(request, pk)
    composer = _composer(request, meeting, "task")
    parts = _task_parts(composer.number or None)
    return carry_out(
        request,
        meeting,
        lambda: assign_task(meeting, by=request.user, **composer.facts()),
        parts=lambda: parts,
        anchor=parts[-1],
        composer=composer,
    )


@require_POST
@once()
def task_change(request: SignedInRequest, pk: int, task_pk: int) -> HttpResponse:
    """Correct a task that was given at this meeting."""
    meeting = _meeting(request, pk)
    task = _thing(Task, meeting, task_pk)
    composer = _composer(request, meeting, "given", task.pk)
    parts = _task_parts(task.item_id)
    return carry_out(
        request,
        meeting,
        lambda: change_task(task, by=request.user, **composer.facts()),
        parts=lambda: parts,
        anchor="tasks",
        composer=composer,
    )


@require_POST
@once()
def task_remove(request: SignedInRequest, pk: int, task_pk: int) -> HttpResponse:
    """Take a task back, or bring it back."""
    return _take_back(request, pk, (Task, task_pk), (remove_task, restore_task), lambda task: _task_parts(task.item_id))


def _task_parts(item_pk: int | None) -> list[str]:
    return ["tasks", f"item_tasks-{item_pk}"] if item_pk else ["tasks"]


@require_POST
@once()
def document_note(request: SignedInRequest, pk: int) -> HttpResponse:
    """A line on a document that was made known."""
    return _note_line(request, pk, "document", note_document)


@require_POST
@once()
def remark_note(request: SignedInRequest, pk: int) -> HttpResponse:
    """A line of praise or blame of one member."""
    return _note_line(request, pk, "remark", note_remark)


def _note_line(request: SignedInRequest, pk: int, kind: str, deed: Callable[..., Passage]) -> HttpResponse:
    meeting = _meeting(request, pk)
    composer = _composer(request, meeting, kind)
    part = f"body-{composer.number}"
    return carry_out(
        request,
        meeting,
        lambda: deed(meeting, by=request.user, **composer.facts()),
        parts=lambda: [part],
        anchor=part,
        composer=composer,
    )


@require_POST
@once()
def item_add(request: SignedInRequest, pk: int) -> HttpResponse:
    """A further point of the agenda; the whole page is drawn anew."""
    meeting = _meeting(request, pk)
    composer = _composer(request, meeting, "item")
    return carry_out(
        request,
        meeting,
        lambda: add_item(meeting, by=request.user, **composer.facts()),
        parts=list,
        anchor="chuong-trinh",
        composer=composer,
    )


@require_POST
@once()
def item_change(request: SignedInRequest, pk: int, item_pk: int) -> HttpResponse:
    """Another title or presenter, or (``move``) another place on the agenda."""
    meeting = _meeting(request, pk)
    item = _thing(AgendaItem, meeting, item_pk)
    anchor = f"noi-dung-{item.pk}"
    if "move" in request.POST:
        earlier = request.POST["move"] == "earlier"
        return carry_out(
            request, meeting, lambda: move_item(item, earlier=earlier, by=request.user), parts=list, anchor=anchor
        )
    composer = _composer(request, meeting, "title", item.pk)
    return carry_out(
        request,
        meeting,
        lambda: change_item(item, by=request.user, **composer.facts()),
        parts=list,
        anchor=anchor,
        composer=composer,
    )


@require_POST
@once()
def item_remove(request: SignedInRequest, pk: int, item_pk: int) -> HttpResponse:
    """Take a point off the agenda, or bring it back."""
    return _take_back(request, pk, (AgendaItem, item_pk), (remove_item, restore_item), lambda _item: [])
