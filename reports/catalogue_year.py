"""The papers of the yearly evaluation. A new paper is one ``family`` in ``YEAR``."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.periods import format_date
from evaluations.access import get_evaluation, get_period
from evaluations.access.local_regulations import get_local_regulation
from evaluations.access.opinions import get_evaluation_with_opinions
from evaluations.documents import year_summary_file_name, year_summary_pdf, year_summary_word, year_summary_xlsx
from evaluations.documents.cap_options import (
    cap_options_file_name,
    cap_options_pdf,
    cap_options_word,
    cap_options_xlsx,
)
from evaluations.documents.opinions import (
    opinion_summary_file_name,
    opinion_summary_pdf,
    opinion_summary_word,
    opinion_summary_xlsx,
)
from evaluations.documents.postponed import (
    postponed_list_file_name,
    postponed_list_pdf,
    postponed_list_word,
    postponed_list_xlsx,
)
from evaluations.documents.record_list import (
    record_list_file_name,
    record_list_pdf,
    record_list_word,
    record_list_xlsx,
    unit_record_list_file_name,
    unit_record_list_pdf,
    unit_record_list_word,
    unit_record_list_xlsx,
)
from evaluations.documents.regulation import (
    local_regulation_file_name,
    local_regulation_pdf,
    local_regulation_word,
    period_regulation_file_name,
    period_regulation_pdf,
    period_regulation_word,
)
from evaluations.documents.self_reviews import (
    self_review_blank_part,
    self_review_blank_pdf,
    self_review_blank_word,
    self_review_file_name,
    self_review_part,
    self_review_pdf,
    self_review_word,
    unit_reviews_file_name,
)
from evaluations.models import Evaluation, LocalRegulation, Period
from evaluations.queries.results import is_settled
from reports.dossiers.books import unit_reviews_assembly
from reports.kinds import About, Kind, assembled, family
from reports.models import SUMMARY_FORM, AskedPaper
from reports.outdated import withdrawn_regulation

PERIOD = About(
    Period,
    "organisation",
    lambda user, pk: get_period(user, pk, to="print"),
    lambda period: f"năm {period.year}, {period.organisation.label(period.reference_date)}",
    lambda period: reverse("reports:year_summary", args=[period.pk]),
    lambda period: is_settled(period) and not period.evaluations.exclude(state="decided").exists(),
)


POSTPONED = replace(
    PERIOD,
    page=lambda period: reverse("evaluations:postponed_list", args=[period.pk]),
    is_final=lambda _period: False,
)
"""The same period, for the list that shrinks as people are reviewed later."""

LOCAL_REGULATION = About(
    LocalRegulation,
    "organisation",
    lambda user, pk: get_local_regulation(user, pk, to="print"),
    lambda local: f"từ năm {local.first_year}, {local.organisation}",
    lambda local: reverse("evaluations:local_regulation_text", args=[local.pk]),
    lambda _local: False,
    withdrawn_regulation,
)
PERIOD_REGULATION = replace(
    PERIOD, page=lambda period: reverse("evaluations:period_regulation", args=[period.pk]), is_final=lambda _p: True
)
"""The same period, for the regulation that was frozen into it and never changes."""

CAP_OPTIONS = replace(
    PERIOD,
    page=lambda period: reverse("evaluations:cap_whatif", args=[period.pk]),
    is_final=lambda _period: False,
)
"""The same period, for the what-ifs of its cap, which the committee still changes."""


def period_asked(asked: AskedPaper) -> Period:
    """The year whose tables or forms were asked for as of a day."""
    rows = Period.objects.select_related("organisation").prefetch_related("organisation__periods")
    return get_object_or_404(rows, organisation=asked.organisation_id, year=asked.first_on.year, quarter=None)


def _summary_for(user: User, pk: int) -> AskedPaper:
    asked = get_object_or_404(AskedPaper, pk=pk, form=SUMMARY_FORM)
    get_period(user, period_asked(asked).pk, to="print")
    return asked


def _of_summary(make: Callable[..., Any]) -> Callable[[AskedPaper], Any]:
    """A maker of ``evaluations.documents`` for the year, as it stood on the day that was asked."""
    return lambda asked: make(period_asked(asked), asked.last_on)


SUMMARY_ON = About(
    AskedPaper,
    "organisation",
    _summary_for,
    lambda asked: f"năm {asked.first_on.year} tính đến {format_date(asked.last_on)}, {asked.organisation.name}",
    lambda asked: f"{reverse('reports:year_summary', args=[period_asked(asked).pk])}?ngay={format_date(asked.last_on)}",
    lambda _asked: False,
)

SELF_REVIEW = About(
    Evaluation,
    "cell",
    get_evaluation,
    lambda evaluation: f"{evaluation}, năm {evaluation.period.year}",
    lambda evaluation: reverse("evaluations:self_review", args=[evaluation.pk]),
    lambda _evaluation: False,
)
UNIT_REVIEWS = About(
    Evaluation,
    "cell",
    get_evaluation_with_opinions,
    lambda evaluation: f"{evaluation.cell.name}, năm {evaluation.period.year}",
    lambda evaluation: reverse("evaluations:self_review_list", args=[evaluation.period_id, evaluation.cell_id]),
    lambda _evaluation: False,
)
"""All of a unit, named by the evaluation of the unit or of one of its people."""
OPINIONS = replace(
    UNIT_REVIEWS,
    page=lambda evaluation: reverse("evaluations:opinion_summary", args=[evaluation.period_id, evaluation.cell_id]),
)
RECORDS = replace(
    PERIOD, page=lambda period: reverse("evaluations:record_list", args=[period.pk]), is_final=lambda _p: False
)
UNIT_RECORDS = replace(
    UNIT_REVIEWS,
    page=lambda row: f"{reverse('evaluations:record_list', args=[row.period_id])}?don-vi={row.cell_id}",
)


YEAR: dict[str, Kind] = {
    **family(
        "record_list",
        _("Danh mục hồ sơ"),
        RECORDS,
        record_list_file_name,
        pdf=record_list_pdf,
        docx=record_list_word,
        xlsx=record_list_xlsx,
    ),
    **family(
        "unit_record_list",
        _("Danh mục hồ sơ"),
        UNIT_RECORDS,
        unit_record_list_file_name,
        pdf=unit_record_list_pdf,
        docx=unit_record_list_word,
        xlsx=unit_record_list_xlsx,
    ),
    **family(
        "cap_options",
        _("Phương án tỷ lệ"),
        CAP_OPTIONS,
        cap_options_file_name,
        pdf=cap_options_pdf,
        docx=cap_options_word,
        xlsx=cap_options_xlsx,
    ),
    **family(
        "self_review",
        _("Bản kiểm điểm"),
        SELF_REVIEW,
        self_review_file_name,
        pdf=self_review_pdf,
        docx=self_review_word,
    ),
    **family(
        "self_review_blank",
        _("Mẫu bản kiểm điểm để trống"),
        SELF_REVIEW,
        self_review_file_name,
        pdf=self_review_blank_pdf,
        docx=self_review_blank_word,
        is_sealed=False,
    ),
    **assembled(
        "unit_reviews",
        _("Các bản kiểm điểm"),
        UNIT_REVIEWS,
        unit_reviews_file_name,
        unit_reviews_assembly(self_review_part),
    ),
    **assembled(
        "unit_reviews_blank",
        _("Các mẫu bản kiểm điểm để trống"),
        UNIT_REVIEWS,
        unit_reviews_file_name,
        unit_reviews_assembly(self_review_blank_part),
        is_sealed=False,
    ),
    **family(
        "opinion_summary",
        _("Tổng hợp ý kiến"),
        OPINIONS,
        opinion_summary_file_name,
        pdf=opinion_summary_pdf,
        docx=opinion_summary_word,
        xlsx=opinion_summary_xlsx,
    ),
    **family(
        "year_summary",
        _("Tổng hợp xếp loại"),
        PERIOD,
        year_summary_file_name,
        pdf=year_summary_pdf,
        docx=year_summary_word,
        xlsx=year_summary_xlsx,
    ),
    **family(
        "postponed_list",
        _("Danh sách chưa kiểm điểm, xếp loại"),
        POSTPONED,
        postponed_list_file_name,
        pdf=postponed_list_pdf,
        docx=postponed_list_word,
        xlsx=postponed_list_xlsx,
    ),
    **family(
        "year_summary_on",
        _("Tổng hợp xếp loại"),
        SUMMARY_ON,
        _of_summary(year_summary_file_name),
        pdf=_of_summary(year_summary_pdf),
        docx=_of_summary(year_summary_word),
        xlsx=_of_summary(year_summary_xlsx),
    ),
    **family(
        "local_regulation",
        _("Quy định xếp loại"),
        LOCAL_REGULATION,
        local_regulation_file_name,
        pdf=local_regulation_pdf,
        docx=local_regulation_word,
    ),
    **family(
        "period_regulation",
        _("Quy định áp dụng"),
        PERIOD_REGULATION,
        period_regulation_file_name,
        pdf=period_regulation_pdf,
        docx=period_regulation_word,
    ),
}
