"""The half-year of a committee's cells on the screen, and asking for its papers."""

import datetime as dt

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from accounts.request import SignedInRequest
from core.errors import DomainError
from core.periods import today
from meetings.access.sheets import get_summed_up
from meetings.documents.half_year import half_of
from meetings.queries.half_year import half_year_rows
from meetings.rules.conduct import first_day, last_day
from reports import services
from reports.queries.print_check import head_gaps, signer_gaps

KINDS = {"pdf": "half_year", "docx": "half_year_word", "xlsx": "half_year_xlsx"}
PAPERS = (("pdf", gettext_lazy("In PDF")), ("docx", gettext_lazy("Tải Word")), ("xlsx", gettext_lazy("Tải Excel")))
FIRST_YEAR, SHOWN, PAGE = 2015, 6, 50


@require_safe
def half_year(request: SignedInRequest, pk: int) -> HttpResponse:
    """One row for each cell; ``ky`` (2026-07) chooses the half, the one under way otherwise."""
    committee, day = get_summed_up(request.user, pk), today()
    halves = _halves(day)
    first = next((each for each in halves if _key(each) == request.GET.get("ky")), halves[0])
    last = min(last_day(first.year, first.month + 5), day)
    page = Paginator(half_year_rows(committee, first, last), PAGE).get_page(request.GET.get("trang"))
    context = {
        "committee": committee,
        "first": first,
        "title": half_of(first),
        "page": page,
        "halves": [(_key(each), each, half_of(each)) for each in halves],
        "papers": PAPERS,
        "gaps": [*head_gaps(committee, last), *signer_gaps(committee, day)],
    }
    return render(request, "reports/half_year.html", context)


def _first_day(year: int, month: int) -> dt.date:
    if month not in (1, 7) or not FIRST_YEAR <= year <= today().year or first_day(year, month) > today():
        raise Http404
    return first_day(year, month)


def _key(first: dt.date) -> str:
    return f"{first:%Y-%m}"


def _halves(day: dt.date) -> list[dt.date]:
    """The last six halves that have begun, the latest first."""
    found = [first_day(year, month) for year in range(day.year, day.year - 4, -1) for month in (7, 1)]
    return [each for each in found if each <= day][:SHOWN]


@require_POST
def half_year_request(request: SignedInRequest, pk: int, year: int, month: int, extension: str) -> HttpResponse:
    """Ask for the paper of a half; then watch it on its page."""
    committee, first = get_summed_up(request.user, pk), _first_day(year, month)
    if extension not in KINDS:
        raise Http404
    try:
        asked = services.keep_asked_half_year(committee, first, by=request.user)
        document = services.request_document(asked, kind=KINDS[extension], by=request.user)
    except DomainError as error:
        messages.error(request, str(error))
        return redirect("reports:half_year", pk)
    return redirect(document)
