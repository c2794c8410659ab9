"""The only way to change what is kept about papers, notices, targets and keys."""

from reports.services.asked import (
    keep_asked,
    keep_asked_book,
    keep_asked_half_year,
    keep_asked_month,
    keep_asked_statistics,
    keep_asked_summary,
    keep_asked_year_form,
)
from reports.services.document_deeds import cancel_document, retry_document
from reports.services.document_parts import run_part
from reports.services.document_upkeep import expire_documents, resume_documents
from reports.services.documents import open_document, open_stored, request_document, run_document
from reports.services.merging import merge_parts

__all__ = [
    "cancel_document",
    "expire_documents",
    "keep_asked",
    "keep_asked_book",
    "keep_asked_half_year",
    "keep_asked_month",
    "keep_asked_statistics",
    "keep_asked_summary",
    "keep_asked_year_form",
    "merge_parts",
    "open_document",
    "open_stored",
    "request_document",
    "resume_documents",
    "retry_document",
    "run_document",
    "run_part",
]
