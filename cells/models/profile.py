"""What changes in a person's record over the years, and the yearly supplement that reports it."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from cells.models.people import Member


class ProfileEntry(models.Model):
    """One dated statement of a profile (Mẫu 2-KNĐ, items 11-13); the latest not after a day holds on that day.

    ``value`` is a code of ``cells/rules/profile.json`` where that lists codes for the subject, else free text.
    """

    class Subject(models.TextChoices):
        OCCUPATION = "occupation", _("nghề nghiệp")
        GENERAL_EDUCATION = "general_education", _("giáo dục phổ thông")
        PROFESSIONAL = "professional", _("chuyên môn, nghiệp vụ")
        POLITICAL_THEORY = "political_theory", _("lý luận chính trị")
        LANGUAGE = "language", _("ngoại ngữ")
        INFORMATICS = "informatics", _("tin học")
        WORKPLACE = "workplace", _("đơn vị, chức vụ công tác")
        FAMILY = "family", _("hoàn cảnh gia đình (tóm tắt thay đổi)")

    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="profile_entries")
    subject = models.CharField(max_length=20, choices=Subject)
    value = models.CharField(_("nội dung"), max_length=300)
    valid_from = models.DateField(_("từ ngày"))
    supplement = models.ForeignKey(
        "cells.Supplement", on_delete=models.PROTECT, null=True, blank=True, related_name="entries"
    )
    is_removed = models.BooleanField(default=False)

    class Meta:
        ordering = ["subject", "valid_from", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="profileentry_once",
                fields=["member", "subject", "valid_from"],
                condition=models.Q(is_removed=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_subject_display()}: {self.value}"


class Supplement(models.Model):
    """The yearly supplement of a member's record (phiếu bổ sung hồ sơ đảng viên, 06-HD/TW)."""

    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="supplements")
    year = models.PositiveSmallIntegerField(_("năm"))
    declared_on = models.DateField(_("ngày khai"))
    has_changes = models.BooleanField(_("có thay đổi trong năm"))
    note = models.TextField(_("thay đổi khác"), blank=True)
    received_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    received_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-year"]
        constraints = [models.UniqueConstraint(name="supplement_once_a_year", fields=["member", "year"])]

    def __str__(self) -> str:
        return f"{self.member}: {self.year}"
