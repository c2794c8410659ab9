"""What a cell records of its members every year or month: screening and fees."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cells.models.organisations import Organisation
from cells.models.people import Member


class ScreeningResult(models.Model):
    """The result of the yearly screening of a member (rà soát, sàng lọc đảng viên; Chỉ thị 28-CT/TW)."""

    class Result(models.TextChoices):
        WORTHY = "worthy", _("đủ tư cách")
        NEEDS_HELP = "needs_help", _("cần giúp đỡ, giáo dục")
        TO_LEAVE = "to_leave", _("đề nghị đưa ra khỏi Đảng")

    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="screenings")
    cell = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="screenings")
    year = models.PositiveSmallIntegerField(_("năm"))
    result = models.CharField(_("kết quả"), max_length=12, choices=Result)
    decided_on = models.DateField(_("ngày chi bộ xét"))
    help_until = models.DateField(_("thời hạn giúp đỡ đến"), null=True, blank=True)
    note = models.CharField(_("nội dung cần giúp đỡ, lý do"), max_length=300, blank=True)
    document = models.CharField(_("văn bản"), max_length=200, blank=True)

    class Meta:
        ordering = ["-year"]
        constraints = [
            models.UniqueConstraint(name="screeningresult_once_a_year", fields=["member", "year"]),
            models.CheckConstraint(name="screeningresult_help_has_reason", condition=Q(result="worthy") | ~Q(note="")),
        ]

    def __str__(self) -> str:
        return self.get_result_display()


class FeeMonth(models.Model):
    """Party fees of a cell in one month: what was collected, in đồng, and who still owes (01-QĐ/TW 2026)."""

    cell = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="fee_months")
    year = models.PositiveSmallIntegerField(_("năm"))
    month = models.PositiveSmallIntegerField(_("tháng"))
    collected = models.PositiveBigIntegerField(_("đã thu (đồng)"))
    debtors = models.ManyToManyField(Member, blank=True, related_name="fee_debts")
    note = models.CharField(_("ghi chú"), max_length=300, blank=True)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["-year", "-month"]
        constraints = [
            models.UniqueConstraint(name="feemonth_once", fields=["cell", "year", "month"]),
            models.CheckConstraint(name="feemonth_month_1_to_12", condition=Q(month__gte=1, month__lte=12)),
        ]

    def __str__(self) -> str:
        return f"{self.cell}: {self.month}/{self.year}"
