"""The report of a year with its annexes: one PDF with one numbering of pages, and the Word copy.

A draft is made from the numbers of the moment; what was issued, from what was kept then.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Mapping, Sequence

from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import override

from core.errors import DomainError
from core.pdf import Part, bind
from core.periods import today
from core.word import word_file
from core.word_join import joined
from evaluations.documents.year_forms import printed_context
from evaluations.models import Period
from evaluations.queries.year_paper import YearNumbers, year_numbers, year_paper
from evaluations.queries.year_report import composed, report_figures
from evaluations.queries.year_reports import kept_of, own_words
from evaluations.rules.year_forms import YearForm
from evaluations.rules.year_report import annexes_of
from meetings.documents.drafts import build_paper, draft_of, paper_of
from meetings.documents.official import OfficialPaper, official_html
from meetings.models import PartyDocument
from meetings.queries.official import choices_for


def year_report_file_name(document: PartyDocument) -> str:
    """As in "Báo cáo 05-BC-ĐU kiểm điểm, xếp loại năm 2025, Đảng bộ xã Vân Trục"."""
    draft = "" if document.signed_on else " (dự thảo)"
    number = f" {document.symbol.replace('/', '-')}" if document.symbol else ""
    unit = document.organisation.label(document.signed_on)
    return f"Báo cáo{number} kiểm điểm, xếp loại năm {_period_of(document).year}, {unit}{draft}"


def year_report_pdf(document: PartyDocument) -> bytes:
    """The report and its annexes bound together. Raises DomainError where printing fails, or for another document."""
    report, annexes = _pages(document)
    day, layout = document.signed_on or today(), choices_for(document.organisation, document.signed_on or today())
    front = Part(report, day, layout.layout)
    return bind(lambda _starts: front, [Part(html, day, {}) for _title, html in annexes])


def year_report_word(document: PartyDocument) -> bytes:
    """The editable copy: the report, then each annex on pages of its own."""
    report, annexes = _pages(document)
    day, layout = document.signed_on or today(), choices_for(document.organisation, document.signed_on or today())
    first = word_file(report, day=day, changes=layout.layout)
    return joined([first, *(word_file(html, day=day) for _title, html in annexes)])


def annex_pages(period: Period, as_of: dt.date | None) -> list[tuple[str, str]]:
    """The annexes of the report with their titles, as pages: forms of the year that have somebody in them."""
    with override("vi"):
        return _annexes(year_numbers(period, as_of))


def annex_forms(numbers: YearNumbers) -> list[YearForm]:
    """The forms that go with the report: those of the year that have somebody in them."""
    forms = [numbers.forms[key] for key in annexes_of(numbers.period.year) if key in numbers.forms]
    return [form for form in forms if any(numbers.tally.of(scope.where) for scope in form.scopes)]


def _annexes(numbers: YearNumbers) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    for number, form in enumerate(annex_forms(numbers), 1):
        context = printed_context(year_paper(numbers, form.key)) | {"annex": number}
        title = f"Phụ lục {number}: {form.title}"
        found.append((title, render_to_string("evaluations/pdf/year_annex.html", context)))
    return found


def _period_of(document: PartyDocument) -> Period:
    """The year that the report is about. Raises DomainError for any other document."""
    kept = kept_of(document)
    if not kept:
        raise DomainError(_("Văn bản này không phải là báo cáo cuối năm."))
    rows = Period.objects.select_related("organisation").prefetch_related("organisation__periods")
    return rows.get(pk=kept["period"])


def _pages(document: PartyDocument) -> tuple[str, list[tuple[str, str]]]:
    period, kept = _period_of(document), kept_of(document)
    with override("vi"):
        if "annexes" in kept and (paper := paper_of(document)) is not None:
            annexes = [(each["title"], each["html"]) for each in kept["annexes"]]
        else:
            numbers = year_numbers(period)
            annexes, paper = _annexes(numbers), live_paper(document, report_figures(numbers))
        paper = dataclasses.replace(paper, closing=(*paper.closing, *_enclosed([title for title, _html in annexes])))
        reason = document.cancelled_reason
        return official_html(paper, cancelled_on=document.cancelled_on, cancelled_reason=reason), annexes


def _enclosed(titles: list[str]) -> list[str]:
    return ["Kèm theo báo cáo:", *(f"- {title}." for title in titles)] if titles else []


def live_paper(document: PartyDocument, figures: Mapping[str, Sequence[str]]) -> OfficialPaper:
    """A report that is still being written, as it would be issued now with these sentences."""
    draft = draft_of(document)
    assert draft is not None
    return build_paper(document, dataclasses.replace(draft, parts={"body": composed(figures, own_words(document))}))
