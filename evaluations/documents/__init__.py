"""What the yearly evaluation prints: a module for each kind of paper."""

from evaluations.documents.year_summary import (
    document_day,
    year_summary_file_name,
    year_summary_pdf,
    year_summary_word,
    year_summary_xlsx,
)

__all__ = ["document_day", "year_summary_file_name", "year_summary_pdf", "year_summary_word", "year_summary_xlsx"]
