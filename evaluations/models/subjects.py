"""The subjects of a period, the facts entered for them, and the facts of the records as they were frozen."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cells.models import Member, Organisation
from evaluations.models.periods import CapGroup, LeadershipCollective, Period


class Evaluation(models.Model):
    """One subject (an organisation, a leadership collective or a member) in one period."""

    class Subject(models.TextChoices):
        CELL = "cell", _("chi bộ")
        COMMITTEE = "committee", _("đảng bộ")
        COLLECTIVE = "collective", _("tập thể lãnh đạo, quản lý")
        LEADER = "leader", _("đảng viên giữ chức vụ lãnh đạo, quản lý")
        MEMBER = "member", _("đảng viên không giữ chức vụ")
        MEMBER_OUTSIDE = "member_outside", _("đảng viên không làm việc trong hệ thống chính trị")

    class State(models.TextChoices):
        OPEN = "open", _("đang nhập")
        SUBMITTED = "submitted", _("đã gửi")
        REVIEWED = "reviewed", _("đã thẩm định")
        DECIDED = "decided", _("đã quyết định")
        POSTPONED = "postponed", _("chưa kiểm điểm, để lại")

    period = models.ForeignKey(Period, on_delete=models.PROTECT, related_name="evaluations")
    subject = models.CharField(_("đối tượng"), max_length=15, choices=Subject)
    cell = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="evaluations")
    """The organisation itself, the one of the collective, or the cell in which the member is rated."""
    member = models.ForeignKey(Member, on_delete=models.PROTECT, null=True, blank=True, related_name="evaluations")
    collective = models.ForeignKey(
        LeadershipCollective, on_delete=models.PROTECT, null=True, blank=True, related_name="evaluations"
    )
    cap_group = models.ForeignKey(CapGroup, on_delete=models.PROTECT, null=True, blank=True, related_name="evaluations")
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    submitted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    submitted_at = models.DateTimeField(null=True)
    returned_reason = models.TextField(blank=True)
    postponed_reason = models.CharField(_("lý do chưa kiểm điểm"), max_length=300, blank=True)
    postponed_until = models.DateField(_("dự kiến kiểm điểm"), null=True, blank=True)

    class Meta:
        ordering = ["cell__order", "cell", "member__sort_key", "pk"]
        verbose_name = _("phiếu đánh giá")
        constraints = [
            models.UniqueConstraint(
                name="evaluation_cell_once",
                fields=["period", "cell"],
                condition=Q(member__isnull=True, collective__isnull=True),
            ),
            models.UniqueConstraint(
                name="evaluation_member_once", fields=["period", "member"], condition=Q(member__isnull=False)
            ),
            models.UniqueConstraint(
                name="evaluation_collective_once",
                fields=["period", "collective"],
                condition=Q(collective__isnull=False),
            ),
            models.CheckConstraint(
                name="evaluation_subject_fits",
                condition=Q(subject__in=["cell", "committee"], member__isnull=True, collective__isnull=True)
                | Q(subject="collective", member__isnull=True, collective__isnull=False)
                | Q(
                    subject__in=["leader", "member", "member_outside"],
                    member__isnull=False,
                    collective__isnull=True,
                ),
            ),
            models.CheckConstraint(
                name="evaluation_submitted_has_evidence",
                condition=Q(state__in=["open", "postponed"])
                | Q(submitted_by__isnull=False, submitted_at__isnull=False),
            ),
            models.CheckConstraint(
                name="evaluation_postponed_has_reason", condition=~Q(state="postponed") | ~Q(postponed_reason="")
            ),
        ]

    def __str__(self) -> str:
        if self.member_id:
            return str(self.member)
        return str(self.collective) if self.collective_id else str(self.cell)

    def get_absolute_url(self) -> str:
        return reverse("evaluations:evaluation_detail", args=[self.pk])

    @property
    def rule_subject(self) -> str:
        """What the rules call it: a leadership collective is judged by the rules for collectives (QĐ 366 PL1)."""
        return self.Subject.COMMITTEE if self.subject == self.Subject.COLLECTIVE else self.subject


PERSONS = (Evaluation.Subject.LEADER, Evaluation.Subject.MEMBER, Evaluation.Subject.MEMBER_OUTSIDE)
"""As what a member may be evaluated."""


class FactEntry(models.Model):
    """A fact entered by hand because no record knows it; its value is JSON (whole number, decimal as text, list).

    What the appraisal enters stands beside what the subject entered, and counts before it.
    """

    class Stage(models.TextChoices):
        SELF = "self", _("tự đánh giá")
        APPRAISED = "appraised", _("thẩm định")

    evaluation = models.ForeignKey(Evaluation, on_delete=models.PROTECT, related_name="entries")
    stage = models.CharField(max_length=10, choices=Stage, default=Stage.SELF)
    key = models.CharField(max_length=60)
    value = models.JSONField(null=True)
    note = models.CharField(_("căn cứ"), max_length=300, blank=True)
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    entered_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["key"]
        constraints = [models.UniqueConstraint(name="factentry_once", fields=["evaluation", "stage", "key"])]

    def __str__(self) -> str:
        return f"{self.key} = {self.value}"


class FrozenFacts(models.Model):
    """What the records said about a subject at the cut-off; a later change is shown, and never taken over silently.

    ``values`` by fact; ``basis`` says of each fact where it came from: {"text", "links": [{"text", "url"}]}. Taking
    over later numbers is a further row with its reason.
    """

    evaluation = models.ForeignKey(Evaluation, on_delete=models.PROTECT, related_name="frozen_facts")
    version = models.PositiveSmallIntegerField(default=1)
    cut_off = models.DateField()
    values = models.JSONField()
    basis = models.JSONField(default=dict)
    reason = models.CharField(_("lý do chốt lại"), max_length=300, blank=True)
    frozen_at = models.DateTimeField(auto_now_add=True)
    frozen_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    """Nobody when the night did it."""

    class Meta:
        ordering = ["-version"]
        constraints = [
            models.UniqueConstraint(name="frozenfacts_once_a_version", fields=["evaluation", "version"]),
            models.CheckConstraint(name="frozenfacts_again_has_reason", condition=Q(version=1) | ~Q(reason="")),
        ]

    def __str__(self) -> str:
        return f"{self.evaluation}: {self.cut_off}"
