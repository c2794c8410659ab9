"""The bars beside a table of the cap: how many are excellent against how many may be, on one scale for a group."""

from __future__ import annotations

from dataclasses import dataclass

from evaluations.queries.cap import CapGroup, Reading

WIDTH = 200
"""The length of the longest bar, in the units of its drawing."""


@dataclass(frozen=True)
class Bar:
    """One denominator: lengths of what fits and of what is too much, and where the limit stands."""

    reading: Reading
    kept: int
    over: int
    limit: int


@dataclass(frozen=True)
class Panel:
    """A group with the bars of its three denominators."""

    group: CapGroup
    bars: tuple[Bar, ...]


def panel_of(group: CapGroup) -> Panel:
    """The group ready to be drawn."""
    longest = max([group.excellent, *(row.result.most_excellent for row in group.readings), 1])
    return Panel(group, tuple(_bar(row, group.excellent, longest) for row in group.readings))


def _bar(reading: Reading, excellent: int, longest: int) -> Bar:
    most = reading.result.most_excellent
    kept = WIDTH * min(excellent, most) // longest
    return Bar(reading, kept, WIDTH * max(0, excellent - most) // longest, WIDTH * most // longest)
