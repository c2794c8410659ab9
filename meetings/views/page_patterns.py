"""A point of the agenda and an opinion that do not exist yet, drawn as the real ones are for the script to copy."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import Any

from meetings.models import AgendaItem, Passage
from meetings.queries.minutes import ItemRows, OpinionRow, WritingPage

PATTERN_NUMBERS: dict[str, str] = {
    "pattern-item": "9007199000001",
    "pattern-body": "9007199000002",
    "pattern-conclusion": "9007199000003",
    "pattern-opinion": "9007199000004",
    "pattern-number": "9007199000005",
    "pattern-title": "{title}",
    "pattern-speaker": "{speaker}",
}
"""What stands in the pattern where the script puts its own; no row has such a number."""


def pattern_item(page: WritingPage) -> ItemRows | None:
    """A point with an opinion; None where the page has no point to take the shape from."""
    if not page.items:
        return None
    item = AgendaItem(
        pk=_number("item"), meeting=page.meeting, title=PATTERN_NUMBERS["pattern-title"], kind=AgendaItem.Kind.OTHER
    )
    first = page.items[0]
    empty: dict[str, Any] = {row.name: [] for row in fields(first) if isinstance(getattr(first, row.name), list)}
    opinion = _passage(item, "opinion", Passage.Kind.OPINION)
    return replace(
        first,
        **empty
        | {
            "item": item,
            "number": _number("number"),
            "presenter": "",
            "body": _passage(item, "body", Passage.Kind.ITEM_BODY),
            "conclusion": _passage(item, "conclusion", Passage.Kind.ITEM_CONCLUSION),
            "opinions": [OpinionRow(opinion, PATTERN_NUMBERS["pattern-speaker"])],
        },
    )


def _passage(item: AgendaItem, name: str, kind: str) -> Passage:
    return Passage(pk=_number(name), meeting=item.meeting, item=item, kind=kind)


def _number(name: str) -> int:
    return int(PATTERN_NUMBERS[f"pattern-{name}"])
