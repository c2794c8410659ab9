"""Columns of a table under the heads that neighbours share."""

from collections.abc import Iterable
from typing import Protocol, TypeVar


class Grouped(Protocol):
    """A column; ``group`` is the head that it shares with its neighbours, empty for one that stands alone."""

    @property
    def group(self) -> str: ...


T = TypeVar("T", bound=Grouped)


def under_heads(columns: Iterable[T]) -> list[tuple[str, list[T]]]:
    """Neighbouring columns under their common head; "" for those that stand alone."""
    found: list[tuple[str, list[T]]] = []
    for column in columns:
        if column.group and found and found[-1][0] == column.group:
            found[-1][1].append(column)
        else:
            found.append((column.group, [column]))
    return found
