"""Who may see which papers: those of the units one may read, and the final minutes of the own cell."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import Http404

from accounts.models import User
from cells.access import scope_of
from reports.catalogue import CATALOGUE, REGISTER, UNIT, kind_named
from reports.catalogue_year import SELF_REVIEW
from reports.models import Document

FOR_EXPORT = [key for key, kind in CATALOGUE.items() if kind.about in (UNIT, REGISTER)]
"""Papers with whole lists of a unit: listed only for those who may take its data out."""
FOR_MEMBERS = [key for key, kind in CATALOGUE.items() if kind.members_may_read]


FOR_ONESELF = [key for key, kind in CATALOGUE.items() if kind.about is SELF_REVIEW]
"""Papers about one person that this person may ask for, without reading the unit."""


def documents_visible_to(user: User) -> QuerySet[Document]:
    """Papers of the units the user may read; of the own cell, final ones that members may read; the own forms."""
    scope = scope_of(user)
    own = Q(organisation__in=scope.known, kind__in=FOR_MEMBERS, is_final=True)
    asked = Q(requested_by=user, kind__in=FOR_ONESELF)
    papers = Document.objects.filter(Q(organisation__in=scope.readable) | own | asked)
    return papers.exclude(~Q(organisation__in=scope.exported), kind__in=FOR_EXPORT)


def actions_for(user: User, document: Document) -> frozenset[str]:
    """view, download (once it is done), request (again: after a failure, or because a draft has gone on)."""
    if document.state == Document.State.DONE:
        return frozenset({"view", "download"} if document.is_final else {"view", "download", "request"})
    return frozenset({"view", "request"} if document.state == Document.State.FAILED else {"view"})


def get_document(user: User, pk: int, *, to: str = "view") -> Document:
    """The paper, or 404 outside the scope, or 403 inside it without the right to its subject or too early."""
    document = documents_visible_to(user).select_related("organisation", "requested_by").filter(pk=pk).first()
    if document is None:
        raise Http404
    get_subject(user, document.kind, document.subject_id)
    if to not in actions_for(user, document):
        raise PermissionDenied
    return document


def get_subject(user: User, kind: str, subject_id: int) -> Any:
    """The thing a paper is about, through its own door, with the right to print it; 404 for an unknown kind."""
    return kind_named(kind).about.door(user, subject_id)
