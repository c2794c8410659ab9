"""Pages of long lists."""

from functools import cached_property
from typing import Any, cast

from django.core.paginator import Paginator
from django.db.models import QuerySet


class BoundedPaginator(Paginator):
    """Pages of a query, of which the first ``LIMIT`` rows are counted and shown.

    Nobody turns two thousand pages, and counting all costs what a province has: who looks for more narrows the list.
    ``has_more`` says whether rows are left out.
    """

    LIMIT = 3_000

    @cached_property
    def _counted(self) -> int:
        rows = cast(QuerySet[Any], self.object_list)
        return rows.order_by()[: self.LIMIT + 1].count()

    @property
    def has_more(self) -> bool:
        return self._counted > self.LIMIT

    @cached_property
    def count(self) -> int:
        return min(self._counted, self.LIMIT)
