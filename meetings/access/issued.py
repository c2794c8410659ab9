"""Who may see and do what with documents that organisations issue."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import Http404

from accounts.models import User
from cells.access import scope_of
from meetings.access.meetings import leads
from meetings.models import DocumentKind, PartyDocument


def issued_visible_to(user: User) -> QuerySet[PartyDocument]:
    """Documents of the units the user may read, drafts too; of the own cell, those that were issued."""
    scope = scope_of(user)
    return PartyDocument.objects.filter(
        Q(organisation__in=scope.readable) | Q(organisation__in=scope.known, signed_on__isnull=False)
    )


def issued_actions_for(user: User, document: PartyDocument) -> frozenset[str]:
    """view; print (what was written here); of its leaders: write, issue (a draft), cancel.

    The number of minutes goes with the minutes: it is not cancelled here.
    """
    verbs = {"view"}
    if document.content:
        verbs.add("print")
    if not leads(scope_of(user), document.organisation_id) or document.cancelled_on is not None:
        return frozenset(verbs)
    if document.signed_on is None:
        verbs |= {"write", "issue"}
    if document.kind != DocumentKind.MINUTES:
        verbs.add("cancel")
    return frozenset(verbs)


def get_issued(user: User, pk: int, *, to: str = "view") -> PartyDocument:
    """The document, or 404 outside the scope, or 403 inside it without the right or in another state."""
    document = (
        issued_visible_to(user)
        .select_related("organisation", "meeting__cell", "meeting__chair", "meeting__secretary", "signer", "term")
        .prefetch_related("organisation__periods", "meeting__cell__periods")
        .filter(pk=pk)
        .first()
    )
    if document is None:
        raise Http404
    if to not in issued_actions_for(user, document):
        raise PermissionDenied
    return document
