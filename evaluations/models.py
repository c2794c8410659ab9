"""The yearly evaluation and classification: period, subjects, facts, review, decision.

A class is never typed: it is proposed by ``evaluations.rules`` from facts, and decided by a committee.
"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cells.models import Member, Organisation


class Level(models.TextChoices):
    """The four levels, and two answers that are not levels. The official words come from the regulation."""

    EXCELLENT = "excellent", _("Hoàn thành xuất sắc nhiệm vụ")
    GOOD = "good", _("Hoàn thành tốt nhiệm vụ")
    COMPLETED = "completed", _("Hoàn thành nhiệm vụ")
    FAILED = "failed", _("Không hoàn thành nhiệm vụ")


class CapMode(models.TextChoices):
    """What the share of "hoàn thành xuất sắc" is measured against (QĐ 366 Đ11, khoản 1)."""

    GOOD_ONLY = "good_only", _("số được xếp loại hoàn thành tốt (nguyên văn)")
    GOOD_OR_BETTER = "good_or_better", _("số được xếp loại từ hoàn thành tốt trở lên")
    ALL_RATED = "all_rated", _("tổng số được xếp loại")


class Period(models.Model):
    """The evaluation of one year under one committee, with the regulation frozen when it was opened."""

    class State(models.TextChoices):
        OPEN = "open", _("đang đánh giá")
        CLOSED = "closed", _("đã kết thúc")

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="evaluation_periods")
    year = models.PositiveSmallIntegerField(_("năm đánh giá"))
    regulation_key = models.CharField(_("quy định áp dụng"), max_length=30)
    regulation = models.JSONField()
    """The regulation file as it stood when the period was opened."""
    regulation_sha256 = models.CharField(max_length=64)
    reference_date = models.DateField(_("ngày chốt"))
    cap_mode = models.CharField(_("mẫu số của tỷ lệ"), max_length=15, choices=CapMode, default=CapMode.GOOD_ONLY)
    cap_rate = models.PositiveSmallIntegerField(_("tỷ lệ tối đa (%)"), default=20)
    cap_document = models.CharField(_("văn bản cho phép nâng tỷ lệ"), max_length=200, blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField(auto_now_add=True)
    closed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    closed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-year", "organisation"]
        verbose_name = _("kỳ đánh giá")
        constraints = [
            models.UniqueConstraint(name="period_once_a_year", fields=["organisation", "year"]),
            models.CheckConstraint(name="period_cap_rate", condition=Q(cap_rate__gte=1, cap_rate__lte=100)),
            models.CheckConstraint(
                name="period_uplift_has_document", condition=Q(cap_rate__lte=20) | ~Q(cap_document="")
            ),
            models.CheckConstraint(
                name="period_closed_has_evidence",
                condition=~Q(state="closed") | Q(closed_by__isnull=False, closed_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.year}"

    def get_absolute_url(self) -> str:
        return reverse("evaluations:period_detail", args=[self.pk])


class Evaluation(models.Model):
    """One subject (a cell or a member) in one period."""

    class Subject(models.TextChoices):
        CELL = "cell", _("chi bộ")
        LEADER = "leader", _("đảng viên giữ chức vụ lãnh đạo, quản lý")
        MEMBER = "member", _("đảng viên không giữ chức vụ")
        MEMBER_OUTSIDE = "member_outside", _("đảng viên không làm việc trong hệ thống chính trị")

    class State(models.TextChoices):
        OPEN = "open", _("đang nhập")
        SUBMITTED = "submitted", _("đã gửi")
        REVIEWED = "reviewed", _("đã thẩm định")
        DECIDED = "decided", _("đã quyết định")

    period = models.ForeignKey(Period, on_delete=models.PROTECT, related_name="evaluations")
    subject = models.CharField(_("đối tượng"), max_length=15, choices=Subject)
    cell = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="evaluations")
    """The cell itself, or the cell in which the member is rated."""
    member = models.ForeignKey(Member, on_delete=models.PROTECT, null=True, blank=True, related_name="evaluations")
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    submitted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    submitted_at = models.DateTimeField(null=True)
    returned_reason = models.TextField(blank=True)

    class Meta:
        ordering = ["cell__order", "cell", "member__sort_key", "pk"]
        verbose_name = _("phiếu đánh giá")
        constraints = [
            models.UniqueConstraint(
                name="evaluation_cell_once", fields=["period", "cell"], condition=Q(member__isnull=True)
            ),
            models.UniqueConstraint(
                name="evaluation_member_once", fields=["period", "member"], condition=Q(member__isnull=False)
            ),
            models.CheckConstraint(
                name="evaluation_subject_fits",
                condition=Q(subject="cell", member__isnull=True) | (~Q(subject="cell") & Q(member__isnull=False)),
            ),
            models.CheckConstraint(
                name="evaluation_submitted_has_evidence",
                condition=Q(state="open") | Q(submitted_by__isnull=False, submitted_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return str(self.member) if self.member_id else str(self.cell)

    def get_absolute_url(self) -> str:
        return reverse("evaluations:evaluation_detail", args=[self.pk])


class FactEntry(models.Model):
    """A fact entered by hand because no record knows it; its value is JSON (whole number, decimal as text, list)."""

    evaluation = models.ForeignKey(Evaluation, on_delete=models.PROTECT, related_name="entries")
    key = models.CharField(max_length=60)
    value = models.JSONField(null=True)
    note = models.CharField(_("căn cứ"), max_length=300, blank=True)
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    entered_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["key"]
        constraints = [models.UniqueConstraint(name="factentry_once", fields=["evaluation", "key"])]

    def __str__(self) -> str:
        return f"{self.key} = {self.value}"


class Review(models.Model):
    """The opinion of the organisation board (thẩm định, QĐ 366 Đ12)."""

    evaluation = models.ForeignKey(Evaluation, on_delete=models.PROTECT, related_name="reviews")
    level = models.CharField(_("mức đề xuất"), max_length=12, choices=Level)
    opinion = models.TextField(_("ý kiến thẩm định"), blank=True)
    reviewed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    reviewed_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.get_level_display()


class Decision(models.Model):
    """What the committee decided, beside what the rules proposed, with the facts and the trace of that moment.

    Nothing here is overwritten: a correction is a further row with a higher ``version``.
    """

    evaluation = models.ForeignKey(Evaluation, on_delete=models.PROTECT, related_name="decisions")
    version = models.PositiveSmallIntegerField(default=1)
    level = models.CharField(_("mức xếp loại"), max_length=12, choices=Level, blank=True)
    """Empty when the subject is not rated."""
    computed_level = models.CharField(max_length=15)
    reason = models.TextField(_("lý do"), blank=True)
    decided_on = models.DateField(_("ngày quyết định"))
    document_number = models.CharField(_("số quyết định"), max_length=60, blank=True)
    facts = models.JSONField()
    trace = models.JSONField()
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-version"]
        constraints = [
            models.UniqueConstraint(name="decision_once_a_version", fields=["evaluation", "version"]),
            models.CheckConstraint(
                name="decision_differing_has_reason",
                condition=Q(level=F("computed_level")) | Q(level="", computed_level="not_rated") | ~Q(reason=""),
            ),
        ]

    def __str__(self) -> str:
        return self.get_level_display() or str(_("không xếp loại"))
