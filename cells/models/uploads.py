"""An office list on its way in: kept from the preview to the confirmation, then emptied."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cells.models.organisations import Organisation


class RosterUpload(models.Model):
    """A member list that someone uploaded. Its bytes stay only until it is written or dropped."""

    class State(models.TextChoices):
        WAITING = "waiting", _("chờ xác nhận")
        WRITTEN = "written", _("đã ghi")
        DROPPED = "dropped", _("đã bỏ")

    class Joined(models.TextChoices):
        CEREMONY = "ceremony", _("ngày làm lễ kết nạp")
        DECISION = "decision", _("ngày ghi trong quyết định kết nạp")

    class Kind(models.TextChoices):
        MEMBERS = "members", _("đảng viên")
        ORGANISATIONS = "organisations", _("tổ chức đảng")
        POSTS = "posts", _("chức vụ")

    kind = models.CharField(_("danh sách"), max_length=15, choices=Kind, default=Kind.MEMBERS)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    file_name = models.CharField(max_length=200)
    content = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    effective_on = models.DateField(_("danh sách tính đến ngày"))
    joined_means = models.CharField(_("cột “Ngày vào Đảng” ghi"), max_length=10, choices=Joined)
    mapping = models.JSONField(default=dict)
    """Columns that the user assigned: {normalised head text: field, or "" for a column not used}."""
    answers = models.JSONField(default=dict)
    """For rows without a number: who the user said it is, {"sheet!row": member number, or 0 for a new person}."""
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    result = models.JSONField(default=dict)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                name="rosterupload_keeps_bytes_only_while_waiting", condition=Q(state="waiting") | Q(content=b"")
            ),
        ]

    def __str__(self) -> str:
        return self.file_name


class ColumnMapping(models.Model):
    """How a unit's list names its columns, remembered from the last time a list with that head was read."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=15, choices=RosterUpload.Kind)
    head_signature = models.CharField(max_length=64)
    mapping = models.JSONField(default=dict)
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="columnmapping_once", fields=["organisation", "kind", "head_signature"]),
        ]

    def __str__(self) -> str:
        return f"{self.organisation}: {self.get_kind_display()}"
