"""Who may see which papers: those of the units one may read, and the final minutes of the own cell."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import Http404

from accounts.models import User
from cells.access import scope_of
from evaluations.models import Evaluation
from reports.catalogue import CATALOGUE, REGISTER, UNIT, kind_named
from reports.catalogue_dossiers import DOSSIERS_OF_COMMITTEE, OWN_CLASS_SHEET, OWN_DOSSIER
from reports.catalogue_year import SELF_REVIEW
from reports.models import AskedPaper, Document

FOR_EXPORT = [key for key, kind in CATALOGUE.items() if kind.about in (UNIT, REGISTER)]
"""Papers with whole lists of a unit: listed only for those who may take its data out."""
OF_ALL_BELOW = [key for key, kind in CATALOGUE.items() if kind.about is DOSSIERS_OF_COMMITTEE]
"""Papers with everything of all units: for who leads them or works for the board, not for who looks after them."""
OWN_ALONE = [key for key, kind in CATALOGUE.items() if kind.about is OWN_DOSSIER]
"""Papers that only the member they are about opens; who reads the unit has a fuller one."""
FOR_MEMBERS = [key for key, kind in CATALOGUE.items() if kind.members_may_read]
OF_OWN_EVALUATION = [key for key, kind in CATALOGUE.items() if kind.about in (SELF_REVIEW, OWN_CLASS_SHEET)]
"""Papers about one person that this person may ask for, without reading the unit."""


def documents_visible_to(user: User) -> QuerySet[Document]:
    """Papers of the units the user may read; of the own cell, final ones that members may read; the own forms."""
    scope = scope_of(user)
    own = Q(organisation__in=scope.known, kind__in=FOR_MEMBERS, is_final=True)
    papers = Document.objects.filter(Q(organisation__in=scope.readable) | own | _about(scope.member_id))
    taken = scope.directed | scope.reviewed | scope.exported
    papers = papers.exclude(~Q(organisation__in=taken), kind__in=OF_ALL_BELOW)
    papers = papers.exclude(~Q(requested_by=user), kind__in=OWN_ALONE)
    return papers.exclude(~Q(organisation__in=scope.exported), kind__in=FOR_EXPORT)


def _about(member: int | None) -> Q:
    """Papers about the reader, whoever asked for them; nothing of others, though the reader asked for it once."""
    if member is None:
        return Q(pk__in=[])
    evaluations = Evaluation.objects.filter(member=member).values("pk")
    asked = AskedPaper.objects.filter(member=member).values("pk")
    return Q(kind__in=OF_OWN_EVALUATION, subject_id__in=evaluations) | Q(kind__in=OWN_ALONE, subject_id__in=asked)


def actions_for(user: User, document: Document) -> frozenset[str]:
    """view, download (once it is done), request (again: after an end without a file, or because a draft has gone on),
    retry (after a failure: what is done is kept), cancel (whoever asked, or leads the unit or one above)."""
    state = document.state
    if state == Document.State.DONE:
        return frozenset({"view", "download"} if document.is_final else {"view", "download", "request"})
    if document.is_pending:
        scope, unit = scope_of(user), document.organisation_id
        leads = document.requested_by_id == user.pk or unit in scope.led_cells or unit in scope.directed
        return frozenset({"view", "cancel"} if leads else {"view"})
    return frozenset({"view", "request", "retry"} if state == Document.State.FAILED else {"view", "request"})


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
