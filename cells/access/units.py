"""Who may see and do what with units, and with what belongs to one unit."""

from __future__ import annotations

from typing import TypeVar

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404

from accounts.models import User
from cells.access.scope import Scope, scope_of
from cells.models import (
    CELL_KINDS,
    Assignment,
    ExportRight,
    Organisation,
    OrganisationKind,
    OrganisationPeriod,
    RosterUpload,
    Seat,
    Term,
    TrainingClass,
    WorkingGroup,
)

Owned = TypeVar("Owned", Assignment, WorkingGroup, TrainingClass, Term, Seat, ExportRight)
"""What belongs to one unit and is reached through it."""

CHOICES = 150
"""So many units still fit into a list to choose from."""


def organisations_visible_to(user: User) -> QuerySet[Organisation]:
    """Organisations whose page the user may open, ended ones included."""
    return Organisation.objects.filter(pk__in=scope_of(user).known)


def cells_visible_to(user: User) -> QuerySet[Organisation]:
    """The cells among them, in the order of the paper list."""
    cells = OrganisationPeriod.objects.filter(kind__in=CELL_KINDS).values("organisation")
    return organisations_visible_to(user).filter(pk__in=cells)


def units_to_choose(user: User) -> QuerySet[Organisation] | None:
    """The cells that stand today, to choose one from; none when they are too many: then the tree leads there."""
    readable = scope_of(user).readable
    if len(readable) > CHOICES:
        return None
    return cells_visible_to(user).filter(ended_on__isnull=True, pk__in=readable).prefetch_related("periods")


def actions_for(user: User, organisation: Organisation) -> frozenset[str]:
    """The verbs the user may do on an organisation; they draw the buttons and guard the POST.

    view, view_members, plan_meetings (of the own cell, its groups, the own committee), import_members,
    evaluate (enter facts), review, decide, view_audit;
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
    if organisation.pk in scope.led_cells | scope.directed_roots:
        verbs.add("plan_meetings")
    if organisation.pk in scope.led_cells and organisation.kind != OrganisationKind.PARTY_GROUP:
        verbs.add("evaluate")
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
    return of_unit(user, Term.objects.all(), pk, to)


def get_seat(user: User, pk: int, *, to: str = "keep_posts") -> Seat:
    """The post, through its unit."""
    return of_unit(user, Seat.objects.select_related("member"), pk, to)


def get_export_right(user: User, pk: int, *, to: str = "grant_export") -> ExportRight:
    """The right to export, through its unit."""
    return of_unit(user, ExportRight.objects.select_related("user"), pk, to)


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


def of_unit(user: User, rows: QuerySet[Owned], pk: int, to: str) -> Owned:
    row = rows.select_related("organisation").filter(pk=pk).first()
    if row is None:
        raise Http404
    row.organisation = get_organisation(user, row.organisation_id, to=to)
    return row
