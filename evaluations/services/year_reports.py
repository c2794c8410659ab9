"""The report of a committee on a year: begun, written on, issued. It is a document of the committee like any other.

The committee's own words are kept by part; the sentences with numbers are taken from the records anew whenever it is
saved, and a last time when it is issued, which freezes text and annexes.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Mapping

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from accounts.models import User
from cells.models import Organisation
from core.errors import DomainError
from core.vietnamese import normalise
from evaluations.documents.year_report import annex_pages
from evaluations.models import Period
from evaluations.queries.year_paper import year_numbers
from evaluations.queries.year_report import composed, report_figures
from evaluations.queries.year_reports import REPORT, own_words, report_of
from evaluations.rules.year_report import own_parts, report_title
from meetings.documents.contents import Draft
from meetings.documents.drafts import draft_of, first_draft
from meetings.models import DocumentKind, PartyDocument
from meetings.services.issuing import begin_document, change_document, issue_document

LONGEST = 12_000
"""Of one part that the committee writes."""


@transaction.atomic
def begin_year_report(period: Period, *, by: User) -> PartyDocument:
    """Begin the report of a year, or go on with the one that is there. Refused: a quarter."""
    if period.quarter is not None:
        raise DomainError(_("Báo cáo cuối năm lập cho cả năm, không lập cho quý."))
    organisation = Organisation.objects.select_for_update(no_key=True).get(pk=period.organisation_id)
    standing = report_of(period)
    if standing is not None:
        return standing
    draft = dataclasses.replace(first_draft(organisation, DocumentKind.REPORT, None), parts={"body": _text(period, {})})
    title = report_title(period.year)
    document = begin_document(organisation, kind=DocumentKind.REPORT, title=title, draft=draft, by=by)
    return _keep(document, {"period": period.pk, "own": {}})


@transaction.atomic
def write_year_report(
    document: PartyDocument, *, period: Period, title: str, own: Mapping[str, str], draft: Draft, by: User
) -> PartyDocument:
    """Keep the committee's own words, who signs and who receives it; the numbers are those of today.

    Refused: a part too long, a report that was issued or cancelled.
    """
    kept = {}
    for part in own_parts():
        text = own.get(part.key, "").replace("\r\n", "\n").strip()
        if len(text) > LONGEST:
            words = {"part": part.label, "most": LONGEST}
            raise DomainError(_("Phần “%(part)s” dài quá %(most)s ký tự.") % words, field=part.key)
        kept[part.key] = text
    draft = dataclasses.replace(draft, form="plain", parts={"body": _text(period, kept)})
    document = change_document(document, title=title, draft=draft, by=by)
    return _keep(document, {"period": period.pk, "own": kept})


@transaction.atomic
def issue_year_report(
    document: PartyDocument, *, period: Period, signed_on: dt.date, by: User, numbered: bool = True
) -> PartyDocument:
    """Give the report its number and date with the numbers of that day, and freeze it with its annexes.

    Refused: a wanted part that is empty, a day before the year, and whatever refuses the issuing of any document.
    Asked for twice, it happens once.
    """
    document = PartyDocument.objects.select_for_update(of=("self",)).get(pk=document.pk)
    if document.signed_on is not None and document.cancelled_on is None:
        return document
    own = own_words(document)
    for part in own_parts():
        if part.is_wanted and not normalise(own.get(part.key, "")):
            raise DomainError(
                _("Chưa viết phần “%(part)s”; hãy viết rồi ban hành.") % {"part": part.label}, field="signed_on"
            )
    if signed_on < dt.date(period.year, 1, 1):
        raise DomainError(_("Ngày ký sớm hơn năm của báo cáo; hãy ghi lại."), field="signed_on")
    draft = draft_of(document)
    assert draft is not None
    draft = dataclasses.replace(draft, parts={"body": _text(period, own, signed_on)})
    document = change_document(document, title=document.title, draft=draft, by=by)
    document = issue_document(document, signed_on=signed_on, by=by, numbered=numbered)
    annexes = [{"title": title, "html": html} for title, html in annex_pages(period, signed_on)]
    return _keep(document, {"period": period.pk, "own": own, "annexes": annexes})


def _text(period: Period, own: Mapping[str, str], as_of: dt.date | None = None) -> str:
    with override("vi"):
        return composed(report_figures(year_numbers(period, as_of)), own)


def _keep(document: PartyDocument, report: dict[str, object]) -> PartyDocument:
    document.content = document.content | {REPORT: report}
    document.save(update_fields=["content"])
    return document
