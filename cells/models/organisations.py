"""Organisations, their dated names and places, and who followed whom."""

from __future__ import annotations

import datetime as dt

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cells.models.dated import DAYS, ENDS_AFTER_START, DatedQuerySet
from core.periods import today


class OrganisationKind(models.TextChoices):
    """Kinds of Party organisation (Điều lệ Đ21, Đ24)."""

    PROVINCIAL = "provincial", _("đảng bộ tỉnh, thành phố")
    DISTRICT = "district", _("đảng bộ huyện, quận, thị xã")
    COMMUNE = "commune", _("đảng bộ xã, phường, đặc khu")
    BASE_COMMITTEE = "base_committee", _("đảng bộ cơ sở")
    PART_COMMITTEE = "part_committee", _("đảng bộ bộ phận")
    BASE_CELL = "base_cell", _("chi bộ cơ sở")
    CELL = "cell", _("chi bộ")
    PARTY_GROUP = "party_group", _("tổ đảng")


CELL_KINDS = (OrganisationKind.CELL, OrganisationKind.BASE_CELL)
ABOVE_COMMITTEES = (OrganisationKind.PROVINCIAL, OrganisationKind.DISTRICT)
"""Committees above committees: they look at communes where a commune looks at cells."""


class UnitType(models.TextChoices):
    """Type of unit (loại hình), the six for which 42-HD/BTCTW names contents of a meeting."""

    RESIDENTIAL = "residential", _("thôn, tổ dân phố")
    AGENCY = "agency", _("cơ quan hành chính, đơn vị sự nghiệp")
    STATE_ENTERPRISE = "state_enterprise", _("doanh nghiệp nhà nước")
    PRIVATE_ENTERPRISE = "private_enterprise", _("doanh nghiệp tư nhân, có vốn nước ngoài")
    STUDENTS = "students", _("học sinh, sinh viên")
    ARMED_FORCES = "armed_forces", _("lực lượng vũ trang")
    OTHER = "other", _("khác")


class StatisticalType(models.TextChoices):
    """Type of unit in the statistics of the Central Organisation Board (Biểu 5)."""

    COMMUNE = "commune", _("xã")
    WARD = "ward", _("phường")
    TOWN = "town", _("thị trấn")
    SPECIAL_ZONE = "special_zone", _("đặc khu")
    PARTY_AGENCY = "party_agency", _("cơ quan Đảng, Mặt trận Tổ quốc, đoàn thể")
    STATE_AGENCY = "state_agency", _("cơ quan Nhà nước")
    PUBLIC_SERVICE = "public_service", _("đơn vị sự nghiệp công lập")
    PRIVATE_SERVICE = "private_service", _("đơn vị sự nghiệp ngoài công lập")
    ARMY = "army", _("quân đội")
    POLICE = "police", _("công an")
    STATE_100 = "state_100", _("doanh nghiệp 100 % vốn nhà nước")
    STATE_MAJOR = "state_major", _("doanh nghiệp có từ 50 % vốn nhà nước")
    STATE_MINOR = "state_minor", _("doanh nghiệp có dưới 50 % vốn nhà nước")
    JOINT_STOCK = "joint_stock", _("công ty cổ phần ngoài nhà nước")
    SOLE_OWNER = "sole_owner", _("doanh nghiệp tư nhân")
    LIMITED = "limited", _("công ty trách nhiệm hữu hạn ngoài nhà nước")
    PARTNERSHIP = "partnership", _("công ty hợp danh")
    FOREIGN_OWNED = "foreign_owned", _("doanh nghiệp có vốn nước ngoài")
    COOPERATIVE = "cooperative", _("hợp tác xã")
    ABROAD = "abroad", _("ngoài nước")
    OTHER = "other", _("khác")


class Organisation(models.Model):
    """A Party organisation (tổ chức đảng) through its whole life; its name and place are in ``periods``.

    ``ended_on`` is its last day.
    """

    class EndReason(models.TextChoices):
        DISSOLVED = "dissolved", _("giải thể")
        MERGED = "merged", _("sáp nhập")
        SPLIT = "split", _("chia tách")
        LEVEL_ENDED = "level_ended", _("kết thúc cấp hoạt động")

    code = models.CharField(_("mã tổ chức"), max_length=40, unique=True, null=True, blank=True)
    order = models.PositiveSmallIntegerField(_("thứ tự"), default=0)
    unit_type = models.CharField(_("loại hình"), max_length=30, choices=UnitType, default=UnitType.OTHER)
    founded_on = models.DateField(_("ngày thành lập"))
    ended_on = models.DateField(_("ngày kết thúc hoạt động"), null=True, blank=True)
    end_reason = models.CharField(_("lý do kết thúc"), max_length=12, choices=EndReason, blank=True)
    end_document = models.CharField(_("văn bản"), max_length=200, blank=True)
    end_document_on = models.DateField(_("ngày văn bản"), null=True, blank=True)
    is_demonstration = models.BooleanField(_("dữ liệu minh họa"), default=False)

    class Meta:
        ordering = ["order", "pk"]
        verbose_name = _("tổ chức đảng")
        constraints = [
            models.CheckConstraint(
                name="organisation_ends_after_founding",
                condition=Q(ended_on__isnull=True) | Q(ended_on__gte=F("founded_on")),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("cells:cell_detail", args=[self.pk])

    def period(self, on: dt.date | None = None) -> OrganisationPeriod | None:
        """The label and place in force on that day; else the nearest known. Lists prefetch ``periods``."""
        day = on or today()
        known = sorted(self.periods.all(), key=lambda row: row.valid_from)
        return next((row for row in reversed(known) if row.valid_from <= day), known[0] if known else None)

    def label(self, on: dt.date | None = None) -> str:
        """The unit's name on that day, as in "Chi bộ thôn Song Vân"."""
        row = self.period(on)
        return row.name if row else ""

    @property
    def name(self) -> str:
        return self.label()

    @property
    def kind(self) -> str:
        row = self.period()
        return row.kind if row else ""

    @property
    def is_cell(self) -> bool:
        return self.kind in CELL_KINDS

    def existed_on(self, day: dt.date) -> bool:
        return self.founded_on <= day and (self.ended_on is None or day <= self.ended_on)


class OrganisationPeriod(models.Model):
    """What an organisation was called, what it was, and under whom, from one day to another."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="periods")
    name = models.CharField(_("tên"), max_length=200)
    name_key = models.CharField(max_length=200, db_index=True)
    kind = models.CharField(_("cấp"), max_length=20, choices=OrganisationKind)
    parent = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="child_periods"
    )
    place_name = models.CharField(_("địa danh"), max_length=100, blank=True)
    statistical_type = models.CharField(_("loại hình thống kê"), max_length=20, choices=StatisticalType, blank=True)
    document = models.CharField(_("văn bản"), max_length=200, blank=True)
    document_on = models.DateField(_("ngày văn bản"), null=True, blank=True)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)

    objects = DatedQuerySet.as_manager()

    class Meta:
        ordering = ["valid_from"]
        indexes = [GinIndex(name="organisationperiod_trigrams", fields=["name_key"], opclasses=["gin_trgm_ops"])]
        constraints = [
            models.CheckConstraint(name="organisationperiod_ends_after_start", condition=ENDS_AFTER_START),
            models.CheckConstraint(
                name="organisationperiod_not_its_own_parent", condition=~Q(parent=F("organisation"))
            ),
            ExclusionConstraint(
                name="organisationperiod_one_at_a_time",
                expressions=[("organisation", RangeOperators.EQUAL), (DAYS, RangeOperators.OVERLAPS)],
                violation_error_message=_("Tổ chức đảng đã có tên và vị trí trong thời gian này."),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Succession(models.Model):
    """One organisation follows another: by merging or splitting."""

    class Kind(models.TextChoices):
        MERGE = "merge", _("sáp nhập")
        SPLIT = "split", _("chia tách")

    predecessor = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="successions")
    successor = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="origins")
    kind = models.CharField(max_length=10, choices=Kind)
    on = models.DateField(_("từ ngày"))
    document = models.CharField(_("văn bản"), max_length=200, blank=True)
    document_on = models.DateField(_("ngày văn bản"), null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="succession_once", fields=["predecessor", "successor"]),
            models.CheckConstraint(name="succession_of_two", condition=~Q(predecessor=F("successor"))),
        ]

    def __str__(self) -> str:
        return f"{self.predecessor} → {self.successor}"
