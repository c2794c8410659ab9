"""Who may see and do what: the root of all scope.

Rights follow from the seats (posts) in force today and from the dated tree, never from the account:

* secretary and deputy of a cell: their cell;
* secretary and deputy of a committee: the committee and everything below it;
* officer of an organisation board: everything below that unit, to read and review, and to keep its
  tree and posts; the people of the cells directly under it too;
* committee member in charge of a unit, or in a working group that follows it: that unit, to read;
* plain member: the meetings of the own cell, the own record;
* administrator: accounts, no content.

``get_…`` answers 404 outside the scope and 403 inside it without the right.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar, cast

from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import Http404

from accounts.models import User
from cells.models import (
    CELL_KINDS,
    Assignment,
    Candidate,
    ExportRight,
    GroupMembership,
    Member,
    Membership,
    Office,
    Organisation,
    OrganisationKind,
    OrganisationPeriod,
    PilotUnit,
    RosterUpload,
    Seat,
    Term,
    TrainingClass,
    WorkingGroup,
)
from cells.queries import present_in, reach_of, subtree_ids
from core.ids import IdSet
from core.periods import today

COMMITTEE_KINDS = (
    OrganisationKind.COMMUNE,
    OrganisationKind.BASE_COMMITTEE,
    OrganisationKind.PART_COMMITTEE,
    OrganisationKind.DISTRICT,
    OrganisationKind.PROVINCIAL,
)
LEADERS = (Office.SECRETARY, Office.DEPUTY_SECRETARY)
Owned = TypeVar("Owned", Assignment, WorkingGroup, TrainingClass, Term, Seat, ExportRight)
"""What belongs to one unit and is reached through it."""


@dataclass(frozen=True)
class Scope:
    """What a user's posts of today reach, as sets of organisation numbers; ``pk__in`` takes them as they are."""

    member_id: int | None
    led_cells: IdSet
    """Cells whose secretary or deputy the user is, with their predecessors."""
    directed: IdSet
    """Committees the user leads and everything below."""
    directed_roots: IdSet
    reviewed: IdSet
    """Units below an organisation board the user works for."""
    own_cells: IdSet
    """Cells the user belongs to, with their predecessors."""
    clerked: IdSet
    """Units directly under such a board."""
    charged: IdSet
    """Units the user looks after, by assignment or in a working group, and all below."""
    exported: IdSet
    """Units whose lists the user may take out: as their secretary, or by a right of its own."""

    @cached_property
    def readable(self) -> IdSet:
        """Units whose members, meetings and evaluations the user may read."""
        return self.led_cells | self.directed | self.reviewed | self.charged

    @cached_property
    def kept(self) -> IdSet:
        """Units whose people the user keeps: from the committee above, or its organisation board."""
        return self.directed | self.clerked

    @cached_property
    def known(self) -> IdSet:
        """Units whose page the user may open at all."""
        return self.readable | self.own_cells


NOTHING = Scope(None, *[IdSet()] * 8)


def scope_of(user: User) -> Scope:
    """The user's scope today, worked out once per request (kept on the user object)."""
    kept = getattr(user, "_scope", None)
    if kept is None or kept[0] != today():
        kept = (today(), _work_out_scope(user, today()))
        user._scope = kept  # type: ignore[attr-defined]
    return cast(Scope, kept[1])


def _work_out_scope(user: User, on: dt.date) -> Scope:
    if not user.is_active:
        return NOTHING
    reached = reach_of(user.pk, on)
    return Scope(
        member_id=next(iter(reached["member"]), None),
        led_cells=IdSet(reached["led"]),
        directed=IdSet(reached["directed"]),
        directed_roots=IdSet(reached["root"]),
        reviewed=IdSet(reached["reviewed"]),
        own_cells=IdSet(reached["own"]),
        clerked=IdSet(reached["clerked"]),
        charged=IdSet(reached["charged"]),
        exported=IdSet(reached["exported"]),
    )


def organisations_visible_to(user: User) -> QuerySet[Organisation]:
    """Organisations whose page the user may open, ended ones included."""
    return Organisation.objects.filter(pk__in=scope_of(user).known)


def cells_visible_to(user: User) -> QuerySet[Organisation]:
    """The cells among them, in the order of the paper list."""
    cells = OrganisationPeriod.objects.filter(kind__in=CELL_KINDS).values("organisation")
    return organisations_visible_to(user).filter(pk__in=cells)


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


def actions_for(user: User, organisation: Organisation) -> frozenset[str]:
    """The verbs the user may do on an organisation; they draw the buttons and guard the POST.

    view, view_members, plan_meetings, import_members, evaluate (enter facts), review, decide, view_audit;
    record_life: what a cell itself records of its people (fees, screening, candidates, statuses, supplements);
    manage_members: identity, transfers, awards, discipline, doubles; found_below: found units under it;
    change_unit: rename, move, merge, split, end it, its terms and posts (the superior's right; a unit without a
    superior keeps itself); oversee: assignments, working groups, pilot units, classes made by it; export: take its
    lists out; grant_export; keep_posts: give and end posts (as change_unit; of a Party group the cell itself).
    """
    scope = scope_of(user)
    verbs: set[str] = set()
    if organisation.pk in scope.known:
        verbs.add("view")
    if organisation.pk in scope.readable:
        verbs |= {"view_members", "view_audit"}
    if organisation.pk in scope.led_cells and organisation.kind != OrganisationKind.PARTY_GROUP:
        verbs |= {"plan_meetings", "evaluate"}
    if organisation.pk in scope.directed:
        verbs |= {"decide", "import_members", "evaluate"}
    if organisation.pk in scope.reviewed:
        verbs.add("review")
    return frozenset(verbs | _keeping(scope, organisation))


def _keeping(scope: Scope, organisation: Organisation) -> set[str]:
    """The verbs on the unit itself, its people and those who look after it."""
    verbs: set[str] = set()
    if organisation.pk in scope.kept | scope.led_cells:
        verbs.add("record_life")
        if organisation.kind == OrganisationKind.PARTY_GROUP:
            verbs.add("keep_posts")
    if organisation.pk in scope.kept:
        verbs.add("manage_members")
    above = scope.directed | scope.reviewed
    if organisation.pk in above:
        verbs |= {"found_below", "oversee"}
        period = organisation.period()
        superior = period.parent_id if period else None
        if superior is None or superior in above:
            verbs |= {"change_unit", "keep_posts"}
    if organisation.pk in scope.exported & scope.readable:
        verbs.add("export")
    if organisation.pk in scope.directed:
        verbs.add("grant_export")
    return verbs


def get_organisation(user: User, pk: int, *, to: str = "view") -> Organisation:
    """The organisation, or 404 outside the scope, or 403 inside it without the right."""
    organisation = organisations_visible_to(user).prefetch_related("periods").filter(pk=pk).first()
    if organisation is None:
        raise Http404
    if to not in actions_for(user, organisation):
        raise PermissionDenied
    return organisation


def member_actions_for(user: User, member: Member) -> frozenset[str]:
    """view, reveal_numbers (with a reason, audited), view_reveals (who saw them; the person too), link_account (the
    committee above), record_life, manage_members.

    Who keeps a record is decided by where the member is now, or was last.
    """
    scope = scope_of(user)
    if member.pk == scope.member_id:
        return frozenset({"view", "view_reveals"})
    cells = {membership.cell_id for membership in member.memberships.all()}
    present = _present_cells(member)
    verbs: set[str] = set()
    if cells & scope.readable:
        verbs.add("view")
    if cells & (scope.directed | scope.led_cells):
        verbs |= {"reveal_numbers", "view_reveals"}
    if cells & scope.directed:
        verbs.add("link_account")
    if present & (scope.kept | scope.led_cells):
        verbs.add("record_life")
    if present & scope.kept:
        verbs.add("manage_members")
    return frozenset(verbs)


def _present_cells(member: Member) -> set[int]:
    rows = list(member.memberships.all())
    now = {row.cell_id for row in rows if row.valid_to is None or row.valid_to >= today()}
    return now or {row.cell_id for row in sorted(rows, key=lambda row: row.valid_from)[-1:]}


def get_member(user: User, pk: int, *, to: str = "view") -> Member:
    """The member, or 404 outside the scope, or 403 inside it without the right."""
    member = members_visible_to(user).prefetch_related("memberships").filter(pk=pk).first()
    if member is None:
        raise Http404
    if to not in member_actions_for(user, member):
        raise PermissionDenied
    return member


def import_roots_for(user: User) -> QuerySet[Organisation]:
    """The committees into which the user may import member lists."""
    return Organisation.objects.filter(pk__in=scope_of(user).directed_roots).prefetch_related("periods")


def require_export(user: User, organisation: Organisation) -> None:
    """Stop with 403 unless the user may take lists of that unit out. Every export asks this, besides the right to see.

    The secretary of the unit, or of one above it, may; so may whoever was granted it (``ExportRight``).
    """
    if "export" not in actions_for(user, organisation):
        raise PermissionDenied


def get_term(user: User, pk: int, *, to: str = "change_unit") -> Term:
    """The term, through its unit."""
    return _of_unit(user, Term.objects.all(), pk, to)


def get_seat(user: User, pk: int, *, to: str = "keep_posts") -> Seat:
    """The post, through its unit."""
    return _of_unit(user, Seat.objects.select_related("member"), pk, to)


def get_export_right(user: User, pk: int, *, to: str = "grant_export") -> ExportRight:
    """The right to export, through its unit."""
    return _of_unit(user, ExportRight.objects.select_related("user"), pk, to)


def get_group_membership(user: User, pk: int, *, to: str = "record_life") -> GroupMembership:
    """A member's time in a Party group, through the group."""
    row = GroupMembership.objects.select_related("member", "group").filter(pk=pk).first()
    if row is None:
        raise Http404
    row.group = get_organisation(user, row.group_id, to=to)
    return row


def get_upload(user: User, pk: int) -> RosterUpload:
    """A list the user uploaded for a committee still led; 404 for everyone else: it holds whole numbers."""
    upload = (
        RosterUpload.objects.filter(pk=pk, uploaded_by=user, organisation__in=scope_of(user).directed_roots)
        .select_related("organisation")
        .prefetch_related("organisation__periods")
        .first()
    )
    if upload is None:
        raise Http404
    return upload


def committees_overseen_by(user: User) -> QuerySet[Organisation]:
    """The committees at work whose assignments, working groups, pilot units and classes the user keeps."""
    scope = scope_of(user)
    return (
        Organisation.objects.filter(pk__in=scope.directed | scope.reviewed, ended_on=None)
        .filter(periods__in=OrganisationPeriod.objects.in_force().filter(kind__in=COMMITTEE_KINDS))
        .prefetch_related("periods")
    )


def get_assignment(user: User, pk: int, *, to: str = "oversee") -> Assignment:
    """The assignment, through the committee that made it."""
    return _of_unit(user, Assignment.objects.select_related("member", "unit"), pk, to)


def get_working_group(user: User, pk: int, *, to: str = "oversee") -> WorkingGroup:
    """The working group, through the committee that formed it."""
    return _of_unit(user, WorkingGroup.objects.all(), pk, to)


def get_training(user: User, pk: int, *, to: str = "oversee") -> TrainingClass:
    """The class, through the committee that held it."""
    return _of_unit(user, TrainingClass.objects.all(), pk, to)


def _of_unit(user: User, rows: QuerySet[Owned], pk: int, to: str) -> Owned:
    row = rows.select_related("organisation").filter(pk=pk).first()
    if row is None:
        raise Http404
    row.organisation = get_organisation(user, row.organisation_id, to=to)
    return row


def pilot_actions_for(user: User, pilot: PilotUnit) -> frozenset[str]:
    """view: whoever may read the unit, or keeps what the committee that chose it does; oversee: the latter."""
    scope = scope_of(user)
    if pilot.chosen_by_id in scope.directed | scope.reviewed:
        return frozenset({"view", "oversee"})
    return frozenset({"view"} if pilot.organisation_id in scope.readable else ())


def get_pilot(user: User, pk: int, *, to: str = "view") -> PilotUnit:
    """The pilot unit of a year, or 404 outside the scope, or 403 inside it without the right."""
    rows = PilotUnit.objects.select_related("organisation", "chosen_by")
    pilot = rows.prefetch_related("organisation__periods", "chosen_by__periods").filter(pk=pk).first()
    if pilot is None or "view" not in pilot_actions_for(user, pilot):
        raise Http404
    if to not in pilot_actions_for(user, pilot):
        raise PermissionDenied
    return pilot


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
