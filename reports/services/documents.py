"""From the request for a paper to the stored file: waiting → running → done or failed.

Papers made of many are planned here and made in ``document_parts``.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import hashlib
import io
import logging
from functools import partial
from typing import IO, Any

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accounts.audit import record
from accounts.models import User
from core.errors import DomainError
from core.pdf import sealing
from reports.catalogue import CATALOGUE
from reports.models import Document
from reports.services.broker import enqueue, require_broker
from reports.services.document_parts import plan_parts, tried_too_often
from reports.services.document_rows import MOST_ATTEMPTS, STALE_AFTER, claim, fail, owned, sentence_of, store
from reports.services.document_upkeep import forgotten
from reports.services.part_files import check_address

__all__ = ["MOST_ATTEMPTS", "STALE_AFTER", "open_document", "open_stored", "request_document", "run_document"]

State = Document.State
OF_VERSIONS = {"minutes": "minutes_version", "minutes_word": "minutes_version_word"}
"""What papers of minutes become when those are corrected."""
PARTS = 3
"""Read, build, store. What a row keeps of step and error is Vietnamese; the page translates it."""

logger = logging.getLogger(__name__)


def request_document(subject: Any, *, kind: str, by: User) -> Document:
    """Ask for a paper; returns at once the row in which its making can be followed.

    The same final paper is not made twice: the stored one is returned. Nor are two of a kind made at the same time:
    the second click gets the first one's row. Raises DomainError, with nothing written, when no job can be handed over.
    """
    entry = CATALOGUE[kind]
    is_final = entry.about.is_final(subject)
    _hand_over_to_versions(subject, kind)
    standing = _standing(kind, subject.pk, is_final)
    if standing is not None:
        if forgotten().filter(pk=standing.pk).exists():
            enqueue(standing.pk)
        return standing
    require_broker()
    try:
        with transaction.atomic():
            document = Document.objects.create(
                kind=kind,
                subject_id=subject.pk,
                organisation=entry.organisation_of(subject),
                title=entry.title_of(subject),
                is_final=is_final,
                parts_total=PARTS,
                requested_by=by,
            )
            record("reports.document_requested", document, by=by, organisation=document.organisation)
            transaction.on_commit(partial(enqueue, document.pk))
    except IntegrityError:
        winner = _standing(kind, subject.pk, is_final)
        if winner is None:
            raise
        return winner
    return document


@transaction.atomic
def _hand_over_to_versions(subject: Any, kind: str) -> None:
    """Final papers of minutes that were corrected since become papers of their version, file and all."""
    if kind not in OF_VERSIONS or subject.version == 1:
        return
    kind_of_version = OF_VERSIONS[kind]
    for version in subject.versions.order_by("number"):
        papers = Document.objects.filter(
            kind=kind, subject_id=subject.pk, is_final=True, state=State.DONE, finished_at__lt=version.replaced_at
        )
        there = Document.objects.filter(kind=kind_of_version, subject_id=version.pk, is_final=True)
        papers.update(
            kind=kind_of_version,
            subject_id=version.pk,
            title=CATALOGUE[kind_of_version].title_of(version),
            is_final=not there.exclude(state__in=[State.FAILED, State.CANCELLED, State.EXPIRED]).exists(),
        )


def _standing(kind: str, subject_id: int, is_final: bool) -> Document | None:
    """The paper that answers a new request: one in the making, or the final one."""
    answers = Q(state__in=[State.WAITING, State.RUNNING])
    if is_final:
        answers |= Q(state=State.DONE, is_final=True)
    return Document.objects.filter(answers, kind=kind, subject_id=subject_id).order_by("-pk").first()


def run_document(document_id: int, *, is_orphan: bool = False) -> bool:
    """Make the file of a waiting paper and store it; returns whether this call did. A large one is planned instead.

    Does nothing when another worker has the paper. A refusal, or a fault of ours, ends in ``failed`` with a sentence.
    """
    claimed = claim(document_id, is_orphan=is_orphan)
    if claimed is None:
        return False
    document = Document.objects.select_related("organisation").get(pk=document_id)
    try:
        if document.attempts > MOST_ATTEMPTS:
            raise DomainError(tried_too_often())
        if CATALOGUE[document.kind].assembly is not None:
            plan_parts(document, claimed)
        else:
            _make(document, claimed)
    except Exception as error:
        fail(document_id, State.RUNNING, claimed, sentence_of(error, f"document {document_id}"))
        return False
    return True


def _make(document: Document, claimed: dt.datetime) -> None:
    kind = CATALOGUE[document.kind]
    subject = kind.about.load(document.subject_id)
    is_final, file_name = kind.about.is_final(subject), kind.file_name_of(subject)
    owned(document, claimed).update(parts_done=1, step=gettext_noop("dàn trang"))
    with sealing(check_address(), is_wanted=kind.is_sealed) as sealed:
        made = kind.build(subject)
    with io.BytesIO(made) if isinstance(made, bytes) else made as content:
        owned(document, claimed).update(parts_done=2, step=gettext_noop("lưu tệp"))
        store(
            document,
            claimed,
            content,
            is_final=is_final,
            file_name=file_name,
            pages=sealed.pages,
            seal=sealed.fingerprint,
        )


def open_document(document: Document, *, by: User) -> bytes:
    """The bytes of the stored file, as ``open_stored``."""
    with open_stored(document, by=by) as file:
        return file.read()


def open_stored(document: Document, *, by: User) -> IO[bytes]:
    """The stored file, open, after checking that it is what was stored, and writing who took it.

    A file that is missing or altered is refused; the paper is then marked failed, so that it can be made again.
    """
    file: IO[bytes] = io.BytesIO()
    with contextlib.suppress(FileNotFoundError):
        file = document.file.storage.open(str(document.file.name), "rb").file or file
    if hashlib.file_digest(file, "sha256").hexdigest() != document.sha256:  # type: ignore[arg-type]
        file.close()
        logger.error("document %s: the stored file does not match its SHA-256", document.pk)
        sentence = gettext_noop("Tệp đã lưu bị mất hoặc bị thay đổi nên không dùng được; hãy bấm “Thử lại” để làm lại.")
        Document.objects.filter(pk=document.pk, state=State.DONE).update(state=State.FAILED, error=sentence)
        raise DomainError(_(sentence))
    with transaction.atomic():
        record(
            "reports.document_downloaded",
            document,
            by=by,
            organisation=document.organisation,
            changes={"sha256": [None, document.sha256]},
        )
    file.seek(0)
    return file
