"""How far papers are: parts, the time that is left, who waits before them."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import Avg, Count, F, Max, Min, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.vietnamese import text_sort_key
from reports.catalogue import CATALOGUE
from reports.models import Document, DocumentPart

State = Document.State
SHOWN_FAILURES = 50
GROUPS: dict[str, list[str]] = {
    "dang-lam": [State.WAITING, State.RUNNING],
    "da-xong": [State.DONE],
    "khong-duoc": [State.FAILED],
    "da-dung": [State.CANCELLED],
    "het-han": [State.EXPIRED],
}
"""What the list can be narrowed to, by the word in its address."""
ALIKE = ("_word", "_xlsx", "_zip")
"""Endings of kinds that are the same paper in another form."""


@dataclass(frozen=True)
class Progress:
    """Of one paper; figures only while it is being made."""

    document: Document
    before: int = 0
    """Papers that wait and were asked for earlier."""
    failed: int = 0
    left: str = ""
    """How long it will take, in words; empty while that cannot be known."""

    @property
    def mark(self) -> str:
        """Another one whenever the page would show something else."""
        row = self.document
        shown = (row.pk, row.state, row.step, row.parts_done, row.parts_total, self.before, self.failed, self.left)
        return f"{zlib.crc32(repr(shown).encode()):08x}"


def progress_of(documents: Iterable[Document]) -> list[Progress]:
    """Papers with how far they are, in the same order; two questions however many they are."""
    rows = list(documents)
    pending = [document.pk for document in rows if document.is_pending]
    if not pending:
        return [Progress(document) for document in rows]
    waiting = sorted(Document.objects.filter(state=State.WAITING).values_list("pk", flat=True))
    parts = {row["document"]: row for row in _counted(pending)}
    return [
        Progress(
            document,
            before=sum(pk < document.pk for pk in waiting) if document.state == State.WAITING else 0,
            failed=parts[document.pk]["failed"] if document.pk in parts else 0,
            left=_left(parts[document.pk]) if document.pk in parts else "",
        )
        for document in rows
    ]


def _counted(pending: Sequence[int]) -> list[dict[str, Any]]:
    done, failed = Q(state=DocumentPart.State.DONE), Q(state=DocumentPart.State.FAILED)
    took = F("finished_at") - F("started_at")
    counted = DocumentPart.objects.filter(document__in=pending).order_by().values("document")
    lately = done & Q(finished_at__gte=F("document__started_at"))
    figures = {
        "open": Count("pk", filter=~done & ~failed),
        "failed": Count("pk", filter=failed),
        "lately": Count("pk", filter=lately),
        "between": Max("finished_at", filter=lately) - Min("finished_at", filter=lately),
        "took": Avg(took, filter=done),
    }
    return [dict(row) for row in counted.annotate(**figures)]


def _left(row: dict[str, Any]) -> str:
    """From what the finished parts took, or from how they follow each other where others print at the same time."""
    if row["took"] is None:
        return ""
    each = row["took"].total_seconds() / settings.PARTS_AT_ONCE
    if row["lately"] > 1:
        each = max(each, row["between"].total_seconds() / (row["lately"] - 1))
    seconds = each * row["open"]
    if seconds < 60:
        return _("chưa đầy một phút nữa")
    minutes = round(seconds / 60)
    return ngettext("khoảng %(count)d phút nữa", "khoảng %(count)d phút nữa", minutes) % {"count": minutes}


def kept_parts(document: Document) -> dict[str, int]:
    """Of a paper that failed: how many parts there are, and how many of them are done and kept; none: nothing."""
    done = Count("pk", filter=Q(state=DocumentPart.State.DONE))
    counted = document.parts.order_by().aggregate(all=Count("pk"), done=done)
    return counted if counted["all"] else {}


def failed_parts(document: Document) -> QuerySet[DocumentPart]:
    """The parts that could not be made, with their reasons."""
    return document.parts.filter(state=DocumentPart.State.FAILED).order_by("number")[:SHOWN_FAILURES]


def kinds_to_choose() -> list[tuple[str, str]]:
    """Papers by key and words, in the order of the alphabet; other forms of the same paper go with it."""
    keys = [key for key in CATALOGUE if not key.endswith(ALIKE)]
    return sorted(((key, str(CATALOGUE[key].label)) for key in keys), key=lambda row: text_sort_key(row[1]))


def narrowed(documents: QuerySet[Document], *, group: str, kind: str, user_id: int | None) -> QuerySet[Document]:
    """By state, kind and who asked; an unknown word narrows nothing."""
    if group in GROUPS:
        documents = documents.filter(state__in=GROUPS[group])
    if kind in CATALOGUE:
        documents = documents.filter(kind__in=[kind, *(kind + ending for ending in ALIKE)])
    return documents if user_id is None else documents.filter(requested_by=user_id)
