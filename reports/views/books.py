"""The book of minutes of a year: what stands in it, and asking for it as a paper."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from accounts.request import SignedInRequest
from cells.access import get_organisation
from core.errors import DomainError
from core.periods import today
from meetings.queries.books import book_of, book_years
from reports import services
from reports.access import documents_visible_to
from reports.models import BOOK_FORM, AskedPaper

KINDS = {"pdf": "book", "docx": "book_word"}


@require_safe
def year_book(request: SignedInRequest, pk: int) -> HttpResponse:
    """The minutes of a unit in a year, by date, with the months that are missing and the papers made of them."""
    cell = get_organisation(request.user, pk, to="view_members")
    years = book_years(cell)
    asked = request.GET.get("nam", "")
    year = int(asked) if asked in {str(known) for known in years} else (years[0] if years else today().year)
    subjects = AskedPaper.objects.filter(form=BOOK_FORM, organisation=cell, first_on__year=year)
    papers = documents_visible_to(request.user).filter(kind__in=KINDS.values(), subject_id__in=subjects)
    context = {"cell": cell, "year": year, "years": years, "book": book_of(cell, year, today())}
    return render(request, "reports/year_book.html", context | {"papers": papers.order_by("-pk")[:4]})


@require_POST
def book_request(request: SignedInRequest, pk: int, year: int, extension: str) -> HttpResponse:
    """Ask for the book of a year; then watch it on the page of the paper."""
    cell = get_organisation(request.user, pk, to="view_members")
    if extension not in KINDS or year not in book_years(cell):
        raise Http404
    try:
        asked = services.keep_asked_book(cell, year, by=request.user)
        document = services.request_document(asked, kind=KINDS[extension], by=request.user)
    except DomainError as error:
        messages.error(request, str(error))
        return redirect(f"{reverse('reports:year_book', args=[pk])}?nam={year}")
    return redirect(document)
