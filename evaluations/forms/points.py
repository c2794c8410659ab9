"""The boxes of the points of one subject, at one stage; every word stays when something is refused.

Names are ``p-<key>``; ``was`` holds the values that the page showed, so that what somebody else changed is noticed.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.http import QueryDict

from evaluations.facts import read_typed, typed
from evaluations.models import Evaluation
from evaluations.queries.points import PointGroup, PointRow, PointSheet
from evaluations.services.facts import Input
from meetings.rules.inputs import Fact, InputError


@dataclass(frozen=True)
class PointBox:
    """A criterion and the box for its points; no box (``name`` empty) where facts decide."""

    row: PointRow
    name: str
    value: str
    error: str


@dataclass(frozen=True)
class EventBox:
    """A number of events that someone counts."""

    fact: Fact
    name: str
    value: str
    error: str


@dataclass
class PointForm:
    """The boxes of a stage, filled from what is kept or from what was posted."""

    evaluation: Evaluation
    sheet: PointSheet
    stage: str
    posted: QueryDict | None = None
    errors: dict[tuple[int, str], str] = field(default_factory=dict)

    @property
    def kept(self) -> Mapping[str, Any]:
        return self.sheet.entries[self.stage]

    @property
    def was(self) -> str:
        """What the page shows now; after another's change was told, saving again means to overwrite it."""
        return json.dumps({fact.key: self.kept.get(fact.key) for fact in self.sheet.facts}, ensure_ascii=False)

    def groups(self) -> list[tuple[PointGroup, list[PointBox]]]:
        return [(group, [self._box(row) for row in group.rows]) for group in self.sheet.groups]

    def events(self) -> list[EventBox]:
        return [EventBox(fact, *self._words(fact)) for fact in self.sheet.events]

    def _box(self, row: PointRow) -> PointBox:
        return PointBox(row, *(self._words(row.fact) if row.fact else ("", "", "")))

    def _words(self, fact: Fact) -> tuple[str, str, str]:
        name = f"p-{fact.key}"
        kept = typed(fact, self.kept.get(fact.key))
        value = str(self.posted.get(name, kept)) if self.posted is not None else kept
        return name, value, self.errors.get((self.evaluation.pk, fact.key), "")

    def read(self) -> Input:
        """What was typed; what cannot be read is kept in ``errors`` and left out."""
        values: dict[str, Any] = {}
        for fact in self.sheet.facts:
            name = f"p-{fact.key}"
            if self.posted is None or name not in self.posted:
                continue
            try:
                values[fact.key] = read_typed(fact, str(self.posted[name]))
            except InputError as error:
                self.errors[self.evaluation.pk, fact.key] = str(error)
        return Input(values, seen=self._seen())

    def _seen(self) -> dict[str, Any] | None:
        try:
            seen = json.loads(str(self.posted.get("was", ""))) if self.posted is not None else None
        except ValueError:
            return None
        return seen if isinstance(seen, dict) else None
