"""Who reads a committee's own regulation, and who writes, issues and ends it."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import Http404

from accounts.models import User
from cells.access import get_organisation, scope_of
from cells.models import CELL_KINDS, Organisation, OrganisationKind
from cells.queries import line_up
from core.ids import IdSet
from core.periods import today
from evaluations.models import LocalRegulation

State = LocalRegulation.State
WITHOUT_REGULATIONS = (*CELL_KINDS, OrganisationKind.PARTY_GROUP)


def local_regulations_visible_to(user: User) -> QuerySet[LocalRegulation]:
    """What binds the user's units or was issued below the user's committees; drafts only for those who write them."""
    scope = scope_of(user)
    writing = scope.directed | scope.reviewed
    binding: set[int] = set()
    for unit in Organisation.objects.filter(pk__in=scope.own_cells | scope.directed_roots | scope.reviewed_roots):
        binding.update(line_up(unit, today()))
    issued = ~Q(state=State.DRAFT) & Q(organisation__in=scope.readable | IdSet(binding))
    rows = LocalRegulation.objects.filter(issued | Q(organisation__in=writing))
    return rows.select_related("organisation").prefetch_related("organisation__periods")


def local_regulation_actions_for(user: User, regulation: LocalRegulation) -> frozenset[str]:
    """view, write (also discard) and approve a draft, withdraw one in force, print (who reads the committee).

    The organisation board of the committee, or of one above, may write; only leaders approve and withdraw.
    """
    scope, unit, verbs = scope_of(user), regulation.organisation_id, {"view"}
    if unit in scope.readable:
        verbs.add("print")
    is_draft = regulation.state == State.DRAFT
    if unit in scope.directed:
        verbs |= {"write", "approve"} if is_draft else set()
        verbs |= {"withdraw"} if regulation.state == State.APPROVED else set()
    if unit in scope.reviewed and is_draft:
        verbs.add("write")
    return frozenset(verbs)


def get_local_regulation(user: User, pk: int, *, to: str = "view") -> LocalRegulation:
    """The regulation, or 404 outside the scope, or 403 inside it without the right."""
    regulation = local_regulations_visible_to(user).filter(pk=pk).first()
    if regulation is None:
        raise Http404
    if to not in local_regulation_actions_for(user, regulation):
        raise PermissionDenied
    return regulation


def committees_drafted_for(user: User) -> QuerySet[Organisation]:
    """The committees that the user leads, or whose organisation board the user works for."""
    scope = scope_of(user)
    roots = Organisation.objects.filter(pk__in=scope.directed_roots | scope.reviewed_roots)
    return roots.prefetch_related("periods")


def get_drafting_committee(user: User, pk: int) -> Organisation:
    """The committee that the user may draft a regulation for; 404 outside the scope or for a cell, else 403."""
    committee, scope = get_organisation(user, pk), scope_of(user)
    if committee.kind in WITHOUT_REGULATIONS:
        raise Http404
    if pk not in scope.directed and pk not in scope.reviewed:
        raise PermissionDenied
    return committee
