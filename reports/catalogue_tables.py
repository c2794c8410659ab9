"""The forms and the report of a year's evaluation among the papers that can be asked for."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.periods import format_date
from evaluations.access import get_period
from evaluations.documents.year_forms import year_form_file_name, year_form_pdf, year_form_word, year_form_words
from evaluations.documents.year_forms_xlsx import year_form_xlsx
from evaluations.documents.year_report import year_report_file_name, year_report_pdf, year_report_word
from evaluations.queries.year_reports import kept_of
from meetings.access.issued import get_issued
from meetings.models import PartyDocument
from reports.catalogue_year import period_asked
from reports.kinds import About, Kind, family
from reports.models import YEAR_FORM_PREFIX, AskedPaper
from reports.outdated import cancelled_document


def _form_of(asked: AskedPaper) -> str:
    return asked.form.removeprefix(YEAR_FORM_PREFIX)


def _year_form_for(user: User, pk: int) -> AskedPaper:
    asked = get_object_or_404(AskedPaper, pk=pk, form__startswith=YEAR_FORM_PREFIX)
    get_period(user, period_asked(asked).pk, to="print")
    return asked


def _year_form_page(asked: AskedPaper) -> str:
    page = reverse("reports:year_form", args=[period_asked(asked).pk, _form_of(asked)])
    return f"{page}?ngay={format_date(asked.last_on)}"


def _of_year_form(make: Callable[..., Any]) -> Callable[[AskedPaper], Any]:
    """A maker of ``evaluations.documents`` for the form and the day that were asked."""
    return lambda asked: make(period_asked(asked), _form_of(asked), asked.last_on)


YEAR_FORM = About(
    AskedPaper,
    "organisation",
    _year_form_for,
    _of_year_form(year_form_words),
    _year_form_page,
    lambda _asked: False,
)


def _year_report_for(user: User, pk: int) -> PartyDocument:
    document = get_issued(user, pk, to="print")
    if not kept_of(document):
        raise Http404
    return document


def _year_report_words(document: PartyDocument) -> str:
    unit = document.organisation.label(document.signed_on)
    return f"{document.symbol} {document.title[:1].lower()}{document.title[1:]}, {unit}".strip()


YEAR_REPORT = About(
    PartyDocument,
    "organisation",
    _year_report_for,
    _year_report_words,
    lambda document: reverse("reports:year_report", args=[kept_of(document)["period"]]),
    lambda document: document.signed_on is not None and document.cancelled_on is None,
    cancelled_document,
)

TABLES: dict[str, Kind] = {
    **family(
        "year_form",
        _("Biểu mẫu"),
        YEAR_FORM,
        _of_year_form(year_form_file_name),
        pdf=_of_year_form(year_form_pdf),
        docx=_of_year_form(year_form_word),
        xlsx=_of_year_form(year_form_xlsx),
    ),
    **family(
        "year_report",
        _("Báo cáo"),
        YEAR_REPORT,
        year_report_file_name,
        pdf=year_report_pdf,
        docx=year_report_word,
    ),
}
