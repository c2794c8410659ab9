"""One thing that waits for someone, and how the sorts of such things are read together."""

from __future__ import annotations

import datetime as dt
from collections.abc import Generator, Iterable
from dataclasses import dataclass
from functools import reduce
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet, prefetch_related_objects


@dataclass(frozen=True)
class Waiting:
    """One thing to do: a sentence, a place to do it, and since when it waits."""

    icon: str
    title: str
    detail: str
    url: str
    since: dt.date | None = None
    is_late: bool = False


@dataclass(frozen=True)
class Ask:
    """What one sort would read; ``unit`` is the way from a row to the organisation it names."""

    rows: QuerySet[Any, Any]
    unit: str = ""


Sort = Generator[Ask | Waiting, list[Any]]
"""Things of one sort. One that is mostly empty yields its ``Ask`` first, and is sent the rows."""


def read(sorts: Iterable[Sort]) -> list[Waiting]:
    """The things of all sorts, in their order.

    One statement tells which sorts have rows at all, so that the empty ones cost nothing; and the names of the units
    of all rows are read together.
    """
    begun = [(sort, next(sort, None)) for sort in sorts]
    asked = [first for _sort, first in begun if isinstance(first, Ask)]
    rows = {id(ask): list(ask.rows) for ask in _present(asked)}
    units = [_follow(row, ask.unit) for ask in asked if ask.unit for row in rows.get(id(ask), ())]
    prefetch_related_objects([unit for unit in units if unit is not None], "periods")
    found: list[Waiting] = []
    for sort, first in begun:
        if isinstance(first, Waiting):
            found.append(first)
        elif first is None or id(first) not in rows:
            continue
        else:
            found += _sent(sort, rows[id(first)])
        found += [thing for thing in sort if isinstance(thing, Waiting)]
    return found


def _sent(sort: Sort, rows: list[Any]) -> list[Waiting]:
    """The first thing of a sort that asked for these rows."""
    try:
        thing = sort.send(rows)
    except StopIteration:
        return []
    return [thing] if isinstance(thing, Waiting) else []


def _present(asked: list[Ask]) -> list[Ask]:
    """Those that have rows."""
    statements: list[str] = []
    values: list[Any] = []
    possible = []
    for ask in asked:
        try:
            statement, given = ask.rows.query.exists().get_compiler(connection=connection).as_sql()
        except EmptyResultSet:
            continue
        possible.append(ask)
        statements.append(f"EXISTS({statement})")
        values += given
    if not possible:
        return []
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(statements)}", values)
        answers = cursor.fetchone()
    return [ask for ask, is_there in zip(possible, answers, strict=True) if is_there]


def _follow(row: Any, way: str) -> Any:
    return reduce(getattr, way.split("."), row)
