"""What a list of notices shows."""

from __future__ import annotations

from django.conf import settings
from django.db.models import Q, QuerySet

from accounts.models import User
from reports.models import Notice


def unread(notices: QuerySet[Notice]) -> QuerySet[Notice]:
    return notices.filter(read_at=None)


def listed(notices: QuerySet[Notice]) -> QuerySet[Notice]:
    """The newest first, with the names of the units."""
    return notices.select_related("organisation").prefetch_related("organisation__periods").order_by("-pk")


def to_paste(notice: Notice, site: str) -> str:
    """The words to paste into a message, with the way to the page; ``site`` where the settings name none."""
    return f"{notice.text} {settings.SITE_URL or site.rstrip('/')}{notice.url}" if notice.url else notice.text


def last_mail_error(user: User) -> str:
    """Why the last mail to this person did not go; empty when it went."""
    last = Notice.objects.filter(Q(mailed_at__isnull=False) | ~Q(mail_error=""), user=user).order_by("-pk").first()
    return last.mail_error if last else ""
