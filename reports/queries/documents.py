"""Reads of papers. They never decide who may see."""

from django.db.models import QuerySet

from reports.models import Document


def with_names(documents: QuerySet[Document]) -> QuerySet[Document]:
    """Papers ready for a list: unit and requester at hand."""
    return documents.select_related("organisation", "requested_by").prefetch_related("organisation__periods")


def latest_of(documents: QuerySet[Document], *, kind: str, subject_id: int) -> Document | None:
    """The newest paper of one kind about one thing."""
    return documents.filter(kind=kind, subject_id=subject_id).order_by("-pk").first()
