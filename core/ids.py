"""Sets of row numbers that go into SQL as one text."""

from __future__ import annotations

from collections.abc import Iterable, Set
from typing import Any

from django.core.exceptions import EmptyResultSet


class IdSet(frozenset[int]):
    """Numbers of rows, to be asked for with ``pk__in``: a scope may hold thousands.

    Django writes a placeholder for each member of an ordinary set and checks each; a province's scope then costs more
    than the question it stands in. This one writes itself once, and PostgreSQL looks numbers up in it by hash.
    """

    contains_aggregate = contains_over_clause = contains_subquery = contains_column_references = False
    _text = ""

    def __new__(cls, numbers: Iterable[int] = ()) -> IdSet:
        return super().__new__(cls, map(int, numbers))

    def __or__(self, other: Set[Any]) -> IdSet:
        return self if not other else IdSet(frozenset.__or__(self, other)) if self else IdSet(other)

    def __and__(self, other: Set[Any]) -> IdSet:
        return IdSet(frozenset.__and__(self, other))

    def resolve_expression(self, *args: Any, **kwargs: Any) -> IdSet:
        return self

    def get_source_expressions(self) -> list[Any]:
        return []

    def get_group_by_cols(self) -> list[Any]:
        return []

    def relabeled_clone(self, change_map: dict[str, str]) -> IdSet:
        return self

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[()]]:
        """The numbers in brackets; the empty set answers as an empty list does."""
        if not self:
            raise EmptyResultSet
        if not self._text:
            self._text = f"({','.join(map(str, sorted(self)))})"
        return self._text, ()
