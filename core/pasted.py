"""Text pasted from Word: cleaned of what only Word shows, and brought out of fonts from before Unicode."""

from __future__ import annotations

import re
from typing import NamedTuple

from core.old_fonts import OldFont, decode, is_unicode, readings
from core.vietnamese import normalise

_SPACES = " \t\u00a0\u2002\u2003\u2009\u202f"
# Signs that Word puts before a line of a list; with a tab also the letters by which Symbol and Wingdings draw them.
_BULLET = re.compile(
    rf"^[{_SPACES}]*(?:[•‣◦●▪▫■◆►➢➤❖\uf000-\uf0ff][{_SPACES}]*|[·o§üØvqn][{_SPACES}]*\t[{_SPACES}]*)(?=\S)"
)
# The blanks before the sign are only looked back at: a run of them must not be tried from each of its places.
_INSIDE = "[•‣◦●▪■➢➤❖\uf0a7\uf0b7\uf0d8]"
_BULLET_INSIDE = re.compile(rf"{_INSIDE}(?<=[{_SPACES}]{_INSIDE})(?=[{_SPACES}]+\S)")
# The private characters of Symbol and Wingdings that mean something within a line.
_SYMBOLS = str.maketrans(
    {
        **{chr(0xF000 + code): chr(code) for code in range(0x20, 0x40)},
        "\uf0a3": "≤", "\uf0b0": "°", "\uf0b1": "±", "\uf0b3": "≥", "\uf0b4": "×", "\uf0b8": "÷", "\uf0b9": "≠",
        "\uf0ae": "→", "\uf0e0": "→", "\uf0de": "⇒", "\uf0fc": "✓", "\uf0fe": "☑", "\uf0a8": "□", "\uf06f": "□",
    }
)  # fmt: skip
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")
_PRIVATE = re.compile("[\ue000-\uf8ff]")
_AROUND = "!\"'()*,-./:;<=>?[]_{|}~–—‘’“”„…•"
LONGEST_LOOKED_AT = 200_000
"""Characters; a longer text is in no font, and too long anyway."""


class Pasted(NamedTuple):
    """A text as it is to be stored; ``font`` is the old font it came in, ``raw`` then the text before."""

    text: str
    font: OldFont | None = None
    raw: str = ""


def clean_pasted(text: str) -> str:
    """Every line normalised (NFC, ordinary spaces, nothing invisible), bullets as "- ", no two blank lines together."""
    lines = [part for line in _INVISIBLE.sub("", text).splitlines() for part in _lines_of(line)]
    kept: list[str] = []
    for line in lines:
        if line or (kept and kept[-1]):
            kept.append(line)
    return "\n".join(kept).strip("\n")


def _lines_of(line: str) -> list[str]:
    parts = _BULLET_INSIDE.split(line)
    bulleted = len(parts) > 1
    cleaned = [_clean_line(part, is_in_list=bulleted and place > 0) for place, part in enumerate(parts)]
    return [part for part in cleaned if part] if bulleted else cleaned


def _clean_line(line: str, *, is_in_list: bool) -> str:
    found = False
    while bullet := _BULLET.match(line):
        line, found = line[bullet.end() :], True
    shown = normalise(_PRIVATE.sub("□", line.translate(_SYMBOLS)))
    return f"- {shown}" if shown and (found or is_in_list) else shown


def understand_pasted(text: str, *, keep_font: bool = False) -> Pasted:
    """The text as it is to be stored, out of its old font where it came in one; ``keep_font`` leaves it in that."""
    font = old_font_of(text)
    if font is None:
        return Pasted(clean_pasted(text))
    raw = "\n".join(line.rstrip() for line in text.replace("\x00", "").splitlines()).strip("\n")
    if keep_font:
        return Pasted(raw)
    return Pasted(clean_pasted("\n".join(_converted(line, font) for line in raw.splitlines())), font, raw)


def _converted(line: str, font: OldFont) -> str:
    """A line of Unicode within such a text stays; bullets are taken off first, for some are letters of the font."""
    if line.isascii() or is_unicode(line):
        return line
    bullet = _BULLET.match(line)
    start = bullet.end() if bullet else 0
    signs, words = line[:start], line[start:]
    proofs, against = _proofs([words], font)
    return line if len(against) > len(proofs) else signs + decode(words, font)


def old_font_of(text: str) -> OldFont | None:
    """TCVN3 or VNI where the text is written for it: at least two different words that are syllables only there, and
    hardly a marked word that is none. Words of other languages are never taken for it."""
    if text.isascii() or len(text) > LONGEST_LOOKED_AT:
        return None
    lines = [line for line in text.splitlines() if not line.isascii() and not is_unicode(line)]
    if not lines:
        return None
    fonts: tuple[OldFont, ...] = ("TCVN3", "VNI")
    found = {font: _proofs(lines, font) for font in fonts}
    fitting = [
        font for font, (proofs, against) in found.items() if len(proofs) > 1 and 10 * len(against) <= len(proofs)
    ]
    return max(fitting, key=lambda font: len(found[font][0]), default=None)


def _proofs(lines: list[str], font: OldFont) -> tuple[set[str], set[str]]:
    """Different words that are syllables in the font and not in Unicode, and those that are none in the font."""
    proofs, against = set(), set()
    for word in {word.strip(_AROUND) for line in lines for word in line.split() if not word.isascii()}:
        read = readings(word)
        if font in read and "Unicode" not in read:
            proofs.add(word.lower())
        elif font not in read and _is_marked(word) and not ("Unicode" in read and decode(word, font) == word):
            against.add(word.lower())
    return proofs, against


def _is_marked(word: str) -> bool:
    return any(char.isalpha() and not char.isascii() for char in word)
