"""What the system tells one person: a deadline that comes, a thing that is stuck below, a paper that is ready."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cells.models import Organisation


class Notice(models.Model):
    """One message to one person, told once: ``key`` names the occasion. Its text is Vietnamese, as it was sent."""

    class Sort(models.TextChoices):
        REMINDER = "reminder", _("nhắc hạn")
        ESCALATION = "escalation", _("báo người phụ trách")
        PAPER = "paper", _("văn bản")

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="notices")
    sort = models.CharField(max_length=10, choices=Sort)
    key = models.CharField(max_length=200)
    """What it is about, which deadline, and which of its fixed moments."""
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, related_name="notices")
    title = models.CharField(max_length=200)
    text = models.TextField()
    """Short, to be pasted into a message; nothing that must stay inside."""
    url = models.CharField(max_length=300, blank=True)
    """Where it is done, from the root of the site."""
    due_on = models.DateField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)
    read_at = models.DateTimeField(null=True)
    mail_wanted = models.BooleanField(default=False)
    """Whether it is to go out by e-mail too."""
    mailed_at = models.DateTimeField(null=True)
    mail_error = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("thông báo")
        indexes = [
            models.Index(fields=["user", "-id"]),
            models.Index(name="notice_to_mail", fields=["id"], condition=Q(mail_wanted=True, mailed_at__isnull=True)),
        ]
        constraints = [models.UniqueConstraint(name="notice_once", fields=["user", "key"])]

    def __str__(self) -> str:
        return self.title
