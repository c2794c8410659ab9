"""How much of one text stands in another: by runs of words, whatever the figures; usual phrases do not count."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from functools import cache
from itertools import islice
from pathlib import Path

from core.vietnamese import search_key

RUN = 5
"""Words that stand together in both texts."""
FEWEST = 40
"""Runs below which a text is too short to say anything."""
WORTH_TELLING = 70
"""Percent from which on the secretary is told."""
_WORDS = re.compile(r"[^\W_]+")
_FIGURE = re.compile(r"\d")
_FIGURES = re.compile(r"\w*\d(?:[\w.,/]*\w)?")
_FILE = Path(__file__).parent / "usual_phrases.json"


@cache
def _usual() -> re.Pattern[str]:
    phrases = json.loads(_FILE.read_text())["phrases"]
    return re.compile("|".join(rf"\b{re.escape(' '.join(_plain(phrase)))}\b" for phrase in phrases))


def _plain(text: str) -> list[str]:
    """Words without accents; every figure is alike, so that changed figures hide nothing."""
    return _WORDS.findall(_FIGURES.sub(" 0 ", search_key(text)))


def runs(texts: Iterable[str]) -> frozenset[str]:
    """The runs of words of these texts, without the usual phrases; none goes from one text into the next."""
    found: set[str] = set()
    for text in texts:
        for part in _usual().split(" ".join(_plain(text))):
            words = part.split()
            found.update(" ".join(words[place : place + RUN]) for place in range(len(words) - RUN + 1))
    return frozenset(found)


def percent_copied(own: frozenset[str], other: frozenset[str]) -> int:
    """How much of the own text stands in the other, in whole percent; 0 for a text too short to say."""
    if len(own) < FEWEST:
        return 0
    return 100 * len(own & other) // len(own)


def probes(texts: Iterable[str], *, most: int = 24) -> list[str]:
    """A few stretches of four words without figures, as written, spread over the texts: to look for copies with."""
    stretches: list[str] = []
    for text in texts:
        for line in text.split("\n"):
            words = line.split(" ")
            for place in range(0, len(words) - 3, 4):
                stretch = " ".join(words[place : place + 4])
                if not _FIGURE.search(stretch) and len(stretch) > 12:
                    stretches.append(stretch)
    step = max(1, len(stretches) // most)
    return list(islice(stretches, 0, None, step))[:most]
