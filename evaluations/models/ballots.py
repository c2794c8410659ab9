"""Secret ballots on levels: only the counts are kept, as two people counted them."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cells.models import Organisation
from evaluations.models.periods import Period
from evaluations.models.subjects import Evaluation
from meetings.models import Meeting


class Ballot(models.Model):
    """One vote of a unit: first on the levels, then who of the best is "xuất sắc" (two stages)."""

    class Stage(models.TextChoices):
        LEVELS = "levels", _("vòng 1: chọn mức xếp loại")
        EXCELLENT = "excellent", _("vòng 2: bình chọn hoàn thành xuất sắc")

    class State(models.TextChoices):
        PREPARED = "prepared", _("đã lập phiếu")
        CONFIRMED = "confirmed", _("đã kiểm phiếu")
        VOID = "void", _("đã hủy")

    period = models.ForeignKey(Period, on_delete=models.PROTECT, related_name="ballots")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="ballots")
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, null=True, blank=True, related_name="ballots")
    stage = models.CharField(max_length=10, choices=Stage)
    about = models.CharField(_("nội dung bỏ phiếu"), max_length=200)
    body = models.PositiveSmallIntegerField(_("số người có quyền bỏ phiếu"))
    evaluations = models.ManyToManyField(Evaluation, related_name="ballots")
    state = models.CharField(max_length=10, choices=State, default=State.PREPARED)
    void_reason = models.CharField(_("lý do hủy"), max_length=300, blank=True)
    prepared_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    prepared_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["pk"]
        verbose_name = _("cuộc bỏ phiếu")
        constraints = [
            models.CheckConstraint(name="ballot_has_voters", condition=Q(body__gte=1)),
            models.CheckConstraint(name="ballot_void_has_reason", condition=~Q(state="void") | ~Q(void_reason="")),
        ]

    def __str__(self) -> str:
        return self.about

    def get_absolute_url(self) -> str:
        return reverse("evaluations:ballot_detail", args=[self.pk])


class BallotCount(models.Model):
    """The counting as one person entered it. ``counts`` {evaluation: {choice: votes}}; two that agree confirm it."""

    ballot = models.ForeignKey(Ballot, on_delete=models.PROTECT, related_name="counted")
    place = models.PositiveSmallIntegerField(_("thứ tự"))
    """1 for the first person, 2 for the second."""
    issued = models.PositiveSmallIntegerField(_("số phiếu phát ra"))
    collected = models.PositiveSmallIntegerField(_("số phiếu thu về"))
    invalid = models.PositiveSmallIntegerField(_("số phiếu không hợp lệ"), default=0)
    counts = models.JSONField(default=dict)
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    entered_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["place"]
        constraints = [
            models.UniqueConstraint(name="ballotcount_once_a_place", fields=["ballot", "place"]),
            models.UniqueConstraint(name="ballotcount_of_two_people", fields=["ballot", "entered_by"]),
            models.CheckConstraint(
                name="ballotcount_adds_up",
                condition=Q(collected__lte=models.F("issued")) & Q(invalid__lte=models.F("collected")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.ballot}: {self.place}"
