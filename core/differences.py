"""What differs between two texts, word by word, in a time that no text can stretch."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

_SENTENCES = re.compile(r"[^\n.;!?]*(?:[.;!?]+|\n|$)[ \t]*", re.MULTILINE)
_WORDS = re.compile(r"\n|[^\S\n]*[^\s]+|[^\S\n]+")
_MOST_PAIRS = 40_000
"""Equal pairs that are looked at: beyond, a stretch counts as wholly replaced."""


@dataclass(frozen=True)
class Piece:
    """A stretch of text that both have, that only the earlier had, or that only the later has."""

    kind: Literal["same", "gone", "new"]
    text: str


def word_difference(before: str, after: str) -> list[Piece]:
    """The later text with what went and what came, in reading order.

    Joining what is not "new" gives ``before``, joining what is not "gone" gives ``after``. Sentences are compared
    first, words within sentences that changed.
    """
    pieces: list[Piece] = []
    for kind, old, new in _blocks(_SENTENCES.findall(before), _SENTENCES.findall(after)):
        if kind == "equal":
            pieces.append(Piece("same", "".join(old)))
        else:
            pieces += _of_words("".join(old), "".join(new))
    return _joined(pieces)


def _of_words(before: str, after: str) -> Iterator[Piece]:
    for kind, old, new in _blocks(_WORDS.findall(before), _WORDS.findall(after)):
        if kind == "equal":
            yield Piece("same", "".join(old))
            continue
        yield Piece("gone", "".join(old))
        yield Piece("new", "".join(new))


def _blocks(before: Sequence[str], after: Sequence[str]) -> Iterator[tuple[str, Sequence[str], Sequence[str]]]:
    """Stretches that are equal or replaced, in order; the equal beginning and end are taken off first."""
    shorter = min(len(before), len(after))
    start = next((place for place in range(shorter) if before[place] != after[place]), shorter)
    rest = shorter - start
    end = next((place for place in range(rest) if before[-1 - place] != after[-1 - place]), rest)
    old, new = before[start : len(before) - end], after[start : len(after) - end]
    if start:
        yield "equal", before[:start], after[:start]
    if old or new:
        yield from _middle(old, new)
    if end:
        yield "equal", before[len(before) - end :], after[len(after) - end :]


def _middle(old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[str, Sequence[str], Sequence[str]]]:
    counts = Counter(new)
    if sum(counts[each] for each in old) > _MOST_PAIRS:
        yield "replace", old, new
        return
    for kind, first, last, new_first, new_last in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        yield kind, old[first:last], new[new_first:new_last]


def _joined(pieces: list[Piece]) -> list[Piece]:
    """Neighbours of one kind as one; a lone blank between two changes belongs to them."""
    joined: list[Piece] = []
    for place, piece in enumerate(pieces):
        inside = 0 < place < len(pieces) - 1
        if piece.kind == "same" and not piece.text.strip(" ") and inside:
            parts = [Piece("gone", piece.text), Piece("new", piece.text)]
        else:
            parts = [piece]
        for part in parts:
            if part.text:
                _append(joined, part)
    return joined


def _append(joined: list[Piece], piece: Piece) -> None:
    """Within one change everything that went stands before everything that came."""
    for place in range(len(joined) - 1, max(len(joined) - 3, -1), -1):
        if joined[place].kind == piece.kind:
            joined[place] = Piece(piece.kind, joined[place].text + piece.text)
            return
        if "same" in (joined[place].kind, piece.kind):
            break
    joined.append(piece)
