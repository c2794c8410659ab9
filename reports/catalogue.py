"""The papers that can be asked for. A new kind is one line in ``CATALOGUE``."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import IO, Any
from urllib.parse import urlencode

from django.db.models import Model
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from accounts.models import User
from cells.access import get_organisation
from cells.documents import statistics_pdf, statistics_words, statistics_xlsx
from cells.models import Organisation
from cells.rules.statistics import forms
from core.periods import format_date
from evaluations.access import get_period
from evaluations.access.awards import get_award_proposal
from evaluations.access.ballots import get_ballot
from evaluations.access.decisions import get_further_decision
from evaluations.documents import year_summary_file_name, year_summary_pdf, year_summary_word, year_summary_xlsx
from evaluations.documents.awards import (
    award_decision_file_name,
    award_decision_pdf,
    award_proposals_file_name,
    award_proposals_pdf,
    award_proposals_xlsx,
)
from evaluations.documents.ballots import (
    ballot_file_name,
    ballot_pdf,
    ballot_word,
    counting_record_file_name,
    counting_record_pdf,
    counting_record_word,
)
from evaluations.documents.corrections import (
    further_decision_file_name,
    further_decision_pdf,
    further_decision_word,
)
from evaluations.documents.postponed import (
    postponed_list_file_name,
    postponed_list_pdf,
    postponed_list_word,
    postponed_list_xlsx,
)
from evaluations.models import AwardProposal, Ballot, Decision, Period
from meetings.access import get_meeting
from meetings.access.calendars import get_calendar
from meetings.access.issued import get_issued
from meetings.access.sheets import get_summed_up
from meetings.access.thematic import get_plan
from meetings.access.versions import get_version
from meetings.documents import minutes_file_name, minutes_pdf, minutes_word
from meetings.documents.books import book_file_name, book_pdf, book_word
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
from reports.models import BOOK_FORM, MONTH_SCORES_FORM, AskedStatistics
from reports.unit_data import unit_data_file_name, unit_data_zip

CONTENT_TYPES = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "zip": "application/zip",
}


@dataclass(frozen=True)
class About:
    """What papers can be about: the door to such a thing, and what a paper has to know of it."""

    model: type[Model]
    organisation: str
    """The path of its foreign keys to the unit it belongs to; empty for the unit itself."""
    door: Callable[[User, int], Any]
    """The thing, for someone who may print it; 404 outside the scope, 403 inside it without the right."""
    words: Callable[[Any], str]
    page: Callable[[Any], str]
    """The address on which its papers are asked for."""
    is_final: Callable[[Any], bool]
    """Whether it can no longer change, so that its paper is made once and kept."""

    def load(self, pk: int) -> Any:
        """The thing, for the worker."""
        if not self.organisation:
            return self.model._default_manager.prefetch_related("periods").get(pk=pk)
        rows = self.model._default_manager.select_related(self.organisation)
        return rows.prefetch_related(f"{self.organisation}__periods").get(pk=pk)


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
)
PERIOD = About(
    Period,
    "organisation",
    lambda user, pk: get_period(user, pk, to="print"),
    lambda period: f"năm {period.year}, {period.organisation.label(period.reference_date)}",
    lambda period: reverse("reports:year_summary", args=[period.pk]),
    lambda period: period.state == Period.State.CLOSED and not period.evaluations.exclude(state="decided").exists(),
)

BALLOT = About(
    Ballot,
    "organisation",
    lambda user, pk: get_ballot(user, pk, to="print"),
    lambda ballot: f"năm {ballot.period.year}, {ballot.about}, {ballot.organisation.name}",
    Ballot.get_absolute_url,
    lambda _ballot: False,
)

POSTPONED = replace(
    PERIOD,
    page=lambda period: reverse("evaluations:postponed_list", args=[period.pk]),
    is_final=lambda _period: False,
)
"""The same period, for the list that shrinks as people are reviewed later."""

FURTHER_DECISION = About(
    Decision,
    "evaluation__cell",
    get_further_decision,
    lambda decision: f"{decision.document_number}, {decision.evaluation}, năm {decision.evaluation.period.year}",
    lambda decision: decision.evaluation.get_absolute_url(),
    lambda _decision: True,
)
AWARDS = replace(
    PERIOD, page=lambda period: reverse("evaluations:award_list", args=[period.pk]), is_final=lambda _p: False
)
AWARD = About(
    AwardProposal,
    "period__organisation",
    get_award_proposal,
    lambda proposal: (
        f"năm {proposal.period.year}, {proposal.period.organisation.label(proposal.period.reference_date)}"
    ),
    lambda proposal: reverse("evaluations:award_list", args=[proposal.period_id]),
    lambda _proposal: False,
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


def _statistics_for(user: User, pk: int) -> AskedStatistics:
    asked = get_object_or_404(AskedStatistics, pk=pk, form__in=forms())
    get_organisation(user, asked.organisation_id, to="view_members")
    return asked


def _statistics_page(asked: AskedStatistics) -> str:
    days = {"tu": format_date(asked.first_on), "den": format_date(asked.last_on)}
    page = reverse("cells:statistics_form", args=[asked.organisation_id, asked.form])
    return f"{page}?{urlencode(days)}"


def _of_statistics(make: Callable[..., Any]) -> Callable[[AskedStatistics], Any]:
    """A maker of ``cells.documents`` for what was asked."""
    return lambda asked: make(forms()[asked.form], asked.organisation, first=asked.first_on, last=asked.last_on)


STATISTICS = About(
    AskedStatistics,
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
)


def _month_scores_for(user: User, pk: int) -> AskedStatistics:
    asked = get_object_or_404(AskedStatistics, pk=pk, form=MONTH_SCORES_FORM)
    get_summed_up(user, asked.organisation_id)
    return asked


def _month_scores_page(asked: AskedStatistics) -> str:
    page = reverse("meetings:month_scores", args=[asked.organisation_id])
    return f"{page}?{urlencode({'thang': f'{asked.first_on:%Y-%m}'})}"


def _of_month(make: Callable[..., Any]) -> Callable[[AskedStatistics], Any]:
    """A maker of ``meetings.documents`` for the month that was asked."""
    return lambda asked: make(asked.organisation, asked.first_on.year, asked.first_on.month)


MONTH_SCORES = About(
    AskedStatistics,
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
)
REGISTER = replace(UNIT, page=lambda unit: reverse("meetings:document_register", args=[unit.pk]))


def _book_for(user: User, pk: int) -> AskedStatistics:
    asked = get_object_or_404(AskedStatistics, pk=pk, form=BOOK_FORM)
    get_organisation(user, asked.organisation_id, to="view_members")
    return asked


def _of_book(make: Callable[..., Any]) -> Callable[[AskedStatistics], Any]:
    """A maker of ``meetings.documents.books`` for the unit and the year that were asked."""
    return lambda asked: make(asked.organisation, asked.first_on.year)


BOOK = About(
    AskedStatistics,
    "organisation",
    _book_for,
    lambda asked: f"năm {asked.first_on.year}, {asked.organisation.label(asked.last_on)}",
    lambda asked: f"{reverse('reports:year_book', args=[asked.organisation_id])}?nam={asked.first_on.year}",
    lambda _asked: False,
)


@dataclass(frozen=True)
class Kind:
    """One kind of paper."""

    label: str | Promise
    about: About
    build: Callable[[Any], bytes | IO[bytes]]
    """Makes the file, an open temporary one if it may be large; raises DomainError with a sentence for the user.
    Called by the worker only."""
    file_name: Callable[[Any], str]
    """Without the extension; Vietnamese, with the year."""
    extension: str = "pdf"
    members_may_read: bool = False
    """Whether plain members of the unit may read the paper once it is final."""

    @property
    def content_type(self) -> str:
        return CONTENT_TYPES[self.extension]

    def organisation_of(self, subject: Any) -> Organisation:
        """The unit that the paper belongs to; who may read the unit may read the paper."""
        found = subject
        for name in self.about.organisation.split("__") if self.about.organisation else ():
            found = getattr(found, name)
        assert isinstance(found, Organisation)
        return found

    def title_of(self, subject: Any) -> str:
        """What lists call the paper, always in Vietnamese, since it is stored."""
        with override("vi"):
            return f"{self.label} {self.about.words(subject)}"[:300]

    def file_name_of(self, subject: Any) -> str:
        """A name that every system can save: no separators, no control characters, not too long."""
        name = "".join(
            char if char.isprintable() and char not in '\\/:*?"<>|' else "-" for char in self.file_name(subject)
        )
        return f"{name[:180].strip(' .')}.{self.extension}"


def _statistics_file_name(asked: AskedStatistics) -> str:
    return f"Biểu {STATISTICS.words(asked)}"


def _month_scores_file_name(asked: AskedStatistics) -> str:
    return f"Tổng hợp xếp loại sinh hoạt {MONTH_SCORES.words(asked).replace('/', '-')}"


CATALOGUE: dict[str, Kind] = {
    "minutes": Kind(_("Biên bản"), MEETING, minutes_pdf, minutes_file_name, members_may_read=True),
    "minutes_word": Kind(
        _("Biên bản (Word)"), MEETING, minutes_word, minutes_file_name, extension="docx", members_may_read=True
    ),
    "minutes_version": Kind(
        _("Biên bản"), MINUTES_VERSION, minutes_version_pdf, minutes_version_file_name, members_may_read=True
    ),
    "minutes_version_word": Kind(
        _("Biên bản (Word)"),
        MINUTES_VERSION,
        minutes_version_word,
        minutes_version_file_name,
        extension="docx",
        members_may_read=True,
    ),
    "sign_in_sheet": Kind(_("Danh sách dự sinh hoạt"), SHEET, sign_in_sheet_pdf, sign_in_sheet_file_name),
    "sign_in_sheet_word": Kind(
        _("Danh sách dự sinh hoạt (Word)"), SHEET, sign_in_sheet_word, sign_in_sheet_file_name, extension="docx"
    ),
    "thematic_plan": Kind(_("Kế hoạch chuyên đề"), THEMATIC_PLAN, thematic_plan_pdf, thematic_plan_file_name),
    "thematic_plan_word": Kind(
        _("Kế hoạch chuyên đề (Word)"), THEMATIC_PLAN, thematic_plan_word, thematic_plan_file_name, extension="docx"
    ),
    "year_summary": Kind(_("Tổng hợp xếp loại"), PERIOD, year_summary_pdf, year_summary_file_name),
    "year_summary_xlsx": Kind(
        _("Tổng hợp xếp loại (Excel)"), PERIOD, year_summary_xlsx, year_summary_file_name, extension="xlsx"
    ),
    "year_summary_word": Kind(
        _("Tổng hợp xếp loại (Word)"), PERIOD, year_summary_word, year_summary_file_name, extension="docx"
    ),
    "ballot": Kind(_("Phiếu xếp loại"), BALLOT, ballot_pdf, ballot_file_name),
    "ballot_word": Kind(_("Phiếu xếp loại (Word)"), BALLOT, ballot_word, ballot_file_name, extension="docx"),
    "counting_record": Kind(_("Biên bản kiểm phiếu"), BALLOT, counting_record_pdf, counting_record_file_name),
    "counting_record_word": Kind(
        _("Biên bản kiểm phiếu (Word)"), BALLOT, counting_record_word, counting_record_file_name, extension="docx"
    ),
    "postponed_list": Kind(
        _("Danh sách chưa kiểm điểm, xếp loại"), POSTPONED, postponed_list_pdf, postponed_list_file_name
    ),
    "postponed_list_word": Kind(
        _("Danh sách chưa kiểm điểm, xếp loại (Word)"),
        POSTPONED,
        postponed_list_word,
        postponed_list_file_name,
        extension="docx",
    ),
    "postponed_list_xlsx": Kind(
        _("Danh sách chưa kiểm điểm, xếp loại (Excel)"),
        POSTPONED,
        postponed_list_xlsx,
        postponed_list_file_name,
        extension="xlsx",
    ),
    "further_decision": Kind(
        _("Quyết định xếp loại lại"), FURTHER_DECISION, further_decision_pdf, further_decision_file_name
    ),
    "further_decision_word": Kind(
        _("Quyết định xếp loại lại (Word)"),
        FURTHER_DECISION,
        further_decision_word,
        further_decision_file_name,
        extension="docx",
    ),
    "award_proposals": Kind(_("Đề nghị khen thưởng"), AWARDS, award_proposals_pdf, award_proposals_file_name),
    "award_proposals_xlsx": Kind(
        _("Đề nghị khen thưởng (Excel)"), AWARDS, award_proposals_xlsx, award_proposals_file_name, extension="xlsx"
    ),
    "award_decision": Kind(_("Quyết định khen thưởng"), AWARD, award_decision_pdf, award_decision_file_name),
    "statistics": Kind(_("Biểu thống kê"), STATISTICS, _of_statistics(statistics_pdf), _statistics_file_name),
    "statistics_xlsx": Kind(
        _("Biểu thống kê (Excel)"),
        STATISTICS,
        _of_statistics(statistics_xlsx),
        _statistics_file_name,
        extension="xlsx",
    ),
    "month_calendar": Kind(_("Thông báo lịch sinh hoạt"), CALENDAR, calendar_pdf, calendar_file_name),
    "month_calendar_word": Kind(
        _("Thông báo lịch sinh hoạt (Word)"), CALENDAR, calendar_word, calendar_file_name, extension="docx"
    ),
    "issued": Kind(_("Văn bản"), ISSUED, official_pdf, official_file_name, members_may_read=True),
    "issued_word": Kind(
        _("Văn bản (Word)"), ISSUED, official_word, official_file_name, extension="docx", members_may_read=True
    ),
    "register": Kind(_("Sổ văn bản"), REGISTER, register_pdf, register_file_name),
    "register_word": Kind(_("Sổ văn bản (Word)"), REGISTER, register_word, register_file_name, extension="docx"),
    "register_xlsx": Kind(_("Sổ văn bản (Excel)"), REGISTER, register_xlsx, register_file_name, extension="xlsx"),
    "book": Kind(_("Sổ biên bản"), BOOK, _of_book(book_pdf), _of_book(book_file_name)),
    "book_word": Kind(_("Sổ biên bản (Word)"), BOOK, _of_book(book_word), _of_book(book_file_name), extension="docx"),
    "month_scores": Kind(
        _("Tổng hợp xếp loại sinh hoạt"), MONTH_SCORES, _of_month(month_scores_pdf), _month_scores_file_name
    ),
    "month_scores_word": Kind(
        _("Tổng hợp xếp loại sinh hoạt (Word)"),
        MONTH_SCORES,
        _of_month(month_scores_word),
        _month_scores_file_name,
        extension="docx",
    ),
    "month_scores_xlsx": Kind(
        _("Tổng hợp xếp loại sinh hoạt (Excel)"),
        MONTH_SCORES,
        _of_month(month_scores_xlsx),
        _month_scores_file_name,
        extension="xlsx",
    ),
    "unit_data": Kind(_("Toàn bộ dữ liệu"), UNIT, unit_data_zip, unit_data_file_name, extension="zip"),
}


def kind_named(key: str) -> Kind:
    """The kind, or 404."""
    if key not in CATALOGUE:
        raise Http404
    return CATALOGUE[key]
