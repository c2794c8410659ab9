"""The minutes (biên bản) as a paper: rows → frozen plain values → HTML → PDF, or a Word file of the same HTML.

What was approved is printed from ``meeting.snapshot`` and from nothing else.
"""

import datetime as dt
import hashlib
import json
from typing import Any

from django.template.loader import render_to_string
from django.utils.translation import override

from core.pdf import Part, part_pdf
from core.periods import LOCAL_ZONE
from core.word import part_word
from meetings.documents.minutes import BLANK, Minutes
from meetings.documents.reading import Reading
from meetings.models import Meeting
from meetings.queries.official import choices_for
from meetings.workflow import FINAL

__all__ = [
    "Minutes",
    "minutes_file_name",
    "minutes_html",
    "minutes_name",
    "minutes_of",
    "minutes_page",
    "minutes_part",
    "minutes_pdf",
    "minutes_to_print",
    "minutes_word",
]


def minutes_of(meeting: Meeting) -> Minutes:
    """The minutes as they stand in the database now. Approval stores ``minutes_of(meeting).to_json()``."""
    with override("vi"):
        return Reading(meeting).minutes()


def minutes_to_print(meeting: Meeting) -> Minutes:
    """What was approved, from the snapshot alone; before approval, what is written so far."""
    return Minutes.from_json(meeting.snapshot) if meeting.snapshot and _is_final(meeting) else minutes_of(meeting)


def minutes_html(
    minutes: Minutes, *, approved_at: dt.datetime | None = None, snapshot: dict[str, Any] | None = None
) -> str:
    """The page that becomes the PDF. Without the moment of approval it is a draft, and marked so.

    The fingerprint is that of the ``snapshot`` as stored, so that it stays when ``Minutes`` gets further fields.
    """
    plain = minutes.to_json() if snapshot is None else snapshot
    text = json.dumps(plain, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    context = {
        "minutes": minutes,
        "is_draft": approved_at is None,
        "approved_at": approved_at.astimezone(LOCAL_ZONE).isoformat(timespec="seconds") if approved_at else "",
        "fingerprint": hashlib.sha256(text.encode()).hexdigest(),
        "blank": BLANK,
    }
    with override("vi"):
        return render_to_string("meetings/pdf/minutes.html", context)


def minutes_pdf(meeting: Meeting) -> bytes:
    """The PDF. Approved minutes give the same bytes for ever; raises DomainError where the machine cannot print."""
    return part_pdf(minutes_part(meeting))


def minutes_part(meeting: Meeting) -> Part:
    """The minutes, to be bound together with others, in the layout of their own day."""
    html, day = minutes_page(meeting)
    return Part(html, day, choices_for(meeting.cell, day).layout)


def minutes_word(meeting: Meeting) -> bytes:
    """The editable copy, of the same content and layout as the PDF."""
    return part_word(minutes_part(meeting))


def minutes_page(meeting: Meeting) -> tuple[str, dt.date]:
    """The page of the minutes as they are to be printed, and the day that decides about its layout."""
    minutes = minutes_to_print(meeting)
    if not _is_final(meeting):
        return minutes_html(minutes), minutes.held_on
    return minutes_html(minutes, approved_at=meeting.approved_at, snapshot=meeting.snapshot), minutes.held_on


def minutes_file_name(meeting: Meeting) -> str:
    """As in "Biên bản Chi bộ thôn Song Vân, tháng 10-2026"; the day tells meetings of one month apart."""
    correction = f" (đính chính lần {meeting.version - 1})" if meeting.version > 1 else ""
    return f"{minutes_name(meeting)}{correction}{'' if _is_final(meeting) else ' (dự thảo)'}"


def minutes_name(meeting: Meeting) -> str:
    """What the minutes of a meeting are called, whichever version it is."""
    cell = meeting.cell.label(meeting.held_on)
    with override("vi"):
        what = "" if meeting.is_regular else f", {meeting.get_kind_display()} ngày {meeting.held_on:%d-%m}"
    return f"Biên bản {cell}{what}, tháng {meeting.month}-{meeting.year}"


def _is_final(meeting: Meeting) -> bool:
    return meeting.state in FINAL
