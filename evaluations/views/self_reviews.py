"""The review in writing: the form as a whole, one section at a time, questions from above and their answers."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.request import SignedInRequest
from cells.access import get_organisation, scope_of
from cells.views.deeds import done
from core.errors import DomainError
from core.forms import show_error
from core.periods import today
from evaluations.access import actions_for, get_evaluation, get_period
from evaluations.access.opinions import evaluations_of_unit, get_suggestion
from evaluations.forms.self_reviews import AnswerForm, SectionForm, SuggestionForm
from evaluations.models import Evaluation
from evaluations.queries.self_reviews import (
    SectionText,
    WrittenReview,
    circulation_words,
    known_of,
    last_year_text,
    review_of,
    suggestions_of,
    written_review,
    written_reviews,
)
from evaluations.services.self_reviews import ReviewConflict, seen_mark, write_section
from evaluations.services.suggestions import answer_suggestion, make_suggestion, remove_suggestion

REFUSED = 422


def self_review(request: SignedInRequest, pk: int) -> HttpResponse:
    """The form with everything that is written, and what the records know beside it."""
    evaluation = get_evaluation(request.user, pk)
    review = review_of(evaluation)
    context = {
        "evaluation": evaluation,
        "actions": actions_for(request.user, evaluation),
        "written": written_review(evaluation, review),
        "circulated": circulation_words(review),
        "known": known_of(evaluation),
        "suggestions": suggestions_of(evaluation),
        "may_print": evaluation.cell_id in scope_of(request.user).readable or _is_own(request, evaluation),
    }
    return render(request, "evaluations/self_review.html", context)


def _is_own(request: SignedInRequest, evaluation: Evaluation) -> bool:
    return evaluation.member_id is not None and evaluation.member_id == scope_of(request.user).member_id


def self_review_section(request: SignedInRequest, pk: int, key: str) -> HttpResponse:
    """One section to write, a large field with the figures beside it; of two who write at once both texts are shown."""
    evaluation = get_evaluation(request.user, pk, to="write")
    written = written_review(evaluation, review_of(evaluation))
    place = written.find(key)
    if place is None:
        raise Http404
    form = SectionForm(request.POST or None, initial={"text": place.text})
    theirs, seen = "", seen_mark(place.text)
    if request.method == "POST" and form.is_valid():
        seen, given = request.POST.get("seen", ""), form.cleaned_data["text"]
        try:
            write_section(evaluation, key=key, text=given, seen=seen, by=request.user)
        except DomainError as error:
            show_error(form, error)
            if isinstance(error, ReviewConflict):
                theirs, seen = error.theirs, seen_mark(error.theirs)
        else:
            messages.success(request, _("Đã lưu mục “%(heading)s”.") % {"heading": place.section.heading})
            return redirect(_after(request, evaluation, written, key))
    context = {"evaluation": evaluation, "place": place, "form": form, "theirs": theirs, "seen": seen}
    context |= _beside(evaluation, written, place)
    status = REFUSED if form.errors else 200
    return render(request, "evaluations/self_review_section.html", context, status=status)


def _after(request: SignedInRequest, evaluation: Evaluation, written: WrittenReview, key: str) -> str:
    _before, after = written.neighbours(key)
    if "next" in request.POST and after is not None:
        return reverse("evaluations:self_review_section", args=[evaluation.pk, after.section.key])
    return reverse("evaluations:self_review", args=[evaluation.pk])


def _beside(evaluation: Evaluation, written: WrittenReview, place: SectionText) -> dict[str, Any]:
    before, after = written.neighbours(place.section.key)
    return {
        "written": written,
        "before": before,
        "after": after,
        "known": known_of(evaluation),
        "suggestions": suggestions_of(evaluation),
        "last_year": last_year_text(evaluation, place.section),
    }


def self_review_list(request: SignedInRequest, pk: int, cell_pk: int) -> HttpResponse:
    """The forms of a unit and its people: how far each is, and all of them as one print."""
    period = get_period(request.user, pk)
    cell = get_organisation(request.user, cell_pk, to="view_members")
    rows = evaluations_of_unit(request.user, period.pk, cell.pk)
    context = {
        "period": period,
        "cell": cell,
        "rows": [(row, actions_for(request.user, row.evaluation)) for row in written_reviews(rows)],
        "own": next((row for row in rows if row.member_id is None), None),
    }
    return render(request, "evaluations/self_review_list.html", context)


def suggestion_make(request: SignedInRequest, pk: int) -> HttpResponse:
    """Ask that something be answered in the review."""
    evaluation = get_evaluation(request.user, pk, to="suggest")
    form = SuggestionForm(request.POST or None, initial={"asked_on": today()})
    if done(request, form, lambda data: make_suggestion(evaluation, by=request.user, **data)):
        messages.success(request, _("Đã ghi gợi ý kiểm điểm."))
        return redirect("evaluations:self_review", pk)
    context = {"evaluation": evaluation, "form": form}
    return render(request, "evaluations/suggestion_make.html", context, status=REFUSED if form.errors else 200)


def suggestion_answer(request: SignedInRequest, pk: int) -> HttpResponse:
    """Answer a question from above; the answer stands in its section of the form."""
    suggestion = get_suggestion(request.user, pk)
    initial = {"answer": suggestion.answer, "seen": suggestion.answer}
    form = AnswerForm(request.POST or None, initial=initial)
    if done(request, form, lambda data: answer_suggestion(suggestion, by=request.user, **data)):
        messages.success(request, _("Đã lưu phần giải trình."))
        return redirect("evaluations:self_review", suggestion.evaluation_id)
    if form.errors:
        suggestion.refresh_from_db(fields=["answer"])
        posted = request.POST.copy()
        posted["seen"] = suggestion.answer
        form.data = posted
    context = {"suggestion": suggestion, "evaluation": suggestion.evaluation, "form": form}
    return render(request, "evaluations/suggestion_answer.html", context, status=REFUSED if form.errors else 200)


@require_POST
def suggestion_remove(request: SignedInRequest, pk: int) -> HttpResponse:
    """Take back a question that has no answer."""
    suggestion = get_suggestion(request.user, pk, to="suggest")
    try:
        remove_suggestion(suggestion, by=request.user)
        messages.success(request, _("Đã rút lại gợi ý."))
    except DomainError as error:
        messages.error(request, str(error))
    return redirect("evaluations:self_review", suggestion.evaluation_id)
