"""The interface: basic data of members. Numbers of identity are masked, whoever asks."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable

from django.http import HttpRequest
from ninja import Field, Path, Query, Router, Schema

from cells.access import members_listed_for
from cells.models import Member, Seat
from cells.queries import with_status
from core.vietnamese import mask
from reports.access.tokens import Reader
from reports.rules.scopes import MEMBERS
from reports.views.api.keys import Key
from reports.views.api.pages import InUnit, Number, OnDay, only, stretch, units_asked

router = Router(tags=["Đảng viên"])


class Post(Schema):
    """A post on that day."""

    unit: int
    office: str
    title: str


class Person(Schema):
    """A member as of a day."""

    id: int
    full_name: str
    sex: str
    birth_date: str | None = Field(description="YYYY-MM-DD; chỉ biết tháng hoặc năm: YYYY-MM, YYYY.")
    ethnic_group: str
    admitted_on: dt.date | None
    official_on: dt.date | None
    is_official: bool = Field(description="Là đảng viên chính thức ngày đó.")
    status: str = Field(description="Rỗng: sinh hoạt bình thường; exempt, reduced, away, suspended, …")
    units: list[int] = Field(description="Chi bộ sinh hoạt ngày đó, trong những đơn vị khóa đọc được.")
    posts: list[Post]
    card_number: str = Field(description="Chỉ ba số cuối.")
    citizen_id: str = Field(description="Chỉ ba số cuối.")


class People(Schema):
    """A page of members."""

    items: list[Person]
    next_after: int | None


class AskedPeople(InUnit, OnDay):
    """Which members."""


@router.get("/members", auth=Key(MEMBERS), response=People, summary="Đảng viên của một ngày")
def members(request: HttpRequest, asked: Query[AskedPeople]) -> People:
    """Those who belonged that day to the units asked for."""
    reader: Reader = request.auth  # type: ignore[attr-defined]
    units_asked(reader, asked.unit)
    below = asked.unit or reader.token.organisation_id
    rows = members_listed_for(reader.user, asked.day, below=below).filter(merged_into=None)
    shown, after = stretch(with_status(rows, asked.day), asked)
    return People(items=_shown(shown, reader, asked.day), next_after=after)


@router.get("/members/{member_id}", auth=Key(MEMBERS), response=Person, summary="Một đảng viên")
def member(request: HttpRequest, member_id: Path[Number], asked: Query[OnDay]) -> Person:
    """One of those who belonged that day to the units of the key."""
    reader: Reader = request.auth  # type: ignore[attr-defined]
    rows = members_listed_for(reader.user, asked.day, below=reader.token.organisation_id).filter(merged_into=None)
    return only(_shown(with_status(rows.filter(pk=member_id), asked.day), reader, asked.day))


def _shown(rows: Iterable[Member], reader: Reader, day: dt.date) -> list[Person]:
    found, posts = list(rows), defaultdict(list)
    seats = Seat.objects.in_force(day).filter(member__in=[row.pk for row in found], organisation__in=reader.units)
    for seat in seats.select_related("organisation").prefetch_related("organisation__periods").order_by("pk"):
        posts[seat.member_id].append(Post(unit=seat.organisation_id, office=seat.office, title=str(seat.title)))
    return [_person(row, posts[row.pk], reader, day) for row in found]


def _person(row: Member, posts: list[Post], reader: Reader, day: dt.date) -> Person:
    stays = row.current_memberships  # type: ignore[attr-defined]
    statuses = row.statuses  # type: ignore[attr-defined]
    return Person(
        id=row.pk,
        full_name=row.full_name,
        sex=row.sex,
        birth_date=_iso(row),
        ethnic_group=row.ethnic_group,
        admitted_on=row.joined_on,
        official_on=row.official_on,
        is_official=row.is_official(day),
        status=statuses[0].status if statuses else "",
        units=sorted(stay.cell_id for stay in stays if stay.cell_id in reader.units),
        posts=posts,
        card_number=mask(row.card_number),
        citizen_id=mask(row.citizen_id),
    )


def _iso(row: Member) -> str | None:
    if row.birth_date is None:
        return None
    return row.birth_date.isoformat()[: {"year": 4, "month": 7}.get(row.birth_precision, 10)]
