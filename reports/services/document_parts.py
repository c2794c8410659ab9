"""Papers made of many: planned in parts, each part a task of its own, put together when all are there.

A part knows when it was handed over (``started_at`` while it waits) and taken up (while it runs). At most
``PARTS_AT_ONCE`` parts of a paper are out at a time, and one that ends hands over the next at the end of the queue: so
papers of many people take turns. The row of the paper is locked whenever a part is settled.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import logging
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from kombu.exceptions import OperationalError

from core.errors import DomainError
from core.work_folders import work_folder
from reports.catalogue import CATALOGUE
from reports.kinds import Piece
from reports.models import Document, DocumentPart
from reports.services.document_rows import MOST_ATTEMPTS, STALE_AFTER, fail, keep_file, owned, sentence_of
from reports.services.part_files import LaidOut, lay_out
from reports.tasks import LARGE, QUICK, make_part, merge_document

State = DocumentPart.State
RUNNING = Document.State.RUNNING
PIECES_TOGETHER = 25
OF_ONE_RUN = dt.timedelta(hours=1)
"""Older parts show another state of the data: where the contents changed they are made anew."""
AWAY = 1_000_000
"""More than any paper has parts."""
LAYING_OUT, MERGING = gettext_noop("dàn trang từng phần"), gettext_noop("ghép các phần")

logger = logging.getLogger(__name__)


class NoLongerWanted(Exception):
    """The paper was stopped, or another worker has the part."""


def plan_parts(document: Document, claimed: dt.datetime) -> None:
    """Divide the paper into parts, or take up those that are there, and hand over the first of them."""
    kind = CATALOGUE[document.kind]
    assert kind.assembly is not None
    pieces = list(kind.assembly.pieces(kind.about.load(document.subject_id)))
    if not pieces:
        raise DomainError(_("Chưa có văn bản nào để đưa vào tập này."))
    with transaction.atomic():
        if not owned(document, claimed).select_for_update().exists():
            return
        if _keys_of(document) == [piece.key for piece in pieces]:
            document.parts.exclude(state=State.DONE).update(
                state=State.WAITING, started_at=None, finished_at=None, attempts=0, error=""
            )
        else:
            drop_parts(document)
            DocumentPart.objects.bulk_create(_parts_of(document, pieces), batch_size=500)
        total = document.parts.count() + 1
        owned(document, claimed).update(step=LAYING_OUT, attempts=0, parts_total=total)
        go_on(document.pk, more=settings.PARTS_AT_ONCE)


def follow_changes(document: Document, claimed: dt.datetime, pieces: Sequence[Piece]) -> None:
    """Plan again what others changed while it was made: parts whose pieces still stand together are kept as they are,
    the others are made; then the putting together is handed over once more."""
    with transaction.atomic():
        if not owned(document, claimed).select_for_update().exists():
            return
        kept = _still_together(document, [piece.key for piece in pieces])
        _drop(document, document.parts.exclude(pk__in=[part.pk for part in kept.values()]))
        # Out of the way of the new numbers, of which there is each only once.
        document.parts.update(number=F("number") + AWAY)
        parts = _parts_between(document, pieces, kept)
        for number, part in enumerate(parts, 1):
            part.number = number
        DocumentPart.objects.bulk_update(kept.values(), ["number"], batch_size=500)
        DocumentPart.objects.bulk_create([part for part in parts if part.pk is None], batch_size=500)
        owned(document, claimed).update(step=LAYING_OUT, parts_total=len(parts) + 1)
        go_on(document.pk, more=settings.PARTS_AT_ONCE)


def _still_together(document: Document, keys: Sequence[str]) -> dict[int, DocumentPart]:
    """The parts laid out just now whose pieces follow each other in ``keys`` too, by where they begin there."""
    places = {key: place for place, key in enumerate(keys)}
    found = {}
    for part in document.parts.filter(state=State.DONE, finished_at__gte=timezone.now() - OF_ONE_RUN):
        begin = places.get(part.keys[0], len(keys))
        if list(keys[begin : begin + len(part.keys)]) == part.keys:
            found[begin] = part
    return found


def _parts_between(document: Document, pieces: Sequence[Piece], kept: Mapping[int, DocumentPart]) -> list[DocumentPart]:
    """All parts in order: those kept, and new ones of what lies between."""
    parts: list[DocumentPart] = []
    loose: list[Piece] = []
    place = 0
    while place < len(pieces):
        part = kept.get(place)
        if part is None:
            loose.append(pieces[place])
            place += 1
        else:
            parts += [*_parts_of(document, loose), part]
            loose = []
            place += len(part.keys)
    return [*parts, *_parts_of(document, loose)]


def _keys_of(document: Document) -> list[str]:
    return [key for part in document.parts.order_by("number") for key in part.keys]


def _parts_of(document: Document, pieces: list[Piece]) -> list[DocumentPart]:
    groups = [pieces[place : place + PIECES_TOGETHER] for place in range(0, len(pieces), PIECES_TOGETHER)]
    return [
        DocumentPart(
            document=document,
            number=number,
            title=(group[0].named if len(group) == 1 else f"{group[0].named[:148]} – {group[-1].named}")[:300],
            keys=[piece.key for piece in group],
        )
        for number, group in enumerate(groups, 1)
    ]


def go_on(document_id: int, *, more: int = 1) -> None:
    """Hand over the next parts; when none is left, put the paper together, or say which parts failed.

    Called in a transaction that holds the row of the paper.
    """
    parts = DocumentPart.objects.filter(document=document_id)
    counted = parts.aggregate(all=Count("pk"), done=Count("pk", filter=Q(state=State.DONE)))
    Document.objects.filter(pk=document_id).update(parts_done=counted["done"])
    queue = QUICK if counted["all"] == 1 else LARGE
    following = list(
        parts.filter(state=State.WAITING, started_at=None).order_by("number").values_list("pk", flat=True)[:more]
    )
    if following:
        parts.filter(pk__in=following).update(started_at=timezone.now())
        for pk in following:
            transaction.on_commit(partial(_enqueue, make_part, pk, queue))
    elif counted["done"] == counted["all"]:
        transaction.on_commit(partial(_enqueue, merge_document, document_id, queue))
    elif not parts.filter(state__in=[State.WAITING, State.RUNNING]).exists():
        _give_up(document_id, parts.filter(state=State.FAILED).order_by("number"), counted["all"])


def _enqueue(task: Any, number: int, queue: str) -> None:
    """What cannot be handed over now is handed over by ``resume_documents``."""
    try:
        task.apply_async((number,), queue=queue)
    except OperationalError:
        logger.warning("%s %s could not be handed over", task.name, number)


def _give_up(document_id: int, failed: Any, total: int) -> None:
    first = failed[0]
    sentence = _(
        "Không làm được %(count)s trên %(total)s phần. Phần %(number)s (%(title)s): %(reason)s "
        "Các phần đã xong được giữ lại; sửa xong hãy bấm “Thử lại” để làm tiếp."
    ) % {
        "count": failed.count(),
        "total": total,
        "number": first.number,
        "title": first.title[:80],
        "reason": first.error[:220],
    }
    started_at = Document.objects.values_list("started_at", flat=True).get(pk=document_id)
    fail(document_id, RUNNING, started_at, sentence)


def run_part(part_id: int, *, is_orphan: bool = False) -> bool:
    """Lay out one part and keep its file; returns whether this call did.

    Does nothing when another worker has it or the paper is no longer wanted. What cannot be made is marked failed, with
    the sentence, and the other parts go on.
    """
    claimed = _claim(part_id, is_orphan=is_orphan)
    if claimed is None:
        return False
    part = DocumentPart.objects.select_related("document__organisation").get(pk=part_id)
    try:
        if part.attempts > MOST_ATTEMPTS:
            raise DomainError(tried_too_often())
        return _make(part, claimed)
    except NoLongerWanted:
        return False
    except Exception as error:
        sentence = sentence_of(error, f"part {part.number} of document {part.document_id}")
        _settle(part, claimed, state=State.FAILED, error=sentence[:500])
        return False


def tried_too_often() -> str:
    """The sentence of what took its worker along each time."""
    return _("Đã thử %(times)s lần mà không xong; hãy báo quản trị.") % {"times": MOST_ATTEMPTS}


def _claim(part_id: int, *, is_orphan: bool) -> dt.datetime | None:
    now = timezone.now()
    free = Q(state=State.WAITING) | Q(state=State.RUNNING, started_at__lt=now if is_orphan else now - STALE_AFTER)
    wanted = Exists(Document.objects.filter(pk=OuterRef("document"), state=RUNNING))
    taken = DocumentPart.objects.filter(free, wanted, pk=part_id).update(
        state=State.RUNNING, started_at=now, attempts=F("attempts") + 1
    )
    return now if taken else None


def _make(part: DocumentPart, claimed: dt.datetime) -> bool:
    def check() -> None:
        """Whoever stops a paper need not wait for its parts."""
        mine = DocumentPart.objects.filter(pk=part.pk, state=State.RUNNING, started_at=claimed)
        if not mine.filter(document__state=RUNNING).exists():
            raise NoLongerWanted

    with work_folder() as folder:
        laid_out = lay_out(part, Path(folder), check)
        return _keep(part, claimed, laid_out)


def _keep(part: DocumentPart, claimed: dt.datetime, made: LaidOut) -> bool:
    with made.path.open("rb") as content:
        name = keep_file(part.document, content, made.path.suffix[1:], part=part.number)
    try:
        kept = _settle(part, claimed, state=State.DONE, file=name, starts=made.starts, pages=made.pages, error="")
    except BaseException:
        part.file.storage.delete(name)
        raise
    if not kept:
        part.file.storage.delete(name)
    return kept


@transaction.atomic
def _settle(part: DocumentPart, claimed: dt.datetime, **ended: Any) -> bool:
    """Write how a part ended and go on; False where it is no longer ours."""
    document = Document.objects.select_for_update().get(pk=part.document_id)
    mine = DocumentPart.objects.filter(pk=part.pk, state=State.RUNNING, started_at=claimed)
    if document.state != RUNNING or not mine.update(finished_at=timezone.now(), **ended):
        return False
    go_on(document.pk)
    return True


def drop_parts(document: Document) -> None:
    """Forget the parts; their files go once that is certain."""
    _drop(document, document.parts.all())


def _drop(document: Document, parts: QuerySet[DocumentPart]) -> None:
    storage = document.file.storage
    names = [name for name in parts.values_list("file", flat=True) if name]
    parts.delete()

    def remove() -> None:
        for name in names:
            with contextlib.suppress(OSError):
                storage.delete(name)

    transaction.on_commit(remove)


def take_up_forgotten_parts(document: Document) -> int:
    """Hand over again parts whose worker died or whose message was lost, and the putting together; returns how many."""
    limit = timezone.now() - STALE_AFTER
    with transaction.atomic():
        locked = Document.objects.select_for_update().filter(pk=document.pk, state=RUNNING).first()
        if locked is None:
            return 0
        out = document.parts.filter(state__in=[State.WAITING, State.RUNNING], started_at__isnull=False)
        lost = list(out.filter(started_at__lt=limit).order_by("number"))
        for part in lost:
            if part.attempts >= MOST_ATTEMPTS:
                part.state, part.error, part.finished_at = State.FAILED, tried_too_often(), timezone.now()
            else:
                part.state, part.started_at = State.WAITING, None
            part.save(update_fields=["state", "error", "started_at", "finished_at"])
        if lost:
            go_on(document.pk, more=len(lost))
        elif not out.exists() and locked.started_at and locked.started_at < limit:
            if locked.attempts >= MOST_ATTEMPTS:
                fail(locked.pk, RUNNING, locked.started_at, tried_too_often())
            else:
                go_on(document.pk)
                return 1
        return len(lost)
