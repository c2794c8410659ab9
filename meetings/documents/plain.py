"""A document without a form of its own (conclusion, notice, plan …): a title and text, headings as they are typed."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from cells.models import Organisation
from meetings.documents.contents import Contents, Draft, PartSpec
from meetings.documents.official import BLANK, Section, text_sections
from meetings.models import Meeting

PARTS = (
    PartSpec(
        "body",
        _("Nội dung"),
        _("Mỗi đoạn một dòng. Dòng “I. …” và dòng “1. …” không có dấu chấm ở cuối được in thành đề mục."),
        18,
    ),
)


def first_words(organisation: Organisation, meeting: Meeting | None) -> dict[str, str]:
    return {}


def title(organisation: Organisation, meeting: Meeting | None) -> str:
    return ""


def contents(draft: Draft, organisation: Organisation, meeting: Meeting | None) -> Contents:
    """The text with its headings; a line for the hand where nothing is typed yet."""
    return Contents(text_sections(draft.text("body")) or (Section(level=0, text=BLANK),))
