"""Who may see and do what with members, transfers and candidates."""

from __future__ import annotations

import datetime as dt

from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import Http404

from accounts.models import User
from cells.access.scope import scope_of
from cells.access.units import get_organisation
from cells.models import (
    CELL_KINDS,
    Candidate,
    GroupMembership,
    Member,
    Membership,
    Organisation,
    Seat,
    Transfer,
)
from cells.queries import present_in, subtree_ids
from core.periods import today


def members_visible_to(user: User) -> QuerySet[Member]:
    """Members of the units the user may read, and the user's own record."""
    scope = scope_of(user)
    readable = Q(pk__in=Membership.objects.filter(cell__in=scope.readable).values("member"))
    # Who belongs to such a unit is among its members: without OR the database needs not look at everyone.
    return Member.objects.filter(
        readable if scope.own_cells & scope.readable else readable | Q(pk=scope.member_id or 0)
    )


def members_listed_for(user: User, on: dt.date, *, below: int | None = None) -> QuerySet[Member]:
    """Those who belong on that day to the units the user may read, or to one of them and all below it; for a plain
    member the own record."""
    scope = scope_of(user)
    if not scope.readable:
        return Member.objects.filter(pk=scope.member_id or 0)
    if below is None:
        return present_in(scope.readable, on)
    return present_in(scope.readable & subtree_ids(scope.readable & {below}), on)


def member_actions_for(user: User, member: Member) -> frozenset[str]:
    """view, reveal_numbers (with a reason, audited), view_reveals (who saw them; the person too), link_account (the
    committee above), record_life, manage_members.

    Seen from every cell that the member was in. Who keeps a record is decided by where the member is now, or was last:
    a cell has its guests too, their identity and account are kept where they belong.
    """
    scope = scope_of(user)
    if member.pk == scope.member_id:
        return frozenset({"view", "view_reveals"})
    rows = list(member.memberships.all())
    present, home = _present_cells(rows)
    verbs: set[str] = set()
    if {row.cell_id for row in rows} & scope.readable:
        verbs.add("view")
    if present & (scope.directed | scope.led_cells):
        verbs |= {"reveal_numbers", "view_reveals"}
    if home & scope.directed:
        verbs.add("link_account")
    if present & (scope.kept | scope.led_cells):
        verbs.add("record_life")
    if home & scope.kept:
        verbs.add("manage_members")
    return frozenset(verbs)


def _present_cells(rows: list[Membership]) -> tuple[set[int], set[int]]:
    """The cells in which someone is now, a guest too, and those to which he belongs; of who left, the last one."""
    now = [row for row in rows if row.valid_to is None or row.valid_to >= today()]
    own = [row for row in rows if row.kind == Membership.Kind.PERMANENT]
    last = sorted(own or rows, key=lambda row: row.valid_from)[-1:]
    home = [row for row in now if row.kind == Membership.Kind.PERMANENT] or now or last
    return {row.cell_id for row in now or last}, {row.cell_id for row in home}


def has_posts_beyond(user: User, member: Member) -> bool:
    """Whether the member holds posts outside the units whose people the user keeps: an account would bring rights
    that are not the user's to give."""
    seats = Seat.objects.filter(Q(valid_to=None) | Q(valid_to__gte=today()), member=member)
    return seats.exclude(organisation__in=scope_of(user).kept).exists()


def get_member(user: User, pk: int, *, to: str = "view") -> Member:
    """The member, or 404 outside the scope, or 403 inside it without the right."""
    member = members_visible_to(user).prefetch_related("memberships").filter(pk=pk).first()
    if member is None:
        raise Http404
    if to not in member_actions_for(user, member):
        raise PermissionDenied
    return member


def cells_kept_by(user: User) -> QuerySet[Organisation]:
    """The standing cells whose people the user keeps, in the order of the paper list."""
    standing = Organisation.objects.filter(pk__in=scope_of(user).kept, ended_on__isnull=True)
    kinds = standing.filter(periods__kind__in=CELL_KINDS).distinct()
    return kinds.prefetch_related("periods").order_by("order", "pk")


def transfers_visible_to(user: User) -> QuerySet[Transfer]:
    """Transfers from and to the units the user may read."""
    readable = scope_of(user).readable
    return Transfer.objects.filter(Q(from_cell__in=readable) | Q(to_cell__in=readable))


def transfer_actions_for(user: User, transfer: Transfer) -> frozenset[str]:
    """view; receive (who keeps the people of the receiving cell); close: left or cancelled (of the old cell)."""
    verbs, kept = {"view"}, scope_of(user).kept
    if transfer.state == Transfer.State.ISSUED:
        if transfer.to_cell_id in kept:
            verbs.add("receive")
        if transfer.from_cell_id in kept:
            verbs.add("close")
    return frozenset(verbs)


def get_transfer(user: User, pk: int, *, to: str = "view") -> Transfer:
    """The transfer, or 404 outside the scope, or 403 inside it without the right, or when it is closed."""
    rows = transfers_visible_to(user).select_related("member", "from_cell", "to_cell", "issued_by", "closed_by")
    transfer = rows.prefetch_related("from_cell__periods", "to_cell__periods").filter(pk=pk).first()
    if transfer is None:
        raise Http404
    if to not in transfer_actions_for(user, transfer):
        raise PermissionDenied
    return transfer


def get_group_membership(user: User, pk: int, *, to: str = "record_life") -> GroupMembership:
    """A member's time in a Party group, through the group."""
    row = GroupMembership.objects.select_related("member", "group").filter(pk=pk).first()
    if row is None:
        raise Http404
    row.group = get_organisation(user, row.group_id, to=to)
    return row


def candidates_visible_to(user: User) -> QuerySet[Candidate]:
    """People prepared for admission in the units the user may read."""
    return Candidate.objects.filter(cell__in=scope_of(user).readable)


def get_candidate(user: User, pk: int, *, to: str = "view_members") -> Candidate:
    """The candidate, through the cell that prepares him or her."""
    candidate = candidates_visible_to(user).select_related("cell", "member").filter(pk=pk).first()
    if candidate is None:
        raise Http404
    candidate.cell = get_organisation(user, candidate.cell_id, to=to)
    return candidate
