"""From the request for a paper to the stored file: waiting → running → done or failed.

A paper is taken up by a conditional update that writes ``started_at``. Whoever takes it over later writes a new moment,
and the earlier worker, finding its own gone, throws its file away.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import hashlib
import io
import logging
import secrets
from functools import partial
from typing import IO, Any

from celery import current_app
from celery.exceptions import SoftTimeLimitExceeded
from django.core.files import File
from django.db import IntegrityError, transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, override
from kombu.exceptions import OperationalError

from accounts.audit import record
from accounts.models import User
from core.errors import DomainError
from reports.catalogue import CATALOGUE
from reports.models import Document
from reports.tasks import make_document

State = Document.State
STALE_AFTER = dt.timedelta(minutes=5)
"""A little longer than ``reports.tasks.make_document`` may take: by then its worker is dead."""
MOST_ATTEMPTS = 3
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
        if _forgotten().filter(pk=standing.pk).exists():
            _enqueue(standing.pk)
        return standing
    _require_broker()
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
            transaction.on_commit(partial(_enqueue, document.pk))
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
            is_final=not there.exclude(state=State.FAILED).exists(),
        )


def _standing(kind: str, subject_id: int, is_final: bool) -> Document | None:
    """The paper that answers a new request: one in the making, or the final one."""
    answers = Q(state__in=[State.WAITING, State.RUNNING])
    if is_final:
        answers |= Q(state=State.DONE, is_final=True)
    return Document.objects.filter(answers, kind=kind, subject_id=subject_id).order_by("-pk").first()


def _no_broker() -> DomainError:
    return DomainError(
        _(
            "Bộ phận làm văn bản chưa chạy nên chưa nhận được yêu cầu; "
            "đồng chí hãy thử lại sau ít phút hoặc báo quản trị."
        )
    )


def _require_broker() -> None:
    """Refuse before anything is written when jobs cannot be handed over."""
    try:
        with current_app.connection_for_write() as connection:
            connection.ensure_connection(max_retries=1, interval_start=0, interval_step=0, timeout=3)
    except OperationalError as error:
        raise _no_broker() from error


def _enqueue(document_id: int) -> None:
    try:
        make_document.delay(document_id)
    except OperationalError:
        # Redis went away between the check and the commit: the row says so, and can be asked for again.
        with override("vi"):
            _fail(document_id, State.WAITING, None, str(_no_broker()))


def run_document(document_id: int) -> bool:
    """Make the file of a waiting paper and store it; returns whether this call did.

    Does nothing when another worker has the paper. A refusal, or a fault of ours, ends in ``failed`` with a sentence.
    """
    claim = _claim(document_id)
    if claim is None:
        return False
    document = Document.objects.select_related("organisation").get(pk=document_id)
    try:
        _make(document, claim)
    except DomainError as error:
        _fail(document_id, State.RUNNING, claim, str(error))
    except SoftTimeLimitExceeded:
        _fail(document_id, State.RUNNING, claim, _("Văn bản quá lớn, làm quá lâu nên đã dừng; hãy báo quản trị."))
    except Exception:
        logger.exception("document %s failed", document_id)
        _fail(
            document_id,
            State.RUNNING,
            claim,
            _("Có lỗi của chương trình khi làm văn bản; hãy thử lại hoặc báo quản trị."),
        )
    else:
        return True
    return False


def _claim(document_id: int) -> dt.datetime | None:
    """Take up the paper if it waits or its worker is dead; the moment is the mark of ownership."""
    now = timezone.now()
    free = Q(state=State.WAITING) | Q(state=State.RUNNING, started_at__lt=now - STALE_AFTER)
    taken = Document.objects.filter(free, pk=document_id).update(
        state=State.RUNNING,
        started_at=now,
        attempts=F("attempts") + 1,
        parts_done=0,
        step=gettext_noop("đọc dữ liệu"),
    )
    return now if taken else None


def _owned(document: Document, claim: dt.datetime) -> QuerySet[Document]:
    return Document.objects.filter(pk=document.pk, state=State.RUNNING, started_at=claim)


def _make(document: Document, claim: dt.datetime) -> None:
    kind = CATALOGUE[document.kind]
    subject = kind.about.load(document.subject_id)
    is_final, file_name = kind.about.is_final(subject), kind.file_name_of(subject)
    _owned(document, claim).update(parts_done=1, step=gettext_noop("dàn trang"))
    made = kind.build(subject)
    with io.BytesIO(made) if isinstance(made, bytes) else made as content:
        _owned(document, claim).update(parts_done=2, step=gettext_noop("lưu tệp"))
        _store(document, claim, content, is_final=is_final, file_name=file_name)


def _store(document: Document, claim: dt.datetime, content: IO[bytes], *, is_final: bool, file_name: str) -> None:
    """Write the file, then the row and the audit line in one transaction; no row ever names a file half written."""
    sha256 = hashlib.file_digest(content, "sha256").hexdigest()  # type: ignore[arg-type]
    size = content.seek(0, io.SEEK_END)
    content.seek(0)
    extension = CATALOGUE[document.kind].extension
    storage = document.file.storage
    name = document.file.field.generate_filename(document, f"{document.pk}-{secrets.token_hex(8)}.{extension}")
    name = storage.save(name, File(content))
    try:
        with transaction.atomic():
            stored = _owned(document, claim).update(
                state=State.DONE,
                parts_done=PARTS,
                step="",
                error="",
                file=name,
                file_name=file_name,
                sha256=sha256,
                size=size,
                is_final=is_final,
                finished_at=timezone.now(),
            )
            if stored:
                record(
                    "reports.document_made",
                    document,
                    by=None,
                    organisation=document.organisation,
                    changes={"sha256": [None, sha256]},
                )
    except BaseException:
        storage.delete(name)
        raise
    if not stored:
        storage.delete(name)


def _fail(document_id: int, state: str, claim: dt.datetime | None, sentence: str) -> None:
    Document.objects.filter(pk=document_id, state=state, started_at=claim).update(
        state=State.FAILED, step="", error=sentence[:500], finished_at=timezone.now()
    )


def _forgotten() -> QuerySet[Document]:
    """What nobody works on: the message was lost, or the worker died."""
    limit = timezone.now() - STALE_AFTER
    waiting = Q(state=State.WAITING, requested_at__lt=limit)
    return Document.objects.filter(waiting | Q(state=State.RUNNING, started_at__lt=limit))


def resume_documents() -> int:
    """Hand over again what nobody works on; returns how many.

    A paper that was taken up too often is given up, lest it kill one worker after another.
    """
    resumed = 0
    for document in _forgotten().order_by("pk"):
        if document.attempts >= MOST_ATTEMPTS:
            sentence = _("Đã thử %(times)s lần mà không xong; hãy báo quản trị.") % {"times": document.attempts}
            _fail(document.pk, document.state, document.started_at, sentence)
        else:
            _enqueue(document.pk)
            resumed += 1
    return resumed


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
        sentence = gettext_noop("Tệp đã lưu bị mất hoặc bị thay đổi nên không dùng được; hãy bấm làm lại văn bản.")
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
