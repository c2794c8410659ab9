"""The papers of meetings that came after the minutes: scoring sheets, the half-year of a committee's cells."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from meetings.access import get_meeting
from meetings.access.sheets import get_summed_up
from meetings.documents.half_year import half_year_pdf, half_year_word, half_year_words, half_year_xlsx
from meetings.documents.score_sheet import (
    score_sheet_file_name,
    score_sheet_pdf,
    score_sheet_word,
    score_sheet_xlsx,
)
from meetings.models import Meeting
from reports.kinds import About, Kind, family
from reports.models import HALF_YEAR_FORM, AskedPaper

SCORED = About(
    Meeting,
    "cell",
    lambda user, pk: get_meeting(user, pk, to="print"),
    lambda meeting: f"{meeting}, {meeting.cell.label(meeting.held_on)}",
    lambda meeting: reverse("meetings:meeting_score", args=[meeting.pk]),
    lambda _meeting: False,
)
"""A meeting, for its scoring sheet, which changes until the committee has graded it and may change after."""


def _half_year_for(user: User, pk: int) -> AskedPaper:
    asked = get_object_or_404(AskedPaper, pk=pk, form=HALF_YEAR_FORM)
    get_summed_up(user, asked.organisation_id)
    return asked


def _half_year_page(asked: AskedPaper) -> str:
    half = urlencode({"ky": f"{asked.first_on:%Y-%m}"})
    return f"{reverse('reports:half_year', args=[asked.organisation_id])}?{half}"


def _of_half(make: Callable[..., Any]) -> Callable[[AskedPaper], Any]:
    """A maker of ``meetings.documents.half_year`` for what was asked."""
    return lambda asked: make(asked.organisation, asked.first_on, asked.last_on)


HALF_YEAR = About(
    AskedPaper,
    "organisation",
    _half_year_for,
    _of_half(half_year_words),
    _half_year_page,
    lambda _asked: False,
)

MEETINGS: dict[str, Kind] = {
    **family(
        "score_sheet",
        _("Biểu chấm điểm"),
        SCORED,
        score_sheet_file_name,
        pdf=score_sheet_pdf,
        docx=score_sheet_word,
        xlsx=score_sheet_xlsx,
    ),
    **family(
        "half_year",
        _("Báo cáo sinh hoạt"),
        HALF_YEAR,
        lambda asked: f"Báo cáo sinh hoạt {half_year_words(asked.organisation, asked.first_on, asked.last_on)}",
        pdf=_of_half(half_year_pdf),
        docx=_of_half(half_year_word),
        xlsx=_of_half(half_year_xlsx),
    ),
}
