"""Reads of papers. They never decide who may see."""

from django.db.models import QuerySet

from meetings.models import Meeting
from meetings.workflow import FINAL
from reports.models import Document


def with_names(documents: QuerySet[Document]) -> QuerySet[Document]:
    """Papers ready for a list: unit and requester at hand."""
    return documents.select_related("organisation", "requested_by").prefetch_related("organisation__periods")


def latest_of(documents: QuerySet[Document], *, kind: str, subject_id: int) -> Document | None:
    """The newest paper of one kind about one thing."""
    return documents.filter(kind=kind, subject_id=subject_id).order_by("-pk").first()


def is_of_present_version(document: Document, meeting: Meeting) -> bool:
    """Whether a paper of minutes shows them as they are: no draft of what is final now, no version corrected since."""
    if document.is_pending:
        return True
    if document.is_final != (meeting.state in FINAL):
        return False
    made, approved = document.finished_at, meeting.approved_at
    return not (meeting.version > 1 and document.is_final and made and approved and made < approved)
