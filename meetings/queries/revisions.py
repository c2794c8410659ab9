"""The revisions of a passage with what each changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from django.db.models import QuerySet

from core.differences import Piece, word_difference
from core.old_fonts import OldFont
from core.pasted import old_font_of
from meetings.models import Passage, PassageRevision


@dataclass(frozen=True)
class RevisionRow:
    """One saving: what it changed against the one before."""

    revision: PassageRevision
    pieces: tuple[Piece, ...]
    is_present: bool
    old_font: OldFont | None
    """The font in which its letters were pasted, where they are not of Unicode."""


def revisions_of(passage: Passage) -> QuerySet[PassageRevision]:
    """The newest first, each with who wrote it."""
    return passage.revisions.select_related("saved_by").order_by("-number")


def with_changes(passage: Passage, rows: Sequence[PassageRevision], before: str) -> list[RevisionRow]:
    """Those revisions, newest first, each against the one before; ``before`` is the text before the oldest of them."""
    texts = [row.text for row in rows] + [before]
    return [
        RevisionRow(
            revision=row,
            pieces=tuple(word_difference(old, new)),
            is_present=row.number == passage.revision,
            old_font=old_font_of(row.text),
        )
        for row, (new, old) in zip(rows, pairwise(texts), strict=True)
    ]


def text_before(passage: Passage, number: int) -> str:
    """The text before the revision of that number; empty before the first."""
    earlier = passage.revisions.filter(number__lt=number).order_by("-number").first()
    return earlier.text if earlier else ""
