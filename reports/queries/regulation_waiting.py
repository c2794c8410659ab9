"""What waits of committees' own regulations: drafts to be issued."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from cells.access import Scope
from evaluations.models import LocalRegulation
from reports.queries.waiting import Ask, Sort, Waiting

SHOWN = 8
"""How many drafts are named."""


def regulations_to_issue(scope: Scope) -> Sort:
    """Drafts of the committees the user leads: no year is evaluated by one until it is issued."""
    if not scope.directed_roots:
        return
    rows = LocalRegulation.objects.filter(organisation__in=scope.directed_roots, state=LocalRegulation.State.DRAFT)
    for row in (yield Ask(rows.order_by("first_year", "pk")[:SHOWN])):
        words = {"title": row.title, "year": row.first_year}
        yield Waiting(
            "document",
            _("Quy định xếp loại đang soạn, chờ ban hành"),
            _("%(title)s, từ năm %(year)s") % words,
            reverse("evaluations:local_regulation_detail", args=[row.pk]),
        )
