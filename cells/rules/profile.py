"""Codes of a member's profile (``profile.json``), and what an entry says in words."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from cells.models import ProfileEntry
from core.errors import DomainError
from core.vietnamese import normalise, search_key

FILE = Path(__file__).with_name("profile.json")
LONGEST = 300


@cache
def _data() -> dict[str, Any]:
    return dict(json.loads(FILE.read_text(encoding="utf-8")))


def source() -> str:
    """Where the codes come from, for people."""
    return str(_data()["source"])


def codes_of(subject: str) -> dict[str, str]:
    """Code → label, in the order of the statistics; empty for a subject that is free text."""
    return {row["code"]: row["label"] for row in _data()["subjects"].get(subject, [])}


def words_of(subject: str, value: str) -> str:
    """What an entry says: the label of its code, or its own words."""
    return codes_of(subject).get(value, value)


def read_value(subject: str, text: str) -> str:
    """The value to store: a code, also when its label was typed; free text as it is. Refuses what is no code."""
    if subject not in ProfileEntry.Subject.values:
        raise DomainError(_("Không có mục này trong hồ sơ."), field="subject")
    text, codes = normalise(text), codes_of(subject)
    if not text:
        raise DomainError(_("Hãy ghi nội dung."), field="value")
    if not codes:
        if len(text) > LONGEST:
            raise DomainError(_("Nội dung dài quá %(most)s chữ; hãy ghi ngắn lại.") % {"most": LONGEST}, field="value")
        return text
    plain = search_key(text)
    for code, label in codes.items():
        if plain in (code, search_key(label)):
            return code
    raise DomainError(
        _("“%(value)s” không có trong danh mục; hãy chọn một trong: %(codes)s.")
        % {"value": text[:60], "codes": ", ".join(codes.values())},
        field="value",
    )
