"""Who can sign in, and what was done."""

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class UserManager(BaseUserManager["User"]):
    """Finds users by their sign-in name; accounts are made by ``accounts.services``."""


class User(AbstractBaseUser):
    """An account. What its owner may see and do follows from posts (``cells.Seat``), never from the account.

    The administrator looks after accounts and has no standing power over content.
    """

    username = models.CharField(_("tên đăng nhập"), max_length=60, unique=True)
    full_name = models.CharField(_("họ và tên"), max_length=120)
    email = models.EmailField(_("thư điện tử"), blank=True)
    """Where reminders go, if the site sends mail at all."""
    wants_mail = models.BooleanField(_("nhận nhắc việc qua thư điện tử"), default=False)
    is_active = models.BooleanField(_("đang dùng"), default=True)
    is_administrator = models.BooleanField(_("quản trị tài khoản"), default=False)
    must_change_password = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = UserManager()

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS = ["full_name"]

    class Meta:
        ordering = ["username"]
        verbose_name = _("tài khoản")

    def __str__(self) -> str:
        return self.full_name

    def get_full_name(self) -> str:
        return self.full_name

    def get_short_name(self) -> str:
        return self.full_name.rsplit(" ", 1)[-1]


class AuditEvent(models.Model):
    """One deed: who, when, what, on which thing, in which organisation, with what change.

    Append-only: a database trigger refuses UPDATE, DELETE and TRUNCATE (379-QĐ/TW Đ5 forbids altering logs).
    Names are stored as text beside the numbers, so a line reads the same for ever; it points to no row that could go.
    """

    at = models.DateTimeField(default=timezone.now, editable=False, db_index=True)
    request_id = models.CharField(max_length=36, blank=True)
    actor = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    actor_name = models.CharField(max_length=120)
    action = models.CharField(max_length=60, db_index=True)
    thing_kind = models.CharField(max_length=60)
    thing_id = models.BigIntegerField(null=True)
    thing_label = models.CharField(max_length=300)
    organisation_number = models.BigIntegerField(null=True)
    organisation_name = models.CharField(max_length=250, blank=True)
    changes = models.JSONField(default=dict)
    note = models.TextField(blank=True)

    class Meta:
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["organisation_number", "-id"]),
            models.Index(fields=["thing_kind", "thing_id"]),
        ]
        verbose_name = _("dòng nhật ký")

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.actor_name} {self.action} {self.thing_label}"
