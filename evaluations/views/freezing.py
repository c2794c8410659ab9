"""The facts frozen at the cut-off: when, what changed since, taking over later numbers."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from accounts.request import SignedInRequest
from core.errors import DomainError
from core.forms import show_error
from evaluations.access import evaluations_visible_to, get_evaluation, get_period, period_actions_for
from evaluations.forms.freezing import RefreezeForm
from evaluations.queries.changes import changes_of
from evaluations.queries.proposals import with_everything
from evaluations.queries.subjects import cut_off
from evaluations.services import freezing as services

PAGE = 20


def frozen_facts(request: SignedInRequest, pk: int) -> HttpResponse:
    """Whether the facts are frozen, and everyone whose records say otherwise now."""
    period = get_period(request.user, pk, to="print")
    rows = list(with_everything(evaluations_visible_to(request.user).filter(period=period)))
    changes = changes_of(period, rows)
    changed = [(row, changes[row.pk]) for row in rows if row.pk in changes]
    context = {
        "period": period,
        "actions": period_actions_for(request.user, period),
        "cut_off": cut_off(period),
        "page": Paginator(changed, PAGE).get_page(request.GET.get("trang")),
    }
    return render(request, "evaluations/frozen_facts.html", context)


@require_POST
def period_freeze(request: SignedInRequest, pk: int) -> HttpResponse:
    """Freeze the facts of everyone who is not frozen yet."""
    period = get_period(request.user, pk, to="direct")
    try:
        count = services.freeze_period(period, by=request.user)
    except DomainError as error:
        messages.error(request, str(error))
    else:
        text = ngettext("Đã chốt số liệu của %(count)s phiếu.", "Đã chốt số liệu của %(count)s phiếu.", count)
        messages.success(request, text % {"count": count})
    return redirect("evaluations:frozen_facts", pk=pk)


def evaluation_refreeze(request: SignedInRequest, pk: int) -> HttpResponse:
    """Take over what the records say now, with a reason."""
    evaluation = get_evaluation(request.user, pk, to="refreeze")
    changes = changes_of(evaluation.period, [evaluation], with_links=True).get(evaluation.pk, [])
    form = RefreezeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.refreeze(evaluation, by=request.user, **form.cleaned_data)
        except DomainError as error:
            show_error(form, error)
        else:
            messages.success(request, _("Đã chốt lại số liệu; số liệu chốt trước vẫn được giữ."))
            return redirect(evaluation)
    context = {"evaluation": evaluation, "form": form, "changes": changes}
    return render(request, "evaluations/evaluation_refreeze.html", context)
