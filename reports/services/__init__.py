"""The only way to change what is kept about papers, notices, targets and keys."""

from reports.services.asked import (
    keep_asked,
    keep_asked_book,
    keep_asked_month,
    keep_asked_statistics,
    keep_asked_summary,
)
from reports.services.documents import (
    open_document,
    open_stored,
    request_document,
    resume_documents,
    run_document,
)

__all__ = [
    "keep_asked",
    "keep_asked_book",
    "keep_asked_month",
    "keep_asked_statistics",
    "keep_asked_summary",
    "open_document",
    "open_stored",
    "request_document",
    "resume_documents",
    "run_document",
]
