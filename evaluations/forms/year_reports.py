"""The form in which a committee writes its part of the report on a year."""

from __future__ import annotations

import dataclasses
from typing import Any

from core.periods import today
from evaluations.queries.year_reports import own_words
from evaluations.rules.year_report import own_parts
from meetings.documents.contents import PartSpec
from meetings.documents.drafts import FORMS, draft_of
from meetings.forms.issuing import DraftForm
from meetings.models import PartyDocument


def year_report_form(data: Any, *, document: PartyDocument) -> DraftForm:
    """Title, the committee's own words by part, who signs and who receives it."""
    specs = tuple(PartSpec(part.key, part.label, part.help, part.rows) for part in own_parts())
    draft = draft_of(document)
    assert draft is not None
    return DraftForm(
        data,
        draft=dataclasses.replace(draft, parts=own_words(document)),
        document_form=dataclasses.replace(FORMS["plain"], parts=specs),
        organisation=document.organisation,
        on=today(),
        title=document.title,
    )
