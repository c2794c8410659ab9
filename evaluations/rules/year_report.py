"""The report on a year's review and classification: its parts, what a committee writes itself, its annexes.

Pure data (``year_report.json``), with how well it is known.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

FILE = Path(__file__).with_name("year_report.json")


@dataclass(frozen=True, slots=True)
class OwnPart:
    """A place where the committee writes its own words."""

    key: str
    label: str
    help: str
    rows: int
    is_wanted: bool
    """Whether a report without it is not whole."""
    subheading: str


@dataclass(frozen=True, slots=True)
class ReportSection:
    """One of the eight parts: sentences from the records, then the committee's own words."""

    key: str
    heading: str
    own: tuple[OwnPart, ...]


@cache
def data() -> dict[str, Any]:
    return dict(json.loads(FILE.read_text(encoding="utf-8")))


@cache
def report_sections() -> tuple[ReportSection, ...]:
    return tuple(
        ReportSection(row["key"], row["heading"], tuple(_own_part(each) for each in row["own"]))
        for row in data()["sections"]
    )


def _own_part(row: dict[str, Any]) -> OwnPart:
    wanted, subheading = row.get("wanted", False), row.get("subheading", "")
    return OwnPart(row["key"], row["label"], row["help"], row["rows"], wanted, subheading)


def own_parts() -> tuple[OwnPart, ...]:
    """All places for own words, in the order of the report."""
    return tuple(part for section in report_sections() for part in section.own)


def report_title(year: int) -> str:
    return str(data()["title"]).format(year=year)


def annexes_of(year: int) -> tuple[str, ...]:
    """The keys of the forms that go with the report of a year."""
    rows = (row for row in data()["annexes"] if row.get("first", 0) <= year <= row.get("last", year))
    return tuple(next(rows, {"forms": ()})["forms"])
