"""What waits for one user in the review: questions from above to answer, shortcomings to remedy by their day."""

from __future__ import annotations

import datetime as dt

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from cells.access import Scope
from core.ids import IdSet
from core.periods import format_date
from evaluations.models import Evaluation, Shortcoming, Suggestion
from evaluations.queries.shortcomings import due_shortcomings
from reports.queries.waiting import Ask, Sort, Waiting

SHOWN = 8
"""How many things of one sort are named."""


def review_waiting(scope: Scope, day: dt.date) -> list[Sort]:
    """Everything of the review in writing, each sort from its own function."""
    return [
        questions_to_answer(scope),
        shortcomings_due(scope, day),
    ]


def questions_to_answer(scope: Scope) -> Sort:
    """Questions from above that stand without an answer: of the units the user leads, and the user's own."""
    mine = Q(evaluation__member=scope.member_id) if scope.member_id else Q(pk__in=[])
    if scope.led_cells:
        mine |= Q(evaluation__cell__in=scope.led_cells)
    elif not scope.member_id:
        return
    rows = Suggestion.objects.filter(mine, answer="", is_removed=False, evaluation__state=Evaluation.State.OPEN)
    rows = rows.select_related("evaluation__member", "evaluation__cell", "evaluation__collective")
    for row in (yield Ask(rows.order_by("asked_on", "pk")[:SHOWN], "evaluation.cell")):
        yield Waiting(
            "question",
            _("Giải trình gợi ý kiểm điểm: %(name)s") % {"name": row.evaluation},
            row.question[:120],
            reverse("evaluations:suggestion_answer", args=[row.pk]),
            since=row.asked_on,
        )


def shortcomings_due(scope: Scope, day: dt.date) -> Sort:
    """Shortcomings whose day has come: of the units the user leads, and those that the user is to remedy."""
    units = IdSet(scope.led_cells | scope.directed_roots)
    mine = Q(responsible=scope.member_id) if scope.member_id else Q(pk__in=[])
    if units:
        mine |= Q(cell__in=units)
    elif not scope.member_id:
        return
    rows = due_shortcomings(Shortcoming.objects.filter(mine), day).select_related("member")
    for row in (yield Ask(rows[:SHOWN])):
        words = {"day": format_date(row.due_on), "name": row.member or _("đơn vị")}
        yield Waiting(
            "flag",
            _("Hạn chế đến hạn khắc phục: %(text)s") % {"text": row.text[:80]},
            _("của %(name)s, thời hạn %(day)s") % words,
            reverse("evaluations:shortcoming_report", args=[row.pk]),
            since=row.due_on,
            is_late=True,
        )
