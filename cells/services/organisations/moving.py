"""People whose cell ends or is divided: their memberships, and what is under way about them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.audit import record
from accounts.models import User
from cells.models import Candidate, Membership, Organisation, ResidenceLink, StatusPeriod, Transfer
from cells.services.organisations.deeds import Deed, named
from core.errors import DomainError

Kind = Membership.Kind


@dataclass(frozen=True)
class Move:
    """Where the people of one cell go. Without ``leaves_all`` those who are not named stay."""

    cell: Organisation
    into: Organisation | None
    member_to: Mapping[int, Organisation] = field(default_factory=dict)
    leaves_all: bool = False

    def home_of(self, member: int) -> Organisation | None:
        return self.member_to.get(member, self.into)


def move_people(moves: Mapping[int, Move], deed: Deed) -> dict[int, int]:
    """Close memberships on the last day and open them in the new cells; how many members left each cell.

    A planned end goes along. A stay for a time in what becomes the own cell is over. Refused: members of a cell that
    ends who have nowhere to go.
    """
    rows = _memberships_that_move(moves, deed)
    own = _own_cells(rows, moves, deed)
    opened, left = [], defaultdict(set)
    for row in rows:
        home = moves[row.cell_id].home_of(row.member_id)
        left[row.cell_id].add(row.member_id)
        if home is not None and not (row.kind == Kind.TEMPORARY and own.get(row.member_id) == home.pk):
            opened.append(_opened(row, home, deed))
    numbers = [row.pk for row in rows]
    closing = Membership.objects.filter(pk__in=numbers)
    over = [row.pk for row in rows if row.kind == Kind.TEMPORARY and moves[row.cell_id].home_of(row.member_id) is None]
    closing.filter(document="").update(document=deed.document, document_on=deed.document_on)
    closing.exclude(pk__in=over).update(valid_to=deed.last_day, end_reason=Membership.EndReason.MERGED)
    closing.filter(pk__in=over).update(valid_to=deed.last_day, end_reason=Membership.EndReason.RETURNED)
    Membership.objects.bulk_create(opened, batch_size=1000)
    _end_stays_at_home(rows, own, deed)
    return {cell: len(members) for cell, members in left.items()}


def _memberships_that_move(moves: Mapping[int, Move], deed: Deed) -> list[Membership]:
    """Memberships that go beyond the last day, of those who leave; refused while someone has nowhere to go."""
    lasting = Q(valid_to__isnull=True) | Q(valid_to__gt=deed.last_day)
    rows = Membership.objects.filter(lasting, cell__in=moves, valid_from__lte=deed.last_day)
    rows = rows.select_related("member").order_by("member__sort_key", "pk")
    going = [row for row in rows if moves[row.cell_id].leaves_all or row.member_id in moves[row.cell_id].member_to]
    lost = [row for row in going if row.kind == Kind.PERMANENT and not moves[row.cell_id].home_of(row.member_id)]
    if lost:
        raise DomainError(
            _("Còn %(number)s đồng chí chưa có nơi sinh hoạt mới: %(names)s. Hãy chọn chi bộ cho từng đồng chí.")
            % {"number": len(lost), "names": named(str(row.member) for row in lost)}
        )
    return going


def _own_cells(rows: Sequence[Membership], moves: Mapping[int, Move], deed: Deed) -> dict[int, int]:
    """The cell to which each member concerned belongs for good from the next day."""
    members = {row.member_id for row in rows}
    staying = Membership.objects.in_force(deed.next_day).filter(member__in=members, kind=Kind.PERMANENT)
    own = dict(staying.values_list("member", "cell"))
    for row in rows:
        home = moves[row.cell_id].home_of(row.member_id)
        if row.kind == Kind.PERMANENT and home is not None:
            own[row.member_id] = home.pk
    return own


def _opened(row: Membership, home: Organisation, deed: Deed) -> Membership:
    return Membership(
        member_id=row.member_id,
        cell=home,
        kind=row.kind,
        valid_from=deed.next_day,
        valid_to=row.valid_to,
        start_reason=Membership.StartReason.MERGED,
        end_reason=row.end_reason,
        elsewhere=row.elsewhere,
        document=deed.document,
        document_on=deed.document_on,
    )


def _end_stays_at_home(rows: Sequence[Membership], own: Mapping[int, int], deed: Deed) -> None:
    """Who stayed for a time in the cell that is now the own one is a guest, and away, no longer."""
    stays = Membership.objects.filter(member__in=own, kind=Kind.TEMPORARY, valid_from__lte=deed.last_day)
    lasting = stays.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=deed.last_day))
    home = [row for row in lasting if own[row.member_id] == row.cell_id]
    Membership.objects.filter(pk__in=[row.pk for row in home]).update(
        valid_to=deed.last_day, end_reason=Membership.EndReason.RETURNED
    )
    ended = {row.member_id for row in home} | {row.member_id for row in rows if row.kind == Kind.TEMPORARY}
    still = Membership.objects.in_force(deed.next_day).filter(kind=Kind.TEMPORARY, member__in=ended)
    back = ended - set(still.values_list("member", flat=True))
    away = StatusPeriod.objects.in_force(deed.next_day).filter(member__in=back, status=StatusPeriod.Status.AWAY)
    away.filter(valid_from__lte=deed.last_day).update(valid_to=deed.last_day)


def move_work_on_people(moves: Mapping[int, Move], deed: Deed) -> None:
    """Transfers under way, people being prepared for admission, links of residence: they follow."""
    ending = {cell: move for cell, move in moves.items() if move.leaves_all}
    _move_transfers(moves, ending, deed)
    open_stages = Candidate.objects.filter(cell__in=ending).exclude(
        stage__in=[Candidate.Stage.OFFICIAL, Candidate.Stage.STOPPED]
    )
    for candidate in open_stages:
        move = ending[candidate.cell_id]
        home = move.home_of(candidate.member_id or 0)
        if home is None:
            raise DomainError(
                _("%(name)s đang được %(cell)s bồi dưỡng để kết nạp; hãy chọn chi bộ nhận việc này.")
                % {"name": candidate, "cell": move.cell.label(deed.last_day)}
            )
        Candidate.objects.filter(pk=candidate.pk).update(cell=home)
    _move_residence(ending, deed)


def _move_residence(ending: Mapping[int, Move], deed: Deed) -> None:
    """The cell of the place where a member lives: followed by its successor, else the link ends."""
    lasting = Q(valid_to__isnull=True) | Q(valid_to__gt=deed.last_day)
    links = list(ResidenceLink.objects.filter(lasting, cell__in=ending, valid_from__lte=deed.last_day))
    followed = []
    for link in links:
        home = ending[link.cell_id].into if link.cell_id else None
        if home is not None:
            name = home.label(deed.next_day)
            link_on = ResidenceLink(member_id=link.member_id, cell=home, cell_name=name, valid_to=link.valid_to)
            link_on.valid_from = deed.next_day
            followed.append(link_on)
    ResidenceLink.objects.filter(pk__in=[link.pk for link in links]).update(valid_to=deed.last_day)
    ResidenceLink.objects.bulk_create(followed)


def _move_transfers(moves: Mapping[int, Move], ending: Mapping[int, Move], deed: Deed) -> None:
    """Papers under way go from and to the successors; one whose both ends became the same cell is over."""
    waiting = Transfer.objects.filter(state=Transfer.State.ISSUED)
    waiting = waiting.filter(Q(from_cell__in=moves) | Q(to_cell__in=ending)).select_related("member", "issued_by")
    for transfer in waiting.select_for_update(of=("self",)).order_by("pk"):
        source = _end_of(transfer.from_cell_id, moves, transfer.member_id)
        target = _end_of(transfer.to_cell_id, ending, transfer.member_id)
        if transfer.to_cell_id is not None and target is None:
            raise DomainError(
                _("Đồng chí %(name)s đang chuyển đến %(cell)s (giấy %(document)s); hãy tiếp nhận hoặc hủy giấy trước.")
                % {"name": transfer.member, "cell": transfer.to_cell, "document": transfer.document}
            )
        if (source, target) != (transfer.from_cell_id, transfer.to_cell_id):
            _redirect(transfer, source, target, deed)


def _end_of(cell: int | None, moves: Mapping[int, Move], member: int) -> int | None:
    """One end of a transfer after the deed."""
    if cell is None or cell not in moves:
        return cell
    home = moves[cell].home_of(member)
    if home is None and not moves[cell].leaves_all:
        return cell
    return home.pk if home else None


def _redirect(transfer: Transfer, source: int | None, target: int | None, deed: Deed) -> None:
    before = [str(transfer.from_cell or transfer.elsewhere), str(transfer.to_cell or transfer.elsewhere)]
    if source == target:
        transfer.state, transfer.closed_on = Transfer.State.CANCELLED, max(deed.next_day, transfer.issued_on)
        transfer.closed_by = _closer(transfer, deed)
        transfer.close_reason = _("Nơi đi và nơi đến đã thành một chi bộ (%(document)s).") % {"document": deed.document}
        transfer.close_reason = transfer.close_reason[:300]
    else:
        transfer.from_cell_id, transfer.to_cell_id = source, target
    transfer.save(update_fields=["from_cell", "to_cell", "state", "closed_on", "closed_by", "close_reason"])
    transfer.refresh_from_db()
    record(
        "cells.transfer_redirected",
        transfer,
        by=deed.by,
        organisation=transfer.to_cell or transfer.from_cell,
        changes={
            "from_cell": [before[0], str(transfer.from_cell or transfer.elsewhere)],
            "to_cell": [before[1], str(transfer.to_cell or transfer.elsewhere)],
            "state": [Transfer.State.ISSUED.value, transfer.state],
        },
        note=deed.document,
    )


def _closer(transfer: Transfer, deed: Deed) -> User:
    """Who closes: whoever merges, or, when the program does, whoever issued the paper."""
    return deed.by or transfer.issued_by
