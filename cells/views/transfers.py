"""Transfers: the register, the paper, its arrival; a move in one step; members from outside."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from accounts.request import SignedInRequest
from cells.access import (
    cells_kept_by,
    get_member,
    get_transfer,
    scope_of,
    transfer_actions_for,
    transfers_visible_to,
)
from cells.forms.records import BackForm, ReceiveForm
from cells.forms.transfers import CancelForm, IssueForm, LeftForm, MoveForm, ReceiveTransferForm
from cells.models import Member, Organisation
from cells.queries.records import known_from_before, present_membership
from cells.queries.transfers import (
    cells_beside,
    closed_transfers,
    destinations,
    leaving_doubts,
    open_transfers,
    overdue_transfers,
    with_units,
)
from cells.rules.working_days import COMPLETE_WITHIN, add_working_days, working_days_between
from cells.services.arrivals import Paper, receive_from_outside
from cells.services.transfers import (
    cancel_transfer,
    close_transfer_left,
    issue_transfer,
    move_member,
    receive_transfer,
)
from cells.views.choosing import cell_choice
from cells.views.deeds import done, tell
from cells.views.members import doubts_of
from cells.views.records import course_of
from core.periods import today

PAGE = 50
LISTS = {"dang-chuyen": open_transfers, "qua-han": None, "da-xong": closed_transfers}


def transfer_list(request: SignedInRequest) -> HttpResponse:
    """The register of transfers: on their way, past their deadline, closed."""
    if not scope_of(request.user).readable:
        raise PermissionDenied
    rows, day = transfers_visible_to(request.user), today()
    shown = request.GET.get("loai", "")
    shown = shown if shown in LISTS else "dang-chuyen"
    overdue = overdue_transfers(rows, day)
    chosen = {"dang-chuyen": open_transfers(rows), "qua-han": overdue, "da-xong": closed_transfers(rows)}[shown]
    context = {
        "page": Paginator(with_units(chosen), PAGE).get_page(request.GET.get("trang")),
        "shown": shown,
        "day": day,
        "tabs": _tabs(shown, waiting=open_transfers(rows).count(), overdue=overdue.count()),
    }
    return render(request, "cells/transfer_list.html", context)


def _tabs(shown: str, *, waiting: int, overdue: int) -> list[dict[str, Any]]:
    rows = (
        ("dang-chuyen", _("Đang chuyển"), waiting),
        ("qua-han", _("Quá hạn xuất trình"), overdue),
        ("da-xong", _("Đã xong"), None),
    )
    return [
        {"label": label, "url": f"?loai={key}", "active": key == shown, "count": count} for key, label, count in rows
    ]


def member_move(request: SignedInRequest, pk: int) -> HttpResponse:
    """To another cell of the same committee, in one step."""
    member = get_member(request.user, pk, to="manage_members")
    present = present_membership(member)
    cells = cells_kept_by(request.user)
    cells = cells_beside(present.cell, cells) if present else cells.none()
    initial = {"seen": present.pk if present else None, "on": today()}
    form = MoveForm(request.POST or None, initial=initial, cells=cells)
    doubts = leaving_doubts(present, today()) if present else []
    if done(request, form, lambda data: move_member(member, by=request.user, **data)):
        tell(request, _("Đã chuyển đồng chí %(name)s.") % {"name": member}, doubts)
        return redirect(course_of(member))
    context = {"member": member, "form": form, "present": present, "doubts": doubts}
    return render(request, "cells/member_move.html", context)


def transfer_issue(request: SignedInRequest, pk: int) -> HttpResponse:
    """Introduce a member to another committee, or outside the system."""
    member = get_member(request.user, pk, to="manage_members")
    present = present_membership(member)
    text = request.GET.get("tim", "").strip()
    form = IssueForm(
        request.POST or None,
        initial={"seen": present.pk if present else None},
        cells=Organisation.objects.filter(ended_on__isnull=True).prefetch_related("periods"),
        shown=destinations(present, cells_kept_by(request.user), text),
    )
    doubts = leaving_doubts(present, today()) if present else []
    if done(request, form, lambda data: issue_transfer(member, by=request.user, **data)):
        tell(request, _("Đã ghi giấy giới thiệu; đồng chí này còn ở chi bộ cũ đến khi nơi mới tiếp nhận."))
        return redirect(course_of(member))
    context = {"member": member, "form": form, "present": present, "doubts": doubts, "text": text}
    return render(request, "cells/transfer_issue.html", context)


def transfer_detail(request: SignedInRequest, pk: int) -> HttpResponse:
    """One paper: from where to where, its deadline, what can be done with it."""
    transfer = get_transfer(request.user, pk)
    context = {
        "transfer": transfer,
        "actions": transfer_actions_for(request.user, transfer),
        "day": today(),
        "days_left": working_days_between(today(), transfer.present_by),
        "complete_by": add_working_days(transfer.issued_on, COMPLETE_WITHIN),
        "may_open_member": _may_open(request, transfer.member_id),
    }
    return render(request, "cells/transfer_detail.html", context)


def _may_open(request: SignedInRequest, member_id: int) -> bool:
    scope = scope_of(request.user)
    return Member.objects.filter(pk=member_id, memberships__cell__in=scope.readable).exists()


def transfer_receive(request: SignedInRequest, pk: int) -> HttpResponse:
    """The new cell takes the member in."""
    transfer = get_transfer(request.user, pk, to="receive")
    form = ReceiveTransferForm(request.POST or None)
    if done(request, form, lambda data: receive_transfer(transfer, by=request.user, **data)):
        tell(request, _("Đã tiếp nhận đồng chí %(name)s.") % {"name": transfer.member})
        return redirect("cells:transfer_detail", pk=pk)
    return render(request, "cells/transfer_receive.html", {"transfer": transfer, "form": form})


def transfer_left(request: SignedInRequest, pk: int) -> HttpResponse:
    """The organisation outside the system has taken the member in."""
    transfer = get_transfer(request.user, pk, to="close")
    form = LeftForm(request.POST or None)
    if done(request, form, lambda data: close_transfer_left(transfer, by=request.user, **data)):
        tell(request, _("Đã ghi đồng chí %(name)s chuyển ra ngoài.") % {"name": transfer.member})
        return redirect("cells:transfer_detail", pk=pk)
    return render(request, "cells/transfer_left.html", {"transfer": transfer, "form": form})


def transfer_cancel(request: SignedInRequest, pk: int) -> HttpResponse:
    """Take back a paper that was not used."""
    transfer = get_transfer(request.user, pk, to="close")
    form = CancelForm(request.POST or None)
    if done(request, form, lambda data: cancel_transfer(transfer, by=request.user, **data)):
        tell(request, _("Đã hủy giấy giới thiệu; đồng chí này vẫn ở chi bộ cũ."))
        return redirect("cells:transfer_detail", pk=pk)
    return render(request, "cells/transfer_cancel.html", {"transfer": transfer, "form": form})


def member_receive(request: SignedInRequest) -> HttpResponse:
    """Someone arrives from outside: a new record, or the one of earlier when the number says so."""
    choice = cell_choice(request)
    if not choice.allowed.exists():
        raise PermissionDenied
    form = ReceiveForm(request.POST or None, initial={"on": today()}, cells=choice)
    known = known_from_before(request.POST.get("citizen_id", ""), request.POST.get("full_name", ""))
    if known is not None:
        form.offer_reuse()
    received: list[Member] = []

    def receive(data: dict[str, Any]) -> None:
        paper = Paper(*(data[name] for name in ("elsewhere", "document", "document_on", "returns_on")))
        where = {"cell": data["cell"], "on": data["on"], "paper": paper, "by": request.user}
        facts = {"known": known} if data.get("reuse") else form.facts(apart=form.MEMBERSHIP)
        received.append(receive_from_outside(**where, **facts))

    if done(request, form, receive):
        tell(request, _("Đã tiếp nhận đồng chí %(name)s.") % {"name": received[0]}, doubts_of(received[0]))
        return redirect(received[0])
    return render(request, "cells/member_receive.html", {"form": form, "known": known, "choice": choice})


def member_return(request: SignedInRequest, pk: int) -> HttpResponse:
    """Someone who had left the system comes back; the record of earlier is used again."""
    member = get_member(request.user, pk, to="manage_members")
    choice = cell_choice(request)
    form = BackForm(request.POST or None, initial={"on": today()}, cells=choice)

    def receive(data: dict[str, Any]) -> None:
        paper = Paper(data["elsewhere"], data["document"], data["document_on"])
        receive_from_outside(cell=data["cell"], on=data["on"], paper=paper, by=request.user, known=member)

    if done(request, form, receive):
        tell(request, _("Đã tiếp nhận đồng chí %(name)s trở lại.") % {"name": member})
        return redirect(course_of(member))
    return render(request, "cells/member_return.html", {"member": member, "form": form, "choice": choice})
