"""The sheets of commitments: days of signing for a whole unit, and the lines of one commitment.

Boxes of the first are ``s-<member>-<kind>`` (``0`` for the unit itself) with ``was-…`` beside them; of the second
``text-<place>``, ``due-…``, ``result-…``, ``finished-…``, ``product-…``, and ``pk-…`` of a line that is there.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.http import QueryDict

from core.forms import VietnameseDateField
from core.numbers import row_numbers
from core.periods import format_date
from evaluations.models import CommitmentItem
from evaluations.queries.commitments import Promise, PromiseSheet
from evaluations.services.commitments import Line, Who

EMPTY_LINES = 4


def read_day(text: str) -> dt.date | None:
    """A typed day, None for an empty box; raises ValidationError for anything else."""
    found = VietnameseDateField(required=False).clean(text)
    assert found is None or isinstance(found, dt.date)
    return found


@dataclass(frozen=True)
class SignBox:
    """One box for a day of signing."""

    promise: Promise
    name: str
    value: str
    was: str
    error: str


@dataclass
class SignSheet:
    """The days of signing of a unit."""

    found: PromiseSheet
    posted: QueryDict | None = None
    errors: dict[Who, str] = field(default_factory=dict)

    def own(self) -> SignBox:
        return self._box(self.found.own)

    def rows(self) -> list[tuple[object, list[SignBox]]]:
        """Each member with the boxes of the kinds."""
        return [(row.member, [self._box(promise) for promise in row.promises]) for row in self.found.rows]

    def _promises(self) -> list[Promise]:
        return [self.found.own, *(promise for row in self.found.rows for promise in row.promises)]

    def _box(self, promise: Promise) -> SignBox:
        who = _who(promise)
        kept = format_date(promise.signed_on) if promise.signed_on else ""
        name = f"s-{who[0] or 0}-{who[1]}"
        value = str(self.posted.get(name, kept)) if self.posted is not None else kept
        return SignBox(promise, name, value, kept, self.errors.get(who, ""))

    def read(self) -> tuple[dict[Who, dt.date | None], dict[Who, dt.date | None]]:
        """What was typed and what the page had shown; days that cannot be read go to ``errors``."""
        assert self.posted is not None
        signed: dict[Who, dt.date | None] = {}
        seen: dict[Who, dt.date | None] = {}
        for promise in self._promises():
            who = _who(promise)
            name = f"s-{who[0] or 0}-{who[1]}"
            if name not in self.posted:
                continue
            try:
                signed[who] = read_day(str(self.posted[name]))
                seen[who] = read_day(str(self.posted.get(f"was-{name}", "")))
            except ValidationError as error:
                self.errors[who] = " ".join(error.messages)
        if everyone := str(self.posted.get("everyone", "")).strip():
            self._fill(signed, everyone)
        return signed, seen

    def _fill(self, signed: dict[Who, dt.date | None], everyone: str) -> None:
        """One day for all commitments that are still without one."""
        kind = self.found.rows[0].promises[0].kind if self.found.rows else ""
        try:
            day = read_day(everyone)
        except ValidationError as error:
            self.errors[0, "everyone"] = " ".join(error.messages)
            return
        for who in signed:
            if who[1] == kind and signed[who] is None:
                signed[who] = day


def _who(promise: Promise) -> Who:
    return (promise.member.pk if promise.member else None, promise.kind)


@dataclass(frozen=True)
class LineBox:
    """One line of a commitment as it stands in the form."""

    place: int
    pk: str
    text: str
    due: str
    result: str
    finished: str
    product: str
    error: str


def line_boxes(
    items: Sequence[CommitmentItem], posted: QueryDict | None, errors: Mapping[object, str]
) -> list[LineBox]:
    """The lines that are there and a few empty ones; or everything as it was typed."""
    if posted is not None:
        return [_typed_box(posted, place, errors.get(place, "")) for place in _places(posted)]
    boxes = [
        LineBox(
            place,
            str(item.pk),
            item.text,
            format_date(item.due_on) if item.due_on else "",
            item.result,
            format_date(item.finished_on) if item.finished_on else "",
            item.product,
            "",
        )
        for place, item in enumerate(items)
    ]
    empty = range(len(boxes), len(boxes) + EMPTY_LINES)
    return [*boxes, *(LineBox(place, "", "", "", CommitmentItem.Result.OPEN, "", "", "") for place in empty)]


def _places(posted: QueryDict) -> list[int]:
    places = (name.removeprefix("text-") for name in posted if name.startswith("text-"))
    return sorted(row_numbers(places))


def _typed_box(posted: QueryDict, place: int, error: str) -> LineBox:
    pk, text, due, result, finished, product = (
        str(posted.get(f"{name}-{place}", "")) for name in ("pk", "text", "due", "result", "finished", "product")
    )
    return LineBox(place, pk, text, due, result, finished, product, error)


def read_lines(posted: QueryDict) -> tuple[list[Line], dict[object, str]]:
    """The lines as typed, and a sentence for each whose days cannot be read."""
    lines: list[Line] = []
    errors: dict[object, str] = {}
    for place in _places(posted):
        box = _typed_box(posted, place, "")
        try:
            due, finished = read_day(box.due), read_day(box.finished)
        except ValidationError as error:
            errors[place] = " ".join(error.messages)
            due = finished = None
        number = next(iter(row_numbers([box.pk])), None)
        lines.append(Line(number, box.text, due, box.result or CommitmentItem.Result.OPEN, finished, box.product))
    return lines, errors
