"""The seal of a paper: a fingerprint of its content, as a code on its last page by which anyone can check it.

The fingerprint is taken before the seal is added, so the same content in the same layout has the same seal. Whoever
makes papers opens ``sealing``; ``core.pdf`` does the rest.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from html import escape

LETTERS = 20
"""Of the code: 100 bits, which nobody guesses and which can still be typed."""
PREFIX = LETTERS * 5 // 4
"""How many hexadecimal digits of the fingerprint the code holds."""
GROUP = 4
LINE = 30
"""Letters of an address that fit on one line of the seal."""
LOOKALIKES = str.maketrans({"0": "O", "1": "I", "8": "B"})
"""Digits that no code has, for the letters they are read as."""


@dataclass
class Sealing:
    """What is to be sealed, and what came of it."""

    address: str
    """The page that checks codes, ending in a slash; empty: the code is printed without an address."""
    is_wanted: bool = True
    fingerprint: str = ""
    """SHA-256 in hexadecimal, once the paper is made; empty where nothing was sealed."""
    pages: int | None = None
    """Of the PDF."""


_open: ContextVar[Sealing | None] = ContextVar("sealing", default=None)


@contextmanager
def sealing(address: str, *, is_wanted: bool = True) -> Iterator[Sealing]:
    """Papers made inside carry their seal, unless it is not wanted; what is yielded knows fingerprint and pages."""
    begun = Sealing(address, is_wanted)
    token = _open.set(begun)
    try:
        yield begun
    finally:
        _open.reset(token)


def current() -> Sealing | None:
    """What is being sealed; None outside ``sealing``."""
    return _open.get()


def fingerprint_of(contents: Iterable[tuple[str, str, Mapping[str, float]]]) -> str:
    """SHA-256 over the HTML of each part with the key and the values of its layout."""
    digest = hashlib.sha256()
    for html, key, values in contents:
        digest.update(json.dumps([html, key, sorted(values.items())], ensure_ascii=False).encode())
    return digest.hexdigest()


def code_of(fingerprint: str) -> str:
    """The first letters of the fingerprint, in groups that can be read out: "ABCD-EFGH-…"."""
    letters = base64.b32encode(bytes.fromhex(fingerprint)).decode()[:LETTERS]
    return "-".join(letters[place : place + GROUP] for place in range(0, LETTERS, GROUP))


def prefix_of(code: str) -> str | None:
    """The beginning of the fingerprint that a code names, however it was typed; None if it cannot be one."""
    letters = re.sub(r"[\s\-.]+", "", code).upper().translate(LOOKALIKES)
    if not re.fullmatch(f"[A-Z2-7]{{{LETTERS}}}", letters):
        return None
    return base64.b32decode(letters + "A" * (-LETTERS % 8)).hex()[:PREFIX]


def seal_html(fingerprint: str, address: str) -> str:
    """The seal for the lower margin of the last page: QR code and words, or the code alone without an address."""
    code = code_of(fingerprint)
    half = 3 * (GROUP + 1)
    lines = [code[:half], code[half:]]
    if not address:
        return f'<div class="seal">{_lines(["Mã kiểm tra:", *lines])}</div>'
    shown = re.sub(r"^https?://", "", address).rstrip("/")
    where = [shown] if len(shown) <= LINE else [shown.partition("/")[0], "/" + shown.partition("/")[2]]
    words = _lines(["Kiểm tra văn bản:", *where, *lines])
    return f'<div class="seal">{_qr_code(address + code.replace("-", ""))}{words}</div>'


def _lines(words: Iterable[str]) -> str:
    return "".join(f"<p>{escape(line)}</p>" for line in words)


def _qr_code(address: str) -> str:
    import segno

    return str(segno.make(address, error="m", micro=False).svg_inline(border=2, omitsize=True, svgclass=None))
