"""The interface: the classes of a year as of a day."""

from __future__ import annotations

import datetime as dt
from typing import Annotated

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema

from core.periods import day_of
from evaluations.access import evaluations_visible_to
from evaluations.models import Decision, Evaluation
from evaluations.queries.results import decisions_on, outstanding_on
from reports.access.tokens import Reader
from reports.rules.scopes import EVALUATIONS
from reports.views.api.keys import Key
from reports.views.api.pages import InUnit, OnDay, stretch, units_asked

router = Router(tags=["Đánh giá, xếp loại"])


class Result(Schema):
    """The class of one subject."""

    id: int
    year: int
    subject: str = Field(description="cell, committee, collective, leader, member, member_outside.")
    unit: int
    member: int | None
    collective: int | None
    level: str | None = Field(description="excellent, good, completed, failed; null: chưa có, hoặc đã hủy.")
    is_outstanding: bool = Field(description="Tiêu biểu.")
    version: int | None = Field(description="Lần quyết định, 1 là lần đầu.")
    decided_on: dt.date | None
    document_number: str
    recorded_on: dt.date | None = Field(description="Ngày ghi vào hệ thống.")
    published_on: dt.date | None = Field(description="Ngày công khai; null: chưa công khai.")


class Results(Schema):
    """A page of results."""

    items: list[Result]
    next_after: int | None


class AskedResults(InUnit, OnDay):
    """Which results."""

    year: Annotated[int, Field(ge=1900, le=2100)] = Field(description="Năm đánh giá.")


@router.get(
    "/evaluations", auth=Key(EVALUATIONS), response=Results, summary="Kết quả xếp loại một năm, tính đến một ngày"
)
def evaluations(request: HttpRequest, asked: Query[AskedResults]) -> Results:
    """The subjects of a year with what had been recorded by the end of the day."""
    reader: Reader = request.auth  # type: ignore[attr-defined]
    rows = evaluations_visible_to(reader.user).filter(cell__in=units_asked(reader, asked.unit))
    shown, after = stretch(rows.filter(period__year=asked.year, period__quarter=None), asked)
    return Results(items=_shown(shown, asked.year, asked.day), next_after=after)


def _shown(rows: list[Evaluation], year: int, day: dt.date) -> list[Result]:
    found: dict[int, Decision] = {}
    for decision in decisions_on(day).filter(evaluation__in=[row.pk for row in rows]).order_by("version"):
        found[decision.evaluation_id] = decision
    return [_result(row, found.get(row.pk), year, day) for row in rows]


def _result(row: Evaluation, decision: Decision | None, year: int, day: dt.date) -> Result:
    return Result(
        id=row.pk,
        year=year,
        subject=row.subject,
        unit=row.cell_id,
        member=row.member_id,
        collective=row.collective_id,
        level=(decision.level or None) if decision else None,
        is_outstanding=outstanding_on(decision, day) if decision else False,
        version=decision.version if decision else None,
        decided_on=decision.decided_on if decision else None,
        document_number=decision.document_number if decision else "",
        recorded_on=day_of(decision.decided_at) if decision else None,
        published_on=_published_by(decision, day) if decision else None,
    )


def _published_by(decision: Decision, day: dt.date) -> dt.date | None:
    on = decision.published_on
    return on if on is not None and on <= day else None
