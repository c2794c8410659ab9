"""All approved minutes of some months of a unit and those below it, and asking for them as one paper."""

from __future__ import annotations

import datetime as dt

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from accounts.request import SignedInRequest
from core.errors import DomainError
from core.periods import add_months, today
from meetings.rules.conduct import first_day, last_day
from reports import services
from reports.access import documents_visible_to
from reports.catalogue_dossiers import get_unit_with_dossier
from reports.dossiers.minutes_span import minutes_between, number_between, span_words, units_between
from reports.models import MINUTES_SPAN_FORM, AskedPaper

KINDS = {"pdf": "month_minutes", "zip": "month_minutes_zip"}
MONTHS_BACK = 36
MOST_MONTHS = 24
PAGE = 150
"""Units: all of a commune."""


def _month(text: str, usual: tuple[int, int]) -> tuple[int, int]:
    """Year and month of "2026-05"; the usual ones for anything else."""
    year, _dash, month = text.partition("-")
    if not (year.isascii() and month.isascii() and year.isdigit() and month.isdigit()):
        return usual
    if len(year) != 4 or len(month) > 2 or not 1 <= int(month) <= 12 or not 2000 <= int(year) <= 2100:
        return usual
    return int(year), int(month)


def _span(first: str, last: str) -> tuple[dt.date, dt.date]:
    """The span that was asked; last month where nothing sensible was. At most two years."""
    day = first_day(today().year, today().month) - dt.timedelta(days=1)
    begin = _month(first, (day.year, day.month))
    end = max(begin, _month(last, begin))
    months = (end[0] - begin[0]) * 12 + end[1] - begin[1]
    if months >= MOST_MONTHS:
        end = (begin[0] + (begin[1] + MOST_MONTHS - 2) // 12, (begin[1] + MOST_MONTHS - 2) % 12 + 1)
    return first_day(*begin), last_day(*end)


def _choices(first: dt.date, last: dt.date) -> list[tuple[str, str]]:
    """The months of the last years, the latest first, and those that are shown."""
    days = {add_months(today().replace(day=1), -back) for back in range(MONTHS_BACK)}
    days |= {first, last.replace(day=1)}
    return [(f"{day:%Y-%m}", f"{day.month}/{day.year}") for day in sorted(days, reverse=True)]


@require_safe
def month_minutes(request: SignedInRequest, pk: int) -> HttpResponse:
    """The approved minutes by unit, and what is missing."""
    unit = get_unit_with_dossier(request.user, pk)
    first, last = _span(request.GET.get("tu", ""), request.GET.get("den", ""))
    all_units = units_between(unit, first, last)
    page = Paginator(all_units, PAGE).get_page(request.GET.get("trang"))
    units = minutes_between(list(page.object_list), first, last)
    subjects = AskedPaper.objects.filter(form=MINUTES_SPAN_FORM, organisation=unit, first_on=first, last_on=last)
    papers = documents_visible_to(request.user).filter(kind__in=KINDS.values(), subject_id__in=subjects)
    context = {
        "cell": unit,
        "first": first,
        "last": last,
        "span": span_words(first, last),
        "units": units,
        "lacking": [row for row in units if row.missing],
        "number": number_between(all_units, first, last),
        "page": page,
        "choices": _choices(first, last),
        "papers": papers.order_by("-pk")[:4],
    }
    return render(request, "reports/month_minutes.html", context)


@require_POST
def month_minutes_request(request: SignedInRequest, pk: int, extension: str) -> HttpResponse:
    """Ask for all of them as one numbered PDF, or each in a file of its own."""
    unit = get_unit_with_dossier(request.user, pk)
    if extension not in KINDS:
        raise Http404
    first, last = _span(request.POST.get("tu", ""), request.POST.get("den", ""))
    try:
        asked = services.keep_asked(MINUTES_SPAN_FORM, unit, first=first, last=last, by=request.user)
        document = services.request_document(asked, kind=KINDS[extension], by=request.user)
    except DomainError as error:
        messages.error(request, str(error))
        page = reverse("reports:month_minutes", args=[pk])
        return redirect(f"{page}?tu={first:%Y-%m}&den={last:%Y-%m}")
    return redirect(document)
