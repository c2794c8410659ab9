"""What someone looks for, and where it stands in a text: without accents, in any order, phrases in quotes."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache

MOST_WORDS = 12
"""Further words are left out."""
LONGEST_QUERY, LONGEST_WORD = 300, 60
_PARTS = re.compile(r'["“”„«»]([^"“”„«»]*)(?:["“”„«»]|$)|([^"“”„«»]+)')
_WORDS = re.compile(r"[^\W_]+")


@cache
def _folded(char: str) -> str:
    """One character for one: small, without marks, đ as d."""
    small = char.lower()
    base = unicodedata.normalize("NFD", small)[:1] if len(small) == 1 else char
    return {"đ": "d", "ð": "d"}.get(base, base) or char


def fold(text: str) -> str:
    """The text small and without marks, as long as it was (given NFC), so that places in it stay."""
    return "".join(map(_folded, text))


@dataclass(frozen=True)
class Term:
    """A word, or words that stand beside each other; the last may be only begun."""

    words: tuple[str, ...]
    is_begun: bool = False

    @property
    def plain(self) -> tuple[str, ...]:
        """The words without marks."""
        return tuple(map(fold, self.words))


@dataclass(frozen=True)
class Wanted:
    """A question put into the search field, understood."""

    terms: tuple[Term, ...] = ()
    is_cut: bool = False
    """Whether words were left out because there were too many."""

    def __bool__(self) -> bool:
        return bool(self.terms)

    @property
    def has_marks(self) -> bool:
        """Whether any word is written with its accents."""
        return any(term.words != term.plain for term in self.terms)

    def as_tsquery(self, *, exact: bool = False) -> str:
        """For ``to_tsquery``; every word quoted, so that nothing typed is read as a sign. ``exact``: as written."""
        return " & ".join(_quoted(term.words if exact else term.plain, term.is_begun) for term in self.terms)


def _quoted(words: tuple[str, ...], is_begun: bool) -> str:
    marks = [f"'{word}'" for word in words]
    if is_begun:
        marks[-1] += ":*"
    return f"({' <-> '.join(marks)})"


def understand(typed: str) -> Wanted:
    """What was typed, whatever it is; words of signs alone are nothing."""
    typed = unicodedata.normalize("NFC", typed.replace("\x00", " "))
    cut = typed[:LONGEST_QUERY]
    terms: list[Term] = []
    for found in _PARTS.finditer(cut):
        phrase, loose = found[1], found[2]
        if phrase is not None:
            terms += [Term(tuple(words))] if (words := _words(phrase)) else []
        else:
            terms += [Term((word,)) for word in _words(loose)]
    if terms and cut == typed and re.search(r"\w$", typed) and len(terms[-1].words[-1]) > 1:
        terms[-1] = Term(terms[-1].words, is_begun=True)
    kept = _at_most(terms, MOST_WORDS)
    return Wanted(tuple(kept), is_cut=len(kept) < len(terms) or cut != typed)


def _words(text: str) -> list[str]:
    return [word.lower()[:LONGEST_WORD] for word in _WORDS.findall(text)][:MOST_WORDS]


def _at_most(terms: Iterable[Term], most: int) -> list[Term]:
    kept: list[Term] = []
    for term in terms:
        if sum(len(each.words) for each in kept) + len(term.words) > most:
            break
        if term not in kept:
            kept.append(term)
    return kept


@dataclass(frozen=True)
class Snippet:
    """A stretch of a text: pieces, each with whether it was looked for; and how many terms it holds."""

    pieces: tuple[tuple[str, bool], ...]
    terms: int


def snippet(text: str, wanted: Wanted, *, around: int = 70) -> Snippet | None:
    """The stretch of the text with the most of what is wanted, the found words told apart; None where nothing is."""
    text = unicodedata.normalize("NFC", text)
    spans = _spans(text, wanted)
    if not spans:
        return None
    width = 3 * around
    start = _densest(spans, width)
    first = _word_edge(text, max(0, start - around), -1)
    last = _word_edge(text, min(len(text), start + width), 1)
    inside = [(s, e) for s, e, _t in spans if first <= s and e <= last]
    terms = len({t for s, e, t in spans if first <= s and e <= last})
    return Snippet(tuple(_marked(text, first, last, inside)), terms)


def _densest(spans: list[tuple[int, int, int]], width: int) -> int:
    """The beginning of the stretch that holds the most different terms."""
    last, best, most = 0, spans[0][0], 0
    held: Counter[int] = Counter()
    for start, _end, term in spans:
        while last < len(spans) and spans[last][1] <= start + width:
            held[spans[last][2]] += 1
            last += 1
        if len(held) > most:
            best, most = start, len(held)
        held[term] -= 1
        if held[term] <= 0:
            del held[term]
    return best


def _spans(text: str, wanted: Wanted) -> list[tuple[int, int, int]]:
    """Where each term stands, in order; terms as written are preferred where any stands so."""
    plain, small = fold(text), text.lower()
    small = small if len(small) == len(text) else text
    spans: list[tuple[int, int, int]] = []
    for number, term in enumerate(wanted.terms):
        exact = _places(small, term.words, term.is_begun) if term.words != term.plain else []
        spans += [(start, end, number) for start, end in exact or _places(plain, term.plain, term.is_begun)]
    return sorted(spans)


def _places(text: str, words: tuple[str, ...], is_begun: bool) -> list[tuple[int, int]]:
    pattern = r"(?<![^\W_])" + r"[\W_]+".join(map(re.escape, words)) + (r"[^\W_]*" if is_begun else r"(?![^\W_])")
    return [found.span() for found in re.finditer(pattern, text)][:200]


def _word_edge(text: str, place: int, step: int) -> int:
    """The nearest blank in that direction, at most twenty characters away."""
    for _each in range(20):
        if not 0 < place < len(text) or text[place - (step > 0)].isspace():
            break
        place += step
    return place


def _marked(text: str, first: int, last: int, spans: list[tuple[int, int]]) -> Iterator[tuple[str, bool]]:
    if first:
        yield "… ", False
    at = first
    for start, end in spans:
        if start < at:
            continue
        if start > at:
            yield text[at:start], False
        yield text[start:end], True
        at = end
    if at < last:
        yield text[at:last], False
    if last < len(text):
        yield " …", False
