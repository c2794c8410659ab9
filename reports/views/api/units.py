"""The interface: the key itself, the tree of organisations."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.db.models import Q
from django.http import HttpRequest
from ninja import Field, Path, Query, Router, Schema

from cells.access import organisations_visible_to
from cells.models import Organisation, OrganisationKind
from cells.queries.people import member_numbers
from reports.access.tokens import Reader
from reports.rules.scopes import UNITS
from reports.views.api.keys import Key
from reports.views.api.pages import InUnit, Number, OnDay, only, stretch, units_asked

router = Router(tags=["Tổ chức đảng"])


class About(Schema):
    """The key."""

    name: str
    unit: int = Field(description="Đơn vị gốc của khóa.")
    scopes: list[str]
    expires_on: dt.date = Field(description="Ngày cuối còn dùng được.")
    units: int = Field(description="Số đơn vị khóa đọc được hôm nay, kể cả đơn vị đã kết thúc.")


class Unit(Schema):
    """An organisation as of a day."""

    id: int
    code: str | None = Field(description="Mã tổ chức, nếu có.")
    name: str = Field(description="Tên của ngày hỏi.")
    kind: str = Field(
        description="Cấp: provincial, district, commune, base_committee, part_committee, base_cell, cell, …"
    )
    unit_type: str = Field(description="Loại hình.")
    parent: int | None = Field(description="Đơn vị cấp trên trực tiếp, nếu khóa đọc được.")
    founded_on: dt.date
    ended_on: dt.date | None
    members: int = Field(description="Số đảng viên sinh hoạt ngày đó (chi bộ).")


class Units(Schema):
    """A page of units."""

    items: list[Unit]
    next_after: int | None


class AskedUnits(InUnit, OnDay):
    """Which units."""

    kind: OrganisationKind | None = Field(None, description="Chỉ một cấp, ví dụ `cell`.")


@router.get("/token", auth=Key(), response=About, summary="Khóa đang dùng")
def token(request: HttpRequest) -> About:
    """What this key reads."""
    reader: Reader = request.auth  # type: ignore[attr-defined]
    key = reader.token
    return About(
        name=key.name, unit=key.organisation_id, scopes=key.scopes, expires_on=key.expires_on, units=len(reader.units)
    )


@router.get("/units", auth=Key(UNITS), response=Units, summary="Các tổ chức đảng của một ngày")
def units(request: HttpRequest, asked: Query[AskedUnits]) -> Units:
    """The units that stood on a day, by number."""
    reader: Reader = request.auth  # type: ignore[attr-defined]
    day = asked.day
    rows = organisations_visible_to(reader.user).filter(pk__in=units_asked(reader, asked.unit), founded_on__lte=day)
    rows = rows.filter(Q(ended_on=None) | Q(ended_on__gte=day)).prefetch_related("periods")
    if asked.kind:
        now = Q(periods__valid_to=None) | Q(periods__valid_to__gte=day)
        rows = rows.filter(now, periods__valid_from__lte=day, periods__kind=asked.kind)
    shown, after = stretch(rows, asked)
    return Units(items=_shown(shown, reader, day), next_after=after)


@router.get("/units/{unit_id}", auth=Key(UNITS), response=Unit, summary="Một tổ chức đảng")
def unit(request: HttpRequest, unit_id: Path[Number], asked: Query[OnDay]) -> Unit:
    """One unit as of a day, also one that had ended."""
    reader: Reader = request.auth  # type: ignore[attr-defined]
    rows = organisations_visible_to(reader.user).filter(pk__in=reader.units).prefetch_related("periods")
    return only(_shown(rows.filter(pk=unit_id), reader, asked.day))


def _shown(rows: Iterable[Organisation], reader: Reader, day: dt.date) -> list[Unit]:
    found = list(rows)
    numbers, shown = member_numbers([row.pk for row in found], day), []
    for row in found:
        place = row.period(day)
        parent = place.parent_id if place else None
        shown.append(
            Unit(
                id=row.pk,
                code=row.code,
                name=place.name if place else "",
                kind=place.kind if place else "",
                unit_type=row.unit_type,
                parent=parent if parent in reader.units else None,
                founded_on=row.founded_on,
                ended_on=row.ended_on,
                members=numbers.get(row.pk, 0),
            )
        )
    return shown
