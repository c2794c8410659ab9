"""Papers with a mark of secrecy do not belong here (379-QĐ/TW; Luật Bảo vệ bí mật nhà nước): how one is recognised.

Words that merely contain "mật" (bảo mật, mật ong) are no mark.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

MARK = r"(?:TUYỆT[\s_-]+MẬT|TỐI[\s_-]+MẬT|MẬT)"
ALONE = re.compile(rf"(?:^|[\[({{_\-–:;,./])\s*{MARK}\s*(?:$|[\])}}_\-–:;,.])")
"""In capitals, between brackets, separators or the ends: as it is stamped, or written into a name."""
SPOKEN = re.compile(
    r"\b(?:tuyệt\s+mật|tối\s+mật|(?:độ|dấu|đóng\s+dấu|văn\s+bản|tài\s+liệu|công\s+văn)\s+mật)\b", re.IGNORECASE
)
PLAIN = re.compile(r"(?:^|[\W_])(?:TUYET[\s_-]+MAT|TOI[\s_-]+MAT)(?:$|[\W_])")
"""Without accents, as file names are written; only in capitals: "tối mất" is something else."""


def bears_mark(text: str) -> bool:
    """Whether a title or a file name says that the paper is secret."""
    text = unicodedata.normalize("NFC", text).strip()
    return bool(ALONE.search(text) or SPOKEN.search(text) or PLAIN.search(text))


def has_stamp(lines: Iterable[str]) -> bool:
    """Whether one of the paragraphs of a paper is nothing but a mark of secrecy."""
    return any(re.fullmatch(MARK, unicodedata.normalize("NFC", line).strip()) for line in lines)
