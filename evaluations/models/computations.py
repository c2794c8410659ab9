"""The classes of all subjects under a committee, computed in the background as they stand at a moment."""

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cells.models import Organisation
from evaluations.models.subjects import Evaluation


class Computation(models.Model):
    """One run over every open period of a year below a committee. It proposes; it changes no evaluation.

    ``cursor`` is the last evaluation that is done, so a run that was stopped goes on from there.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("đang chờ")
        RUNNING = "running", _("đang tính")
        DONE = "done", _("đã xong")
        CANCELLED = "cancelled", _("đã dừng")
        FAILED = "failed", _("lỗi")

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="computations")
    year = models.PositiveSmallIntegerField(_("năm"))
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    total = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    cursor = models.BigIntegerField(default=0)
    is_cancel_asked = models.BooleanField(default=False)
    error = models.CharField(max_length=300, blank=True)
    counts = models.JSONField(default=dict)
    """How many of each kind of subject came to each level."""
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(auto_now_add=True)
    beat_at = models.DateTimeField(null=True, blank=True)
    """When a worker last said that it is at work."""
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("lần tính xếp loại")

    def __str__(self) -> str:
        return f"{self.organisation}, {self.year}"

    def get_absolute_url(self) -> str:
        return reverse("evaluations:computation_detail", args=[self.pk])


class ComputedClass(models.Model):
    """The class proposed for one subject in one run."""

    computation = models.ForeignKey(Computation, on_delete=models.CASCADE, related_name="classes")
    evaluation = models.ForeignKey(Evaluation, on_delete=models.PROTECT, related_name="computed_classes")
    level = models.CharField(max_length=15)
    score = models.DecimalField(max_digits=6, decimal_places=2, null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="computedclass_once", fields=["computation", "evaluation"]),
        ]

    def __str__(self) -> str:
        return f"{self.evaluation}: {self.level}"
