"""What waits for one user in the review: the own form, forms that came back, questions to answer, shortcomings."""

from __future__ import annotations

import datetime as dt

from django.db.models import Exists, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from cells.access import Scope
from cells.models import StatusPeriod
from core.ids import IdSet
from core.periods import format_date
from evaluations.models import Evaluation, Period, Shortcoming, Suggestion
from evaluations.queries.self_reviews import written_review
from evaluations.queries.shortcomings import due_shortcomings
from reports.queries.waiting import Ask, Sort, Waiting

WORDS = "text"
"""Sections that everyone writes; those on shortcomings and on questions from above are written where there are any."""
NOT_REVIEWED = (StatusPeriod.Status.EXEMPT, StatusPeriod.Status.SUSPENDED)
SHOWN = 8
"""How many things of one sort are named."""


def review_waiting(scope: Scope, day: dt.date) -> list[Sort]:
    """Everything of the review in writing, each sort from its own function."""
    return [
        reviews_to_write(scope, day),
        returned_forms(scope),
        questions_to_answer(scope),
        shortcomings_due(scope, day),
    ]


def reviews_to_write(scope: Scope, day: dt.date) -> Sort:
    """One's own form in a year that is open, until every section has words and a level is chosen.

    Who is freed from Party work, or suspended, is not reviewed (QĐ 366 Đ5) and not reminded.
    """
    if not scope.member_id:
        return
    freed = StatusPeriod.objects.filter(member=scope.member_id, status__in=NOT_REVIEWED).in_force(day)
    rows = Evaluation.objects.filter(
        ~Exists(freed), member=scope.member_id, state=Evaluation.State.OPEN, period__state=Period.State.OPEN
    )
    rows = rows.select_related("period", "cell", "member", "self_review").order_by("pk")
    for row in (yield Ask(rows[:SHOWN], "cell")):
        written = written_review(row, getattr(row, "self_review", None))
        total = len(written.written)
        is_written = all(part.is_written for part in written.written if part.section.kind == WORDS)
        if is_written and written.level:
            continue
        numbers = {"done": written.done, "total": total}
        yield Waiting(
            "edit",
            _("Viết bản kiểm điểm %(period)s") % {"period": row.period.label},
            _("đã viết %(done)s/%(total)s mục") % numbers
            if not is_written
            else _("đã viết đủ, chưa chọn mức tự xếp loại"),
            reverse("evaluations:self_review", args=[row.pk]),
        )


def returned_forms(scope: Scope) -> Sort:
    """Forms that came back with a reason: of the units the user leads, and the user's own."""
    mine = Q(member=scope.member_id) if scope.member_id else Q(pk__in=[])
    rows = Evaluation.objects.filter(
        mine | Q(cell__in=scope.led_cells | scope.directed_roots),
        state=Evaluation.State.OPEN,
        period__state=Period.State.OPEN,
    ).exclude(returned_reason="")
    for row in (yield Ask(rows.select_related("cell", "member", "collective").order_by("pk")[:SHOWN], "cell")):
        yield Waiting(
            "undo",
            _("Phiếu bị trả lại: %(name)s") % {"name": row},
            row.returned_reason[:160],
            row.get_absolute_url(),
            is_late=True,
        )


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
