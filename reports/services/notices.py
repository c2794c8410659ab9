"""What the system tells people: each occasion once, in Vietnamese, and by e-mail to those who wish it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from cells.models import Organisation
from reports.models import Notice


@dataclass(frozen=True)
class Told:
    """What one person is to be told; the words are those of ``tell``."""

    user: User
    sort: str
    key: str
    title: str
    text: str
    url: str = ""
    organisation_id: int | None = None
    due_on: dt.date | None = None

    @property
    def values(self) -> dict[str, Any]:
        """The columns of the notice beside who is told and what it is about."""
        user, title = self.user, self.title
        return {
            "sort": self.sort,
            "title": title if len(title) <= 200 else f"{title[:199].rstrip()}…",
            "text": self.text,
            "url": self.url[:300],
            "organisation_id": self.organisation_id,
            "due_on": self.due_on,
            "mail_wanted": bool(settings.MAIL_IS_SENT and user.wants_mail and user.email and user.is_active),
        }


@transaction.atomic
def tell(
    user: User,
    *,
    sort: str,
    key: str,
    title: str,
    text: str,
    url: str = "",
    organisation: Organisation | None = None,
    due_on: dt.date | None = None,
) -> Notice | None:
    """Leave a message; None when it was told already: ``key`` names the occasion, and an occasion is told once.

    ``sort`` is a ``Notice.Sort``; ``title`` is read inside the system, ``text`` may be pasted into a message or sent
    by e-mail; ``url`` begins at the root of the site.
    """
    told = Told(user, sort, key, title, text, url, organisation.pk if organisation else None, due_on)
    notice, is_new = Notice.objects.get_or_create(user=user, key=key[:200], defaults=told.values)
    return notice if is_new else None


def tell_all(told: Iterable[Told]) -> int:
    """Leave many messages at once, each occasion once; returns how many were new."""
    rows = {(one.user.pk, one.key[:200]): one for one in told}
    people = {user for user, _key in rows}
    keys = {key for _user, key in rows}
    known = set(Notice.objects.filter(user__in=people, key__in=keys).values_list("user", "key"))
    new = [Notice(user=one.user, key=place[1], **one.values) for place, one in rows.items() if place not in known]
    Notice.objects.bulk_create(new, batch_size=500, ignore_conflicts=True)
    return len(new)


def put_away_earlier(told: Iterable[Told]) -> None:
    """Of several unread notices about one deadline only the latest waits: the moments before it are read with it."""
    people = {one.user.pk for one in told}
    rows = Notice.objects.filter(user__in=people, read_at=None).exclude(sort=Notice.Sort.PAPER).order_by("-pk")
    seen: set[tuple[int, str]] = set()
    earlier = []
    for pk, user, key in rows.values_list("pk", "user", "key"):
        place = (user, key.rpartition(":")[0])
        if place in seen:
            earlier.append(pk)
        seen.add(place)
    Notice.objects.filter(pk__in=earlier).update(read_at=timezone.now())


def mark_read(notice: Notice, *, by: User) -> None:
    """The person has read it. Only ever the own ones: who asks is who was told."""
    Notice.objects.filter(pk=notice.pk, user=by, read_at=None).update(read_at=timezone.now())


def mark_all_read(*, until: int, by: User) -> int:
    """Everything the person had before him when he said so: the own notices up to that number; returns how many."""
    return Notice.objects.filter(user=by, read_at=None, pk__lte=until).update(read_at=timezone.now())
