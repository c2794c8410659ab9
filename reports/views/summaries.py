"""The year-end summary on the screen, and the papers of it."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.request import SignedInRequest
from core.errors import DomainError
from evaluations.access import get_period
from evaluations.forms.corrections import DayForm
from evaluations.queries.summary import year_summary as summary_of
from reports import services
from reports.queries.year_print_check import summary_gaps

KINDS = {"pdf": "year_summary_on", "docx": "year_summary_on_word", "xlsx": "year_summary_on_xlsx"}


def year_summary(request: SignedInRequest, pk: int) -> HttpResponse:
    """The tables of a year: how many were evaluated, at which level, and whether the sums balance.

    With ``ngay`` they are as they stood at the end of that day.
    """
    period = get_period(request.user, pk, to="print")
    form = DayForm(request.GET if "ngay" in request.GET else None)
    day = form.cleaned_data["ngay"] if form.is_bound and form.is_valid() else None
    summary = summary_of(period, as_of=day)
    gaps = list(summary_gaps(period, summary))
    context = {"period": period, "form": form, "day": day, "summary": summary, "gaps": gaps}
    return render(request, "reports/year_summary.html", context)


@require_POST
def summary_request(request: SignedInRequest, pk: int, extension: str) -> HttpResponse:
    """Ask for the paper of the tables as they stood on a day (``ngay``); then watch it on the page of the paper."""
    period = get_period(request.user, pk, to="print")
    form = DayForm(request.POST)
    if extension not in KINDS:
        raise Http404
    if not form.is_valid():
        messages.error(request, _("Hãy ghi ngày của bảng, ví dụ 31/12/2025."))
        return redirect("reports:year_summary", pk=pk)
    try:
        asked = services.keep_asked_summary(period, form.cleaned_data["ngay"], by=request.user)
        document = services.request_document(asked, kind=KINDS[extension], by=request.user)
    except DomainError as error:
        messages.error(request, str(error))
        return redirect("reports:year_summary", pk=pk)
    return redirect(document)
