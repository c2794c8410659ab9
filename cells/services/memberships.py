"""Where members belong: leaving the Party or the living, coming back, and stays for a time."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from accounts.audit import record
from accounts.models import User
from cells.models import (
    Assignment,
    GroupMembership,
    Member,
    Membership,
    Organisation,
    ResidenceLink,
    StatusPeriod,
    Transfer,
    WorkingGroupMember,
)
from cells.queries.records import last_membership
from cells.services.assignments import end_assignment
from cells.services.members import refuse_cell
from cells.services.seats import end_seats_of
from cells.workflow import TRANSFERS
from core.errors import DomainError
from core.periods import format_date, today
from core.vietnamese import normalise
from core.workflow import move

LEAVING = (
    Membership.EndReason.DIED,
    Membership.EndReason.EXPELLED,
    Membership.EndReason.STRUCK_OFF,
    Membership.EndReason.RESIGNED,
)
"""How one leaves the Party (Điều lệ Đ8, Đ35)."""


def lock_membership(member: Member, seen: int | None) -> Membership:
    """The member's present permanent membership, held until the transaction ends.

    ``seen`` is the membership that the form showed. Refused when someone moved the member meanwhile, or when the
    member belongs to no cell any more.
    """
    Member.objects.select_for_update().get(pk=member.pk)
    row = (
        Membership.objects.select_for_update(of=("self",))
        .filter(member=member, kind=Membership.Kind.PERMANENT, valid_to__isnull=True)
        .select_related("cell", "member")
        .prefetch_related("cell__periods")
        .first()
    )
    if row is None:
        raise DomainError(_left_already(member))
    if seen is not None and row.pk != seen:
        raise DomainError(
            _(
                "Có người vừa chuyển đồng chí %(name)s sang %(cell)s (từ ngày %(day)s). "
                "Việc này chưa được ghi; hãy mở lại hồ sơ rồi xem lại."
            )
            % {"name": member, "cell": row.cell, "day": format_date(row.valid_from)}
        )
    return row


def _left_already(member: Member) -> str:
    last = last_membership(member)
    if last is None:
        return _("Đồng chí %(name)s chưa thuộc chi bộ nào.") % {"name": member}
    return _("Đồng chí %(name)s không còn sinh hoạt tại %(cell)s từ sau ngày %(day)s (%(reason)s).") % {
        "name": member,
        "cell": last.cell,
        "day": format_date(last.valid_to),
        "reason": last.get_end_reason_display(),
    }


def lock_cells(cells: Iterable[Organisation | None]) -> dict[int, Organisation]:
    """The cells as they are now, held in one order, so that two moves never wait for each other."""
    numbers = sorted({cell.pk for cell in cells if cell is not None})
    rows = Organisation.objects.select_for_update(no_key=True).filter(pk__in=numbers).order_by("pk")
    return {row.pk: row for row in rows.prefetch_related("periods")}


def refuse_last_member(row: Membership) -> None:
    """A cell never stands empty: the last one leaves when the cell is ended or merged (Điều lệ Đ21.2, Đ24.1)."""
    lock_cells([row.cell])
    others = Membership.objects.filter(cell=row.cell, kind=Membership.Kind.PERMANENT, valid_to__isnull=True)
    if row.cell.ended_on is None and not others.exclude(member=row.member_id).exists():
        raise DomainError(
            _(
                "Đồng chí %(name)s là đảng viên cuối cùng của %(cell)s. Cấp ủy cấp trên hãy sáp nhập hoặc giải thể "
                "chi bộ trước; chi bộ không thể còn mà không có đảng viên (Điều lệ Đ21.2, Đ24.1)."
            )
            % {"name": row.member, "cell": row.cell}
        )


def refuse_day(row: Membership, last_day: dt.date, *, field: str) -> None:
    """A membership ends neither before it began nor in the future."""
    if last_day < row.valid_from:
        raise DomainError(
            _("Đồng chí %(name)s sinh hoạt tại %(cell)s từ ngày %(day)s; hãy chọn ngày sau đó.")
            % {"name": row.member, "cell": row.cell, "day": format_date(row.valid_from)},
            field=field,
        )
    if last_day > today():
        raise DomainError(_("Ngày này chưa đến; hãy ghi khi việc đã xảy ra."), field=field)


@transaction.atomic
def leave_party(
    member: Member,
    *,
    reason: str,
    last_day: dt.date,
    by: User,
    document: str = "",
    document_on: dt.date | None = None,
    seen: int | None = None,
) -> None:
    """A member died, or left the Party: membership, statuses, posts and tasks of oversight end on ``last_day``.

    Refused: a reason that is none; no document (except for a death); a probationary member expelled, who is struck
    off instead (Điều lệ Đ35); the last member of a cell that stands; someone else was faster.
    """
    row = lock_membership(member, seen)
    document = normalise(document)
    if reason not in LEAVING:
        raise DomainError(_("Hãy chọn lý do."), field="reason")
    if not document and reason != Membership.EndReason.DIED:
        raise DomainError(_("Hãy ghi số quyết định."), field="document")
    if reason == Membership.EndReason.EXPELLED and not member.is_official(last_day):
        raise DomainError(
            _("Đảng viên dự bị không bị khai trừ; nếu không đủ tư cách thì xóa tên (Điều lệ Đ8, Đ35)."), field="reason"
        )
    refuse_day(row, last_day, field="last_day")
    refuse_last_member(row)
    end_memberships(row, reason=reason, last_day=last_day, document=document, document_on=document_on)
    end_with_member(member, last_day=last_day, by=by, note=row.get_end_reason_display())
    record(
        "cells.member_left",
        member,
        by=by,
        organisation=row.cell,
        changes={"reason": ["", reason], "last_day": [None, last_day.isoformat()]},
        note=document,
    )


def end_memberships(
    row: Membership, *, reason: str, last_day: dt.date, document: str = "", document_on: dt.date | None = None
) -> None:
    """End the permanent membership and every stay for a time with it."""
    row.valid_to, row.end_reason = last_day, reason
    fields = ["valid_to", "end_reason"]
    if document:
        row.document, row.document_on = document, document_on
        fields += ["document", "document_on"]
    row.save(update_fields=fields)
    stays = Membership.objects.filter(member=row.member_id, kind=Membership.Kind.TEMPORARY)
    _end_rows(stays, last_day, end_reason=reason)


def end_with_member(member: Member, *, last_day: dt.date, by: User, note: str = "") -> None:
    """Everything that a person had in the Party ends with the membership."""
    later = StatusPeriod.objects.filter(member=member, valid_from__gt=last_day).first()
    if later is not None:
        raise DomainError(
            _("Hồ sơ đã ghi “%(status)s” từ ngày %(day)s, sau ngày này; hãy sửa tình trạng đó trước.")
            % {"status": later, "day": format_date(later.valid_from)}
        )
    _end_rows(StatusPeriod.objects.filter(member=member), last_day)
    end_seats_of(member, last_day=last_day, by=by, document=note)
    for assignment in _open(Assignment.objects.filter(member=member), last_day):
        end_assignment(assignment, last_day=max(last_day, assignment.valid_from), by=by, note=note)
    _end_rows(WorkingGroupMember.objects.filter(member=member), last_day)
    _end_rows(GroupMembership.objects.filter(member=member), last_day)
    _end_rows(ResidenceLink.objects.filter(member=member), last_day)
    for transfer in Transfer.objects.filter(member=member, state=Transfer.State.ISSUED):
        move(
            transfer,
            to=Transfer.State.CANCELLED,
            transitions=TRANSFERS,
            closed_on=last_day,
            closed_by=by,
            close_reason=note or "–",
        )


def _open(rows: QuerySet, last_day: dt.date) -> QuerySet:
    return rows.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=last_day))


def _end_rows(rows: QuerySet, last_day: dt.date, **values: str) -> None:
    """End what is open on ``last_day``; what was to begin later ends on its first day."""
    for row in _open(rows, last_day):
        type(row)._default_manager.filter(pk=row.pk).update(valid_to=max(last_day, row.valid_from), **values)


def end_in_cell(member: Member, cell: Organisation, *, last_day: dt.date, by: User, note: str) -> None:
    """What a member had in a cell that is left for another one: posts there, and the Party group."""
    end_seats_of(member, last_day=last_day, by=by, organisations=[cell.pk], document=note)
    _end_rows(GroupMembership.objects.filter(member=member), last_day)


@transaction.atomic
def restore_member(
    member: Member, *, cell: Organisation, on: dt.date, document: str, by: User, document_on: dt.date | None = None
) -> Membership:
    """Membership restored (phục hồi đảng tịch) to someone who had been expelled, struck off or had resigned.

    Refused: without a document; someone who belongs to a cell; a day not after the one of leaving; one who died.
    """
    Member.objects.select_for_update().get(pk=member.pk)
    last = last_membership(member)
    document = normalise(document)
    if not document:
        raise DomainError(_("Hãy ghi số quyết định phục hồi đảng tịch."), field="document")
    if last is None or last.end_reason not in LEAVING or last.end_reason == Membership.EndReason.DIED:
        raise DomainError(_("Chỉ phục hồi đảng tịch cho người đã bị khai trừ, xóa tên hoặc đã xin ra."))
    if last.valid_to is None or on <= last.valid_to:
        raise DomainError(
            _("Ngày phục hồi phải sau ngày ra khỏi Đảng (%(day)s).") % {"day": format_date(last.valid_to)}, field="on"
        )
    if on > today():
        raise DomainError(_("Ngày này chưa đến; hãy ghi khi việc đã xảy ra."), field="on")
    refuse_cell(lock_cells([cell])[cell.pk], on, field="cell")
    row = Membership.objects.create(
        member=member,
        cell=cell,
        valid_from=on,
        start_reason=Membership.StartReason.RESTORED,
        document=document,
        document_on=document_on,
    )
    record(
        "cells.member_restored",
        member,
        by=by,
        organisation=cell,
        changes={"on": [None, on.isoformat()]},
        note=document,
    )
    return row


@transaction.atomic
def take_back_leaving(member: Member, *, reason: str, by: User) -> Membership:
    """A leaving that was written down by mistake: the membership goes on as if it had not ended.

    Posts, statuses and tasks that ended with it are given again by hand. Refused: without a reason; someone who did
    not leave; a cell that has ended meanwhile.
    """
    Member.objects.select_for_update().get(pk=member.pk)
    last = last_membership(member)
    reason = normalise(reason)
    if not reason:
        raise DomainError(_("Hãy ghi vì sao lần ghi trước là nhầm."), field="reason")
    if last is None or last.end_reason not in LEAVING:
        raise DomainError(_("Hồ sơ này không ghi ra khỏi Đảng hay từ trần."))
    if lock_cells([last.cell])[last.cell_id].ended_on is not None:
        raise DomainError(
            _("%(cell)s đã kết thúc hoạt động, không sửa lại được ở đây.") % {"cell": last.cell}, field="reason"
        )
    before = [last.get_end_reason_display(), last.valid_to.isoformat() if last.valid_to else None]
    last.valid_to, last.end_reason = None, ""
    last.save(update_fields=["valid_to", "end_reason"])
    changes = {"reason": [before[0], ""], "last_day": [before[1], None]}
    record("cells.leaving_taken_back", member, by=by, organisation=last.cell, changes=changes, note=reason)
    return last


@transaction.atomic
def end_stay(stay: Membership, *, last_day: dt.date, by: User) -> None:
    """End a stay for a time in a cell: the member goes back. The own membership was never interrupted."""
    Member.objects.select_for_update().get(pk=stay.member_id)
    row = Membership.objects.select_for_update(of=("self",)).select_related("member", "cell").get(pk=stay.pk)
    if row.kind != Membership.Kind.TEMPORARY:
        raise DomainError(_("Đây là chi bộ sinh hoạt chính thức; hãy dùng mục Chuyển sinh hoạt."))
    if row.valid_to is not None and row.valid_to <= last_day:
        raise DomainError(
            _("Đợt sinh hoạt tạm thời này đã kết thúc ngày %(day)s.") % {"day": format_date(row.valid_to)},
            field="last_day",
        )
    refuse_day(row, last_day, field="last_day")
    before = row.valid_to.isoformat() if row.valid_to else None
    row.valid_to, row.end_reason = last_day, Membership.EndReason.RETURNED
    row.save(update_fields=["valid_to", "end_reason"])
    record(
        "cells.stay_ended",
        row.member,
        by=by,
        organisation=row.cell,
        changes={"last_day": [before, last_day.isoformat()]},
    )
