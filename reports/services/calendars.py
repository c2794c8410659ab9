"""The secret address of a person's calendar: got, renewed, closed, read."""

from __future__ import annotations

import datetime as dt
import secrets

from django.db import transaction
from django.utils import timezone

from accounts.audit import record
from accounts.models import User
from reports.models import CalendarFeed
from reports.services.tokens import digest_of

SECRET_BYTES = 32
READ_NOTED_EVERY = dt.timedelta(hours=1)


@transaction.atomic
def open_calendar(*, by: User) -> str:
    """Give the person a new secret for the address of his own calendar; one given before leads nowhere any more.

    Returned once: only its digest is kept.
    """
    secret = secrets.token_urlsafe(SECRET_BYTES)
    values = {"digest": digest_of(secret), "created_at": timezone.now(), "last_read_at": None, "revoked_at": None}
    feed, _is_new = CalendarFeed.objects.update_or_create(user=by, defaults=values)
    record("reports.calendar_opened", feed, by=by)
    return secret


@transaction.atomic
def close_calendar(*, by: User) -> bool:
    """Close the address of the own calendar; False where none was open."""
    feed = CalendarFeed.objects.select_for_update().filter(user=by, revoked_at=None).first()
    if feed is None:
        return False
    feed.revoked_at = timezone.now()
    feed.save(update_fields=["revoked_at"])
    record("reports.calendar_closed", feed, by=by)
    return True


def note_read(feed: CalendarFeed) -> None:
    """When a program last read it, to the hour."""
    now = timezone.now()
    if feed.last_read_at is None or now - feed.last_read_at > READ_NOTED_EVERY:
        CalendarFeed.objects.filter(pk=feed.pk).update(last_read_at=now)
