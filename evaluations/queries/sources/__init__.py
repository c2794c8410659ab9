"""Everything that records know about the subjects of evaluations, source by source.

Each module reads a family of facts for any number of subjects with one statement or a few, and tells on demand where
each number comes from. What a source does not know it leaves out: nothing is ever 0 for want of knowledge.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from evaluations.queries.sources import (
    attendance,
    discipline,
    life,
    meetings,
    opinions,
    ratings,
    registers,
    shortcomings,
    work,
)
from evaluations.queries.sources.basis import Basis, Exclusion, Link
from evaluations.queries.sources.subjects import Group, Subject

__all__ = ["ALL_FACTS", "LIVE", "Basis", "Exclusion", "Link", "Subject", "read_sources", "tell_sources"]
Values = dict[str, Any]


@dataclass(frozen=True)
class Source:
    """One family of facts: for which kinds of subject, and how it is read and told."""

    facts: tuple[str, ...]
    kinds: frozenset[str]
    read: Callable[[Sequence[Subject]], Mapping[int, Mapping[str, Any]]]
    tell: Callable[[Sequence[Subject], Mapping[int, Values]], dict[int, dict[str, Basis]]]
    is_live: bool = False
    """Read as it stands, also after the facts were frozen: it comes out of the review itself."""

    def asked(self, wanted: Mapping[str, Collection[str]] | None, live: bool | None) -> frozenset[str]:
        """The kinds of subject for which it is read."""
        if live is not None and live is not self.is_live:
            return frozenset()
        if wanted is None or not ALWAYS.isdisjoint(self.facts):
            return self.kinds
        return frozenset(kind for kind in self.kinds if not set(wanted.get(kind, ())).isdisjoint(self.facts))


SOURCES = (
    Source(life.FACTS, life.KINDS, life.read, life.tell),
    Source(work.FACTS, work.KINDS, work.read, work.tell),
    Source(shortcomings.FACTS, shortcomings.KINDS, shortcomings.read, shortcomings.tell),
    Source(discipline.FACTS, discipline.KINDS, discipline.read, discipline.tell),
    Source(opinions.FACTS, opinions.KINDS, opinions.read, opinions.tell, is_live=True),
    Source(ratings.FACTS, ratings.KINDS, ratings.read, ratings.tell, is_live=True),
    Source(meetings.FACTS, meetings.KINDS, meetings.read, meetings.tell),
    Source(attendance.FACTS, attendance.KINDS, attendance.read, attendance.tell),
    Source(registers.FACTS, registers.KINDS, registers.read, registers.tell),
)
ALL_FACTS = frozenset(key for source in SOURCES for key in source.facts)
LIVE = frozenset(key for source in SOURCES if source.is_live for key in source.facts)
ALWAYS = frozenset({life.EXCLUSION, discipline.PROVEN})
"""What is read whatever the regulation asks: who is out, and which triggers are proven."""


def read_sources(
    subjects: Sequence[Subject], wanted: Mapping[str, Collection[str]] | None = None, *, live: bool | None = None
) -> dict[int, Values]:
    """The facts by subject, as many statements for one subject as for thousands.

    ``wanted``, by kind of subject, leaves out the sources of which nothing is asked; ``live`` True or False takes only
    those that are read to the end, or only those that are frozen.
    """
    found: dict[int, Values] = {row.pk: {} for row in subjects}
    everyone = subjects if isinstance(subjects, Group) else Group(subjects)
    for source in SOURCES:
        kinds = source.asked(wanted, live)
        concerned = everyone.only(kinds)
        if concerned:
            for pk, values in source.read(concerned).items():
                found[pk].update(values)
    return found


def tell_sources(
    subjects: Sequence[Subject],
    values: Mapping[int, Values],
    wanted: Mapping[str, Collection[str]] | None = None,
    *,
    live: bool | None = None,
) -> dict[int, dict[str, Basis]]:
    """Where the facts of each subject come from, in the reader's language."""
    found: dict[int, dict[str, Basis]] = {row.pk: {} for row in subjects}
    everyone = subjects if isinstance(subjects, Group) else Group(subjects)
    for source in SOURCES:
        kinds = source.asked(wanted, live)
        concerned = everyone.only(kinds)
        if concerned:
            for pk, bases in source.tell(concerned, values).items():
                found[pk].update(bases)
    return found
