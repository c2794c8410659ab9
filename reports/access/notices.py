"""Notices belong to the person who was told, and to nobody else."""

from __future__ import annotations

from django.db.models import QuerySet
from django.http import Http404

from accounts.models import User
from reports.models import Notice


def notices_visible_to(user: User) -> QuerySet[Notice]:
    """What the user was told."""
    return Notice.objects.filter(user=user)


def get_notice(user: User, pk: int) -> Notice:
    """The notice, or 404: others need not know that it exists."""
    notice = notices_visible_to(user).filter(pk=pk).first()
    if notice is None:
        raise Http404
    return notice
