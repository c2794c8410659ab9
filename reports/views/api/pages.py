"""What every list of the interface has: a limit, where it goes on, the unit and the day asked for."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import Annotated, Any, TypeVar

from django.db.models import QuerySet
from django.http import Http404
from ninja import Field, Schema
from pydantic import AfterValidator

from cells.queries import subtree_ids
from core.ids import IdSet
from core.periods import FIRST_YEAR, LAST_YEAR, today
from reports.access.tokens import Reader

LARGEST = 2**63 - 1
T = TypeVar("T")


def _known_year(day: dt.date) -> dt.date:
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise ValueError(f"năm phải từ {FIRST_YEAR} đến {LAST_YEAR}")
    return day


Day = Annotated[dt.date, AfterValidator(_known_year)]
Number = Annotated[int, Field(ge=1, le=LARGEST)]


class Paging(Schema):
    """Which stretch of a list."""

    limit: int = Field(50, ge=1, le=200, description="Số dòng mỗi lần, nhiều nhất 200.")
    after: int = Field(0, ge=0, le=LARGEST, description="Lấy tiếp sau dòng có số này (`next_after` của lần trước).")


class InUnit(Paging):
    """A list of one unit and all below it."""

    unit: Number | None = Field(
        None, description="Chỉ đơn vị này và các đơn vị bên dưới; bỏ trống: mọi đơn vị của khóa."
    )


class OnDay(Schema):
    """As of a day."""

    on: Day | None = Field(None, description="Tính đến ngày này (YYYY-MM-DD); bỏ trống: hôm nay.")

    @property
    def day(self) -> dt.date:
        return self.on or today()


def units_asked(reader: Reader, unit: int | None) -> IdSet:
    """The units of the key, or of one of them with all below; 404 for a unit outside."""
    if unit is None:
        return reader.units
    if unit not in reader.units:
        raise Http404
    return reader.units & subtree_ids([unit])


def stretch(rows: QuerySet[Any, T], paging: Paging) -> tuple[list[T], int | None]:
    """The rows of one page by their numbers, and after which the next begins; None on the last."""
    found = list(rows.filter(pk__gt=paging.after).order_by("pk")[: paging.limit + 1])
    shown = found[: paging.limit]
    return shown, shown[-1].pk if len(found) > paging.limit else None  # type: ignore[attr-defined]


def only(rows: Sequence[T] | Iterator[T]) -> T:
    """The one row; 404 where there is none."""
    for row in rows:
        return row
    raise Http404
