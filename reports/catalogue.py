"""The papers that can be asked for. A new paper is one ``family`` in ``CATALOGUE``."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from cells.access import get_organisation
from cells.documents import statistics_pdf, statistics_word, statistics_words, statistics_xlsx
from cells.exports.lists import member_list_file, member_list_file_name
from cells.models import Organisation
from cells.rules.statistics import forms
from core.periods import format_date
from meetings.access import get_meeting
from meetings.access.calendars import get_calendar
from meetings.access.issued import get_issued
from meetings.access.sheets import get_summed_up
from meetings.access.thematic import get_plan
from meetings.access.versions import get_version
from meetings.documents import minutes_file_name, minutes_pdf, minutes_word
from meetings.documents.books import book_file_name, book_word
from meetings.documents.calendar import calendar_file_name, calendar_pdf, calendar_word
from meetings.documents.drafts import official_file_name, official_pdf, official_word
from meetings.documents.month_scores import (
    month_scores_pdf,
    month_scores_word,
    month_scores_words,
    month_scores_xlsx,
)
from meetings.documents.register import register_file_name, register_pdf, register_word, register_xlsx
from meetings.documents.sign_in_sheet import sign_in_sheet_file_name, sign_in_sheet_pdf, sign_in_sheet_word
from meetings.documents.thematic import thematic_plan_file_name, thematic_plan_pdf, thematic_plan_word
from meetings.documents.versions import minutes_version_file_name, minutes_version_pdf, minutes_version_word
from meetings.models import Meeting, MinutesVersion, PartyDocument, PublishedCalendar, ThematicPlan
from meetings.workflow import FINAL
from reports.catalogue_boards import BOARDS
from reports.catalogue_decisions import DECISIONS
from reports.catalogue_dossiers import DOSSIERS
from reports.catalogue_meetings import MEETINGS
from reports.catalogue_regulations import CENTRAL
from reports.catalogue_tables import TABLES
from reports.catalogue_year import YEAR
from reports.dossiers import books
from reports.kinds import About, Kind, assembled, family
from reports.models import BOOK_FORM, MONTH_SCORES_FORM, AskedPaper
from reports.outdated import cancelled_document, corrected_minutes, later_calendar
from reports.unit_data import unit_data_file_name, unit_data_zip

MEETING = About(
    Meeting,
    "cell",
    lambda user, pk: get_meeting(user, pk, to="print"),
    lambda meeting: f"{meeting}, {meeting.cell.label(meeting.held_on)}",
    Meeting.get_absolute_url,
    lambda meeting: meeting.state in FINAL,
)
MINUTES_VERSION = About(
    MinutesVersion,
    "meeting__cell",
    get_version,
    lambda version: f"{MEETING.words(version.meeting)} (bản {version.number}, đã đính chính)",
    lambda version: reverse("meetings:minutes_versions", args=[version.meeting_id]),
    lambda _version: True,
    corrected_minutes,
)
SHEET = replace(
    MEETING,
    door=lambda user, pk: get_meeting(user, pk, to="keep_minutes"),
    page=lambda meeting: reverse("meetings:sign_in_sheet", args=[meeting.pk]),
    is_final=lambda _meeting: False,
)
"""The same meeting, for papers that only those who hold it make, each time anew."""

THEMATIC_PLAN = About(
    ThematicPlan,
    "organisation",
    lambda user, pk: get_plan(user, pk, to="print"),
    lambda plan: f"năm {plan.year}, {plan.organisation.name}",
    lambda plan: reverse("meetings:thematic_plan", args=[plan.organisation_id, plan.year]),
    lambda _plan: False,
)


def _statistics_for(user: User, pk: int) -> AskedPaper:
    asked = get_object_or_404(AskedPaper, pk=pk, form__in=forms())
    get_organisation(user, asked.organisation_id, to="view_members")
    return asked


def _statistics_page(asked: AskedPaper) -> str:
    days = {"tu": format_date(asked.first_on), "den": format_date(asked.last_on)}
    page = reverse("cells:statistics_form", args=[asked.organisation_id, asked.form])
    return f"{page}?{urlencode(days)}"


def _of_statistics(make: Callable[..., Any]) -> Callable[[AskedPaper], Any]:
    """A maker of ``cells.documents`` for what was asked."""
    return lambda asked: make(forms()[asked.form], asked.organisation, first=asked.first_on, last=asked.last_on)


STATISTICS = About(
    AskedPaper,
    "organisation",
    _statistics_for,
    _of_statistics(statistics_words),
    _statistics_page,
    lambda _asked: False,
)


CALENDAR = About(
    PublishedCalendar,
    "organisation",
    lambda user, pk: get_calendar(user, pk, to="print"),
    lambda calendar: f"tháng {calendar.month}/{calendar.year}, lần {calendar.edition}, {calendar.organisation.name}",
    lambda calendar: reverse("meetings:calendar_published", args=[calendar.pk]),
    lambda _calendar: True,
    later_calendar,
)


def _month_scores_for(user: User, pk: int) -> AskedPaper:
    asked = get_object_or_404(AskedPaper, pk=pk, form=MONTH_SCORES_FORM)
    get_summed_up(user, asked.organisation_id)
    return asked


def _month_scores_page(asked: AskedPaper) -> str:
    page = reverse("meetings:month_scores", args=[asked.organisation_id])
    return f"{page}?{urlencode({'thang': f'{asked.first_on:%Y-%m}'})}"


def _of_month(make: Callable[..., Any]) -> Callable[[AskedPaper], Any]:
    """A maker of ``meetings.documents`` for the month that was asked."""
    return lambda asked: make(asked.organisation, asked.first_on.year, asked.first_on.month)


MONTH_SCORES = About(
    AskedPaper,
    "organisation",
    _month_scores_for,
    _of_month(month_scores_words),
    _month_scores_page,
    lambda _asked: False,
)


UNIT = About(
    Organisation,
    "",
    lambda user, pk: get_organisation(user, pk, to="export"),
    lambda unit: unit.name,
    lambda unit: reverse("cells:list_export", args=[unit.pk]),
    lambda _unit: False,
)


ISSUED = About(
    PartyDocument,
    "organisation",
    lambda user, pk: get_issued(user, pk, to="print"),
    lambda document: f"{document.symbol} {document.title}, {document.organisation.label(document.signed_on)}".strip(),
    lambda document: reverse("meetings:party_document", args=[document.pk]),
    lambda document: document.signed_on is not None and document.cancelled_on is None,
    cancelled_document,
)
REGISTER = replace(UNIT, page=lambda unit: reverse("meetings:document_register", args=[unit.pk]))


def _book_for(user: User, pk: int) -> AskedPaper:
    asked = get_object_or_404(AskedPaper, pk=pk, form=BOOK_FORM)
    get_organisation(user, asked.organisation_id, to="view_members")
    return asked


def _of_book(make: Callable[..., Any]) -> Callable[[AskedPaper], Any]:
    """A maker of ``meetings.documents.books`` for the unit and the year that were asked."""
    return lambda asked: make(asked.organisation, asked.first_on.year)


BOOK = About(
    AskedPaper,
    "organisation",
    _book_for,
    lambda asked: f"năm {asked.first_on.year}, {asked.organisation.label(asked.last_on)}",
    lambda asked: f"{reverse('reports:year_book', args=[asked.organisation_id])}?nam={asked.first_on.year}",
    lambda _asked: False,
)


def _statistics_file_name(asked: AskedPaper) -> str:
    return f"Biểu {STATISTICS.words(asked)}"


def _month_scores_file_name(asked: AskedPaper) -> str:
    return f"Tổng hợp xếp loại sinh hoạt {MONTH_SCORES.words(asked).replace('/', '-')}"


CATALOGUE: dict[str, Kind] = {
    **BOARDS,
    **family(
        "minutes",
        _("Biên bản"),
        MEETING,
        minutes_file_name,
        pdf=minutes_pdf,
        docx=minutes_word,
        members_may_read=True,
    ),
    **family(
        "minutes_version",
        _("Biên bản"),
        MINUTES_VERSION,
        minutes_version_file_name,
        pdf=minutes_version_pdf,
        docx=minutes_version_word,
        members_may_read=True,
    ),
    **family(
        "sign_in_sheet",
        _("Danh sách ký tên"),
        SHEET,
        sign_in_sheet_file_name,
        pdf=sign_in_sheet_pdf,
        docx=sign_in_sheet_word,
        is_sealed=False,
    ),
    **family(
        "thematic_plan",
        _("Kế hoạch chuyên đề"),
        THEMATIC_PLAN,
        thematic_plan_file_name,
        pdf=thematic_plan_pdf,
        docx=thematic_plan_word,
    ),
    **family(
        "statistics",
        _("Biểu thống kê"),
        STATISTICS,
        _statistics_file_name,
        pdf=_of_statistics(statistics_pdf),
        docx=_of_statistics(statistics_word),
        xlsx=_of_statistics(statistics_xlsx),
    ),
    **family(
        "month_calendar",
        _("Thông báo lịch sinh hoạt"),
        CALENDAR,
        calendar_file_name,
        pdf=calendar_pdf,
        docx=calendar_word,
    ),
    **family(
        "issued",
        _("Văn bản"),
        ISSUED,
        official_file_name,
        pdf=official_pdf,
        docx=official_word,
        members_may_read=True,
    ),
    **family(
        "register",
        _("Sổ văn bản"),
        REGISTER,
        register_file_name,
        pdf=register_pdf,
        docx=register_word,
        xlsx=register_xlsx,
    ),
    **assembled("book", _("Sổ biên bản"), BOOK, _of_book(book_file_name), books.BOOK),
    **family("book", _("Sổ biên bản"), BOOK, _of_book(book_file_name), docx=_of_book(book_word)),
    **family(
        "month_scores",
        _("Tổng hợp xếp loại sinh hoạt"),
        MONTH_SCORES,
        _month_scores_file_name,
        pdf=_of_month(month_scores_pdf),
        docx=_of_month(month_scores_word),
        xlsx=_of_month(month_scores_xlsx),
    ),
    **MEETINGS,
    **YEAR,
    **DECISIONS,
    **TABLES,
    **DOSSIERS,
    **CENTRAL,
    "member_list": Kind(_("Danh sách đảng viên"), UNIT, member_list_file, member_list_file_name, extension="xlsx"),
    "unit_data": Kind(_("Toàn bộ dữ liệu"), UNIT, unit_data_zip, unit_data_file_name, extension="zip"),
}


def kind_named(key: str) -> Kind:
    """The kind, or 404."""
    if key not in CATALOGUE:
        raise Http404
    return CATALOGUE[key]
