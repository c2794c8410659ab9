"""Things to test with. Plain functions; each makes what it says and nothing else."""

import datetime as dt
import itertools
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db.models import Model

from accounts.models import User
from cells.models import Member, Membership, Organisation, OrganisationKind, OrganisationPeriod, Seat, StatusPeriod
from core.vietnamese import search_key, sort_key
from meetings.models import AgendaItem, Attendance, Meeting, MeetingKind, Passage

START = dt.date(2024, 1, 1)
PASSWORD = "mat-khau-thu-2026"
numbers = itertools.count(1)


_together: list[Model] | None = None


@contextmanager
def together() -> Iterator[None]:
    """What is made inside is written at the end, one statement for each table: most tests begin with forty rows."""
    global _together
    _together = rows = []
    try:
        yield
    finally:
        _together = None
    by_model: dict[type[Model], list[Model]] = {}
    for row in rows:
        by_model.setdefault(type(row), []).append(row)
    for model, own in by_model.items():
        model._default_manager.bulk_create(own)


def keep(*rows: Model) -> None:
    """Write the rows, now or with the others (``together``)."""
    if _together is not None:
        _together.extend(rows)
        return
    for row in rows:
        row.save(force_insert=True)


def make_user(username: str = "", **values: Any) -> User:
    """An account with ``PASSWORD``; no rights."""
    username = username or f"user{next(numbers)}"
    user = User(username=username, **{"full_name": username.title(), **values})
    user.set_password(PASSWORD)
    keep(user)
    return user


def make_organisation(
    name: str = "Đảng bộ xã Vân Trục",
    *,
    kind: str = OrganisationKind.BASE_COMMITTEE,
    parent: Organisation | None = None,
    founded_on: dt.date = START,
    place_name: str = "Vân Trục",
    **values: Any,
) -> Organisation:
    organisation = Organisation(founded_on=founded_on, **values)
    period = OrganisationPeriod(
        organisation=organisation,
        name=name,
        name_key=search_key(name),
        kind=kind,
        parent=parent,
        place_name=place_name,
        valid_from=founded_on,
    )
    keep(organisation, period)
    return organisation


def make_cell(parent: Organisation, name: str = "", **values: Any) -> Organisation:
    return make_organisation(
        name or f"Chi bộ thôn {next(numbers)}",
        kind=OrganisationKind.CELL,
        parent=parent,
        **{"unit_type": "residential", **values},
    )


def make_member(
    cell: Organisation | None = None,
    full_name: str = "",
    *,
    user: User | None = None,
    office: str = "",
    seat_in: Organisation | None = None,
    since: dt.date = START,
    status: str = "",
    **values: Any,
) -> Member:
    """An official member of ``cell``; ``office`` gives a seat in ``seat_in`` or the cell; ``status`` from ``since``."""
    full_name = full_name or f"Nguyễn Văn {chr(64 + next(numbers) % 26 + 1)}{next(numbers)}"
    member = Member(
        full_name=full_name,
        sort_key=sort_key(full_name),
        search_key=search_key(full_name),
        user=user,
        **{
            "sex": "male",
            "birth_date": dt.date(1960, 5, 19),
            "admitted_on": dt.date(1990, 2, 3),
            "official_on": dt.date(1991, 2, 3),
            **values,
        },
    )
    rows: list[Model] = [member]
    if cell is not None:
        rows.append(Membership(member=member, cell=cell, valid_from=since))
    if office:
        rows.append(Seat(organisation=seat_in or cell, member=member, office=office, valid_from=since))
    if status:
        rows.append(StatusPeriod(member=member, status=status, valid_from=since))
    keep(*rows)
    return member


def make_meeting(cell: Organisation, held_on: dt.date = dt.date(2026, 10, 5), **values: Any) -> Meeting:
    """A planned regular meeting of the month of ``held_on``."""
    return Meeting.objects.create(
        cell=cell,
        held_on=held_on,
        **{
            "kind": MeetingKind.REGULAR,
            "year": held_on.year,
            "month": held_on.month,
            "place": "Nhà văn hóa thôn",
            "planned_time": dt.time(19, 30),
            "planned_by": values.pop("by", None) or make_user(),
            **values,
        },
    )


def make_item(meeting: Meeting, title: str = "Phương hướng, nhiệm vụ tháng tới", **values: Any) -> AgendaItem:
    order = AgendaItem.objects.filter(meeting=meeting).count() + 1
    return AgendaItem.objects.create(meeting=meeting, title=title, **{"kind": "next_month", "order": order, **values})


def make_open_meeting(
    cell: Organisation, held_on: dt.date = dt.date(2026, 10, 5), *, by: User | None = None, **values: Any
) -> Meeting:
    """A meeting that was opened: everyone of the cell attends, one agenda item with empty passages."""
    by = by or make_user()
    members = [row.member for row in Membership.objects.filter(cell=cell).select_related("member")]
    rows = StatusPeriod.objects.in_force(held_on).filter(member__in=members)
    statuses = dict(rows.values_list("member", "status"))
    meeting = make_meeting(
        cell,
        held_on,
        by=by,
        opened_by=by,
        opened_at=dt.datetime.combine(held_on, dt.time(12, 30), dt.UTC),
        **{
            "state": Meeting.State.OPEN,
            "started_at": dt.time(19, 30),
            "chair": members[0] if members else None,
            "secretary": members[1] if len(members) > 1 else None,
            **values,
        },
    )
    with together():
        for member in members:
            status = statuses.get(member.pk, "")
            keep(
                Attendance(
                    meeting=meeting,
                    member=member,
                    is_official=member.is_official(held_on),
                    status=status,
                    state="not_expected" if status else "present",
                )
            )
        item = make_item(meeting)
        for kind in ("fees", "superior", "conclusion", "self_assessment"):
            keep(Passage(meeting=meeting, kind=kind))
        for kind in ("item_body", "item_conclusion"):
            keep(Passage(meeting=meeting, item=item, kind=kind))
    return meeting
