"""Members: the record, where they belong, and what they are for a time."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cells.models.dated import DAYS, ENDS_AFTER_START, DatedQuerySet
from cells.models.organisations import Organisation
from core.periods import PartialDate


class Sex(models.TextChoices):
    MALE = "male", _("Nam")
    FEMALE = "female", _("Nữ")


class BirthPrecision(models.TextChoices):
    DAY = "day", _("ngày")
    MONTH = "month", _("tháng")
    YEAR = "year", _("năm")


class Member(models.Model):
    """A Party member (đảng viên): the person's own record, without dossiers."""

    full_name = models.CharField(_("họ và tên"), max_length=120)
    sort_key = models.CharField(max_length=1500, editable=False, db_collation="C", db_index=True)
    search_key = models.CharField(max_length=120, editable=False, db_index=True)
    sex = models.CharField(_("giới tính"), max_length=6, choices=Sex, blank=True)
    birth_date = models.DateField(_("ngày sinh"), null=True, blank=True)
    birth_precision = models.CharField(max_length=5, choices=BirthPrecision, default=BirthPrecision.DAY)
    ethnic_group = models.CharField(_("dân tộc"), max_length=40, blank=True)
    religion = models.CharField(_("tôn giáo"), max_length=40, blank=True)
    citizen_id = models.CharField(_("số định danh cá nhân"), max_length=12, blank=True)
    card_number = models.CharField(_("số thẻ đảng viên (12 số)"), max_length=12, blank=True)
    old_card_number = models.CharField(_("số thẻ cũ (8 số)"), max_length=8, blank=True)
    admission_decided_on = models.DateField(_("ngày quyết định kết nạp"), null=True, blank=True)
    admitted_on = models.DateField(_("ngày kết nạp (lễ)"), null=True, blank=True)
    official_on = models.DateField(_("ngày chính thức"), null=True, blank=True)
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="member"
    )

    class Meta:
        ordering = ["sort_key", "pk"]
        verbose_name = _("đảng viên")
        constraints = [
            models.CheckConstraint(name="member_has_a_name", condition=~Q(full_name="") & ~Q(sort_key="")),
            models.CheckConstraint(
                name="member_citizen_id_12_digits",
                condition=Q(citizen_id="") | Q(citizen_id__regex=r"^[0-9]{12}$"),
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


class Membership(models.Model):
    """A member belongs to a cell from one day to another."""

    class Kind(models.TextChoices):
        PERMANENT = "permanent", _("sinh hoạt chính thức")
        TEMPORARY = "temporary", _("sinh hoạt tạm thời tại chi bộ")

    class EndReason(models.TextChoices):
        TRANSFERRED = "transferred", _("chuyển sinh hoạt")
        MERGED = "merged", _("chi bộ sáp nhập, chia tách")
        RETURNED = "returned", _("hết thời gian sinh hoạt tạm thời")
        STRUCK_OFF = "struck_off", _("xóa tên")
        EXPELLED = "expelled", _("khai trừ")
        RESIGNED = "resigned", _("xin ra khỏi Đảng")
        DIED = "died", _("từ trần")

    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="memberships")
    cell = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="memberships")
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.PERMANENT)
    valid_from = models.DateField(_("từ ngày"))
    valid_to = models.DateField(_("đến ngày"), null=True, blank=True)
    end_reason = models.CharField(max_length=15, choices=EndReason, blank=True)
    document = models.CharField(_("văn bản"), max_length=200, blank=True)

    objects = DatedQuerySet.as_manager()

    class Meta:
        ordering = ["valid_from", "pk"]
        indexes = [models.Index(fields=["cell", "valid_from"])]
        constraints = [
            models.CheckConstraint(name="membership_ends_after_start", condition=ENDS_AFTER_START),
            models.CheckConstraint(
                name="membership_end_has_reason", condition=Q(valid_to__isnull=True) | ~Q(end_reason="")
            ),
            ExclusionConstraint(
                name="membership_one_permanent_at_a_time",
                expressions=[("member", RangeOperators.EQUAL), (DAYS, RangeOperators.OVERLAPS)],
                condition=Q(kind="permanent"),
                violation_error_message=_("Đảng viên đã thuộc một chi bộ khác trong thời gian này."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.member} – {self.cell}"


class StatusPeriod(models.Model):
    """A time in which a member's duties differ from the ordinary (Điều lệ Đ7). No row means active."""

    class Status(models.TextChoices):
        EXEMPT = "exempt", _("miễn công tác và sinh hoạt đảng")
        REDUCED = "reduced", _("giảm sinh hoạt")
        TEMPORARILY_EXEMPT = "temporarily_exempt", _("tạm miễn sinh hoạt")
        AWAY = "away", _("sinh hoạt tạm thời nơi khác")
        SUSPENDED = "suspended", _("đình chỉ sinh hoạt đảng")

    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="status_periods")
    status = models.CharField(max_length=20, choices=Status)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)
    document = models.CharField(_("văn bản"), max_length=200, blank=True)

    objects = DatedQuerySet.as_manager()

    class Meta:
        ordering = ["valid_from"]
        constraints = [
            models.CheckConstraint(name="statusperiod_ends_after_start", condition=ENDS_AFTER_START),
            ExclusionConstraint(
                name="statusperiod_one_at_a_time",
                expressions=[("member", RangeOperators.EQUAL), (DAYS, RangeOperators.OVERLAPS)],
                violation_error_message=_("Đảng viên đã có một tình trạng khác trong thời gian này."),
            ),
        ]

    def __str__(self) -> str:
        return self.get_status_display()
