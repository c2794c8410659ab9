"""Members who arrive from an organisation outside the system: for good, or for a time."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from cells.models import Member, Membership, Organisation, Transfer
from cells.queries.records import last_membership, present_membership
from cells.rules.working_days import PRESENT_WITHIN, add_working_days
from cells.services.members import create_member, refuse_cell
from cells.services.memberships import lock_cells
from cells.services.transfers import record_transfer, refuse_return
from core.errors import DomainError
from core.periods import format_date, today
from core.vietnamese import normalise


@dataclass(frozen=True)
class Paper:
    """The paper with which a member arrives. ``returns_on``: the last day of a stay for a time."""

    elsewhere: str
    """The organisation that introduces the member."""
    document: str
    document_on: dt.date | None = None
    returns_on: dt.date | None = None


@transaction.atomic
def receive_from_outside(
    *, cell: Organisation, on: dt.date, paper: Paper, by: User, known: Member | None = None, **facts: Any
) -> Member:
    """Receive a member from an organisation outside the system: a new record, or the ``known`` one of earlier.

    Refused: without paper or origin; a known member who belongs to a cell here, died, or left the Party (which is
    restored, not transferred); a cell that did not stand on that day.
    """
    paper = _checked(paper, on)
    lock_cells([cell])
    if known is None:
        member = create_member(
            cell=cell, joined_cell_on=on, by=by, last_day=paper.returns_on, **_membership(paper), **facts
        )
    else:
        member = _receive_known(known, cell, on)
        Membership.objects.create(
            member=member,
            cell=cell,
            valid_from=on,
            valid_to=paper.returns_on,
            end_reason=Membership.EndReason.RETURNED if paper.returns_on else "",
            **_membership(paper),
        )
    transfer = _write_paper(member, cell, on, paper, by=by)
    record_transfer("cells.transfer_received", transfer, by=by, organisation=cell, to=str(cell))
    return member


def _checked(paper: Paper, on: dt.date) -> Paper:
    elsewhere, document = normalise(paper.elsewhere), normalise(paper.document)
    if not elsewhere:
        raise DomainError(_("Hãy ghi tổ chức đảng nơi chuyển đi."), field="elsewhere")
    if not document:
        raise DomainError(_("Hãy ghi số giấy giới thiệu."), field="document")
    if on > today():
        raise DomainError(_("Ngày này chưa đến; hãy ghi khi việc đã xảy ra."), field="on")
    if paper.returns_on is not None:
        refuse_return(on, paper.returns_on)
    return Paper(elsewhere, document, paper.document_on, paper.returns_on)


def _membership(paper: Paper) -> dict[str, Any]:
    return {
        "kind": Membership.Kind.TEMPORARY if paper.returns_on else Membership.Kind.PERMANENT,
        "start_reason": Membership.StartReason.TRANSFERRED,
        "elsewhere": paper.elsewhere,
        "document": paper.document,
        "document_on": paper.document_on,
    }


def _write_paper(member: Member, cell: Organisation, on: dt.date, paper: Paper, *, by: User) -> Transfer:
    """The register of transfers holds what came from outside too."""
    issued_on = paper.document_on or on
    return Transfer.objects.create(
        member=member,
        kind=Transfer.Kind.TEMPORARY if paper.returns_on else Transfer.Kind.OFFICIAL,
        to_cell=cell,
        elsewhere=paper.elsewhere,
        issued_on=issued_on,
        document=paper.document,
        present_by=add_working_days(issued_on, PRESENT_WITHIN),
        returns_on=paper.returns_on,
        state=Transfer.State.RECEIVED,
        closed_on=on,
        issued_by=by,
        closed_by=by,
    )


def _receive_known(known: Member, cell: Organisation, on: dt.date) -> Member:
    """The record of someone who was here before and left the system."""
    member = Member.objects.select_for_update().get(pk=known.pk)
    present, last = present_membership(member), last_membership(member)
    if present is not None:
        raise DomainError(
            _("Đồng chí %(name)s đang sinh hoạt tại %(cell)s; hãy làm thủ tục chuyển sinh hoạt từ đó.")
            % {"name": member, "cell": present.cell}
        )
    if last is not None and last.end_reason not in (Membership.EndReason.TRANSFERRED, Membership.EndReason.RETURNED):
        raise DomainError(
            _("Đồng chí %(name)s đã rời Đảng ngày %(day)s (%(reason)s), không tiếp nhận theo giấy chuyển được.")
            % {"name": member, "day": format_date(last.valid_to), "reason": last.get_end_reason_display()}
        )
    if last is not None and last.valid_to is not None and on <= last.valid_to:
        raise DomainError(
            _("Đồng chí %(name)s còn sinh hoạt tại %(cell)s đến ngày %(day)s; hãy chọn ngày sau đó.")
            % {"name": member, "cell": last.cell, "day": format_date(last.valid_to)},
            field="on",
        )
    refuse_cell(cell, on, field="cell")
    return member
