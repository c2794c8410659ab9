"""Who may see a committee's published calendar of a month."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import Http404

from accounts.models import User
from cells.access import scope_of
from cells.queries.tree import subtree_ids
from meetings.models import PublishedCalendar


def calendar_actions_for(user: User, calendar: PublishedCalendar) -> frozenset[str]:
    """view: everyone of the committee and of the cells below it; print: who reads the committee."""
    scope = scope_of(user)
    if calendar.organisation_id in scope.readable:
        return frozenset({"view", "print"})
    if scope.known and not scope.known.isdisjoint(subtree_ids([calendar.organisation_id])):
        return frozenset({"view"})
    return frozenset()


def get_calendar(user: User, pk: int, *, to: str = "view") -> PublishedCalendar:
    """The published calendar, or 404 outside the committee, or 403 inside it without the right."""
    found = PublishedCalendar.objects.select_related("organisation").prefetch_related("organisation__periods")
    calendar = found.filter(pk=pk).first()
    actions = calendar_actions_for(user, calendar) if calendar else frozenset()
    if calendar is None or not actions:
        raise Http404
    if to not in actions:
        raise PermissionDenied
    return calendar
