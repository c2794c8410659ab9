"""The forms of a year (Biểu 6F, 7A, 7B, tables): which there are, each on the screen, who is behind a number."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.request import SignedInRequest
from cells.access import members_visible_to, scope_of
from core.errors import DomainError
from core.periods import format_date, today
from evaluations.access import evaluations_visible_to, get_period, period_actions_for
from evaluations.forms.corrections import DayForm
from evaluations.models import Period
from evaluations.queries.year_conditions import MISSING
from evaluations.queries.year_paper import YearNumbers, YearPaper, year_numbers, year_paper
from evaluations.queries.year_people import COMPARED, People, Person, behind
from reports import services
from reports.queries.print_check import has_blocking
from reports.queries.year_print_check import form_gaps, year_gaps

PAGE = 50
KINDS = {"pdf": "year_form", "docx": "year_form_word", "xlsx": "year_form_xlsx"}


def _year(request: SignedInRequest, pk: int) -> tuple[Period, DayForm, dt.date | None]:
    """The year, and the day as of which it is looked at (``ngay``; None: now)."""
    period = get_period(request.user, pk, to="print")
    if period.quarter is not None:
        raise Http404
    form = DayForm(request.GET if request.GET.get("ngay") else None)
    return period, form, form.cleaned_data["ngay"] if form.is_bound and form.is_valid() else None


def _paper(numbers: YearNumbers, key: str) -> YearPaper:
    if key not in numbers.forms:
        raise Http404
    return year_paper(numbers, key)


def _query(day: dt.date | None) -> str:
    return f"?{urlencode({'ngay': format_date(day)})}" if day else ""


def year_forms(request: SignedInRequest, pk: int) -> HttpResponse:
    """The forms that there are for the year, each with whether its numbers balance."""
    period, form, day = _year(request, pk)
    numbers = year_numbers(period, day, with_last=False)
    checks = [(each, numbers.checks(key)) for key, each in numbers.forms.items()]
    context = {
        "period": period,
        "form": form,
        "day": day,
        "query": _query(day),
        "forms": [(each, sum(not check.balances for check in lines)) for each, lines in checks],
        "gaps": year_gaps(numbers),
        "actions": period_actions_for(request.user, period),
    }
    return render(request, "reports/year_forms.html", context)


def year_form(request: SignedInRequest, pk: int, form: str) -> HttpResponse:
    """One form: its tables with each number leading to the records behind it, this year beside the last."""
    period, asked, day = _year(request, pk)
    paper = _paper(year_numbers(period, day), form)
    gaps = form_gaps(paper)
    context = {
        "period": period,
        "form": asked,
        "day": day,
        "shown_day": day or today(),
        "query": _query(day),
        "paper": paper,
        "gaps": gaps,
        "may_print": not has_blocking(gaps),
        "compared": COMPARED,
    }
    return render(request, "reports/year_form.html", context)


def year_form_people(request: SignedInRequest, pk: int, form: str, table: str, row: str, column: str) -> HttpResponse:
    """The subjects behind one number: as many rows as it says."""
    period, _asked, day = _year(request, pk)
    paper = _paper(year_numbers(period, day, with_last=column == "last"), form)
    found = behind(paper, table=table, row=row, column=column)
    if found is None:
        raise Http404
    page = Paginator(People(found.entries, found.on, day), PAGE).get_page(request.GET.get("trang"))
    context = {
        "period": period,
        "paper": paper,
        "names": found.names,
        "page": page,
        "query": _query(day),
        "on": found.on,
    }
    return render(request, "reports/year_form_people.html", context | _readable(request, page))


def year_missing(request: SignedInRequest, pk: int) -> HttpResponse:
    """Who stands in the records and has no evaluation in the year at all."""
    period, _asked, day = _year(request, pk)
    facts = year_numbers(period, day, with_last=False).facts
    entries = [entry for entry in facts.entries if entry.trait.place == MISSING]
    page = Paginator(People(entries, facts.on, day), PAGE).get_page(request.GET.get("trang"))
    context = {"period": period, "page": page, "on": facts.on, "actions": period_actions_for(request.user, period)}
    return render(request, "reports/year_missing.html", context | _readable(request, page))


def _readable(request: SignedInRequest, people: Iterable[Person]) -> dict[str, object]:
    """Which evaluations, people and units of a page the reader may open: some may belong elsewhere by now."""
    rows = list(people)
    evaluations = [row.evaluation.pk for row in rows if row.evaluation]
    members = [row.member for row in rows if row.member]
    return {
        "visible": set(evaluations_visible_to(request.user).filter(pk__in=evaluations).values_list("pk", flat=True)),
        "visible_members": set(members_visible_to(request.user).filter(pk__in=members).values_list("pk", flat=True)),
        "known": scope_of(request.user).known,
    }


@require_POST
def year_form_request(request: SignedInRequest, pk: int, form: str, extension: str) -> HttpResponse:
    """Ask for a form as of a day (``ngay``) as paper, Word or workbook; then watch it on its page."""
    period = get_period(request.user, pk, to="print")
    if extension not in KINDS or period.quarter is not None:
        raise Http404
    asked_day = DayForm(request.POST)
    if not asked_day.is_valid():
        messages.error(request, _("Hãy ghi ngày của biểu, ví dụ 31/12/2025."))
        return redirect("reports:year_form", pk, form)
    try:
        asked = services.keep_asked_year_form(form, period, asked_day.cleaned_data["ngay"], by=request.user)
        document = services.request_document(asked, kind=KINDS[extension], by=request.user)
    except DomainError as error:
        messages.error(request, str(error))
        return redirect("reports:year_forms", pk)
    return redirect(document)
