"""A cell's meetings: plan, attendance, minutes in passages, votes, and the tasks that follow.

Totals, shares and outcomes are never stored: ``meetings.queries`` and ``meetings.rules`` derive them.
"""

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


REGULAR_KINDS = (MeetingKind.REGULAR, MeetingKind.COMBINED)
THEMATIC_KINDS = (MeetingKind.THEMATIC, MeetingKind.COMBINED)


class Meeting(models.Model):
    """One meeting of a cell; ``year`` and ``month`` say which month it is for, ``held_on`` when it takes place."""

    class State(models.TextChoices):
        PLANNED = "planned", _("đã lên lịch")
        OPEN = "open", _("đang ghi biên bản")
        SUBMITTED = "submitted", _("chờ duyệt")
        APPROVED = "approved", _("đã duyệt")
        LOCKED = "locked", _("đã khóa")
        CANCELLED = "cancelled", _("đã hủy")

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


class AgendaItem(models.Model):
    """A point of the agenda (nội dung): presenter, opinions, votes, conclusion hang on it."""

    class Kind(models.TextChoices):
        INFORMATION = "information", _("thời sự, văn bản cấp trên")
        LAST_MONTH = "last_month", _("đánh giá thực hiện nghị quyết tháng trước")
        MEMBERS = "members", _("đánh giá đảng viên")
        NEXT_MONTH = "next_month", _("phương hướng, nhiệm vụ tháng tới")
        THEME = "theme", _("chuyên đề")
        OTHER = "other", _("nội dung khác")

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="items")
    kind = models.CharField(max_length=12, choices=Kind, default=Kind.OTHER)
    order = models.PositiveSmallIntegerField()
    title = models.CharField(_("nội dung"), max_length=300)
    presenter = models.ForeignKey(Member, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    is_removed = models.BooleanField(default=False)

    class Meta:
        ordering = ["order", "pk"]

    def __str__(self) -> str:
        return self.title


class Passage(models.Model):
    """One piece of the minutes' text that is saved by itself; an opinion is a passage with a speaker.

    ``revision`` counts the saves. A save names the revision it was edited from, so of two people writing at once the
    second is shown both texts.
    """

    class Kind(models.TextChoices):
        FEES = "fees", _("tình hình đảng phí")
        ITEM_BODY = "item_body", _("nội dung trình bày")
        OPINION = "opinion", _("ý kiến")
        ITEM_CONCLUSION = "item_conclusion", _("kết luận từng nội dung")
        SUPERIOR = "superior", _("phát biểu của cấp trên và tiếp thu")
        CONCLUSION = "conclusion", _("kết luận chung")
        SELF_ASSESSMENT = "self_assessment", _("hạn chế và biện pháp khắc phục")

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="passages")
    item = models.ForeignKey(AgendaItem, on_delete=models.PROTECT, null=True, blank=True, related_name="passages")
    kind = models.CharField(max_length=16, choices=Kind)
    order = models.PositiveIntegerField(default=0)
    speaker = models.ForeignKey(Member, on_delete=models.PROTECT, null=True, blank=True, related_name="opinions")
    guest = models.ForeignKey(Guest, on_delete=models.PROTECT, null=True, blank=True, related_name="opinions")
    text = models.TextField(blank=True)
    revision = models.PositiveIntegerField(default=0)
    edited_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    edited_at = models.DateTimeField(null=True)
    is_removed = models.BooleanField(default=False)

    class Meta:
        ordering = ["order", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="passage_one_of_a_kind_for_the_meeting",
                fields=["meeting", "kind"],
                condition=Q(item__isnull=True) & ~Q(kind="opinion"),
            ),
            models.UniqueConstraint(
                name="passage_one_of_a_kind_for_an_item",
                fields=["item", "kind"],
                condition=Q(item__isnull=False) & ~Q(kind="opinion"),
            ),
            models.CheckConstraint(
                name="passage_only_opinions_have_one_speaker",
                condition=(Q(kind="opinion") & (Q(speaker__isnull=False) ^ Q(guest__isnull=False)))
                | (~Q(kind="opinion") & Q(speaker__isnull=True, guest__isnull=True)),
            ),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()


class PassageRevision(models.Model):
    """An earlier or present text of a passage: who wrote it, when. Nothing typed is ever lost."""

    passage = models.ForeignKey(Passage, on_delete=models.PROTECT, related_name="revisions")
    number = models.PositiveIntegerField()
    text = models.TextField(blank=True)
    saved_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    saved_at = models.DateTimeField()

    class Meta:
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(name="passagerevision_once", fields=["passage", "number"])]

    def __str__(self) -> str:
        return f"{self.passage} #{self.number}"


class Vote(models.Model):
    """A question put to the vote. Body and outcome are derived (Điều lệ Đ4.3, Đ5.2, Đ9.5, Đ38.3)."""

    class Matter(models.TextChoices):
        ORDINARY = "ordinary", _("nội dung thường")
        RESOLUTION = "resolution", _("thông qua nghị quyết, kết luận")
        ADMISSION = "admission", _("đề nghị kết nạp đảng viên")
        RECOGNITION = "recognition", _("đề nghị công nhận đảng viên chính thức")
        DISCIPLINE = "discipline", _("thi hành kỷ luật khiển trách, cảnh cáo")
        EXPULSION = "expulsion", _("đề nghị khai trừ")

    class Method(models.TextChoices):
        HAND = "hand", _("giơ tay")
        SECRET = "secret", _("bỏ phiếu kín")

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="votes")
    item = models.ForeignKey(AgendaItem, on_delete=models.PROTECT, null=True, blank=True, related_name="votes")
    matter = models.CharField(_("loại việc"), max_length=12, choices=Matter, default=Matter.ORDINARY)
    question = models.CharField(_("nội dung biểu quyết"), max_length=500)
    person = models.CharField(_("người được xét"), max_length=120, blank=True)
    method = models.CharField(_("hình thức"), max_length=8, choices=Method, default=Method.HAND)
    yes = models.PositiveSmallIntegerField(_("tán thành"))
    no = models.PositiveSmallIntegerField(_("không tán thành"), default=0)
    abstain = models.PositiveSmallIntegerField(_("không có ý kiến"), default=0)
    is_removed = models.BooleanField(default=False)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="vote_on_a_person_names_one",
                condition=~Q(matter__in=["admission", "recognition", "discipline", "expulsion"]) | ~Q(person=""),
            ),
        ]

    def __str__(self) -> str:
        return self.question


class Task(models.Model):
    """What a meeting asks someone to do (phân công rõ người, rõ việc, rõ thời hạn)."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="tasks")
    item = models.ForeignKey(AgendaItem, on_delete=models.PROTECT, null=True, blank=True, related_name="tasks")
    text = models.CharField(_("nhiệm vụ"), max_length=500)
    owner = models.ForeignKey(Member, on_delete=models.PROTECT, null=True, blank=True, related_name="tasks")
    due_on = models.DateField(_("thời hạn"), null=True, blank=True)
    is_removed = models.BooleanField(default=False)
    moved_to = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="tasks_taken_over"
    )
    """The cell that took the task over when the cell that gave it ended; the meeting stays where it was held."""
    closed_on = models.DateField(null=True, blank=True)
    closed_reason = models.CharField(_("lý do không thực hiện tiếp"), max_length=300, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["pk"]
        verbose_name = _("nhiệm vụ")
        constraints = [
            models.CheckConstraint(
                name="task_closed_has_reason",
                condition=Q(closed_on__isnull=True) | (~Q(closed_reason="") & Q(closed_by__isnull=False)),
            ),
        ]

    def __str__(self) -> str:
        return self.text


class TaskReview(models.Model):
    """What a later meeting found about a task."""

    class Outcome(models.TextChoices):
        DONE = "done", _("hoàn thành")
        PARTLY = "partly", _("đang thực hiện")
        NOT_DONE = "not_done", _("chưa thực hiện")

    task = models.ForeignKey(Task, on_delete=models.PROTECT, related_name="reviews")
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="task_reviews")
    outcome = models.CharField(max_length=10, choices=Outcome)
    note = models.CharField(_("kết quả, số liệu"), max_length=300, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(name="taskreview_once_a_meeting", fields=["task", "meeting"])]

    def __str__(self) -> str:
        return f"{self.task}: {self.get_outcome_display()}"


class ConductSetting(models.Model):
    """A committee's own value, from one day on, for a figure of the conduct of meetings that the texts leave open."""

    class Key(models.TextChoices):
        MEET_BY_DAY = "meet_by_day", _("ngày chậm nhất họp thường kỳ trong tháng")

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
