"""The facts that records know: declared once, for the formulas of criteria and the local gates of committees.

A regulation may declare a fact of the same key; inside that regulation its own declaration counts.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from meetings.rules import datafile
from meetings.rules.inputs import Fact

RECORDS = Path(__file__).resolve().parent.parent / "regulations" / "facts" / "records.json"
KINDS = {
    "cell": "organisation", "committee": "organisation", "leader": "person", "member": "person",
    "member_outside": "person",
}  # fmt: skip
"""The subjects that every regulation knows, with their kinds."""


def named_subjects(names: Any) -> tuple[str, ...]:
    """Subjects named by their key, by their kind, or all of them, in the usual order."""
    return tuple(key for key, kind in KINDS.items() if {"all", key, kind} & set(names))


@cache
def records_data() -> dict[str, Any]:
    """The contents of the file: ``documents`` and ``facts``."""
    data, _sha256 = datafile.read_file(RECORDS)
    return datafile.take(RECORDS.name, data, ("note", "documents", "facts"))


@cache
def record_facts() -> dict[str, Fact]:
    """The facts by their key. Raises DataFileError for a file with a mistake."""
    data = records_data()
    titles = {document["key"]: document["title"] for document in data["documents"]}
    name = RECORDS.name
    facts = [
        datafile.read_fact(f"{name} {item.get('key')}", item, titles, named_subjects(item["subjects"]))
        for item in data["facts"]
    ]
    return datafile.keyed(name, facts)
