"""The reports of years among the documents of committees."""

from __future__ import annotations

from typing import Any

from evaluations.models import Period
from meetings.models import DocumentKind, PartyDocument

REPORT = "year_report"
"""The key in a document's content under which a report keeps its year, the committee's own words and its annexes."""


def report_of(period: Period) -> PartyDocument | None:
    """The report of the year that stands, draft or issued; the latest, where one was cancelled before it."""
    rows = PartyDocument.objects.filter(
        organisation=period.organisation_id,
        kind=DocumentKind.REPORT,
        cancelled_on=None,
        content__year_report__period=period.pk,
    )
    return rows.select_related("signer").order_by("-pk").first()


def kept_of(document: PartyDocument) -> dict[str, Any]:
    """What a report keeps; empty for any other document."""
    return dict(document.content.get(REPORT, {}))


def own_words(document: PartyDocument) -> dict[str, str]:
    return dict(kept_of(document).get("own", {}))
