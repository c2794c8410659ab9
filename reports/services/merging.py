"""The last step of a paper made of parts."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from core.errors import DomainError
from core.work_folders import work_folder
from reports.catalogue import CATALOGUE
from reports.models import Document, DocumentPart
from reports.services.document_parts import (
    LAYING_OUT,
    MERGING,
    NoLongerWanted,
    drop_parts,
    follow_changes,
    go_on,
)
from reports.services.document_rows import MOST_ATTEMPTS, STALE_AFTER, fail, owned, sentence_of, store
from reports.services.part_files import assemble

State = Document.State


def merge_parts(document_id: int, *, is_orphan: bool = False) -> bool:
    """Put a paper together whose parts are all there, and store it; returns whether this call did."""
    claimed = _claim(document_id, is_orphan=is_orphan)
    if claimed is None:
        return False
    document = Document.objects.select_related("organisation").get(pk=document_id)
    try:
        return not _lacks_files(document, claimed) and _merge(document, claimed)
    except NoLongerWanted:
        return False
    except Exception as error:
        fail(document_id, State.RUNNING, claimed, sentence_of(error, f"document {document_id}"))
        return False


def _claim(document_id: int, *, is_orphan: bool) -> dt.datetime | None:
    now = timezone.now()
    free = ~Q(step=MERGING) | Q(started_at__lt=now if is_orphan else now - STALE_AFTER)
    parts = DocumentPart.objects.filter(document=OuterRef("pk"))
    whole = Exists(parts) & ~Exists(parts.exclude(state=DocumentPart.State.DONE))
    taken = Document.objects.filter(free, whole, pk=document_id, state=State.RUNNING, attempts__lt=MOST_ATTEMPTS)
    return now if taken.update(step=MERGING, started_at=now, attempts=F("attempts") + 1) else None


def _lacks_files(document: Document, claimed: dt.datetime) -> bool:
    """Parts whose file is gone are made again first."""
    storage = document.file.storage
    lost = [part.pk for part in document.parts.all() if not storage.exists(str(part.file.name))]
    if not lost:
        return False
    with transaction.atomic():
        if owned(document, claimed).select_for_update().exists():
            document.parts.filter(pk__in=lost).update(state=DocumentPart.State.WAITING, started_at=None, file="")
            owned(document, claimed).update(step=LAYING_OUT)
            go_on(document.pk)
    return True


def _merge(document: Document, claimed: dt.datetime) -> bool:
    kind = CATALOGUE[document.kind]
    assert kind.assembly is not None
    subject = kind.about.load(document.subject_id)
    pieces = list(kind.assembly.pieces(subject))
    if [piece.key for piece in pieces] != [key for part in document.parts.order_by("number") for key in part.keys]:
        if document.attempts < MOST_ATTEMPTS:
            follow_changes(document, claimed, pieces)
            return False
        drop_parts(document)
        raise DomainError(_("Danh mục văn bản đã thay đổi trong lúc làm; hãy bấm “Thử lại” để làm lại từ đầu."))

    def check() -> None:
        """Whoever stops a paper need not wait until it is put together."""
        if not owned(document, claimed).exists():
            raise NoLongerWanted

    with work_folder() as folder:
        whole = assemble(document, subject, pieces, Path(folder), check)
        with whole.path.open("rb") as content:
            stored = store(
                document,
                claimed,
                content,
                is_final=kind.about.is_final(subject),
                file_name=kind.file_name_of(subject),
                pages=whole.pages,
                seal=whole.fingerprint,
            )
    if stored:
        drop_parts(document)
    return stored
