"""Earlier versions of corrected minutes on paper: printed from their snapshot exactly as they were."""

from __future__ import annotations

from core.pdf import render_html
from core.word import word_file
from meetings.documents import Minutes, minutes_html, minutes_name
from meetings.models import MinutesVersion


def minutes_of_version(version: MinutesVersion) -> Minutes:
    """The minutes as they were approved then."""
    return Minutes.from_json(version.snapshot)


def minutes_version_html(version: MinutesVersion) -> str:
    """The page as it was printed before the correction."""
    return minutes_html(minutes_of_version(version), approved_at=version.approved_at, snapshot=version.snapshot)


def minutes_version_pdf(version: MinutesVersion) -> bytes:
    """The PDF of an earlier version: the same bytes as before the correction."""
    return render_html(minutes_version_html(version), day=version.meeting.held_on)


def minutes_version_word(version: MinutesVersion) -> bytes:
    """The editable copy of an earlier version."""
    return word_file(minutes_version_html(version), day=version.meeting.held_on)


def minutes_version_file_name(version: MinutesVersion) -> str:
    """The name of the minutes, and which version it is."""
    return f"{minutes_name(version.meeting)} (bản {version.number}, đã đính chính)"
