"""Who may see which papers."""

from reports.access.documents import (
    FOR_EXPORT,
    actions_for,
    documents_visible_to,
    get_document,
    get_subject,
)

__all__ = ["FOR_EXPORT", "actions_for", "documents_visible_to", "get_document", "get_subject"]
