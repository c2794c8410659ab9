"""The points of one subject by criterion: its own, and beside them those of the appraisal."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from accounts.request import SignedInRequest
from core.errors import DomainError
from evaluations.access import actions_for, get_evaluation
from evaluations.forms.points import PointForm
from evaluations.models import Evaluation, FactEntry
from evaluations.queries.points import points_of
from evaluations.queries.regulations import level_choices, regulation_of
from evaluations.queries.self_reviews import review_of
from evaluations.services.facts import FactErrors, enter_sheet
from evaluations.services.self_reviews import propose_level

REFUSED = 422
Stage = FactEntry.Stage


def self_points(request: SignedInRequest, pk: int) -> HttpResponse:
    """The points that the subject gives itself, with the computed ones and why, and the level it proposes."""
    evaluation = get_evaluation(request.user, pk)
    actions, review = actions_for(request.user, evaluation), review_of(evaluation)
    form = PointForm(evaluation, points_of(evaluation), Stage.SELF)
    refused = ""
    if request.method == "POST":
        if "write" not in actions:
            raise PermissionDenied
        refused = _save(request, evaluation, form) or _propose(request, evaluation)
        if not refused:
            messages.success(request, _("Đã lưu điểm và mức tự xếp loại."))
            return redirect("evaluations:self_review", pk)
    context = {
        "evaluation": evaluation,
        "form": form,
        "may_write": "write" in actions,
        "may_enter": "enter" in actions,
        "levels": level_choices(regulation_of(evaluation.period), evaluation.rule_subject),
        "level": request.POST.get("level", review.level if review else ""),
        "refused": refused,
    }
    return render(request, "evaluations/self_points.html", context, status=REFUSED if refused else 200)


def points_appraise(request: SignedInRequest, pk: int) -> HttpResponse:
    """The points that the appraisal gives, beside those that the subject gave itself."""
    evaluation = get_evaluation(request.user, pk)
    actions = actions_for(request.user, evaluation)
    if not actions & {"review", "reappraise"}:
        raise PermissionDenied
    form, refused = PointForm(evaluation, points_of(evaluation), Stage.APPRAISED), ""
    if request.method == "POST":
        refused = _save(request, evaluation, form)
        if not refused:
            messages.success(request, _("Đã lưu điểm thẩm định."))
            return (
                redirect("evaluations:evaluation_reappraise", pk) if "reappraise" in actions else redirect(evaluation)
            )
    context = {"evaluation": evaluation, "form": form, "refused": refused}
    return render(request, "evaluations/points_appraise.html", context, status=REFUSED if refused else 200)


def _save(request: SignedInRequest, evaluation: Evaluation, form: PointForm) -> str:
    """Keep the points; a sentence when they are refused."""
    form.posted = request.POST
    rows = {evaluation.pk: form.read()}
    try:
        enter_sheet(evaluation.period, by=request.user, rows=rows, unreadable=form.errors, stage=form.stage)
    except FactErrors as error:
        form.errors = error.errors
        return str(error)
    except DomainError as error:
        return str(error)
    return ""


def _propose(request: SignedInRequest, evaluation: Evaluation) -> str:
    try:
        propose_level(evaluation, level=request.POST.get("level", ""), by=request.user)
    except DomainError as error:
        return str(error)
    return ""
