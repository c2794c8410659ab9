"""A document without a form of its own (conclusion, notice, plan …): a title and text, headings as they are typed.

Letters and submissions say to whom they go.
"""

from __future__ import annotations

from dataclasses import replace

from django.utils.translation import gettext_lazy as _

from cells.models import Organisation
from cells.queries import superior_of
from core.periods import today
from meetings.documents.contents import Contents, Draft, PartSpec
from meetings.documents.official import BLANK, Section, text_sections
from meetings.models import Meeting
from meetings.queries.official import kind_on
from meetings.rules.official import issuer_name

PARTS = (
    PartSpec(
        "body",
        _("Nội dung"),
        _("Mỗi đoạn một dòng. Dòng “I. …” và dòng “1. …” không có dấu chấm ở cuối được in thành đề mục."),
        18,
    ),
)

ADDRESSED_PARTS = (PartSpec("addressees", _("Kính gửi"), _("Mỗi nơi một dòng."), 2), *PARTS)


def first_words(organisation: Organisation, meeting: Meeting | None) -> dict[str, str]:
    return {}


def title(organisation: Organisation, meeting: Meeting | None) -> str:
    return ""


def contents(draft: Draft, organisation: Organisation, meeting: Meeting | None) -> Contents:
    """The text with its headings; a line for the hand where nothing is typed yet."""
    return Contents(text_sections(draft.text("body")) or (Section(level=0, text=BLANK),))


def first_addressees(organisation: Organisation, meeting: Meeting | None) -> dict[str, str]:
    """The committee above, to which most of them go."""
    superior = superior_of(organisation, today())
    return {"addressees": issuer_name(superior.label(today()), kind_on(superior, today())) if superior else ""}


def addressed(draft: Draft, organisation: Organisation, meeting: Meeting | None) -> Contents:
    to = [line.strip().lstrip("-–• ").rstrip(" ,;.") for line in draft.text("addressees").splitlines()]
    return replace(contents(draft, organisation, meeting), addressees=tuple(filter(None, to)) or (BLANK,))
