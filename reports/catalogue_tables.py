"""The forms of a year's evaluation among the papers that can be asked for."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.periods import format_date
from evaluations.access import get_period
from evaluations.documents.year_forms import year_form_file_name, year_form_pdf, year_form_word, year_form_words
from evaluations.documents.year_forms_xlsx import year_form_xlsx
from evaluations.models import Period
from reports.kinds import About, Kind, family
from reports.models import YEAR_FORM_PREFIX, AskedPaper


def _period_of(asked: AskedPaper) -> Period:
    rows = Period.objects.select_related("organisation").prefetch_related("organisation__periods")
    return get_object_or_404(rows, organisation=asked.organisation_id, year=asked.first_on.year, quarter=None)


def _form_of(asked: AskedPaper) -> str:
    return asked.form.removeprefix(YEAR_FORM_PREFIX)


def _year_form_for(user: User, pk: int) -> AskedPaper:
    asked = get_object_or_404(AskedPaper, pk=pk, form__startswith=YEAR_FORM_PREFIX)
    get_period(user, _period_of(asked).pk, to="print")
    return asked


def _year_form_page(asked: AskedPaper) -> str:
    page = reverse("reports:year_form", args=[_period_of(asked).pk, _form_of(asked)])
    return f"{page}?ngay={format_date(asked.last_on)}"


def _of_year_form(make: Callable[..., Any]) -> Callable[[AskedPaper], Any]:
    """A maker of ``evaluations.documents`` for the form and the day that were asked."""
    return lambda asked: make(_period_of(asked), _form_of(asked), asked.last_on)


YEAR_FORM = About(
    AskedPaper,
    "organisation",
    _year_form_for,
    _of_year_form(year_form_words),
    _year_form_page,
    lambda _asked: False,
)

TABLES: dict[str, Kind] = {
    **family(
        "year_form",
        _("Biểu"),
        YEAR_FORM,
        _of_year_form(year_form_file_name),
        pdf=_of_year_form(year_form_pdf),
        docx=_of_year_form(year_form_word),
        xlsx=_of_year_form(year_form_xlsx),
    ),
}
