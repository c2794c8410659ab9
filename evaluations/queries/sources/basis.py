"""Where a fact of the records comes from: a sentence, the page that shows it, and the very things that it counts."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Link:
    """A meeting, a task, a decision … behind a number; without ``url`` there is no page of its own."""

    text: str
    url: str = ""


@dataclass(frozen=True)
class Basis:
    """Where a recorded fact comes from."""

    text: str
    url: str = ""
    links: tuple[Link, ...] = ()


@dataclass(frozen=True)
class Exclusion:
    """A subject that the records take out of the rating, beside the exclusions of the regulation."""

    rule: str
    text: str
    source: str
