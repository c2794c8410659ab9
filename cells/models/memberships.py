"""Where members belong, and what they are for a time."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cells.models.dated import DAYS, ENDS_AFTER_START, DatedQuerySet
from cells.models.organisations import Organisation
from cells.models.people import Member


class Membership(models.Model):
    """A member belongs to a cell from one day to another."""

    class Kind(models.TextChoices):
        PERMANENT = "permanent", _("sinh hoạt chính thức")
        TEMPORARY = "temporary", _("sinh hoạt tạm thời tại chi bộ")

    class StartReason(models.TextChoices):
        """Why it began: the lines of increase in the statistics (Biểu 1)."""

        ADMITTED = "admitted", _("kết nạp")
        TRANSFERRED = "transferred", _("chuyển sinh hoạt đến")
        RESTORED = "restored", _("phục hồi đảng tịch")
        MERGED = "merged", _("chi bộ sáp nhập, chia tách")
        LISTED = "listed", _("ghi từ danh sách")

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
    start_reason = models.CharField(max_length=15, choices=StartReason, blank=True)
    end_reason = models.CharField(max_length=15, choices=EndReason, blank=True)
    elsewhere = models.CharField(_("nơi chuyển đến hoặc chuyển đi"), max_length=200, blank=True)
    document = models.CharField(_("văn bản"), max_length=200, blank=True)
    document_on = models.DateField(_("ngày văn bản"), null=True, blank=True)

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
    """A time in which a member's duties differ from the ordinary (Điều lệ Đ7). No row means active.

    Suspended includes a member charged or in custody: both keep from meetings and votes.
    """

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
    place = models.CharField(_("nơi sinh hoạt tạm thời"), max_length=200, blank=True)
    document = models.CharField(_("văn bản"), max_length=200, blank=True)
    document_on = models.DateField(_("ngày văn bản"), null=True, blank=True)

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


class GroupMembership(models.Model):
    """A member of a large cell belongs to one of its Party groups (tổ đảng, Điều lệ Đ24.1) for a time."""

    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="group_memberships")
    group = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="group_memberships")
    valid_from = models.DateField(_("từ ngày"))
    valid_to = models.DateField(_("đến ngày"), null=True, blank=True)

    objects = DatedQuerySet.as_manager()

    class Meta:
        ordering = ["valid_from", "pk"]
        constraints = [
            models.CheckConstraint(name="groupmembership_ends_after_start", condition=ENDS_AFTER_START),
            ExclusionConstraint(
                name="groupmembership_one_at_a_time",
                expressions=[("member", RangeOperators.EQUAL), (DAYS, RangeOperators.OVERLAPS)],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.member} – {self.group}"


class ResidenceLink(models.Model):
    """The cell of the place where a working member lives (giữ mối liên hệ với chi bộ nơi cư trú, QĐ 213-QĐ/TW)."""

    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="residence_links")
    cell = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="residents")
    cell_name = models.CharField(_("chi bộ nơi cư trú"), max_length=200)
    valid_from = models.DateField(_("từ ngày"))
    valid_to = models.DateField(_("đến ngày"), null=True, blank=True)

    objects = DatedQuerySet.as_manager()

    class Meta:
        ordering = ["valid_from", "pk"]
        constraints = [
            models.CheckConstraint(name="residencelink_ends_after_start", condition=ENDS_AFTER_START),
            ExclusionConstraint(
                name="residencelink_one_at_a_time",
                expressions=[("member", RangeOperators.EQUAL), (DAYS, RangeOperators.OVERLAPS)],
            ),
        ]

    def __str__(self) -> str:
        return self.cell_name
