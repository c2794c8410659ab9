"""Keys that let a machine read: of the programming interface, and of a person's calendar. Only digests are kept."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from cells.models import Organisation


class ApiToken(models.Model):
    """A key to read through the programming interface: never more than its owner may read, nor outside its unit."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="api_tokens")
    """With whose rights it reads."""
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="api_tokens")
    """It reads this unit and those below."""
    name = models.CharField(max_length=120)
    """Which machine holds it."""
    digest = models.CharField(max_length=64, unique=True)
    """SHA-256 of the key, hexadecimal."""
    hint = models.CharField(max_length=8)
    """The last letters of the key, to tell keys apart."""
    scopes = models.JSONField(default=list)
    """What kinds of things it may read."""
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    expires_on = models.DateField()
    """The last day, inclusive."""
    last_used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)
    revoked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("khóa kết nối")

    def __str__(self) -> str:
        return f"{self.name} (…{self.hint})"


class CalendarFeed(models.Model):
    """The secret address at which a calendar program reads the meetings of one person."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="calendar_feed")
    digest = models.CharField(max_length=64, unique=True)
    """SHA-256 of the secret in the address, hexadecimal. A new one makes the old address empty."""
    created_at = models.DateTimeField()
    last_read_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["pk"]
        verbose_name = _("lịch cá nhân")

    def __str__(self) -> str:
        return str(self.user)
