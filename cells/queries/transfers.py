"""Reads of transfers: those on their way, those past their deadline, and what to think of before a member leaves."""

from __future__ import annotations

import datetime as dt

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from cells.models import CELL_KINDS, Membership, Organisation, OrganisationPeriod, Seat, StatusPeriod, Transfer
from cells.queries.records import official_members
from core.vietnamese import search_key

LEAST_OFFICIAL = 3
"""Official members without whom a cell does not stand (Điều lệ Đ21.2, Đ24.1)."""


def with_units(transfers: QuerySet[Transfer]) -> QuerySet[Transfer]:
    """Transfers ready to show: member, both cells and their names."""
    return transfers.select_related("member", "from_cell", "to_cell").prefetch_related(
        "from_cell__periods", "to_cell__periods"
    )


def open_transfers(transfers: QuerySet[Transfer]) -> QuerySet[Transfer]:
    """Papers issued and not yet closed, the first deadline first."""
    return transfers.filter(state=Transfer.State.ISSUED).order_by("present_by", "pk")


def overdue_transfers(transfers: QuerySet[Transfer], on: dt.date) -> QuerySet[Transfer]:
    """Open papers whose 30 working days are over (294-QĐ/TW)."""
    return open_transfers(transfers).filter(present_by__lt=on)


def closed_transfers(transfers: QuerySet[Transfer]) -> QuerySet[Transfer]:
    """Papers received, left or cancelled, latest first."""
    return transfers.exclude(state=Transfer.State.ISSUED).order_by("-closed_on", "-pk")


def leaving_doubts(row: Membership, on: dt.date) -> list[str]:
    """What the user has to know before a member leaves a cell; nothing of it forbids the deed."""
    member, cell = row.member, row.cell
    found = []
    if member.is_official(on):
        left = official_members(cell, on, without=member)
        if left < LEAST_OFFICIAL:
            sentence = _(
                "Đồng chí này đi thì %(cell)s chỉ còn %(left)s đảng viên chính thức, dưới 3 (Điều lệ Đ21.2, Đ24.1). "
                "Cấp ủy cấp trên phải đưa đảng viên về bổ sung, hoặc sáp nhập, giải thể chi bộ "
                "và chuyển các đảng viên còn lại sang chi bộ khác."
            )
            found.append(sentence % {"cell": cell, "left": left})
    status = StatusPeriod.objects.in_force(on).filter(member=member).first()
    if status is not None and status.status == StatusPeriod.Status.SUSPENDED:
        found.append(
            _(
                "Đồng chí này đang bị đình chỉ sinh hoạt. Đảng viên đang bị kiểm tra, xem xét kỷ luật hoặc có đơn thư "
                "đang giải quyết thì chưa chuyển sinh hoạt (208-QĐ/TW)."
            )
        )
    seats = Seat.objects.in_force(on).filter(member=member, organisation=cell).select_related("organisation")
    found += [
        _("Đồng chí này đang là %(title)s %(cell)s; chức vụ đó sẽ kết thúc cùng ngày, chi bộ cần kiện toàn.")
        % {"title": seat.title, "cell": cell}
        for seat in seats.prefetch_related("organisation__periods")
    ]
    return found


FOUND = 30


def destinations(kept: QuerySet[Organisation], text: str, *, but: int | None) -> list[Organisation]:
    """Cells to choose from: the user's own, and those of other committees whose name has the words of ``text``."""
    cells = [cell for cell in kept if cell.pk != but]
    if words := search_key(text).split():
        others = Organisation.objects.filter(ended_on__isnull=True).exclude(
            pk__in={but or 0, *(cell.pk for cell in cells)}
        )
        periods = OrganisationPeriod.objects.filter(kind__in=CELL_KINDS, valid_to__isnull=True)
        for word in words:
            periods = periods.filter(name_key__contains=word)
        found = others.filter(pk__in=periods.values("organisation")).prefetch_related("periods").order_by("pk")
        cells = [*found[:FOUND], *cells]
    return cells
