"""The signed minutes that were scanned back: they stand in a dossier instead of the paper made here."""

from __future__ import annotations

import hashlib

from core.errors import DomainError
from core.merging import page_count
from core.photographs import page_of_image
from meetings.models import Meeting, Paper

PDF = "application/pdf"


def original_of(meeting: Meeting) -> bytes | None:
    """The original of the present version as PDF; None where there is none that can be read unaltered."""
    rows = meeting.papers.filter(kind=Paper.Kind.ORIGINAL, is_removed=False, version=meeting.version)
    paper = rows.exclude(sha256="").first()
    if paper is None:
        return None
    content = _stored(paper)
    if content is None:
        return None
    try:
        made = content if paper.content_type == PDF else page_of_image(content)
        page_count(made)
    except (DomainError, OSError, ValueError):
        return None
    return made


def _stored(paper: Paper) -> bytes | None:
    try:
        with paper.file.open("rb") as file:
            content: bytes = file.read()
    except OSError:
        return None
    return content if hashlib.sha256(content).hexdigest() == paper.sha256 else None
