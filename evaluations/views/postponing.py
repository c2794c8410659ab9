"""Putting somebody off at the review, taking the review up again, and the list of those put off."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.request import SignedInRequest
from core.errors import DomainError
from core.forms import show_error
from evaluations.access import evaluations_visible_to, get_evaluation, get_period, period_actions_for
from evaluations.forms.postponing import PostponeForm
from evaluations.queries.postponed import postponed_in, postponed_rows
from evaluations.services import postponing as services

PAGE = 50


def evaluation_postpone(request: SignedInRequest, pk: int) -> HttpResponse:
    """Put off with a reason; once more, to correct the reason or the day."""
    evaluation = get_evaluation(request.user, pk, to="postpone")
    initial = {"reason": evaluation.postponed_reason, "until": evaluation.postponed_until}
    form = PostponeForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            services.postpone_evaluation(evaluation, by=request.user, **form.cleaned_data)
        except DomainError as error:
            show_error(form, error)
        else:
            messages.success(request, _("Đã ghi vào danh sách chưa kiểm điểm, xếp loại."))
            return redirect(evaluation)
    return render(request, "evaluations/evaluation_postpone.html", {"evaluation": evaluation, "form": form})


@require_POST
def evaluation_resume(request: SignedInRequest, pk: int) -> HttpResponse:
    """Take the review up again."""
    evaluation = get_evaluation(request.user, pk, to="postpone")
    try:
        services.resume_evaluation(evaluation, by=request.user)
    except DomainError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Đã đưa phiếu trở lại để kiểm điểm, xếp loại bổ sung."))
    return redirect(evaluation)


def postponed_list(request: SignedInRequest, pk: int) -> HttpResponse:
    """Those not reviewed or not rated yet, with the reason."""
    period = get_period(request.user, pk)
    found = postponed_in(period, evaluations_visible_to(request.user))
    page = Paginator(found, PAGE).get_page(request.GET.get("trang"))
    context = {
        "period": period,
        "page": page,
        "rows": postponed_rows(period, page.object_list),
        "actions": period_actions_for(request.user, period),
    }
    return render(request, "evaluations/postponed_list.html", context)
