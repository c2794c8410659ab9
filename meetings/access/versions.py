"""Who may read earlier versions of corrected minutes: whoever knows the unit, for they were final once."""

from __future__ import annotations

from django.db.models import QuerySet
from django.http import Http404

from accounts.models import User
from cells.access import scope_of
from meetings.models import MinutesVersion


def versions_visible_to(user: User) -> QuerySet[MinutesVersion]:
    """Earlier versions of the minutes of the units the user may read, and of the own cell."""
    return MinutesVersion.objects.filter(meeting__cell__in=scope_of(user).known)


def get_version(user: User, pk: int) -> MinutesVersion:
    """The version, or 404 outside the scope."""
    rows = versions_visible_to(user).select_related("meeting__cell", "approved_by", "replaced_by")
    version = rows.prefetch_related("meeting__cell__periods").filter(pk=pk).first()
    if version is None:
        raise Http404
    return version
