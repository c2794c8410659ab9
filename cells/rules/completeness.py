"""Which items of a record have to be there (``completeness.json`` names its source)."""

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Item:
    """One item of the record, in the words of the form."""

    field: str
    label: str


@cache
def items() -> tuple[Item, ...]:
    """The items, in the order of the form."""
    data = json.loads((Path(__file__).parent / "completeness.json").read_text(encoding="utf-8"))
    return tuple(Item(**item) for item in data["fields"])
