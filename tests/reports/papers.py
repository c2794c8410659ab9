"""Meetings whose minutes are ready to print, and papers that are there without having been printed."""

import hashlib
import io

from meetings.models import Meeting, Passage
from meetings.services.lifecycle import approve_minutes, submit_minutes
from reports.catalogue import CATALOGUE
from reports.models import Document
from reports.services.document_rows import claim, store
from tests.cast import Cast, Commune
from tests.factories import make_open_meeting


def make_approved_meeting(commune: Commune, cast: Cast, **values: object) -> Meeting:
    """A meeting of the first cell whose minutes the commune approved."""
    meeting = make_open_meeting(
        commune.cells[0], by=cast.secretary, **{"minutes_agreed": 3, "ended_at": "21:00", **values}
    )
    Passage.objects.filter(meeting=meeting, kind__in=["item_conclusion", "conclusion"]).update(text="Nhất trí.")
    meeting = Meeting.objects.get(pk=meeting.pk)
    submit_minutes(meeting, by=cast.secretary)
    approve_minutes(Meeting.objects.get(pk=meeting.pk), by=cast.commune)
    return Meeting.objects.get(pk=meeting.pk)


def store_paper(document: Document, content: bytes = b"%PDF-1.7 of a test") -> Document:
    """The waiting paper with this file, as a worker stores it: for tests to which its words do not matter."""
    kind = CATALOGUE[document.kind]
    subject, claimed = kind.about.load(document.subject_id), claim(document.pk)
    assert claimed is not None
    names = {"is_final": kind.about.is_final(subject), "file_name": kind.file_name_of(subject)}
    seal = hashlib.sha256(f"{document.kind}:{document.pk}".encode()).hexdigest()
    assert store(document, claimed, io.BytesIO(content), **names, pages=1, seal=seal)
    document.refresh_from_db()
    return document
