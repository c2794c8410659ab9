"""Transfers (chuyển sinh hoạt đảng): issued, received, left the system, cancelled; or a move in one step.

The member's row is locked and the form carries the membership it showed, so of two who move the same member at once
one wins and the other is told.
"""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from accounts.audit import record
from accounts.models import User
from cells.models import Member, Membership, Organisation, StatusPeriod, Transfer, in_force
from cells.rules.working_days import PRESENT_WITHIN, add_working_days
from cells.services.members import refuse_cell
from cells.services.memberships import (
    end_in_cell,
    end_memberships,
    end_with_member,
    lock_cells,
    lock_membership,
    refuse_day,
    refuse_last_member,
)
from cells.services.statuses import begin_status
from cells.workflow import TRANSFERS
from core.errors import DomainError
from core.periods import format_date, today
from core.vietnamese import normalise
from core.workflow import move

Kind, State = Transfer.Kind, Transfer.State
ONE_DAY = dt.timedelta(days=1)


@transaction.atomic
def issue_transfer(
    member: Member,
    *,
    issued_on: dt.date,
    document: str,
    by: User,
    to_cell: Organisation | None = None,
    elsewhere: str = "",
    kind: str = Kind.OFFICIAL,
    returns_on: dt.date | None = None,
    seen: int | None = None,
) -> Transfer:
    """Write the paper that introduces a member to another cell; it is to be presented within 30 working days.

    Until it is received, the member stays with the own cell. Refused: without a number; to nowhere; to the own cell;
    to a unit that does not stand; before the membership began; while another paper is open.
    """
    row = lock_membership(member, seen)
    document, elsewhere = normalise(document), normalise(elsewhere)
    if not document:
        raise DomainError(_("Hãy ghi số giấy giới thiệu."), field="document")
    refuse_day(row, issued_on, field="issued_on")
    _refuse_open_transfer(member)
    if to_cell is not None:
        _refuse_destination(row, lock_cells([row.cell, to_cell])[to_cell.pk], issued_on)
    elif not elsewhere:
        raise DomainError(_("Hãy chọn chi bộ nhận, hoặc ghi tên tổ chức đảng ngoài hệ thống."), field="to_cell")
    if kind == Kind.TEMPORARY:
        refuse_return(issued_on, returns_on)
    transfer = Transfer.objects.create(
        member=member,
        kind=kind,
        from_cell=row.cell,
        to_cell=to_cell,
        elsewhere="" if to_cell else elsewhere,
        issued_on=issued_on,
        document=document,
        present_by=add_working_days(issued_on, PRESENT_WITHIN),
        returns_on=returns_on if kind == Kind.TEMPORARY else None,
        issued_by=by,
    )
    record_transfer("cells.transfer_issued", transfer, by=by, organisation=row.cell, to=str(to_cell or elsewhere))
    return transfer


def _refuse_destination(row: Membership, cell: Organisation, day: dt.date) -> None:
    if cell.pk == row.cell_id:
        raise DomainError(
            _("Đồng chí %(name)s đang sinh hoạt tại %(cell)s; hãy chọn chi bộ khác.")
            % {"name": row.member, "cell": cell},
            field="to_cell",
        )
    refuse_cell(cell, day, field="to_cell")
    if cell.ended_on is not None:
        raise DomainError(
            _("%(cell)s kết thúc hoạt động ngày %(day)s; hãy chọn chi bộ khác.")
            % {"cell": cell, "day": format_date(cell.ended_on)},
            field="to_cell",
        )


def _refuse_open_transfer(member: Member) -> None:
    other = Transfer.objects.filter(member=member, state=State.ISSUED).first()
    if other is not None:
        raise DomainError(
            _(
                "Đồng chí %(name)s đang có giấy giới thiệu số %(document)s ngày %(day)s chưa tiếp nhận; "
                "hãy tiếp nhận hoặc hủy giấy đó trước."
            )
            % {"name": member, "document": other.document, "day": format_date(other.issued_on)}
        )


def refuse_return(begins_on: dt.date, returns_on: dt.date | None) -> None:
    if returns_on is None:
        raise DomainError(_("Sinh hoạt tạm thời phải có ngày hết hạn."), field="returns_on")
    if returns_on <= begins_on:
        raise DomainError(_("Ngày hết hạn phải sau ngày bắt đầu."), field="returns_on")


def _lock(transfer: Transfer) -> Transfer:
    """The transfer as it is now; the member's row is locked first, as everywhere."""
    Member.objects.select_for_update().get(pk=transfer.member_id)
    return (
        Transfer.objects.select_for_update(of=("self",))
        .select_related("member", "from_cell", "to_cell")
        .prefetch_related("from_cell__periods", "to_cell__periods")
        .get(pk=transfer.pk)
    )


@transaction.atomic
def receive_transfer(transfer: Transfer, *, on: dt.date, by: User) -> None:
    """The new cell receives the member: the old membership ends the day before, the new one begins on that day.

    A stay for a time leaves the own membership as it is. Refused: a paper already closed; to a unit that does not
    stand on that day; before the paper or the present membership; the last member of a cell.
    """
    row = _lock(transfer)
    _refuse_closed(row)
    if row.to_cell is None:
        raise DomainError(_("Giấy này giới thiệu ra ngoài hệ thống; hãy dùng nút “Đã chuyển ra ngoài”."))
    if on < row.issued_on:
        raise DomainError(
            _("Ngày tiếp nhận không thể trước ngày giới thiệu (%(day)s).") % {"day": format_date(row.issued_on)},
            field="on",
        )
    if on > today():
        raise DomainError(_("Ngày này chưa đến; hãy ghi khi việc đã xảy ra."), field="on")
    present = lock_membership(row.member, None)
    _refuse_destination(present, lock_cells([present.cell, row.to_cell])[row.to_cell_id or 0], on)
    if row.kind == Kind.TEMPORARY:
        _begin_stay(row, row.to_cell, on)
    else:
        _change_cells(present, row, row.to_cell, on, by=by)
    _close(row, State.RECEIVED, on=on, by=by)
    record_transfer("cells.transfer_received", row, by=by, organisation=row.to_cell, to=str(row.to_cell))


def _refuse_closed(row: Transfer) -> None:
    """Said with what happened to it, before ``move`` would refuse."""
    if row.state != State.ISSUED:
        raise DomainError(
            _("Giấy giới thiệu này %(state)s ngày %(day)s; hãy tải lại trang.")
            % {"state": row.get_state_display(), "day": format_date(row.closed_on)}
        )


def _change_cells(present: Membership, row: Transfer, to_cell: Organisation, on: dt.date, *, by: User) -> None:
    if row.from_cell_id != present.cell_id and row.from_cell and row.from_cell.ended_on is None:
        raise DomainError(
            _("Đồng chí %(name)s nay sinh hoạt tại %(cell)s, không còn ở nơi ghi trong giấy; hãy hủy giấy này.")
            % {"name": row.member, "cell": present.cell}
        )
    last_day = on - ONE_DAY
    refuse_day(present, last_day, field="on")
    refuse_last_member(present)
    _end_stays_meeting(row, on)
    present.valid_to, present.end_reason = last_day, Membership.EndReason.TRANSFERRED
    present.elsewhere = str(row.to_cell)[:200]
    present.save(update_fields=["valid_to", "end_reason", "elsewhere"])
    end_in_cell(row.member, present.cell, last_day=last_day, by=by, note=row.document)
    Membership.objects.create(
        member=row.member,
        cell=to_cell,
        valid_from=on,
        start_reason=Membership.StartReason.TRANSFERRED,
        elsewhere=str(present.cell)[:200],
        document=row.document,
        document_on=row.issued_on,
    )


def _end_stays_meeting(row: Transfer, on: dt.date) -> None:
    """Who was a guest of the cell for a time and now belongs to it, is a guest no longer."""
    stays = Membership.objects.filter(
        in_force(on), member=row.member, cell=row.to_cell, kind=Membership.Kind.TEMPORARY
    ).exclude(valid_from__gte=on)
    stays.update(valid_to=on - ONE_DAY, end_reason=Membership.EndReason.TRANSFERRED)


def _begin_stay(row: Transfer, to_cell: Organisation, on: dt.date) -> None:
    refuse_return(on, row.returns_on)
    _refuse_other_stay(row, on)
    Membership.objects.create(
        member=row.member,
        cell=to_cell,
        kind=Membership.Kind.TEMPORARY,
        valid_from=on,
        valid_to=row.returns_on,
        end_reason=Membership.EndReason.RETURNED,
        start_reason=Membership.StartReason.TRANSFERRED,
        elsewhere=str(row.from_cell)[:200],
        document=row.document,
        document_on=row.issued_on,
    )


def _refuse_other_stay(row: Transfer, on: dt.date) -> None:
    """A guest stays in one cell at a time; a longer stay begins when the one before has ended."""
    assert row.returns_on is not None
    stays = Membership.objects.filter(
        member=row.member_id, kind=Membership.Kind.TEMPORARY, valid_from__lte=row.returns_on
    )
    other = stays.exclude(valid_to__lt=on).select_related("cell").first()
    if other is not None:
        raise DomainError(
            _(
                "Đồng chí %(name)s đã có đợt sinh hoạt tạm thời tại %(cell)s từ %(first)s đến %(last)s; "
                "hãy kết thúc đợt đó trước."
            )
            % {
                "name": row.member,
                "cell": other.cell,
                "first": format_date(other.valid_from),
                "last": format_date(other.valid_to) or "…",
            },
            field="on",
        )


def _close(row: Transfer, state: str, *, on: dt.date, by: User, reason: str = "") -> None:
    move(row, to=state, transitions=TRANSFERS, closed_on=on, closed_by=by, close_reason=reason)


@transaction.atomic
def close_transfer_left(transfer: Transfer, *, last_day: dt.date, by: User) -> None:
    """The receiving organisation outside the system has confirmed: the member leaves after ``last_day``.

    For a stay for a time, the member is away from then until the paper's end, and stays a member of the own cell.
    """
    row = _lock(transfer)
    _refuse_closed(row)
    if row.to_cell is not None:
        raise DomainError(_("Nơi nhận có trong hệ thống; chi bộ nhận hãy bấm “Tiếp nhận”."))
    if last_day < row.issued_on:
        raise DomainError(
            _("Ngày chuyển ra không thể trước ngày giới thiệu (%(day)s).") % {"day": format_date(row.issued_on)},
            field="last_day",
        )
    present = lock_membership(row.member, None)
    refuse_day(present, last_day, field="last_day")
    if row.kind == Kind.TEMPORARY:
        begin_status(
            row.member,
            status=StatusPeriod.Status.AWAY,
            valid_from=last_day + ONE_DAY,
            valid_to=row.returns_on,
            place=row.elsewhere,
            document=row.document,
            document_on=row.issued_on,
            by=by,
        )
    else:
        refuse_last_member(present)
        Membership.objects.filter(pk=present.pk).update(elsewhere=row.elsewhere)
        end_memberships(present, reason=Membership.EndReason.TRANSFERRED, last_day=last_day)
    _close(row, State.LEFT, on=last_day, by=by)
    if row.kind == Kind.OFFICIAL:
        end_with_member(row.member, last_day=last_day, by=by, note=row.document)
    record_transfer("cells.transfer_left", row, by=by, organisation=present.cell, to=row.elsewhere)


@transaction.atomic
def cancel_transfer(transfer: Transfer, *, reason: str, by: User) -> None:
    """Take back a paper that was not used, with a reason; the member stays where he is."""
    row = _lock(transfer)
    _refuse_closed(row)
    reason = normalise(reason)
    if not reason:
        raise DomainError(_("Hãy ghi lý do hủy."), field="reason")
    _close(row, State.CANCELLED, on=today(), by=by, reason=reason)
    record_transfer("cells.transfer_cancelled", row, by=by, organisation=row.from_cell or row.to_cell, note=reason)


@transaction.atomic
def move_member(
    member: Member, *, to_cell: Organisation, on: dt.date, document: str, by: User, seen: int | None = None
) -> Transfer:
    """Move a member to another cell of the same committee in one step: paper and arrival on one day."""
    row = lock_membership(member, seen)
    if on <= row.valid_from:
        raise DomainError(
            _("Đồng chí %(name)s sinh hoạt tại %(cell)s từ ngày %(day)s; ngày chuyển phải sau ngày đó.")
            % {"name": member, "cell": row.cell, "day": format_date(row.valid_from)},
            field="on",
        )
    try:
        transfer = issue_transfer(member, issued_on=on, document=document, to_cell=to_cell, by=by, seen=seen)
    except DomainError as error:
        field = "on" if error.field == "issued_on" else error.field
        raise DomainError(error.message, field=field, details=error.details) from error
    receive_transfer(transfer, on=on, by=by)
    transfer.refresh_from_db()
    return transfer


def record_transfer(
    action: str,
    transfer: Transfer,
    *,
    by: User,
    organisation: Organisation | None,
    to: str = "",
    note: str = "",
) -> None:
    with override("vi"):
        label = f"{transfer.member}: {transfer.get_kind_display()}"
        origin = str(transfer.from_cell or transfer.elsewhere)
    changes = {"cell": [origin, to]} if to else {}
    record(
        action, transfer, by=by, organisation=organisation, changes=changes, note=note or transfer.document, label=label
    )
