"""Who has not been reviewed or rated in a year and still has to be (danh sách chưa kiểm điểm, xếp loại).

Who is not subject at all is in another list (``queries.not_subject``).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import F, OuterRef, Q, QuerySet, Subquery

from cells.models import Member
from core.vietnamese import mask
from evaluations.models import Decision, Evaluation, Period
from evaluations.rules.classification import NOT_RATED

State = Evaluation.State


@dataclass(frozen=True)
class PostponedRow:
    """One line of the list."""

    evaluation: Evaluation
    name: str
    code: str
    cell: str
    admitted_on: dt.date | None
    is_reviewed: bool
    """Reviewed, only not rated."""
    reason: str
    until: dt.date | None
    is_under_way: bool
    """Taken up again after the year was closed, and not decided yet."""


def postponed_in(period: Period, evaluations: QuerySet[Evaluation]) -> QuerySet[Evaluation]:
    """Those of ``evaluations`` that were put off, those completed after the close, and those the committee left
    unrated for a reason of its own."""
    last = Decision.objects.filter(evaluation=OuterRef("pk")).order_by("-version")
    rows = evaluations.filter(period=period).annotate(
        last_level=Subquery(last.values("level")[:1]),
        last_computed=Subquery(last.values("computed_level")[:1]),
        last_reason=Subquery(last.values("reason")[:1]),
    )
    left = Q(state=State.DECIDED, last_level="") & ~Q(last_computed=NOT_RATED)
    wanted = Q(state=State.POSTPONED) | left
    if period.state == Period.State.CLOSED:
        wanted |= ~Q(state=State.DECIDED)
    return (
        rows.filter(wanted)
        .select_related("member", "collective")
        .prefetch_related("cell__periods")
        .order_by("cell__order", "cell", F("member__sort_key").asc(nulls_first=True), "pk")
    )


def postponed_rows(period: Period, evaluations: Iterable[Evaluation]) -> list[PostponedRow]:
    """The lines; ``evaluations`` come from ``postponed_in``."""
    return [_row(period, row) for row in evaluations]


def _row(period: Period, row: Evaluation) -> PostponedRow:
    is_left = row.state == State.DECIDED
    return PostponedRow(
        evaluation=row,
        name=str(row),
        code=mask(row.member.card_number) if row.member else "",
        cell=row.cell.label(on=period.reference_date) if row.member or row.collective_id else "",
        admitted_on=row.member.joined_on if isinstance(row.member, Member) else None,
        is_reviewed=is_left,
        reason=row.last_reason if is_left else row.postponed_reason,  # type: ignore[attr-defined]
        until=row.postponed_until,
        is_under_way=row.state not in (State.POSTPONED, State.DECIDED),
    )
