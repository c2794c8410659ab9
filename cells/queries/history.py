"""Reads of a unit through its life: its names and places, whom it followed, what it stood under on which days."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterator

from cells.models import Organisation, OrganisationPeriod


def state_of(unit: Organisation) -> str:
    """What a page showed of a unit, in short: if someone changes or ends the unit meanwhile, it changes."""
    rows = OrganisationPeriod.objects.filter(organisation=unit).order_by("valid_from")
    shown = [*rows.values_list(), unit.ended_on]
    return hashlib.sha256(repr(shown).encode()).hexdigest()[:24]


class Ancestry:
    """Who stands above whom during a time, each unit's periods read once."""

    def __init__(self) -> None:
        self._places: dict[int, list[tuple[int, dt.date, dt.date]]] = {}
        self._above: dict[tuple[int, dt.date, dt.date], dict[int, dt.date]] = {}

    def above(self, unit: int, first: dt.date, last: dt.date) -> dict[int, dt.date]:
        """Every unit above ``unit`` on any day from ``first`` to ``last``, with the first such day."""
        key = (unit, first, last)
        if key not in self._above:
            found: dict[int, dt.date] = {}
            for superior, day in self._climb(unit, first, last, frozenset()):
                found[superior] = min(day, found.get(superior, day))
            self._above[key] = found
        return self._above[key]

    def _climb(self, unit: int, first: dt.date, last: dt.date, passed: frozenset[int]) -> Iterator[tuple[int, dt.date]]:
        for superior, start, end in self._places_of(unit):
            since, until = max(first, start), min(last, end)
            if since <= until and superior not in passed:
                yield superior, since
                yield from self._climb(superior, since, until, passed | {unit})

    def _places_of(self, unit: int) -> list[tuple[int, dt.date, dt.date]]:
        if unit not in self._places:
            rows = OrganisationPeriod.objects.filter(organisation=unit, parent__isnull=False)
            self._places[unit] = [
                (parent, start, end or dt.date.max)
                for parent, start, end in rows.values_list("parent_id", "valid_from", "valid_to")
                if parent is not None
            ]
        return self._places[unit]
