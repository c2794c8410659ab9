"""Meetings of an organisation: kinds, the meeting itself, and what a committee sets for their conduct."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cells.models import Member, Organisation


class MeetingKind(models.TextChoices):
    """Kinds of meeting (Điều lệ Đ24.2; 42-HD/BTCTW; CT 50-CT/TW)."""

    REGULAR = "regular", _("sinh hoạt thường kỳ")
    THEMATIC = "thematic", _("sinh hoạt chuyên đề")
    COMBINED = "combined", _("thường kỳ kết hợp chuyên đề")
    EXTRAORDINARY = "extraordinary", _("họp bất thường")
    COMMITTEE = "committee", _("họp chi ủy")
    COMMITTEE_ENLARGED = "committee_open", _("họp chi ủy mở rộng")
    GROUP = "group", _("sinh hoạt tổ đảng")
    FLAG = "flag", _("sinh hoạt dưới cờ")
    FORUM = "forum", _("sinh hoạt diễn đàn")
    STANDING = "standing", _("họp ban thường vụ")
    EXECUTIVE = "executive", _("họp ban chấp hành")
    REVIEW = "review", _("sơ kết, tổng kết, kiểm điểm")
    CONGRESS = "congress", _("đại hội")


REGULAR_KINDS = (MeetingKind.REGULAR, MeetingKind.COMBINED)
THEMATIC_KINDS = (MeetingKind.THEMATIC, MeetingKind.COMBINED)


class Meeting(models.Model):
    """One meeting of an organisation (``cell``, whatever its kind).

    ``year`` and ``month`` say which month it is for, ``held_on`` when it takes place."""

    class State(models.TextChoices):
        PLANNED = "planned", _("đã lên lịch")
        OPEN = "open", _("đang ghi biên bản")
        SUBMITTED = "submitted", _("chờ duyệt")
        APPROVED = "approved", _("đã duyệt")
        LOCKED = "locked", _("đã khóa")
        CANCELLED = "cancelled", _("đã hủy")

    class Registration(models.TextChoices):
        """Where the day stands between the cell and the committee that makes the month's calendar."""

        REGISTERED = "registered", _("đã đăng ký, chờ thống nhất")
        AGREED = "agreed", _("đã thống nhất")
        RETURNED = "returned", _("cấp ủy đề nghị đổi lịch")

    class Mode(models.TextChoices):
        IN_PERSON = "in_person", _("trực tiếp")
        ONLINE = "online", _("trực tuyến")

    cell = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="meetings")
    kind = models.CharField(_("loại"), max_length=15, choices=MeetingKind, default=MeetingKind.REGULAR)
    year = models.PositiveSmallIntegerField(_("năm"))
    month = models.PositiveSmallIntegerField(_("tháng"))
    held_on = models.DateField(_("ngày họp"))
    planned_time = models.TimeField(_("giờ hẹn"), null=True, blank=True)
    place = models.CharField(_("địa điểm"), max_length=200)
    mode = models.CharField(_("hình thức"), max_length=10, choices=Mode, default=Mode.IN_PERSON)
    theme = models.CharField(_("chuyên đề"), max_length=300, blank=True)
    chair = models.ForeignKey(Member, on_delete=models.PROTECT, null=True, blank=True, related_name="meetings_chaired")
    secretary = models.ForeignKey(
        Member, on_delete=models.PROTECT, null=True, blank=True, related_name="meetings_minuted"
    )
    started_at = models.TimeField(_("bắt đầu lúc"), null=True, blank=True)
    ended_at = models.TimeField(_("kết thúc lúc"), null=True, blank=True)
    ends_next_day = models.BooleanField(_("kết thúc sau nửa đêm"), default=False)
    minutes_agreed = models.PositiveSmallIntegerField(_("số đồng chí đồng ý thông qua biên bản"), null=True, blank=True)
    self_score = models.DecimalField(_("điểm tự chấm"), max_digits=5, decimal_places=2, null=True, blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.PLANNED)
    planned_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    planned_at = models.DateTimeField(default=timezone.now, editable=False)
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    opened_at = models.DateTimeField(null=True)
    submitted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    submitted_at = models.DateTimeField(null=True)
    returned_reason = models.TextField(blank=True)
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    approved_at = models.DateTimeField(null=True)
    locked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    locked_at = models.DateTimeField(null=True)
    registration = models.CharField(max_length=10, choices=Registration, default=Registration.REGISTERED)
    registration_note = models.CharField(_("ý kiến của cấp ủy về lịch"), max_length=300, blank=True)
    agreed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    agreed_at = models.DateTimeField(null=True, blank=True)
    notice_sent_at = models.DateTimeField(_("gửi thông báo lúc"), null=True, blank=True)
    notice_sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    version = models.PositiveSmallIntegerField(_("bản"), default=1)
    """Rises by one each time locked minutes are opened again to be corrected; earlier ones are ``MinutesVersion``."""
    correction_reason = models.CharField(_("lý do đính chính"), max_length=500, blank=True)
    cancelled_reason = models.CharField(max_length=300, blank=True)
    snapshot = models.JSONField(null=True)
    """The minutes as approved: plain values, never rebuilt from newer data."""

    class Meta:
        ordering = ["-held_on", "-pk"]
        verbose_name = _("buổi sinh hoạt")
        indexes = [models.Index(fields=["cell", "year", "month"])]
        constraints = [
            models.UniqueConstraint(
                name="meeting_one_regular_a_month",
                fields=["cell", "year", "month"],
                condition=Q(kind__in=["regular", "combined"]) & ~Q(state="cancelled"),
                violation_error_message=_("Tháng này chi bộ đã có buổi sinh hoạt thường kỳ."),
            ),
            models.CheckConstraint(
                name="meeting_agreed_has_evidence",
                condition=~Q(registration="agreed") | Q(agreed_at__isnull=False, agreed_by__isnull=False),
            ),
            models.CheckConstraint(
                name="meeting_returned_day_has_note", condition=~Q(registration="returned") | ~Q(registration_note="")
            ),
            models.CheckConstraint(
                name="meeting_later_version_has_reason", condition=Q(version=1) | ~Q(correction_reason="")
            ),
            models.CheckConstraint(name="meeting_month_1_to_12", condition=Q(month__gte=1, month__lte=12)),
            models.CheckConstraint(
                name="meeting_score_0_to_100",
                condition=Q(self_score__isnull=True) | Q(self_score__gte=0, self_score__lte=100),
            ),
            models.CheckConstraint(
                name="meeting_opened_has_evidence",
                condition=Q(state__in=["planned", "cancelled"])
                | Q(opened_at__isnull=False, opened_by__isnull=False, started_at__isnull=False),
            ),
            models.CheckConstraint(
                name="meeting_submitted_has_evidence",
                condition=Q(state__in=["planned", "open", "cancelled"])
                | Q(submitted_at__isnull=False, submitted_by__isnull=False, ended_at__isnull=False),
            ),
            models.CheckConstraint(
                name="meeting_approved_has_evidence",
                condition=~Q(state__in=["approved", "locked"])
                | Q(approved_at__isnull=False, approved_by__isnull=False, snapshot__isnull=False),
            ),
            models.CheckConstraint(
                name="meeting_locked_has_evidence",
                condition=~Q(state="locked") | Q(locked_at__isnull=False, locked_by__isnull=False),
            ),
            models.CheckConstraint(
                name="meeting_cancelled_has_reason", condition=~Q(state="cancelled") | ~Q(cancelled_reason="")
            ),
        ]

    def __str__(self) -> str:
        return str(
            _("%(kind)s tháng %(month)s/%(year)s")
            % {"kind": MeetingKind(self.kind).label, "month": self.month, "year": self.year}
        )

    def get_absolute_url(self) -> str:
        return reverse("meetings:meeting_detail", args=[self.pk])

    @property
    def is_regular(self) -> bool:
        return self.kind in REGULAR_KINDS

    @property
    def has_theme(self) -> bool:
        return self.kind in THEMATIC_KINDS

    @property
    def duration_minutes(self) -> int | None:
        """Length in whole minutes; a meeting may end after midnight."""
        if self.started_at is None or self.ended_at is None:
            return None
        start = dt.datetime.combine(self.held_on, self.started_at)
        end = dt.datetime.combine(self.held_on + dt.timedelta(days=self.ends_next_day), self.ended_at)
        return int((end - start).total_seconds() // 60)


class MinutesVersion(models.Model):
    """Minutes as they stood before a correction: never changed again, and why the next version was made."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    snapshot = models.JSONField()
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    approved_at = models.DateTimeField()
    replaced_because = models.CharField(max_length=500)
    replaced_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    replaced_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(name="minutesversion_once", fields=["meeting", "number"]),
            models.CheckConstraint(name="minutesversion_has_reason", condition=~Q(replaced_because="")),
        ]

    def __str__(self) -> str:
        return f"{self.meeting}, {self.number}"


class ConductSetting(models.Model):
    """A committee's own value, from one day on, for a figure of the conduct of meetings that the texts leave open."""

    class Key(models.TextChoices):
        MEET_BY_DAY = "meet_by_day", _("ngày chậm nhất họp thường kỳ trong tháng")
        MINUTES_REGULAR = "minutes_regular", _("số phút tối thiểu của buổi thường kỳ")
        MINUTES_COMBINED = "minutes_combined", _("số phút tối thiểu của buổi kết hợp chuyên đề")

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="conduct_settings")
    key = models.CharField(max_length=20, choices=Key, default=Key.MEET_BY_DAY)
    value = models.PositiveSmallIntegerField(_("giá trị"))
    valid_from = models.DateField(_("từ ngày"))
    document = models.CharField(_("văn bản"), max_length=200, blank=True)

    class Meta:
        ordering = ["valid_from", "pk"]
        constraints = [
            models.UniqueConstraint(name="conductsetting_once_a_day", fields=["organisation", "key", "valid_from"]),
            models.CheckConstraint(
                name="conductsetting_day_of_month",
                condition=~Q(key="meet_by_day") | Q(value__gte=1, value__lte=31),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_key_display()}: {self.value}"
