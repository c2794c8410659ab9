"""Who may see a unit, and why: the scope of ``cells.access`` read from the side of the unit."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from django.db import connection
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from accounts.models import AuditEvent, User
from cells.models import (
    Assignment,
    ExportRight,
    Member,
    Office,
    Organisation,
    Seat,
    WorkingGroupMember,
    WorkingGroupUnit,
    in_force,
)

# From a unit to all from which it is reached: upwards, and to those that follow it.
REACHED_FROM = """
WITH RECURSIVE place AS (
    SELECT DISTINCT ON (organisation_id) organisation_id, parent_id
    FROM cells_organisationperiod ORDER BY organisation_id, valid_from DESC
), edge AS (
    SELECT parent_id AS above, organisation_id AS below FROM place WHERE parent_id IS NOT NULL
    UNION SELECT successor_id, predecessor_id FROM cells_succession
), reached AS (
    SELECT %(unit)s::bigint AS id
    UNION SELECT edge.above FROM edge JOIN reached ON edge.below = reached.id
)
SELECT id FROM reached
"""
WHOLE_DATA = "Toàn bộ dữ liệu"
"""How the paper with all data of a unit is called in the audit trail, which says everything in Vietnamese."""
TAKEN_OUT = Q(action="cells.list_exported") | Q(
    action="reports.document_downloaded", thing_label__startswith=WHOLE_DATA
)
"""Deeds that take whole numbers out of the system."""
SEEING = (Office.SECRETARY, Office.DEPUTY_SECRETARY, Office.ORGANISATION_OFFICER)


@dataclass(frozen=True)
class Access:
    """One reason why a person sees a unit: through what, and what it lets the person do."""

    member: Member
    user: User | None
    """None: no account yet, so the right waits."""
    through: str
    may: str
    exports: bool = False


def reached_from(organisation: Organisation) -> set[int]:
    """The unit, those above it, and those that follow it: whoever sees one of them sees the unit."""
    with connection.cursor() as cursor:
        cursor.execute(REACHED_FROM, {"unit": organisation.pk})
        return {row[0] for row in cursor.fetchall()}


def who_sees(organisation: Organisation, on: dt.date) -> list[Access]:
    """Everyone with a right to read the unit on that day: by post, by assignment, in a working group."""
    units = reached_from(organisation)
    return [*_by_post(units, on), *_by_assignment(units, on), *_by_working_group(units, on)]


def _by_post(units: Collection[int], on: dt.date) -> Iterator[Access]:
    seats = Seat.objects.in_force(on).filter(organisation__in=units, office__in=SEEING)
    for seat in seats.select_related("member__user", "organisation").prefetch_related("organisation__periods").ranked():
        yield Access(
            seat.member,
            seat.member.user,
            f"{seat.title}, {seat.organisation}",
            _may(seat),
            exports=seat.office == Office.SECRETARY,
        )


def _may(seat: Seat) -> str:
    if seat.office == Office.ORGANISATION_OFFICER:
        return _("xem; thẩm định; giữ sổ tổ chức đảng")
    if seat.organisation.is_cell:
        return _("xem; ghi sổ sinh hoạt, số liệu của chi bộ")
    return _("xem; sửa hồ sơ; duyệt biên bản; quyết định xếp loại")


def _by_assignment(units: Collection[int], on: dt.date) -> Iterator[Access]:
    rows = Assignment.objects.in_force(on).filter(unit__in=units).select_related("member__user", "unit")
    for row in rows.prefetch_related("unit__periods").order_by("member__sort_key", "pk"):
        through = _("Được phân công phụ trách %(unit)s") % {"unit": row.unit}
        yield Access(row.member, row.member.user, f"{through} ({row.document})" if row.document else through, _("xem"))


def _by_working_group(units: Collection[int], on: dt.date) -> Iterator[Access]:
    groups = WorkingGroupUnit.objects.in_force(on).filter(in_force(on, "group__"), unit__in=units).values("group")
    rows = WorkingGroupMember.objects.in_force(on).filter(group__in=groups).select_related("member__user", "group")
    for row in rows.order_by("member__sort_key", "pk"):
        yield Access(row.member, row.member.user, _("Thành viên %(group)s") % {"group": row.group}, _("xem"))


def export_rights_of(organisation: Organisation, on: dt.date) -> QuerySet[ExportRight]:
    """Rights to take the unit's lists out that hold on that day or later, granted here or above."""
    return (
        ExportRight.objects.filter(organisation__in=reached_from(organisation))
        .exclude(valid_to__lt=on)
        .select_related("organisation", "user", "granted_by")
        .prefetch_related("organisation__periods")
    )


def reveals_of(member: Member) -> QuerySet[AuditEvent]:
    """Each time someone saw a whole number of the member, alone or in a list taken out; the latest first."""
    seen = Q(action="cells.number_revealed", thing_kind="cells.Member", thing_id=member.pk)
    for stay in member.memberships.select_related("cell"):
        listed = TAKEN_OUT & Q(organisation_number__in=reached_from(stay.cell), at__date__gte=stay.valid_from)
        seen |= listed & Q(at__date__lte=stay.valid_to) if stay.valid_to else listed
    return AuditEvent.objects.filter(seen)
