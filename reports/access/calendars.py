"""Whose calendar an address opens: its secret is the only key, and nobody is signed in."""

from __future__ import annotations

from django.http import Http404

from accounts.models import User
from reports.models import CalendarFeed


def get_feed(digest: str) -> CalendarFeed:
    """The calendar of an account in use, by the digest of its secret; 404 for what was never given or was closed."""
    rows = CalendarFeed.objects.select_related("user")
    feed = rows.filter(digest=digest, revoked_at=None, user__is_active=True).first()
    if feed is None:
        raise Http404
    return feed


def feed_of(user: User) -> CalendarFeed | None:
    """The open calendar of a person, if there is one."""
    return CalendarFeed.objects.filter(user=user, revoked_at=None).first()
