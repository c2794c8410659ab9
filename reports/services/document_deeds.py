"""What people do with a paper that is being made, or was not: stop it, try again."""

from __future__ import annotations

from functools import partial

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.audit import record
from accounts.models import User
from core.errors import DomainError
from reports.catalogue import CATALOGUE
from reports.models import Document
from reports.services.broker import enqueue, require_broker
from reports.services.document_parts import drop_parts
from reports.services.documents import request_document

State = Document.State


@transaction.atomic
def cancel_document(document: Document, *, by: User) -> None:
    """Stop a paper that waits or is being made; workers that have it throw their work away.

    Raises DomainError when it is done, or ended otherwise, meanwhile. A second click changes nothing.
    """
    document = Document.objects.select_for_update().select_related("organisation").get(pk=document.pk)
    if document.state == State.CANCELLED:
        return
    if not document.is_pending:
        raise DomainError(_("Văn bản này không còn đang làm nên không dừng được nữa."))
    changes = {"state": [document.state, State.CANCELLED]}
    document.state, document.step, document.error = State.CANCELLED, "", ""
    document.cancelled_by, document.finished_at = by, timezone.now()
    document.save(update_fields=["state", "step", "error", "cancelled_by", "finished_at"])
    record("reports.document_cancelled", document, by=by, organisation=document.organisation, changes=changes)
    drop_parts(document)


def retry_document(document: Document, *, by: User) -> Document:
    """Go on with the parts that are missing of a paper that failed; any other paper is asked for anew.

    Raises DomainError when no job can be handed over.
    """
    if document.state != State.FAILED or not document.parts.exists():
        subject = CATALOGUE[document.kind].about.load(document.subject_id)
        return request_document(subject, kind=document.kind, by=by)
    require_broker()
    try:
        with transaction.atomic():
            document = Document.objects.select_for_update().select_related("organisation").get(pk=document.pk)
            if document.state != State.FAILED:
                return document
            changes = {"state": [document.state, State.WAITING], "error": [document.error, ""]}
            document.state, document.error, document.attempts = State.WAITING, "", 0
            document.started_at = document.finished_at = None
            document.save(update_fields=["state", "error", "attempts", "started_at", "finished_at"])
            record("reports.document_retried", document, by=by, organisation=document.organisation, changes=changes)
            transaction.on_commit(partial(enqueue, document.pk))
    except IntegrityError:
        # Someone asked for the same paper anew meanwhile.
        subject = CATALOGUE[document.kind].about.load(document.subject_id)
        return request_document(subject, kind=document.kind, by=by)
    return document
