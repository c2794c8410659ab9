"""Members: the record of a person."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.periods import PartialDate


class Sex(models.TextChoices):
    MALE = "male", _("Nam")
    FEMALE = "female", _("Nữ")


class BirthPrecision(models.TextChoices):
    DAY = "day", _("ngày")
    MONTH = "month", _("tháng")
    YEAR = "year", _("năm")


class Member(models.Model):
    """A Party member (đảng viên): the person's own record, without dossiers.

    A record found to be a double keeps its row and points to the one that stays (``merged_into``).
    """

    full_name = models.CharField(_("họ và tên"), max_length=120)
    sort_key = models.CharField(max_length=1500, editable=False, db_collation="C", db_index=True)
    search_key = models.CharField(max_length=120, editable=False, db_index=True)
    sex = models.CharField(_("giới tính"), max_length=6, choices=Sex, blank=True)
    birth_date = models.DateField(_("ngày sinh"), null=True, blank=True)
    birth_precision = models.CharField(max_length=5, choices=BirthPrecision, default=BirthPrecision.DAY)
    ethnic_group = models.CharField(_("dân tộc"), max_length=40, blank=True)
    religion = models.CharField(_("tôn giáo"), max_length=40, blank=True)
    other_name = models.CharField(_("tên gọi khác"), max_length=120, blank=True)
    citizen_id = models.CharField(_("số định danh cá nhân"), max_length=12, blank=True)
    card_number = models.CharField(_("số thẻ đảng viên (12 số)"), max_length=12, blank=True)
    old_card_number = models.CharField(_("số thẻ cũ (8 số)"), max_length=8, blank=True)
    old_identity_number = models.CharField(_("số chứng minh nhân dân cũ"), max_length=12, blank=True)
    card_issued_on = models.DateField(_("ngày cấp thẻ"), null=True, blank=True)
    card_issued_at = models.CharField(_("nơi cấp thẻ"), max_length=200, blank=True)
    birth_registration_place = models.CharField(_("nơi đăng ký khai sinh"), max_length=250, blank=True)
    native_place = models.CharField(_("quê quán (xã, tỉnh)"), max_length=250, blank=True)
    residence = models.CharField(_("nơi thường trú (xã, tỉnh)"), max_length=250, blank=True)
    phone = models.CharField(_("điện thoại"), max_length=20, blank=True)
    has_dossier = models.BooleanField(_("đã có hồ sơ giấy"), null=True)
    dossier_place = models.CharField(_("nơi lưu hồ sơ"), max_length=200, blank=True)
    admission_decided_on = models.DateField(_("ngày quyết định kết nạp"), null=True, blank=True)
    admitted_on = models.DateField(_("ngày kết nạp (lễ)"), null=True, blank=True)
    official_on = models.DateField(_("ngày chính thức"), null=True, blank=True)
    merged_into = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="merged_records", editable=False
    )
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="member"
    )

    class Meta:
        ordering = ["sort_key", "pk"]
        verbose_name = _("đảng viên")
        indexes = [
            GinIndex(name="member_name_trigrams", fields=["search_key"], opclasses=["gin_trgm_ops"]),
            models.Index(name="member_old_card", fields=["old_card_number"], condition=~Q(old_card_number="")),
            models.Index(
                name="member_old_identity", fields=["old_identity_number"], condition=~Q(old_identity_number="")
            ),
        ]
        constraints = [
            models.CheckConstraint(name="member_has_a_name", condition=~Q(full_name="") & ~Q(sort_key="")),
            models.CheckConstraint(
                name="member_citizen_id_12_digits",
                condition=Q(citizen_id="") | Q(citizen_id__regex=r"^[0-9]{12}$"),
            ),
            models.CheckConstraint(
                name="member_old_identity_9_or_12_digits",
                condition=Q(old_identity_number="") | Q(old_identity_number__regex=r"^([0-9]{9}|[0-9]{12})$"),
            ),
            models.CheckConstraint(
                name="member_not_merged_into_itself",
                condition=Q(merged_into__isnull=True) | ~Q(merged_into=F("pk")),
            ),
            models.CheckConstraint(
                name="member_card_12_digits", condition=Q(card_number="") | Q(card_number__regex=r"^[0-9]{12}$")
            ),
            models.CheckConstraint(
                name="member_old_card_8_digits",
                condition=Q(old_card_number="") | Q(old_card_number__regex=r"^[0-9]{8}$"),
            ),
            models.CheckConstraint(
                name="member_official_after_admission",
                condition=Q(official_on__isnull=True)
                | Q(admitted_on__isnull=True)
                | Q(official_on__gt=F("admitted_on")),
            ),
            models.UniqueConstraint(name="member_citizen_id_once", fields=["citizen_id"], condition=~Q(citizen_id="")),
            models.UniqueConstraint(name="member_card_once", fields=["card_number"], condition=~Q(card_number="")),
        ]

    def __str__(self) -> str:
        return self.full_name

    def get_absolute_url(self) -> str:
        return reverse("cells:member_detail", args=[self.pk])

    @property
    def birth(self) -> PartialDate | None:
        return PartialDate(self.birth_date, self.birth_precision) if self.birth_date else None

    @property
    def joined_on(self) -> dt.date | None:
        """The day probation began: the ceremony, else the decision (Điều lệ Đ5.1, Đ5.4)."""
        return self.admitted_on or self.admission_decided_on

    def is_official(self, on: dt.date) -> bool:
        """Whether an official member (đảng viên chính thức) on that day; before, probationary (dự bị)."""
        return self.official_on is not None and self.official_on <= on
