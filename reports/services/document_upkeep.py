"""What happens to papers without anyone asking: lost ones are taken up, old drafts go."""

from __future__ import annotations

import datetime as dt
from functools import partial

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from accounts.audit import record
from core.work_folders import sweep_work_folders
from reports.models import PARTS_KEPT, Document, DocumentPart
from reports.services.broker import enqueue
from reports.services.document_parts import drop_parts, take_up_forgotten_parts, tried_too_often
from reports.services.document_rows import MOST_ATTEMPTS, STALE_AFTER, fail, keeping_of
from reports.services.orphan_files import sweep_orphan_files

State = Document.State


def forgotten() -> QuerySet[Document]:
    """What nobody works on: the message was lost, or the worker died. Papers in parts are asked part by part."""
    limit = timezone.now() - STALE_AFTER
    waiting = Q(state=State.WAITING, requested_at__lt=limit)
    whole = ~Exists(DocumentPart.objects.filter(document=OuterRef("pk")))
    return Document.objects.filter(waiting | Q(whole, state=State.RUNNING, started_at__lt=limit))


def resume_documents() -> int:
    """Hand over again what nobody works on; returns how many.

    What was taken up too often is given up, lest it kill one worker after another.
    """
    resumed = 0
    for document in forgotten().order_by("pk"):
        if document.attempts >= MOST_ATTEMPTS:
            fail(document.pk, document.state, document.started_at, tried_too_often())
        else:
            enqueue(document.pk)
            resumed += 1
    in_parts = Document.objects.filter(state=State.RUNNING, pk__in=DocumentPart.objects.values("document"))
    return resumed + sum(take_up_forgotten_parts(document) for document in in_parts.order_by("pk"))


def expire_documents() -> int:
    """Remove the files of drafts whose days are over, and parts that nobody will go on with; returns how many papers.

    The row stays with its fingerprints. Final papers have no such day. What killed workers left behind goes too.
    """
    now = timezone.now()
    old = Document.objects.filter(state=State.DONE, is_final=False)
    # Papers made before drafts had a last day get one.
    for document in old.filter(expires_at=None, finished_at__isnull=False):
        assert document.finished_at is not None
        until = document.finished_at + keeping_of(document.file_name.rpartition(".")[2])
        old.filter(pk=document.pk, expires_at=None).update(expires_at=until)
    expired = sum(_expire(document, now) for document in old.filter(expires_at__lte=now).order_by("pk"))
    _drop_old_parts(now)
    sweep_work_folders()
    sweep_orphan_files()
    return expired


@transaction.atomic
def _expire(document: Document, now: dt.datetime) -> bool:
    mine = Document.objects.filter(pk=document.pk, state=State.DONE, is_final=False, expires_at__lte=now)
    if not mine.update(state=State.EXPIRED, file=""):
        return False
    changes = {"state": [State.DONE, State.EXPIRED], "sha256": [document.sha256, document.sha256]}
    record("reports.document_expired", document, by=None, organisation=document.organisation, changes=changes)
    transaction.on_commit(partial(document.file.storage.delete, str(document.file.name)))
    return True


def _drop_old_parts(now: dt.datetime) -> None:
    with_parts = Document.objects.filter(Exists(DocumentPart.objects.filter(document=OuterRef("pk"))))
    ended = Q(state__in=[State.DONE, State.CANCELLED, State.EXPIRED])
    failed = Q(state=State.FAILED, finished_at__lt=now - PARTS_KEPT)
    for document in with_parts.filter(ended | failed):
        drop_parts(document)
