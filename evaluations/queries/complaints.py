"""Complaints about a class: what is open, what it holds up, and what was concluded and still waits for a decision."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from cells.models import Discipline
from core.periods import format_date
from evaluations.models import Complaint, Evaluation
from evaluations.queries import process
from evaluations.workflow import OPEN_COMPLAINTS

TO_RERATE = Q(state=Complaint.State.CONCLUDED, outcome=Complaint.Outcome.REAPPRAISED)
"""Concluded with "xếp loại lại"."""


def open_complaints(evaluation: Evaluation) -> QuerySet[Complaint]:
    """Those about it that are neither concluded nor withdrawn."""
    return Complaint.objects.filter(evaluation=evaluation, state__in=OPEN_COMPLAINTS).order_by("received_on", "pk")


def complained_of(evaluations: Iterable[Evaluation]) -> frozenset[int]:
    """The numbers of the evaluations with an open complaint."""
    rows = Complaint.objects.filter(evaluation__in=list(evaluations), state__in=OPEN_COMPLAINTS)
    return frozenset(rows.values_list("evaluation", flat=True))


def is_complained_of() -> Exists:
    """Whether an evaluation has an open complaint, to annotate the evaluations with."""
    return Exists(Complaint.objects.filter(evaluation=OuterRef("pk"), state__in=OPEN_COMPLAINTS))


def to_rerate(complaints: QuerySet[Complaint]) -> QuerySet[Complaint]:
    """Concluded with "xếp loại lại", and not yet decided."""
    return complaints.filter(TO_RERATE).annotate(decided=Count("decisions")).filter(decided=0)


def complaint_to_answer(evaluation: Evaluation) -> Complaint | None:
    """The concluded complaint that a further decision would answer."""
    return to_rerate(Complaint.objects.filter(evaluation=evaluation)).order_by("concluded_on", "pk").first()


def listed(complaints: QuerySet[Complaint]) -> QuerySet[Complaint]:
    """Complaints with what a line of the list shows: the open ones first, the longest waiting first."""
    is_open = Q(state__in=OPEN_COMPLAINTS)
    return (
        complaints.select_related("evaluation__period", "evaluation__cell", "evaluation__member")
        .select_related("evaluation__collective")
        .prefetch_related("evaluation__cell__periods")
        .annotate(closed=Count("pk", filter=~is_open))
        .order_by("closed", "received_on", "pk")
    )


def verification_warnings(
    evaluation: Evaluation, complaints: Iterable[Complaint] | None = None
) -> list[process.Warning]:
    """Why the upper committee verifies and appraises again before the first decision (QĐ 366 Đ12, bước 3).

    ``complaints`` about it, the oldest first, where a page has them all at hand.
    """
    found = []
    for complaint in open_complaints(evaluation) if complaints is None else complaints:
        if complaint.state not in OPEN_COMPLAINTS:
            continue
        words = {"kind": complaint.get_kind_display(), "day": format_date(complaint.received_on)}
        text = _(
            "Có %(kind)s nhận ngày %(day)s chưa kết luận: cấp ủy cấp trên trực tiếp xác minh, thẩm định lại trước khi "
            "quyết định (Quy định 366, Điều 12, bước 3)."
        )
        found.append(process.Warning(text % words))
    for row in disciplines_of_year(evaluation):
        words = {"kind": row.get_kind_display(), "day": format_date(row.decided_on)}
        text = _(
            "Có kỷ luật %(kind)s ngày %(day)s: cấp ủy cấp trên trực tiếp xác minh, thẩm định lại trước khi quyết định "
            "(Quy định 366, Điều 12, bước 3)."
        )
        found.append(process.Warning(text % words))
    return found


def disciplines_of_year(evaluation: Evaluation) -> QuerySet[Discipline]:
    """Discipline of the subject itself that was decided in the year of its evaluation."""
    rows = Discipline.objects.filter(decided_on__year=evaluation.period.year)
    if evaluation.member_id:
        return rows.filter(member=evaluation.member_id)
    return rows.filter(organisation=evaluation.cell_id)
