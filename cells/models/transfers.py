"""Transfers (chuyển sinh hoạt đảng) and stays for a time."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from cells.models.organisations import Organisation
from cells.models.people import Member


class Transfer(models.Model):
    """A member on the way from one cell to another: the paper, its deadline, its arrival.

    The paper is to be presented within 30 working days (294-QĐ/TW). Until it is, the member stays with the old cell,
    if that is in this system. ``to_cell`` or ``from_cell`` is empty when that side is outside the system.
    """

    class Kind(models.TextChoices):
        OFFICIAL = "official", _("chuyển sinh hoạt chính thức")
        TEMPORARY = "temporary", _("chuyển sinh hoạt tạm thời")

    class State(models.TextChoices):
        ISSUED = "issued", _("đã giới thiệu, chưa tiếp nhận")
        RECEIVED = "received", _("đã tiếp nhận")
        LEFT = "left", _("đã chuyển ra ngoài hệ thống")
        CANCELLED = "cancelled", _("đã hủy")

    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="transfers")
    kind = models.CharField(_("loại"), max_length=10, choices=Kind, default=Kind.OFFICIAL)
    from_cell = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="transfers_out"
    )
    to_cell = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="transfers_in"
    )
    elsewhere = models.CharField(_("tổ chức đảng ngoài hệ thống"), max_length=200, blank=True)
    issued_on = models.DateField(_("ngày giới thiệu"))
    document = models.CharField(_("số giấy giới thiệu"), max_length=200)
    present_by = models.DateField(_("hạn xuất trình"))
    returns_on = models.DateField(_("hết hạn sinh hoạt tạm thời"), null=True, blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.ISSUED)
    closed_on = models.DateField(_("ngày tiếp nhận, chuyển ra hoặc hủy"), null=True, blank=True)
    close_reason = models.CharField(_("lý do hủy"), max_length=300, blank=True)
    issued_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["-issued_on", "-pk"]
        constraints = [
            models.UniqueConstraint(name="transfer_one_open_a_member", fields=["member"], condition=Q(state="issued")),
            models.CheckConstraint(
                name="transfer_between_two",
                condition=(Q(from_cell__isnull=False, to_cell__isnull=False) & ~Q(from_cell=F("to_cell")))
                | (Q(from_cell__isnull=False, to_cell__isnull=True) & ~Q(elsewhere=""))
                | (Q(from_cell__isnull=True, to_cell__isnull=False) & ~Q(elsewhere="")),
            ),
            models.CheckConstraint(
                name="transfer_closed_has_day",
                condition=Q(state="issued") | Q(closed_on__isnull=False, closed_by__isnull=False),
            ),
            models.CheckConstraint(
                name="transfer_cancelled_has_reason", condition=~Q(state="cancelled") | ~Q(close_reason="")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.member}: {self.get_kind_display()}"
