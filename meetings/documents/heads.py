"""The head that papers of a unit share: who stands above, who issues, where and when."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from cells.models import Organisation
from cells.queries import superior_of
from core.periods import official_day_line


@dataclass(frozen=True)
class Head:
    """Names as they were on the day of the paper (thể thức văn bản)."""

    superior: str
    issuer: str
    place_and_date: str


def head_of(unit: Organisation, day: dt.date, *, made_on: dt.date | None = None) -> Head:
    """The head of a paper of that unit with the names of ``day``; dated ``made_on``, if that is another day."""
    superior, place = superior_of(unit, day), unit.period(day)
    line = official_day_line(made_on or day)
    return Head(
        superior=superior.label(day) if superior else "",
        issuer=unit.label(day),
        place_and_date=f"{place.place_name}, {line}" if place and place.place_name else line,
    )
