"""Papers and their parts, what is asked for, notices, targets of a year, keys for machines."""

from reports.models.asked import (
    BOOK_FORM,
    DOSSIER_FORM,
    DOSSIERS_BELOW_FORM,
    HALF_YEAR_FORM,
    MEMBER_DOSSIER_FORM,
    MINUTES_SPAN_FORM,
    MONTH_SCORES_FORM,
    OWN_DOSSIER_FORM,
    SUMMARY_FORM,
    YEAR_FORM_PREFIX,
    AskedPaper,
)
from reports.models.documents import PARTS_KEPT, Document, DocumentPart
from reports.models.keys import ApiToken, CalendarFeed
from reports.models.notices import Notice
from reports.models.targets import YearTarget

__all__ = [
    "BOOK_FORM",
    "DOSSIERS_BELOW_FORM",
    "DOSSIER_FORM",
    "HALF_YEAR_FORM",
    "MEMBER_DOSSIER_FORM",
    "MINUTES_SPAN_FORM",
    "MONTH_SCORES_FORM",
    "OWN_DOSSIER_FORM",
    "PARTS_KEPT",
    "SUMMARY_FORM",
    "YEAR_FORM_PREFIX",
    "ApiToken",
    "AskedPaper",
    "CalendarFeed",
    "Document",
    "DocumentPart",
    "Notice",
    "YearTarget",
]
