"""Giving and ending posts; linking an account to a member."""

import datetime as dt
from collections.abc import Collection, Mapping

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import override

from accounts.audit import record
from accounts.models import User
from cells.access import has_posts_beyond, scope_of
from cells.models import Member, Office, Organisation, Seat
from cells.queries.posts import belongs_to
from cells.rules.offices import SINGLE, office_words, offices_of
from core.errors import DomainError
from core.periods import format_date
from core.vietnamese import normalise


@transaction.atomic
def give_seat(
    member: Member,
    *,
    organisation: Organisation,
    office: str,
    valid_from: dt.date,
    by: User | None,
    valid_to: dt.date | None = None,
    basis: str = "",
    document: str = "",
    document_on: dt.date | None = None,
    accept_outsider: bool = True,
) -> Seat:
    """Give a member an office. A unit has one secretary at a time (Điều lệ Đ24.4).

    With ``accept_outsider=False`` a person who belongs neither to the unit nor below it is asked about first.
    """
    organisation = Organisation.objects.select_for_update().get(pk=organisation.pk)
    document = normalise(document)
    _check_days(organisation, valid_from, valid_to)
    if office not in offices_of(organisation.kind):
        raise DomainError(_("%(unit)s không có chức vụ này.") % {"unit": organisation}, field="office")
    if basis and basis not in Seat.Basis.values:
        raise DomainError(_("Hãy chọn bầu, chỉ định hoặc bổ sung."), field="basis")
    _refuse_own_rights(member, organisation, office, by)
    _check_free(member, organisation, office, valid_from, valid_to)
    if not accept_outsider and not belongs_to(member, organisation, valid_from):
        raise DomainError(
            _(
                "Đồng chí %(name)s không sinh hoạt tại %(unit)s hoặc đơn vị trực thuộc vào ngày này. "
                "Nếu đúng như vậy, hãy đánh dấu xác nhận."
            )
            % {"name": member, "unit": organisation},
            field="accept_outsider",
        )
    seat = Seat.objects.create(
        organisation=organisation,
        member=member,
        office=office,
        basis=basis,
        valid_from=valid_from,
        valid_to=valid_to,
        document=document,
        document_on=document_on,
    )
    record("cells.seat_given", seat, by=by, organisation=organisation, label=_label_of(seat), note=document)
    return seat


def _refuse_own_rights(member: Member, organisation: Organisation, office: str, by: User | None) -> None:
    """Who keeps the posts of a unit without leading it gives himself none that would let him lead it."""
    if by is None or member.user_id != by.pk or office not in (Office.SECRETARY, Office.DEPUTY_SECRETARY):
        return
    scope = scope_of(by)
    if organisation.pk not in scope.directed | scope.led_cells:
        raise DomainError(_("Đồng chí không tự giao chức vụ này cho mình; hãy đề nghị cấp trên ghi."), field="office")


def _check_days(organisation: Organisation, valid_from: dt.date, valid_to: dt.date | None) -> None:
    if valid_from < organisation.founded_on:
        raise DomainError(
            _("%(unit)s thành lập ngày %(day)s; chức vụ không thể bắt đầu trước ngày đó.")
            % {"unit": organisation, "day": format_date(organisation.founded_on)},
            field="valid_from",
        )
    if organisation.ended_on is not None and (valid_to is None or valid_to > organisation.ended_on):
        raise DomainError(
            _("%(unit)s kết thúc hoạt động ngày %(day)s; hãy ghi ngày thôi chức không muộn hơn ngày đó.")
            % {"unit": organisation, "day": format_date(organisation.ended_on)},
            field="valid_to",
        )
    if valid_to is not None and valid_to < valid_from:
        raise DomainError(_("Ngày thôi chức phải sau ngày nhận chức."), field="valid_to")


def _check_free(
    member: Member, organisation: Organisation, office: str, valid_from: dt.date, valid_to: dt.date | None
) -> None:
    """Nobody else holds the single office, and the member no other one here, at any time of the seat."""
    meanwhile = Seat.objects.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=valid_from), organisation=organisation)
    if valid_to is not None:
        meanwhile = meanwhile.filter(valid_from__lte=valid_to)
    own = meanwhile.filter(member=member).first()
    if own is not None:
        raise DomainError(
            _("Đồng chí %(name)s đã giữ một chức vụ tại %(unit)s; hãy cho thôi chức đó trước.")
            % {"name": member, "unit": organisation}
        )
    holder = meanwhile.filter(office=office).select_related("member").first() if office in SINGLE else None
    if holder is None:
        return
    words = {
        "unit": organisation,
        "office": office_words(office, organisation.kind).lower(),
        "name": holder.member,
        "day": format_date(holder.valid_from),
    }
    raise DomainError(
        _("%(unit)s đã có %(office)s là đồng chí %(name)s, từ ngày %(day)s; hãy cho thôi chức trước.") % words,
        field="office",
    )


@transaction.atomic
def appoint_committee(
    organisation: Organisation,
    offices: Mapping[Member, str],
    *,
    valid_from: dt.date,
    basis: str,
    by: User | None,
    document: str = "",
    document_on: dt.date | None = None,
) -> list[Seat]:
    """Give a whole committee its offices by one document: after a congress, or after a merge (Điều lệ Đ13.5).

    ``offices`` maps each member to an office. Seats still in force stay; all is written or nothing.
    """
    if not offices:
        raise DomainError(_("Hãy chọn chức vụ cho ít nhất một đồng chí."))
    for office in SINGLE:
        chosen = [str(member) for member, given in offices.items() if given == office]
        if len(chosen) > 1:
            raise DomainError(
                _("Chỉ một đồng chí giữ chức %(office)s; đang chọn: %(names)s.")
                % {"office": office_words(office, organisation.kind).lower(), "names": ", ".join(chosen)}
            )
    ranked = sorted(offices.items(), key=lambda item: offices_of(organisation.kind).index(item[1]))
    return [
        give_seat(
            member,
            organisation=organisation,
            office=office,
            valid_from=valid_from,
            by=by,
            basis=basis,
            document=document,
            document_on=document_on,
        )
        for member, office in ranked
    ]


@transaction.atomic
def end_seat(
    seat: Seat, *, last_day: dt.date, by: User | None, document: str = "", document_on: dt.date | None = None
) -> None:
    """End a post; ``last_day`` is its last day in force. One that was to end later may end sooner."""
    seat = Seat.objects.select_for_update(of=("self",)).select_related("member", "organisation").get(pk=seat.pk)
    if seat.valid_to is not None and seat.valid_to <= last_day:
        raise DomainError(_("Chức vụ này đã kết thúc ngày %(day)s.") % {"day": format_date(seat.valid_to)})
    if last_day < seat.valid_from:
        raise DomainError(_("Ngày thôi chức phải sau ngày nhận chức."), field="last_day")
    _end(seat, last_day=last_day, by=by, document=normalise(document), document_on=document_on)


@transaction.atomic
def end_seats_of(
    member: Member,
    *,
    last_day: dt.date,
    by: User | None,
    organisations: Collection[int] | None = None,
    document: str = "",
    document_on: dt.date | None = None,
) -> list[Seat]:
    """End every post that a member still has after ``last_day``: the member died or left.

    ``organisations`` (numbers) limits it to the posts in those units, for a member who only moves. A post that was to
    begin later ends on its first day. Returns the seats that were ended.
    """
    seats = Seat.objects.select_for_update(of=("self",)).filter(
        Q(valid_to__isnull=True) | Q(valid_to__gt=last_day), member=member
    )
    if organisations is not None:
        seats = seats.filter(organisation__in=organisations)
    ended = list(seats.select_related("member", "organisation"))
    for seat in ended:
        _end(seat, last_day=max(last_day, seat.valid_from), by=by, document=document, document_on=document_on)
    return ended


def _end(seat: Seat, *, last_day: dt.date, by: User | None, document: str, document_on: dt.date | None) -> None:
    before, seat.valid_to = seat.valid_to, last_day
    seat.end_document, seat.end_document_on = document[:200], document_on
    seat.save(update_fields=["valid_to", "end_document", "end_document_on"])
    record(
        "cells.seat_ended",
        seat,
        by=by,
        organisation=seat.organisation,
        label=_label_of(seat),
        changes={"valid_to": [before.isoformat() if before else None, last_day.isoformat()]},
        note=document,
    )


@transaction.atomic
def link_account(member: Member, user: User, *, by: User | None) -> None:
    """Say which member an account belongs to; rights follow from the member's posts.

    Refused: an account or a member that has another; a member with posts that are not the user's to give.
    """
    if by is not None and has_posts_beyond(by, member):
        raise DomainError(
            _("Đồng chí %(name)s giữ chức vụ ngoài phạm vi của đồng chí; hãy nhờ cấp trên gắn tài khoản.")
            % {"name": member}
        )
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
