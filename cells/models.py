"""Units, people and posts. Everything is dated; nothing is deleted, things end.

``valid_to`` is the last day in force (inclusive); empty means "until further notice".
"""

from __future__ import annotations

import datetime as dt
from typing import Self

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import Case, F, Func, Q, Value, When
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.periods import PartialDate, today


class DateRange(Func):
    """The days from ``valid_from`` to ``valid_to``, both inclusive, for exclusion constraints."""

    function = "DATERANGE"
    output_field = DateRangeField()


DAYS = DateRange("valid_from", "valid_to", Value("[]"))
ENDS_AFTER_START = Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from"))


def in_force(on: dt.date, prefix: str = "") -> Q:
    """The condition "in force on that day" for a dated table, reached through ``prefix`` (``"seats__"``)."""
    return Q(**{f"{prefix}valid_from__lte": on}) & (
        Q(**{f"{prefix}valid_to__isnull": True}) | Q(**{f"{prefix}valid_to__gte": on})
    )


class DatedQuerySet(models.QuerySet):
    """Rows with ``valid_from`` and ``valid_to``."""

    def in_force(self, on: dt.date | None = None) -> Self:
        return self.filter(in_force(on or today()))


class OrganisationKind(models.TextChoices):
    """Kinds of Party organisation (meetings.md 1.1; Điều lệ Đ21, Đ24)."""

    PROVINCIAL = "provincial", _("đảng bộ tỉnh, thành phố")
    DISTRICT = "district", _("đảng bộ huyện, quận, thị xã")
    BASE_COMMITTEE = "base_committee", _("đảng bộ cơ sở")
    PART_COMMITTEE = "part_committee", _("đảng bộ bộ phận")
    BASE_CELL = "base_cell", _("chi bộ cơ sở")
    CELL = "cell", _("chi bộ")


CELL_KINDS = (OrganisationKind.CELL, OrganisationKind.BASE_CELL)


class UnitType(models.TextChoices):
    """Type of unit (loại hình), the six for which 42-HD/BTCTW names contents of a meeting."""

    RESIDENTIAL = "residential", _("thôn, tổ dân phố")
    AGENCY = "agency", _("cơ quan hành chính, đơn vị sự nghiệp")
    STATE_ENTERPRISE = "state_enterprise", _("doanh nghiệp nhà nước")
    PRIVATE_ENTERPRISE = "private_enterprise", _("doanh nghiệp tư nhân, có vốn nước ngoài")
    STUDENTS = "students", _("học sinh, sinh viên")
    ARMED_FORCES = "armed_forces", _("lực lượng vũ trang")
    OTHER = "other", _("khác")


class Organisation(models.Model):
    """A Party organisation (tổ chức đảng) through its whole life; its name and place are in ``periods``."""

    code = models.CharField(_("mã tổ chức"), max_length=40, unique=True, null=True, blank=True)
    order = models.PositiveSmallIntegerField(_("thứ tự"), default=0)
    unit_type = models.CharField(_("loại hình"), max_length=30, choices=UnitType, default=UnitType.OTHER)
    founded_on = models.DateField(_("ngày thành lập"))
    ended_on = models.DateField(_("ngày kết thúc hoạt động"), null=True, blank=True)
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
    document = models.CharField(_("văn bản"), max_length=200, blank=True)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)

    objects = DatedQuerySet.as_manager()

    class Meta:
        ordering = ["valid_from"]
        constraints = [
            models.CheckConstraint(name="organisationperiod_ends_after_start", condition=ENDS_AFTER_START),
            models.CheckConstraint(name="organisationperiod_not_its_own_parent", condition=~Q(parent=F("organisation"))),
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

    class Meta:
        constraints = [
            models.UniqueConstraint(name="succession_once", fields=["predecessor", "successor"]),
            models.CheckConstraint(name="succession_of_two", condition=~Q(predecessor=F("successor"))),
        ]

    def __str__(self) -> str:
        return f"{self.predecessor} → {self.successor}"


class Sex(models.TextChoices):
    MALE = "male", _("Nam")
    FEMALE = "female", _("Nữ")


class BirthPrecision(models.TextChoices):
    DAY = "day", _("ngày")
    MONTH = "month", _("tháng")
    YEAR = "year", _("năm")


class Member(models.Model):
    """A Party member (đảng viên): the person's own record (meetings.md 2.1A), without dossiers."""

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
            models.UniqueConstraint(
                name="member_citizen_id_once", fields=["citizen_id"], condition=~Q(citizen_id="")
            ),
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
    """A time in which a member's duties differ from the ordinary (meetings.md 2.3). No row means active."""

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


class Office(models.TextChoices):
    """Posts (chức vụ). ``ORGANISATION_OFFICER`` is staff of the organisation board of that unit."""

    SECRETARY = "secretary", _("Bí thư")
    DEPUTY_SECRETARY = "deputy_secretary", _("Phó Bí thư")
    STANDING_MEMBER = "standing_member", _("Ủy viên Ban Thường vụ")
    COMMITTEE_MEMBER = "committee_member", _("Cấp ủy viên")
    ORGANISATION_OFFICER = "organisation_officer", _("Cán bộ ban tổ chức")


class SeatQuerySet(DatedQuerySet):
    def ranked(self) -> Self:
        """Secretary first, then as the offices are listed, then by name."""
        ranks = [When(office=office, then=Value(rank)) for rank, office in enumerate(Office.values)]
        return self.order_by(Case(*ranks, output_field=models.IntegerField()), "member__sort_key")


class Seat(models.Model):
    """A person in an office of an organisation for a time. Rights follow from seats in force today."""

    class Basis(models.TextChoices):
        ELECTED = "elected", _("bầu")
        APPOINTED = "appointed", _("chỉ định")
        ADDED = "added", _("bổ sung")

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="seats")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="seats")
    office = models.CharField(_("chức vụ"), max_length=25, choices=Office)
    basis = models.CharField(max_length=10, choices=Basis, blank=True)
    valid_from = models.DateField(_("từ ngày"))
    valid_to = models.DateField(_("đến ngày"), null=True, blank=True)
    document = models.CharField(_("văn bản"), max_length=200, blank=True)

    objects = SeatQuerySet.as_manager()

    class Meta:
        ordering = ["organisation", "valid_from", "pk"]
        constraints = [
            models.CheckConstraint(name="seat_ends_after_start", condition=ENDS_AFTER_START),
            ExclusionConstraint(
                name="seat_one_secretary_at_a_time",
                expressions=[("organisation", RangeOperators.EQUAL), (DAYS, RangeOperators.OVERLAPS)],
                condition=Q(office="secretary"),
                violation_error_message=_("Tổ chức đảng này đã có bí thư trong thời gian đó."),
            ),
            ExclusionConstraint(
                name="seat_same_person_once",
                expressions=[
                    ("organisation", RangeOperators.EQUAL),
                    ("member", RangeOperators.EQUAL),
                    (DAYS, RangeOperators.OVERLAPS),
                ],
                violation_error_message=_("Người này đã giữ một chức vụ tại đây trong thời gian đó."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_office_display()}, {self.organisation}"


