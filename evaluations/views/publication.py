"""Results of a year: the documents, what is public, who was told."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import ngettext

from accounts.request import SignedInRequest
from core.errors import DomainError
from core.forms import show_error
from core.periods import today
from evaluations.access import get_period
from evaluations.access.decisions import get_decision_paper
from evaluations.forms.publication import NotifyForm, PublishForm, decisions_ticked
from evaluations.queries.publication import in_force, papers_of, results_to_tell, told_rows
from evaluations.services import publication as services

PAGE = 50


def publication(request: SignedInRequest, pk: int) -> HttpResponse:
    """What was decided and is not public, or not told yet, with the words to tell it."""
    period = get_period(request.user, pk, to="follow_up")
    form = NotifyForm(request.POST or None, initial={"notified_on": today()})
    if request.method == "POST" and form.is_valid():
        ticked = in_force(period).filter(pk__in=decisions_ticked(request.POST))
        try:
            number = services.notify_decisions(period, ticked, by=request.user, **form.cleaned_data)
        except DomainError as error:
            show_error(form, error)
        else:
            text = ngettext("Đã ghi thông báo %(count)s kết quả.", "Đã ghi thông báo %(count)s kết quả.", number)
            messages.success(request, text % {"count": number})
            return redirect(request.get_full_path())
    rows = results_to_tell(period)
    waits_only = "tat-ca" not in request.GET
    page = Paginator(rows.filter(notified_on=None) if waits_only else rows, PAGE).get_page(request.GET.get("trang"))
    context = {"period": period, "papers": papers_of(period), "page": page, "form": form, "waits_only": waits_only}
    return render(request, "evaluations/publication.html", context | {"rows": told_rows(period, page)})


def decision_paper(request: SignedInRequest, pk: int) -> HttpResponse:
    """One document: what it decided, its papers, and making it public."""
    decision = get_decision_paper(request.user, pk, to="follow_up")
    period = decision.evaluation.period
    inside = results_to_tell(period).filter(document_number=decision.document_number, decided_on=decision.decided_on)
    form = PublishForm(request.POST or None, initial={"published_on": today()})
    if request.method == "POST" and form.is_valid():
        try:
            number = services.publish_decisions(period, inside, by=request.user, **form.cleaned_data)
        except DomainError as error:
            show_error(form, error)
        else:
            text = ngettext("Đã công khai %(count)s kết quả.", "Đã công khai %(count)s kết quả.", number)
            messages.success(request, text % {"count": number})
            return redirect("evaluations:decision_paper", decision.pk)
    page = Paginator(inside, PAGE).get_page(request.GET.get("trang"))
    context = {"decision": decision, "period": period, "page": page, "rows": told_rows(period, page), "form": form}
    waits = inside.filter(published_on=None).count()
    return render(request, "evaluations/decision_paper.html", context | {"waits": waits})
