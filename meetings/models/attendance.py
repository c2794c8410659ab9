"""Who came: members with what they were on the day, guests, and leave asked for before the meeting."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cells.models import Member
from meetings.models.meetings import Meeting


class Attendance(models.Model):
    """One member at one meeting. What the member was on that day is frozen when the meeting is opened."""

    class State(models.TextChoices):
        UNKNOWN = "", _("chưa điểm danh")
        PRESENT = "present", _("có mặt")
        EXCUSED = "excused", _("vắng có lý do")
        UNEXCUSED = "unexcused", _("vắng không lý do")
        NOT_EXPECTED = "not_expected", _("không thuộc diện phải dự")

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="attendances")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="attendances")
    is_official = models.BooleanField(_("chính thức"))
    status = models.CharField(max_length=20, blank=True)
    """``StatusPeriod.Status`` in force on the day, empty when active."""
    is_temporary = models.BooleanField(_("sinh hoạt tạm thời tại chi bộ"), default=False)
    state = models.CharField(max_length=12, choices=State, blank=True)
    reason = models.CharField(_("lý do"), max_length=200, blank=True)
    arrived_at = models.TimeField(_("đến muộn lúc"), null=True, blank=True)
    left_at = models.TimeField(_("về sớm lúc"), null=True, blank=True)
    checked_in_at = models.DateTimeField(_("tự điểm danh lúc"), null=True, blank=True)

    class Meta:
        ordering = ["member__sort_key", "pk"]
        constraints = [
            models.UniqueConstraint(name="attendance_once", fields=["meeting", "member"]),
            models.CheckConstraint(name="attendance_excused_has_reason", condition=~Q(state="excused") | ~Q(reason="")),
        ]

    def __str__(self) -> str:
        return f"{self.member}: {self.get_state_display()}"


class Guest(models.Model):
    """Someone from above or outside who attends (đại biểu cấp trên, khách mời)."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="guests")
    full_name = models.CharField(_("họ và tên"), max_length=120)
    office = models.CharField(_("chức vụ, đơn vị"), max_length=200, blank=True)
    is_superior = models.BooleanField(_("đại biểu cấp trên"), default=False)
    is_removed = models.BooleanField(default=False)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.full_name


class LeaveRequest(models.Model):
    """A member asks before a meeting to be away; the cell's leaders approve or refuse."""

    class Kind(models.TextChoices):
        WORK = "work", _("đi công tác")
        HEALTH = "health", _("bệnh, sức khỏe")
        FAMILY = "family", _("việc gia đình, việc riêng")
        OTHER = "other", _("lý do khác")

    class State(models.TextChoices):
        ASKED = "asked", _("chờ ý kiến")
        APPROVED = "approved", _("đồng ý")
        REFUSED = "refused", _("không đồng ý")
        WITHDRAWN = "withdrawn", _("đã rút")

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="leave_requests")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="leave_requests")
    kind = models.CharField(_("lý do"), max_length=8, choices=Kind)
    details = models.CharField(_("nói rõ"), max_length=200, blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.ASKED)
    answer = models.CharField(_("ý kiến"), max_length=200, blank=True)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(auto_now_add=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["asked_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="leaverequest_one_open", fields=["meeting", "member"], condition=Q(state__in=["asked", "approved"])
            ),
            models.CheckConstraint(name="leaverequest_other_is_explained", condition=~Q(kind="other") | ~Q(details="")),
            models.CheckConstraint(
                name="leaverequest_answer_has_evidence",
                condition=Q(state__in=["asked", "withdrawn"]) | Q(answered_by__isnull=False, answered_at__isnull=False),
            ),
            models.CheckConstraint(
                name="leaverequest_refusal_has_answer", condition=~Q(state="refused") | ~Q(answer="")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.member}: {self.get_kind_display()}"
