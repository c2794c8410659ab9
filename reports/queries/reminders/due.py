"""One deadline that comes or is past, of something that is not done."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from reports.rules.reminders import Rule

UNIT = "{unit}"
"""Stands in the words for the name of the unit, which is read for all of them together."""


@dataclass(frozen=True)
class Due:
    """A deadline of a thing not done. The words are stored, hence Vietnamese.

    ``title`` is read inside the system; ``text`` leaves it, so it names nobody and quotes nothing that was written.
    """

    thing: str
    """What it is about, as in "meeting-12"; with the sort, the day and the moment it names the occasion."""
    due_on: dt.date
    unit_id: int
    title: str
    text: str
    url: str
    members: tuple[int, ...] = ()
    """Who has to act; without them the secretary and the deputies of the unit."""
    without: frozenset[int] = frozenset()
    """Members whom it is about: not told of themselves."""


Source = Callable[[Rule, dt.date], Iterable[Due]]
"""All open deadlines of one sort of which something may be said on that day, in a fixed number of questions."""
