"""Kinds of meeting: which units hold them, whose they are, how often, and their usual agenda, each with its source.

Data: ``kinds.json``.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from meetings.models import MeetingKind

DATA = Path(__file__).with_name("kinds.json")
MONDAY = 0


@dataclass(frozen=True)
class Kind:
    """What is known of one kind of meeting."""

    held_by: tuple[str, ...]
    """Kinds of organisation."""
    roll: str
    """Whom it is for: members, committee, committee_open, standing, executive."""
    in_calendar: bool
    """Whether the committee above agrees to its day."""
    often: str
    source: str
    mark: str
    agenda: tuple[tuple[str, str], ...]
    """The usual agenda: pairs of the item's kind and its title."""
    agenda_source: str
    agenda_mark: str


@cache
def _data() -> Mapping[str, Any]:
    found = json.loads(DATA.read_text(encoding="utf-8"))
    assert isinstance(found, dict)
    return found


@cache
def kinds() -> Mapping[str, Kind]:
    """All kinds, in the order in which they are offered."""
    return {
        key: Kind(
            **{
                **values,
                "held_by": tuple(values["held_by"]),
                "agenda": tuple((kind, title) for kind, title in values["agenda"]),
            }
        )
        for key, values in _data()["kinds"].items()
    }


def kinds_held_by(unit_kind: str) -> list[str]:
    """The kinds of meeting that a unit of that kind holds; the usual one first."""
    return [key for key, kind in kinds().items() if unit_kind in kind.held_by]


def usual_kind(unit_kind: str) -> str:
    """The kind with which planning begins: the monthly one of a cell, of a committee the meeting of all members."""
    held = kinds_held_by(unit_kind)
    preferred = (MeetingKind.REGULAR, MeetingKind.GROUP, MeetingKind.EXECUTIVE)
    return next((str(kind) for kind in preferred if kind in held), held[0] if held else "")


def kinds_in_calendar() -> list[str]:
    """The kinds whose day the committee above agrees to."""
    return [key for key, kind in kinds().items() if kind.in_calendar]


def generic_places() -> frozenset[str]:
    """Names of places that many cells have, each its own, as search keys."""
    return frozenset(_data()["generic_places"])


def first_monday(year: int, month: int) -> dt.date:
    """The day of the flag ceremony of a month."""
    first = dt.date(year, month, 1)
    return first + dt.timedelta(days=(MONDAY - first.weekday()) % 7)
