"""The pages of the yearly evaluation, for pictures and measuring: one function for each subject."""

from cells.models import Organisation
from demo.regulation_pages import regulation_pages
from demo.shown import DemoPage


def year_pages(cell: Organisation) -> list[DemoPage]:
    """Every page about regulations, reviews, ballots, decisions, the cap, awards and what comes after."""
    return [*regulation_pages()]
