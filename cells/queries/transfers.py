"""Reads of transfers: those on their way, those past their deadline, and what to think of before a member leaves."""

from __future__ import annotations

import datetime as dt

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from cells.models import (
    CELL_KINDS,
    Membership,
    Organisation,
    OrganisationKind,
    OrganisationPeriod,
    Seat,
    StatusPeriod,
    Transfer,
)
from cells.queries.records import official_members
from cells.queries.tree import subtree_ids, superior_of
from core.ids import IdSet
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
"""So many cells found by name are offered."""


def cells_beside(cell: Organisation, kept: QuerySet[Organisation]) -> QuerySet[Organisation]:
    """The other cells of the same committee, among those whose people the user keeps.

    A committee of a part of a base organisation stands between: its base organisation is the committee meant.
    """
    superior = superior_of(cell)
    if superior is not None and superior.kind == OrganisationKind.PART_COMMITTEE:
        superior = superior_of(superior) or superior
    beside = subtree_ids([superior.pk]) if superior else {cell.pk}
    return kept.filter(pk__in=IdSet(beside)).exclude(pk=cell.pk)


def cells_named(cells: QuerySet[Organisation], text: str) -> list[tuple[int, str]]:
    """The cells whose present name has all words of ``text``, with the unit above, for many bear the same name."""
    words = search_key(text).split()
    if not words:
        return []
    periods = OrganisationPeriod.objects.filter(kind__in=CELL_KINDS, valid_to__isnull=True)
    for word in words:
        periods = periods.filter(name_key__contains=word)
    found = cells.filter(pk__in=periods.values("organisation")).prefetch_related("periods__parent__periods")
    return [(cell.pk, _with_superior(cell)) for cell in found.order_by("order", "pk")[:FOUND]]


def _with_superior(cell: Organisation) -> str:
    period = cell.period()
    return f"{cell.name} – {period.parent.name}" if period and period.parent else cell.name


def destinations(present: Membership | None, kept: QuerySet[Organisation], text: str) -> list[tuple[int, str]]:
    """Cells to choose from: those beside the present one, and any cell whose name has the words of ``text``."""
    if present is None:
        return []
    beside = [(cell.pk, cell.name) for cell in cells_beside(present.cell, kept)]
    known = {present.cell_id, *dict(beside)}
    found = cells_named(Organisation.objects.filter(ended_on__isnull=True), text)
    return [*(row for row in found if row[0] not in known), *beside]
