"""The pages of the month of a cell, for pictures and measuring: one function for each subject."""

from cells.models import Organisation
from demo.shown import DemoPage


def month_pages(cell: Organisation) -> list[DemoPage]:
    """Every page about plans, papers, scores, documents, tasks and visits."""
    return []
