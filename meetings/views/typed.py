"""What stands in the fields of the writing page when it is sent as one plain form."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.contrib import messages
from django.http import QueryDict
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.request import SignedInRequest
from core.errors import DomainError
from meetings.forms.minutes import ClosingForm, ReviewForm, ScoreForm
from meetings.models import Meeting, Passage
from meetings.queries.tasks import tasks_carried_into
from meetings.services.lifecycle import Closing, close_meeting
from meetings.services.passages import PassageConflict, clean_text, conversion_notice, save_passage, settle_conflict
from meetings.services.tasks import review_task

CLOSING_FORMS = {"score": ScoreForm, "closing": ClosingForm}


@dataclass(frozen=True)
class Problem:
    """Why a field was not stored, with what was typed into it. ``theirs`` is the other version of a text."""

    sentence: str
    typed: str = ""
    theirs: Passage | None = None
    value: str = ""
    """The figure that was typed beside the words."""


def save_typed(request: SignedInRequest, meeting: Meeting, by: User) -> dict[str, Problem]:
    """Store every field of the page that was sent and changed; returns those that could not be, by field name.

    A page with script saves field by field and sends none of these.
    """
    problems = dict(_save_texts(request, meeting, by))
    problems |= dict(_save_reviews(request.POST, meeting, by))
    for part in CLOSING_FORMS:
        if f"has-{part}" in request.POST:
            errors = save_closing(request.POST, meeting, part=part, by=by)
            problems |= {name: Problem(sentence, request.POST.get(name, "")) for name, sentence in errors.items()}
    return problems


def _save_texts(request: SignedInRequest, meeting: Meeting, by: User) -> Iterator[tuple[str, Problem]]:
    data = request.POST
    if not any(name.startswith("text-") for name in data):
        return
    for passage in meeting.passages.select_related("edited_by"):
        name = f"text-{passage.pk}"
        if name not in data:
            continue
        passage.meeting = meeting
        try:
            notice = _save_text(data, passage, by)
        except PassageConflict as conflict:
            yield name, Problem(str(conflict), conflict.yours, conflict.passage)
        except DomainError as error:
            yield name, Problem(str(error), data.get(name, ""))
        else:
            if notice:
                messages.info(request, notice)


def _save_text(data: QueryDict, passage: Passage, by: User) -> str:
    """Store one text; returns what there is to tell about its letters."""
    text, mine = data.get(f"text-{passage.pk}", ""), data.get(f"mine-{passage.pk}")
    base = whole_number(data.get(f"base-{passage.pk}", ""))
    if mine is not None:
        if data.get("theirs") == str(passage.pk) and base == passage.revision:
            text = passage.text
        settle_conflict(passage, mine=mine, text=text, base_revision=base, by=by)
    elif base != passage.revision or clean_text(text) != passage.text:
        return conversion_notice(text, save_passage(passage, text=text, base_revision=base, by=by))
    return ""


def _save_reviews(data: QueryDict, meeting: Meeting, by: User) -> Iterator[tuple[str, Problem]]:
    if not any(name.startswith("review-") for name in data):
        return
    for row in tasks_carried_into(meeting):
        name = f"review-{row.task.pk}"
        form = review_form(data, row.task.pk)
        if not any(form.data.values()):
            continue
        sentence = save_review(form, row.task.pk, meeting, by)
        if sentence:
            yield name, Problem(sentence, form.data["note"], value=form.data["value"])


def review_form(data: QueryDict, task_pk: int) -> ReviewForm:
    """What was chosen and typed for one earlier task."""
    name = f"review-{task_pk}"
    return ReviewForm(
        {"outcome": data.get(name), "value": data.get(f"{name}-value", ""), "note": data.get(f"{name}-note", "")}
    )


def save_review(form: ReviewForm, task_pk: int, meeting: Meeting, by: User) -> str:
    """Store one task's review; returns why not, or nothing."""
    task = next((row.task for row in tasks_carried_into(meeting) if row.task.pk == task_pk), None)
    if task is None:
        return _("Nhiệm vụ này không còn trong danh sách. Hãy tải lại trang.")
    form.is_valid()
    if "value" in form.errors:
        return " ".join(map(str, form.errors["value"]))
    facts = {"value": form.cleaned_data["value"], "note": form.data.get("note", "")}
    try:
        review_task(task, meeting=meeting, outcome=form.cleaned_data.get("outcome", ""), by=by, **facts)
    except DomainError as error:
        return str(error)
    return ""


def save_closing(data: QueryDict, meeting: Meeting, *, part: str, by: User) -> dict[str, str]:
    """Store one group of closing facts; returns sentences by field."""
    form = CLOSING_FORMS[part](data)
    if not form.is_valid():
        return {name: " ".join(map(str, errors)) for name, errors in form.errors.items()}
    closing = Closing(**{"ended_at": None, **form.cleaned_data})
    try:
        close_meeting(meeting, closing, by=by, fields=tuple(form.cleaned_data))
    except DomainError as error:
        return {error.field or part: str(error)}
    return {}


def whole_number(value: str) -> int:
    """A count sent by the page; what is none counts as -1, which no revision is."""
    return int(value) if value.isascii() and value.isdecimal() and len(value) < 10 else -1
