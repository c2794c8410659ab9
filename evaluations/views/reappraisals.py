"""The organisation board appraises a decided class again; the committee then decides."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from accounts.request import SignedInRequest
from cells.views.deeds import done, tell
from evaluations.access import get_evaluation
from evaluations.forms.steps import ReviewForm
from evaluations.queries.detail import detail_of
from evaluations.queries.reappraisals import reappraisal_of
from evaluations.queries.regulations import level_choices, regulation_of
from evaluations.services.reappraisals import reappraise_evaluation


def evaluation_reappraise(request: SignedInRequest, pk: int) -> HttpResponse:
    """The decided class beside what the rules say now, and the new opinion of the organisation board."""
    evaluation = get_evaluation(request.user, pk, to="reappraise")
    again = reappraisal_of(evaluation)
    levels = level_choices(regulation_of(evaluation.period), evaluation.rule_subject)
    form = ReviewForm(request.POST or None, levels=levels, initial={"level": again.proposal.level if again else ""})

    def reappraise(data: dict[str, Any]) -> None:
        reappraise_evaluation(evaluation, by=request.user, level=data["level"], opinion=data["opinion"])

    if done(request, form, reappraise):
        tell(request, _("Đã ghi ý kiến thẩm định lại; cấp ủy xem xét, quyết định."))
        return redirect(evaluation)
    context = {
        "evaluation": evaluation,
        "period": evaluation.period,
        "detail": detail_of(evaluation),
        "again": again,
        "form": form,
    }
    return render(request, "evaluations/evaluation_reappraise.html", context)
