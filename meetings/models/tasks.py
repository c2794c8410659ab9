"""Tasks that meetings give, how far they are, and the year's themes that they serve."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cells.models import Member, Organisation
from meetings.models.meetings import Meeting
from meetings.models.minutes import AgendaItem


class YearTheme(models.Model):
    """What a committee puts over a year (chủ đề năm)."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="year_themes")
    year = models.PositiveSmallIntegerField(_("năm"))
    title = models.CharField(_("chủ đề năm"), max_length=300)
    document = models.CharField(_("văn bản"), max_length=200, blank=True)

    class Meta:
        ordering = ["-year"]
        constraints = [models.UniqueConstraint(name="yeartheme_once_a_year", fields=["organisation", "year"])]

    def __str__(self) -> str:
        return self.title


class KeyTask(models.Model):
    """A key task or a breakthrough of a year (nhiệm vụ trọng tâm, khâu đột phá)."""

    class Kind(models.TextChoices):
        KEY = "key", _("nhiệm vụ trọng tâm")
        BREAKTHROUGH = "breakthrough", _("khâu đột phá")

    theme = models.ForeignKey(YearTheme, on_delete=models.PROTECT, related_name="key_tasks")
    kind = models.CharField(_("loại"), max_length=12, choices=Kind)
    text = models.CharField(_("nội dung"), max_length=500)
    order = models.PositiveSmallIntegerField(default=0)
    is_removed = models.BooleanField(default=False)

    class Meta:
        ordering = ["order", "pk"]

    def __str__(self) -> str:
        return self.text


class Task(models.Model):
    """What a meeting asks someone to do (phân công rõ người, rõ việc, rõ thời hạn).

    With a ``target`` in its ``unit`` ("4.000 m2") its progress is a number; ``rhythm`` says how often it is reported.
    """

    class Rhythm(models.TextChoices):
        WEEKLY = "weekly", _("hằng tuần")
        MONTHLY = "monthly", _("hằng tháng")

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="tasks")
    item = models.ForeignKey(AgendaItem, on_delete=models.PROTECT, null=True, blank=True, related_name="tasks")
    text = models.CharField(_("nhiệm vụ"), max_length=500)
    owner = models.ForeignKey(Member, on_delete=models.PROTECT, null=True, blank=True, related_name="tasks")
    due_on = models.DateField(_("thời hạn"), null=True, blank=True)
    unit = models.CharField(_("đơn vị tính"), max_length=30, blank=True)
    baseline = models.DecimalField(_("đầu kỳ"), max_digits=14, decimal_places=2, null=True, blank=True)
    target = models.DecimalField(_("chỉ tiêu"), max_digits=14, decimal_places=2, null=True, blank=True)
    rhythm = models.CharField(_("nhịp báo cáo"), max_length=8, choices=Rhythm, blank=True)
    key_task = models.ForeignKey(
        "meetings.KeyTask", on_delete=models.PROTECT, null=True, blank=True, related_name="tasks"
    )
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
            models.CheckConstraint(name="task_target_has_unit", condition=Q(target__isnull=True) | ~Q(unit="")),
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
        EXCEEDED = "exceeded", _("hoàn thành vượt mức")
        PARTLY = "partly", _("đang thực hiện")
        NOT_DONE = "not_done", _("chưa thực hiện")

    FINISHED = (Outcome.DONE, Outcome.EXCEEDED)

    task = models.ForeignKey(Task, on_delete=models.PROTECT, related_name="reviews")
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="task_reviews")
    outcome = models.CharField(max_length=10, choices=Outcome)
    note = models.CharField(_("kết quả, số liệu"), max_length=300, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(name="taskreview_once_a_meeting", fields=["task", "meeting"])]

    def __str__(self) -> str:
        return f"{self.task}: {self.get_outcome_display()}"


class TaskProgress(models.Model):
    """How far a task was on a day: a value in the task's unit where it has one, and words."""

    task = models.ForeignKey(Task, on_delete=models.PROTECT, related_name="progress")
    on = models.DateField(_("ngày"))
    value = models.DecimalField(_("lũy kế"), max_digits=14, decimal_places=2, null=True, blank=True)
    note = models.CharField(_("ghi chú"), max_length=300, blank=True)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)
    is_removed = models.BooleanField(default=False)

    class Meta:
        ordering = ["on", "pk"]
        constraints = [
            models.CheckConstraint(name="taskprogress_says_something", condition=Q(value__isnull=False) | ~Q(note="")),
        ]

    def __str__(self) -> str:
        return f"{self.task}: {self.on}"
