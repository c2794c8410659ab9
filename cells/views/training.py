"""The classes of a committee and who attended them."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from accounts.request import SignedInRequest
from cells.access import candidates_visible_to, get_organisation, get_training, members_visible_to
from cells.forms.training import NamesForm, ParticipantForm, TrainingForm
from cells.models import Candidate, Member, TrainingClass
from cells.queries.candidates import find_candidates
from cells.queries.training import NameLine, counts_by_role, participants_of, people_named, trainings_of
from cells.services.training import add_participants, change_participant, create_training, remove_participant
from cells.views.finder import FOUND, chosen_person, find_person
from core.errors import DomainError
from core.forms import show_error
from core.numbers import row_number

PAGE = 50


def training_list(request: SignedInRequest, pk: int) -> HttpResponse:
    """The classes of a committee, the latest first."""
    organisation = get_organisation(request.user, pk, to="oversee")
    page = Paginator(trainings_of(organisation), PAGE).get_page(request.GET.get("trang"))
    return render(request, "cells/training_list.html", {"organisation": organisation, "page": page})


def training_create(request: SignedInRequest, pk: int) -> HttpResponse:
    organisation = get_organisation(request.user, pk, to="oversee")
    form = TrainingForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            training = create_training(organisation, by=request.user, **form.cleaned_data)
        except DomainError as error:
            show_error(form, error)
        else:
            messages.success(request, _("Đã mở lớp; xin ghi người dự."))
            return redirect("cells:training_detail", pk=training.pk)
    return render(request, "cells/training_create.html", {"organisation": organisation, "form": form})


def training_detail(request: SignedInRequest, pk: int) -> HttpResponse:
    """One class: who attended, counted by role."""
    training = get_training(request.user, pk)
    page = Paginator(participants_of(training), PAGE).get_page(request.GET.get("trang"))
    context = {"training": training, "page": page, "counts": counts_by_role(training)}
    return render(request, "cells/training_detail.html", context)


def training_people_add(request: SignedInRequest, pk: int) -> HttpResponse:
    """Write people into the class: one found by search, or a pasted list with an answer for each line."""
    training = get_training(request.user, pk)
    form = NamesForm(request.POST or None)
    lines: list[tuple[NameLine, str]] = []
    if request.method == "POST" and form.is_valid():
        lines = _write_names(request, training, form.cleaned_data["names"], form.cleaned_data["role"])
        left_over = "\n".join(line.text for line, _answer in lines if line.person is None)
        if not left_over:
            return redirect("cells:training_detail", pk=pk)
        form = NamesForm(initial={"names": left_over, "role": form.cleaned_data["role"]})
    finder = find_person(request)
    context = {"training": training, "form": form, "lines": lines, "finder": finder}
    if finder.text:
        found = find_candidates(candidates_visible_to(request.user).filter(member=None), finder.text)
        context["candidates"] = found.select_related("cell").prefetch_related("cell__periods")[:FOUND]
    return render(request, "cells/training_people_add.html", context)


def _write_names(
    request: SignedInRequest, training: TrainingClass, names: str, role: str
) -> list[tuple[NameLine, str]]:
    """Write those whom one person answers to; each line with what became of it."""
    user = request.user
    people = members_visible_to(user).filter(merged_into=None)
    lines = people_named(names.splitlines(), people, candidates_visible_to(user))
    clear = [line.person for line in lines if line.person is not None]
    added = add_participants(training, clear, role=role, by=user)
    new = {row.member or row.candidate for row in added}
    number = len(added)
    if number:
        words = ngettext("Đã ghi %(number)s người vào lớp.", "Đã ghi %(number)s người vào lớp.", number)
        messages.success(request, words % {"number": number})
    else:
        messages.warning(request, _("Không có ai mới được ghi vào lớp."))
    return [(line, _answer(line, new)) for line in lines]


def _answer(line: NameLine, new: set[Member | Candidate | None]) -> str:
    if line.person is not None:
        return "added" if line.person in new else "known"
    return "several" if line.found else "nobody"


@require_POST
def training_person_add(request: SignedInRequest, pk: int) -> HttpResponse:
    """Write the one person chosen from a search into the class."""
    training = get_training(request.user, pk)
    number = row_number(request.POST.get("candidate"))
    person: Member | Candidate | None = chosen_person(request, request.POST.get("member"))
    if number is not None:
        person = candidates_visible_to(request.user).filter(pk=number, member=None).first()
    if person is None:
        messages.error(request, _("Không thấy đồng chí này; xin tìm lại."))
    elif add_participants(training, [person], by=request.user):
        messages.success(request, _("Đã ghi đồng chí %(name)s vào lớp.") % {"name": person})
    else:
        messages.warning(request, _("Đồng chí %(name)s đã có trong lớp.") % {"name": person})
    return redirect("cells:training_people_add", pk=pk)


def training_person_change(request: SignedInRequest, pk: int, participant_id: int) -> HttpResponse:
    """Role and result of someone who attended."""
    training = get_training(request.user, pk)
    people = training.participants.filter(is_removed=False).select_related("member", "candidate")
    participant = get_object_or_404(people, pk=participant_id)
    form = ParticipantForm(request.POST or None, initial={"role": participant.role, "result": participant.result})
    if request.method == "POST" and form.is_valid():
        change_participant(participant, by=request.user, **form.cleaned_data)
        messages.success(request, _("Đã lưu."))
        return redirect("cells:training_detail", pk=pk)
    context = {"training": training, "participant": participant, "form": form}
    return render(request, "cells/training_person_change.html", context)


@require_POST
def training_person_remove(request: SignedInRequest, pk: int, participant_id: int) -> HttpResponse:
    """Take someone off the class."""
    training = get_training(request.user, pk)
    participant = get_object_or_404(training.participants, pk=participant_id)
    try:
        remove_participant(participant, by=request.user)
        messages.success(request, _("Đã bỏ khỏi lớp."))
    except DomainError as error:
        messages.error(request, str(error))
    return redirect("cells:training_detail", pk=pk)
