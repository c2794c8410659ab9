"""The report of a committee on a year: read with the numbers of now, written on, issued."""

from __future__ import annotations

import dataclasses
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.request import SignedInRequest
from core.errors import DomainError
from core.forms import show_error
from core.periods import today
from evaluations.access import get_period, period_actions_for
from evaluations.documents.year_report import annex_forms, live_paper
from evaluations.forms.year_reports import year_report_form
from evaluations.models import Period
from evaluations.queries.year_paper import year_numbers
from evaluations.queries.year_report import report_figures
from evaluations.queries.year_reports import kept_of, report_of
from evaluations.rules.year_report import report_sections
from evaluations.services.year_reports import begin_year_report, issue_year_report, write_year_report
from meetings.access.issued import get_issued, issued_actions_for
from meetings.documents.drafts import paper_of
from meetings.forms.issuing import IssueForm
from meetings.models import PartyDocument
from meetings.services.numbers import next_number
from reports.queries.year_print_check import draft_gaps, report_gaps

REFUSED = 422


def year_report(request: SignedInRequest, pk: int) -> HttpResponse:
    """The report of a year: before it is begun what the records say; then the draft as saved (with ``so-lieu=moi`` as
    the records say now), or what was issued."""
    period = get_period(request.user, pk, to="print")
    if period.quarter is not None:
        raise Http404
    document = report_of(period)
    context: dict[str, Any] = {
        "period": period,
        "document": document,
        "actions": period_actions_for(request.user, period),
    }
    if document is not None:
        document = get_issued(request.user, document.pk)
        context |= {"document": document, "verbs": issued_actions_for(request.user, document)}
    if document is not None and document.signed_on is not None:
        context |= {"paper": paper_of(document), "annexes": kept_of(document).get("annexes", [])}
        return render(request, "reports/year_report.html", context)
    if document is not None and request.GET.get("so-lieu") != "moi":
        context |= {"paper": paper_of(document), "gaps": draft_gaps(period, document), "is_as_saved": True}
        return render(request, "reports/year_report.html", context)
    return render(request, "reports/year_report.html", context | _with_numbers_of_now(period, document))


def _with_numbers_of_now(period: Period, document: PartyDocument | None) -> dict[str, Any]:
    """The sentences, the annexes and what is missing, from the records of this moment."""
    numbers = year_numbers(period)
    figures = report_figures(numbers)
    return {
        "sections": [(section, figures.get(section.key, [])) for section in report_sections()],
        "forms": annex_forms(numbers),
        "paper": live_paper(document, figures) if document else None,
        "gaps": report_gaps(numbers, document),
    }


@require_POST
def year_report_begin(request: SignedInRequest, pk: int) -> HttpResponse:
    """Begin the report of a year, or go on with the one that is there."""
    period = get_period(request.user, pk, to="report")
    try:
        document = begin_year_report(period, by=request.user)
    except DomainError as error:
        messages.error(request, str(error))
        return redirect(period)
    return redirect("reports:year_report_write", document.pk)


def _report(request: SignedInRequest, pk: int, *, to: str) -> tuple[PartyDocument, Period]:
    """The report for someone who may do that with it, and the year it is about."""
    document = get_issued(request.user, pk, to=to)
    kept = kept_of(document)
    if not kept:
        raise Http404
    rows = Period.objects.select_related("organisation").prefetch_related("organisation__periods")
    return document, get_object_or_404(rows, pk=kept["period"])


def year_report_write(request: SignedInRequest, pk: int) -> HttpResponse:
    """Write the parts that the committee writes itself."""
    document, period = _report(request, pk, to="write")
    form = year_report_form(request.POST or None, document=document)
    if request.method == "POST" and form.is_valid():
        typed = form.typed()
        draft = dataclasses.replace(typed, parts={})
        title = form.cleaned_data["title"]
        try:
            write_year_report(document, period=period, title=title, own=typed.parts, draft=draft, by=request.user)
        except DomainError as error:
            show_error(form, error)
        else:
            messages.success(request, _("Đã lưu. Số liệu trong báo cáo vẫn lấy từ hồ sơ cho đến khi ban hành."))
            return redirect("reports:year_report", period.pk)
    context = {"document": document, "period": period, "form": form}
    return render(request, "reports/year_report_write.html", context, status=REFUSED if form.errors else 200)


def year_report_issue(request: SignedInRequest, pk: int) -> HttpResponse:
    """Give the report its number and date, with the numbers of that day."""
    document, period = _report(request, pk, to="issue")
    form = IssueForm(request.POST or None, initial={"signed_on": today(), "numbered": True})
    if request.method == "POST" and form.is_valid():
        try:
            issue_year_report(document, period=period, by=request.user, **form.cleaned_data)
        except DomainError as error:
            show_error(form, error)
        else:
            messages.success(request, _("Đã ban hành báo cáo. Số liệu và phụ lục giữ đúng như ngày ký."))
            return redirect("reports:year_report", period.pk)
    context = {"document": document, "period": period, "form": form}
    context["next"] = next_number(document.organisation, document.kind, on=today())
    return render(request, "reports/year_report_issue.html", context, status=REFUSED if form.errors else 200)
