"""The pages of the yearly evaluation, for pictures and measuring: one function for each subject."""

from cells.models import Organisation
from demo.afterwards_pages import afterwards_pages
from demo.cap_pages import cap_pages
from demo.decision_pages import decision_pages
from demo.dossier_pages import dossier_pages
from demo.form_pages import form_pages
from demo.freezing import freezing_pages
from demo.paper_pages import paper_pages
from demo.regulation_pages import regulation_pages
from demo.review_pages import review_pages
from demo.shown import DemoPage
from demo.subject_pages import subject_pages


def year_pages(cell: Organisation) -> list[DemoPage]:
    """Every page about regulations, reviews, ballots, decisions, the cap, awards and what comes after."""
    return [
        *regulation_pages(),
        *review_pages(cell),
        *decision_pages(cell),
        *subject_pages(),
        *freezing_pages(),
        *cap_pages(),
        *afterwards_pages(cell),
        *dossier_pages(cell),
        *form_pages(),
        *paper_pages(),
    ]
