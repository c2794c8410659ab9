"""The tables of cases in tests/data, read with exact numbers."""

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from meetings.rules import exact_json

DATA = Path(__file__).resolve().parents[2] / "data"


@cache
def table(name: str) -> Any:
    return exact_json.loads((DATA / name).read_text())


def base(regulation: str, subject: str) -> dict[str, Any]:
    """Facts that reach the best level known for the subject, to be changed one by one."""
    return dict(table("classification_cases.json")["bases"][regulation][subject])


def classification_cases() -> Iterator[tuple[str, str, str, dict[str, Any], str, dict[str, Any]]]:
    """(about, regulation, subject, facts, level, settings) of every line of the table."""
    data = table("classification_cases.json")
    for group in data["groups"]:
        for subject in group["subjects"]:
            for about, change, level, *settings in group["cases"]:
                facts = data["bases"][group["regulation"]][subject] | change
                yield about, group["regulation"], subject, facts, level, settings[0] if settings else {}
