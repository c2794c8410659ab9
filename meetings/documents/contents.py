"""What a form of document gives to the page: the parts that are typed, and those made from them and the records."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Self

from django.utils.functional import Promise

from core.frozen import from_plain, to_plain
from meetings.documents.official import Section


@dataclass(frozen=True)
class PartSpec:
    """A part of a document that is typed: its name, what stands beside the field, how many lines are shown."""

    key: str
    label: str | Promise
    help: str | Promise = ""
    rows: int = 4


@dataclass(frozen=True)
class Draft:
    """What was typed for a document: texts by part, who receives and signs it, what it serves."""

    form: str
    parts: dict[str, str]
    recipients: str
    behalf: str
    signer: int | None
    key_tasks: tuple[int, ...] = ()
    vote: str = ""
    """The question of the vote by which it was adopted; empty: the likely one."""
    with_opinions: bool = False
    numbered: bool = True

    def to_json(self) -> dict[str, Any]:
        return to_plain(self)

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Self:
        found = from_plain(cls, data)
        assert isinstance(found, cls)
        return found

    def text(self, key: str) -> str:
        return self.parts.get(key, "").strip()


@dataclass(frozen=True)
class Contents:
    """The middle of a page, between its title and its signature."""

    sections: tuple[Section, ...]
    opening: tuple[str, ...] = ()
    closing: tuple[str, ...] = ()
    appendix_title: str = ""
    appendix: tuple[str, ...] = field(default=())
    addressees: tuple[str, ...] = ()
