"""Who may look at scoring sheets and monthly summaries, and who puts sheets in force."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import Http404

from accounts.models import User
from cells.access import get_organisation, scope_of
from cells.models import CELL_KINDS, Office, Organisation, OrganisationKind, Seat
from cells.queries.tree import subtree_ids
from core.periods import today
from meetings.models import SheetInForce

WITHOUT_SHEETS = (*CELL_KINDS, OrganisationKind.PARTY_GROUP)
WITHOUT_SUMMARY = (*WITHOUT_SHEETS, OrganisationKind.PROVINCIAL, OrganisationKind.DISTRICT)


def may_set_sheets(user: User, committee: Organisation) -> bool:
    """Leaders of a committee for it and those below; an organisation board for its own committee."""
    scope = scope_of(user)
    if committee.kind in WITHOUT_SHEETS:
        return False
    if committee.pk in scope.directed:
        return True
    seats = Seat.objects.in_force(today()).filter(organisation=committee, office=Office.ORGANISATION_OFFICER)
    return scope.member_id is not None and seats.filter(member=scope.member_id).exists()


def get_committee(user: User, pk: int) -> Organisation:
    """The committee that the user may put sheets in force for; 404 outside the scope or for a cell, else 403."""
    committee = get_organisation(user, pk)
    if committee.kind in WITHOUT_SHEETS:
        raise Http404
    if not may_set_sheets(user, committee):
        raise PermissionDenied
    return committee


def get_summed_up(user: User, pk: int) -> Organisation:
    """The committee whose cells' months the user may read together; 404 for cells and for levels above communes."""
    committee = get_organisation(user, pk, to="view_members")
    if committee.kind in WITHOUT_SUMMARY:
        raise Http404
    return committee


def get_sheet(user: User, pk: int) -> SheetInForce:
    """A sheet that a committee put in force: for those who know it or a unit below it; else 404."""
    rows = SheetInForce.objects.select_related("organisation").prefetch_related("organisation__periods")
    row = rows.filter(pk=pk).first()
    known = scope_of(user).known
    if row is None or known.isdisjoint({row.organisation_id} | subtree_ids([row.organisation_id])):
        raise Http404
    return row
