"""What the search may look in for a user: the same rule as for reading minutes."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from accounts.models import User
from cells.access import scope_of
from meetings.models import SearchEntry


def entries_visible_to(user: User) -> QuerySet[SearchEntry]:
    """Minutes and documents of the units the user may read; of the own cell those that are final."""
    scope = scope_of(user)
    if scope.readable >= scope.own_cells:
        return SearchEntry.objects.filter(unit__in=scope.readable)
    return SearchEntry.objects.filter(Q(unit__in=scope.readable) | Q(unit__in=scope.known, is_final=True))
