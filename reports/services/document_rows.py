"""What a worker writes on the row of a paper: that it has it, how it went, where the file lies.

A paper is taken up by a conditional update that writes ``started_at``. Whoever takes it over later writes a new moment,
and the earlier worker, finding its own gone, throws its file away.
"""

from __future__ import annotations

import datetime as dt
import errno
import hashlib
import io
import logging
import secrets
from typing import IO, Any

from celery.exceptions import SoftTimeLimitExceeded
from django.conf import settings
from django.core.exceptions import ObjectDoesNotExist
from django.core.files import File
from django.db import connection, transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.template import TemplateDoesNotExist, TemplateSyntaxError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accounts.audit import record
from core.errors import DomainError
from reports.catalogue import CATALOGUE
from reports.models import Document, DocumentPart, Notice
from reports.services.notices import tell

State = Document.State
STALE_AFTER = dt.timedelta(minutes=5)
"""A little longer than a task of ``reports.tasks`` may take: by then its worker is dead."""
MOST_ATTEMPTS = 3
WHICH_DATABASE = """
SELECT system_identifier, oid FROM pg_control_system(), pg_database WHERE datname = current_database()
"""
WORTH_TELLING = dt.timedelta(seconds=10)
"""Who waited no longer is still looking at the page."""

logger = logging.getLogger(__name__)


def claim(document_id: int, *, is_orphan: bool = False) -> dt.datetime | None:
    """Take up the paper if it waits or its worker is dead; the moment is the mark of ownership.

    ``is_orphan``: the broker gave the task out a second time, so whoever had it is gone.
    """
    now = timezone.now()
    # No join: an UPDATE with one does not look again at a row that it had to wait for.
    has_parts = Exists(DocumentPart.objects.filter(document=OuterRef("pk")))
    stale = Q(state=State.RUNNING, started_at__lt=now if is_orphan else now - STALE_AFTER) & ~Q(has_parts)
    taken = Document.objects.filter(Q(state=State.WAITING) | stale, pk=document_id).update(
        state=State.RUNNING,
        started_at=now,
        attempts=F("attempts") + 1,
        parts_done=0,
        step=gettext_noop("đọc dữ liệu"),
    )
    return now if taken else None


def owned(document: Document, claimed: dt.datetime) -> QuerySet[Document]:
    return Document.objects.filter(pk=document.pk, state=State.RUNNING, started_at=claimed)


def sentence_of(error: Exception, what: str) -> str:
    """Why it was not made, for the user; ``what`` names it in the log, where a fault of ours is written down."""
    if isinstance(error, DomainError):
        return str(error)
    if isinstance(error, SoftTimeLimitExceeded):
        return _("Văn bản quá lớn, làm quá lâu nên đã dừng; hãy báo quản trị.")
    logger.error("%s failed", what, exc_info=error)
    if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT):
        return _("Máy chủ hết chỗ trên đĩa nên chưa lưu được văn bản; báo quản trị dọn đĩa rồi bấm thử lại.")
    if isinstance(error, MemoryError):
        return _("Máy chủ không đủ bộ nhớ để làm văn bản; hãy báo quản trị.")
    if isinstance(error, TemplateSyntaxError | TemplateDoesNotExist):
        return _("Mẫu của văn bản này có lỗi nên chưa in được; hãy báo quản trị sửa mẫu rồi bấm thử lại.")
    if isinstance(error, ObjectDoesNotExist):
        return _("Nội dung cần in không còn trong hệ thống.")
    return _("Có lỗi của chương trình khi làm văn bản; hãy thử lại hoặc báo quản trị.")


def keep_file(document: Document, content: IO[bytes], extension: str, *, part: int = 0) -> str:
    """Write a file beside the others and return its name; one that cannot be written whole leaves nothing."""
    storage = document.file.storage
    stem = f"{document.pk}-{part}" if part else f"{document.pk}"
    name = f"{stem}-{mark_of(document)}{secrets.token_hex(4)}.{extension}"
    name = document.file.field.generate_filename(document, name)
    try:
        return str(storage.save(name, File(content)))
    except BaseException:
        storage.delete(name)
        raise


def mark_of(document: Document) -> str:
    """Eight digits in the names of its files, which no paper of another database has, nor of a copy or of a backup."""
    with connection.cursor() as cursor:
        cursor.execute(WHICH_DATABASE)
        words = f"{cursor.fetchone()} {document.pk} {document.requested_at.timestamp()}"
    return hashlib.sha256(words.encode()).hexdigest()[:8]


def store(document: Document, claimed: dt.datetime, content: IO[bytes], **made: Any) -> bool:
    """Write the file, then the row and the audit line in one transaction; no row ever names a file half written.

    ``made`` are further columns of the row. False, and nothing is left, where the paper is no longer ours.
    """
    sha256 = hashlib.file_digest(content, "sha256").hexdigest()  # type: ignore[arg-type]
    size = content.seek(0, io.SEEK_END)
    content.seek(0)
    extension = CATALOGUE[document.kind].extension
    name = keep_file(document, content, extension)
    finished = timezone.now()
    try:
        with transaction.atomic():
            stored = owned(document, claimed).update(
                state=State.DONE,
                parts_done=F("parts_total"),
                step="",
                error="",
                file=name,
                sha256=sha256,
                size=size,
                finished_at=finished,
                expires_at=None if made["is_final"] else finished + keeping_of(extension),
                **made,
            )
            if stored:
                changes = {"sha256": [None, sha256]}
                record("reports.document_made", document, by=None, organisation=document.organisation, changes=changes)
                tell_how_it_went(document.pk)
    except BaseException:
        document.file.storage.delete(name)
        raise
    if not stored:
        document.file.storage.delete(name)
    return bool(stored)


def keeping_of(extension: str) -> dt.timedelta:
    """How long the file of a paper that is not final is kept."""
    return dt.timedelta(days=settings.ZIP_DAYS if extension == "zip" else settings.DRAFT_DAYS)


@transaction.atomic
def fail(document_id: int, state: str, claimed: dt.datetime | None, sentence: str) -> None:
    """The paper is given up with a sentence, if it still is as it was seen."""
    failed = Document.objects.filter(pk=document_id, state=state, started_at=claimed).update(
        state=State.FAILED, step="", error=sentence[:500], finished_at=timezone.now()
    )
    if failed:
        tell_how_it_went(document_id)


def tell_how_it_went(document_id: int) -> None:
    """Whoever asked for a paper that took its time gets a message that it is there, or why not."""
    document = Document.objects.select_related("requested_by", "organisation").get(pk=document_id)
    finished = document.finished_at or timezone.now()
    if finished - document.requested_at < WORTH_TELLING and not document.parts.exists():
        return
    is_done = document.state == State.DONE
    said = _("Văn bản đã làm xong") if is_done else _("Văn bản chưa làm được")
    # Titles and reasons name people: they stay inside, the words may go out by e-mail.
    words = (
        _("Một văn bản đồng chí yêu cầu đã làm xong.")
        if is_done
        else _("Một văn bản đồng chí yêu cầu chưa làm được; mở trang để xem lý do rồi bấm “Thử lại”.")
    )
    tell(
        document.requested_by,
        sort=Notice.Sort.PAPER,
        key=f"document:{document.pk}:{document.state}:{finished:%Y%m%d%H%M%S}",
        title=f"{said}: {document.title}",
        text=words,
        url=document.get_absolute_url(),
        organisation=document.organisation,
    )
