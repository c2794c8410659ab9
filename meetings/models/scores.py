"""Scores of meetings: which sheet is in force, who gave how many points and why, the official grade."""

import datetime as dt

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cells.models import DatedQuerySet, Organisation
from cells.models.dated import DAYS, ENDS_AFTER_START
from meetings.models.meetings import Meeting


class SheetInForce(models.Model):
    """A scoring sheet that a committee puts in force for the meetings below it, from a day on.

    ``base`` names a sheet of ``meetings/rules/sheets``; ``own`` is the committee's own sheet derived from it (empty:
    the base as it stands); ``settings`` are the choices that the sheet leaves open.
    """

    class Use(models.TextChoices):
        CELL = "cell", _("sinh hoạt chi bộ")
        STANDING = "standing", _("họp ban thường vụ")

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="score_sheets")
    use = models.CharField(_("dùng cho"), max_length=8, choices=Use, default=Use.CELL)
    base = models.CharField(max_length=40)
    own = models.JSONField(default=dict, blank=True)
    settings = models.JSONField(default=dict, blank=True)
    document = models.CharField(_("văn bản ban hành"), max_length=200, blank=True)
    document_on = models.DateField(_("ngày văn bản"), null=True, blank=True)
    valid_from = models.DateField(_("từ ngày"))
    valid_to = models.DateField(_("đến ngày"), null=True, blank=True)

    objects = DatedQuerySet.as_manager()

    class Meta:
        ordering = ["-valid_from"]
        constraints = [
            models.CheckConstraint(name="sheetinforce_ends_after_start", condition=ENDS_AFTER_START),
            ExclusionConstraint(
                name="sheetinforce_one_at_a_time",
                expressions=[
                    ("organisation", RangeOperators.EQUAL),
                    ("use", RangeOperators.EQUAL),
                    (DAYS, RangeOperators.OVERLAPS),
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation}: {self.base}"

    def is_in_force(self, day: dt.date) -> bool:
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


class MeetingScore(models.Model):
    """One score of a meeting: by the cell itself, or by the person above. Facts and lines are frozen as they were."""

    class Scorer(models.TextChoices):
        SELF = "self", _("chi bộ tự chấm")
        SUPERIOR = "superior", _("cấp trên chấm")

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="scores")
    scorer = models.CharField(max_length=8, choices=Scorer)
    sheet = models.JSONField()
    """The whole sheet, so that the score can be read without any newer one."""
    facts = models.JSONField(default=dict)
    points = models.JSONField(default=dict)
    """By criterion given by hand: {"points": "4,5", "reason": "…"}."""
    lines = models.JSONField(default=list)
    total = models.DecimalField(max_digits=6, decimal_places=2)
    maximum = models.PositiveSmallIntegerField()
    percent = models.DecimalField(max_digits=5, decimal_places=2)
    grade = models.CharField(max_length=20)
    agreed = models.PositiveSmallIntegerField(_("số đồng chí tán thành"), null=True, blank=True)
    scored_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    scored_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="meetingscore_once_each", fields=["meeting", "scorer"]),
            models.CheckConstraint(
                name="meetingscore_within_the_sheet", condition=Q(total__gte=0, percent__gte=0, percent__lte=100)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.meeting}: {self.total}"


class MeetingGrade(models.Model):
    """The official grade of a meeting, fixed by the committee above."""

    meeting = models.OneToOneField(Meeting, on_delete=models.PROTECT, related_name="official_grade")
    grade = models.CharField(max_length=20)
    label = models.CharField(max_length=40)
    percent = models.DecimalField(max_digits=5, decimal_places=2, null=True, blank=True)
    reason = models.CharField(_("lý do khác điểm tự chấm"), max_length=500, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(auto_now=True)

    def __str__(self) -> str:
        return self.label
