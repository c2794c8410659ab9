"""The register of dialogues of a committee, and one dialogue with its questions."""

from __future__ import annotations

import datetime as dt

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.request import SignedInRequest
from cells.access import get_organisation
from cells.models import Member, Organisation
from cells.queries import seats_of
from core.errors import DomainError
from core.forms import show_error
from core.periods import today
from meetings.access import get_dialogue, keeps_year_of
from meetings.forms.visits import DialogueForm, QuestionForm
from meetings.models import Dialogue
from meetings.queries.dialogues import dialogues_of, questions_of, years_of_dialogues
from meetings.services.dialogues import (
    add_question,
    change_dialogue,
    change_question,
    register_dialogue,
    remove_question,
)

PAGE = 30
FACTS = ("kind", "subject", "held_on", "place", "attended")
OF_A_QUESTION = ("asked_by", "question", "answer", "due_on", "settled_on")


@require_safe
def dialogue_list(request: SignedInRequest, pk: int) -> HttpResponse:
    """The dialogues of a unit in a year, or all."""
    unit = get_organisation(request.user, pk)
    years = years_of_dialogues(unit)
    asked = request.GET.get("nam", "")
    year = int(asked) if asked in {str(known) for known in years} else None
    rows = dialogues_of(unit)
    if year:
        rows = rows.filter(held_on__year=year)
    context = {
        "unit": unit,
        "years": years,
        "year": year,
        "page": Paginator(rows, PAGE).get_page(request.GET.get("trang")),
        "may_keep": keeps_year_of(request.user, unit),
    }
    return render(request, "meetings/dialogue_list.html", context)


def _chairs(unit: Organisation, on: dt.date, chosen: Member | None = None) -> list[Member]:
    """Who may preside: the holders of posts in the unit; whoever presided stays offered."""
    people = {seat.member_id: seat.member for seat in seats_of(unit, on)}
    if chosen is not None:
        people.setdefault(chosen.pk, chosen)
    return list(people.values())


def dialogue_add(request: SignedInRequest, pk: int) -> HttpResponse:
    """Register a dialogue."""
    unit = get_organisation(request.user, pk)
    if not keeps_year_of(request.user, unit):
        raise PermissionDenied
    form = DialogueForm(request.POST or None, chairs=_chairs(unit, today()), initial={"held_on": today()})
    if request.method == "POST" and form.is_valid():
        try:
            dialogue = register_dialogue(unit, by=request.user, **form.cleaned_data)
        except DomainError as error:
            show_error(form, error)
        else:
            messages.success(request, _("Đã ghi cuộc đối thoại; xin ghi các câu hỏi."))
            return redirect("meetings:dialogue_detail", pk=dialogue.pk)
    return render(request, "meetings/dialogue_change.html", {"unit": unit, "form": form})


def dialogue_change(request: SignedInRequest, pk: int) -> HttpResponse:
    """Correct when, where and about what it was."""
    dialogue = get_dialogue(request.user, pk, to="keep")
    unit = dialogue.organisation
    start = {name: getattr(dialogue, name) for name in FACTS} | {"chair": dialogue.chair_id}
    form = DialogueForm(request.POST or None, chairs=_chairs(unit, today(), dialogue.chair), initial=start)
    if request.method == "POST" and form.is_valid():
        try:
            change_dialogue(dialogue, by=request.user, **form.cleaned_data)
        except DomainError as error:
            show_error(form, error)
        else:
            messages.success(request, _("Đã lưu."))
            return redirect("meetings:dialogue_detail", pk=pk)
    return render(request, "meetings/dialogue_change.html", {"unit": unit, "dialogue": dialogue, "form": form})


@require_safe
def dialogue_detail(request: SignedInRequest, pk: int) -> HttpResponse:
    """One dialogue with its questions."""
    dialogue = get_dialogue(request.user, pk)
    page = Paginator(questions_of(dialogue), PAGE).get_page(request.GET.get("trang"))
    may_keep = keeps_year_of(request.user, dialogue.organisation)
    context = {"dialogue": dialogue, "page": page, "may_keep": may_keep, "day": today()}
    return render(request, "meetings/dialogue_detail.html", context)


def question_add(request: SignedInRequest, pk: int) -> HttpResponse:
    """A further question."""
    dialogue = get_dialogue(request.user, pk, to="keep")
    form = QuestionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            add_question(dialogue, by=request.user, **form.cleaned_data)
        except DomainError as error:
            show_error(form, error)
        else:
            messages.success(request, _("Đã ghi câu hỏi."))
            return _after_question(request, dialogue)
    return render(request, "meetings/question_change.html", {"dialogue": dialogue, "form": form})


def _after_question(request: SignedInRequest, dialogue: Dialogue) -> HttpResponse:
    """Back to the dialogue, or to the next empty question."""
    to = "question_add" if request.POST.get("next") else "dialogue_detail"
    return redirect(f"meetings:{to}", pk=dialogue.pk)


def question_change(request: SignedInRequest, pk: int, question: int) -> HttpResponse:
    """Correct, answer or settle a question."""
    dialogue = get_dialogue(request.user, pk, to="keep")
    row = get_object_or_404(questions_of(dialogue), pk=question)
    form = QuestionForm(request.POST or None, initial={name: getattr(row, name) for name in OF_A_QUESTION})
    if request.method == "POST" and form.is_valid():
        try:
            change_question(row, by=request.user, **form.cleaned_data)
        except DomainError as error:
            show_error(form, error)
        else:
            messages.success(request, _("Đã lưu."))
            return redirect("meetings:dialogue_detail", pk=pk)
    return render(request, "meetings/question_change.html", {"dialogue": dialogue, "question": row, "form": form})


@require_POST
def question_remove(request: SignedInRequest, pk: int, question: int) -> HttpResponse:
    """Take a question out."""
    dialogue = get_dialogue(request.user, pk, to="keep")
    row = get_object_or_404(dialogue.questions.select_related("dialogue__organisation"), pk=question)
    if remove_question(row, by=request.user):
        messages.success(request, _("Đã bỏ câu hỏi."))
    return redirect("meetings:dialogue_detail", pk=pk)
