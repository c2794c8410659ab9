"""The score of one meeting: looking at it, the cell's own, that of the person above, the official grade."""

from __future__ import annotations

from collections.abc import Callable

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from accounts.request import SignedInRequest
from core.errors import DomainError
from core.forms import show_error
from meetings.access import actions_for, get_meeting
from meetings.forms.scores import GradeForm, MeetingScoreForm
from meetings.models import Meeting
from meetings.queries.score_page import ScorePage, Scorer, grading_of, score_page
from meetings.services.scores import agree_with_self_score, fix_grade, save_self_score, save_superior_score

REFUSED = 422


@never_cache
def meeting_score(request: SignedInRequest, pk: int) -> HttpResponse:
    """The score as it stands: criteria with both columns, facts, what differs, the official grade."""
    return _show(request, get_meeting(request.user, pk, to="print"))


@never_cache
def meeting_self_score(request: SignedInRequest, pk: int) -> HttpResponse:
    """The cell scores its own meeting while the minutes are open."""
    meeting = get_meeting(request.user, pk, to="write")
    page = score_page(meeting)
    form = MeetingScoreForm(request.POST or None, page=page, scorer=Scorer.SELF)
    if request.method == "POST" and _done(form, lambda: _save_own(meeting, form, request)):
        messages.success(request, _("Đã lưu điểm chi bộ tự chấm."))
        return redirect("meetings:meeting_score", pk)
    return _form_page(request, "meetings/meeting_self_score.html", page, form)


def _save_own(meeting: Meeting, form: MeetingScoreForm, request: SignedInRequest) -> object:
    return save_self_score(meeting, form.given(), agreed=form.cleaned_data["agreed"], by=request.user)


@never_cache
def meeting_superior_score(request: SignedInRequest, pk: int) -> HttpResponse:
    """The person above scores beside the cell; one button takes the cell's points over."""
    meeting = get_meeting(request.user, pk, to="score_above")
    page = score_page(meeting)
    if request.method == "POST" and "agree" in request.POST:
        return _agree(request, meeting)
    form = MeetingScoreForm(request.POST or None, page=page, scorer=Scorer.SUPERIOR)
    if request.method == "POST" and _done(form, lambda: save_superior_score(meeting, form.given(), by=request.user)):
        messages.success(request, _("Đã lưu điểm của cấp trên."))
        return redirect("meetings:meeting_score", pk)
    return _form_page(request, "meetings/meeting_superior_score.html", page, form)


def _agree(request: SignedInRequest, meeting: Meeting) -> HttpResponse:
    try:
        agree_with_self_score(meeting, by=request.user)
        messages.success(request, _("Đã chấm như chi bộ tự chấm."))
    except DomainError as error:
        messages.error(request, str(error))
    return redirect("meetings:meeting_score", meeting.pk)


@require_POST
def meeting_grade(request: SignedInRequest, pk: int) -> HttpResponse:
    """Fix the official grade."""
    meeting = get_meeting(request.user, pk, to="grade")
    form = GradeForm(request.POST, page=score_page(meeting))
    if _done(form, lambda: fix_grade(meeting, by=request.user, **form.cleaned_data)):
        messages.success(request, _("Đã lưu xếp loại chính thức."))
        return redirect("meetings:meeting_score", pk)
    return _show(request, meeting, grade_form=form)


def _show(request: SignedInRequest, meeting: Meeting, *, grade_form: GradeForm | None = None) -> HttpResponse:
    page, actions = score_page(meeting), actions_for(request.user, meeting)
    context = {
        "meeting": meeting,
        "page": page,
        "actions": actions,
        "mine": grading_of(meeting, page.own),
        "form": grade_form or (GradeForm(page=page) if "grade" in actions else None),
    }
    return render(request, "meetings/meeting_score.html", context, status=REFUSED if grade_form else 200)


def _done(form: forms.Form, deed: Callable[[], object]) -> bool:
    if not form.is_valid():
        return False
    try:
        deed()
    except DomainError as error:
        show_error(form, error)
        return False
    return True


def _form_page(request: SignedInRequest, template: str, page: ScorePage, form: MeetingScoreForm) -> HttpResponse:
    context = {"meeting": page.meeting, "page": page, "form": form}
    return render(request, template, context, status=REFUSED if form.is_bound and form.errors else 200)
