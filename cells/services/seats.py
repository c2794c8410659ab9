"""Giving and ending posts; linking an account to a member."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from accounts.audit import record
from accounts.models import User
from cells.models import Member, Office, Organisation, Seat
from core.errors import DomainError


@transaction.atomic
def give_seat(
    member: Member,
    *,
    organisation: Organisation,
    office: str,
    valid_from: dt.date,
    by: User | None,
    basis: str = "",
    document: str = "",
) -> Seat:
    """Give a member an office. A unit has one secretary at a time (Điều lệ Đ24.4)."""
    Organisation.objects.select_for_update().get(pk=organisation.pk)
    if not organisation.existed_on(valid_from):
        raise DomainError(_("%(unit)s không hoạt động vào ngày này.") % {"unit": organisation}, field="valid_from")
    holder = Seat.objects.in_force(valid_from).filter(organisation=organisation, office=office).first()
    if office == Office.SECRETARY and holder is not None:
        raise DomainError(
            _("%(unit)s đã có bí thư là đồng chí %(name)s; hãy cho thôi chức trước.")
            % {"unit": organisation, "name": holder.member}
        )
    if Seat.objects.in_force(valid_from).filter(organisation=organisation, member=member).exists():
        raise DomainError(
            _("Đồng chí %(name)s đã giữ một chức vụ tại %(unit)s.") % {"name": member, "unit": organisation}
        )
    seat = Seat.objects.create(
        organisation=organisation,
        member=member,
        office=office,
        basis=basis,
        valid_from=valid_from,
        document=document,
    )
    record("cells.seat_given", seat, by=by, organisation=organisation, label=_label_of(seat), note=document)
    return seat


@transaction.atomic
def end_seat(seat: Seat, *, last_day: dt.date, by: User | None, document: str = "") -> None:
    """End a post; ``last_day`` is its last day in force."""
    seat = Seat.objects.select_for_update().select_related("member", "organisation").get(pk=seat.pk)
    if seat.valid_to is not None:
        raise DomainError(_("Chức vụ này đã kết thúc."))
    if last_day < seat.valid_from:
        raise DomainError(_("Ngày thôi chức phải sau ngày nhận chức."), field="last_day")
    seat.valid_to = last_day
    seat.save(update_fields=["valid_to"])
    record(
        "cells.seat_ended",
        seat,
        by=by,
        organisation=seat.organisation,
        label=_label_of(seat),
        changes={"valid_to": [None, last_day.isoformat()]},
        note=document,
    )


@transaction.atomic
def link_account(member: Member, user: User, *, by: User | None) -> None:
    """Say which member an account belongs to; rights follow from the member's posts."""
    if Member.objects.filter(user=user).exclude(pk=member.pk).exists():
        raise DomainError(_("Tài khoản này đã gắn với một đảng viên khác."))
    if member.user_id not in (None, user.pk):
        raise DomainError(_("Đồng chí %(name)s đã có tài khoản khác.") % {"name": member})
    member.user = user
    member.save(update_fields=["user"])
    membership = member.memberships.order_by("-valid_from").first()
    record(
        "cells.account_linked",
        member,
        by=by,
        organisation=membership.cell if membership else None,
        changes={"user": [None, user.username]},
    )


def _label_of(seat: Seat) -> str:
    """How the audit trail calls a post: in Vietnamese, whoever acts."""
    with override("vi"):
        return f"{seat.member}: {seat}"
