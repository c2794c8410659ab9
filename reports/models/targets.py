"""What a committee means to reach in a year, as a number that can be compared with the records."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cells.models import Organisation


class YearTarget(models.Model):
    """One target of a committee for a year, as in "trên 80 % chi bộ …"; today's figure is counted from the records."""

    class Comparison(models.TextChoices):
        OVER = "gt", _("trên")
        AT_LEAST = "ge", _("từ … trở lên")
        UNDER = "lt", _("dưới")
        AT_MOST = "le", _("không quá")

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="year_targets")
    year = models.PositiveSmallIntegerField()
    figure = models.CharField(max_length=40)
    """A key of the figures that the boards count."""
    comparison = models.CharField(max_length=2, choices=Comparison, default=Comparison.OVER)
    threshold = models.DecimalField(max_digits=9, decimal_places=2)
    document_number = models.CharField(max_length=60, blank=True)
    """The resolution that sets it."""
    words = models.CharField(max_length=300, blank=True)
    """As the resolution puts it."""
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    set_at = models.DateTimeField(auto_now_add=True)
    removed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    removed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["organisation", "year", "pk"]
        verbose_name = _("chỉ tiêu năm")
        constraints = [
            models.UniqueConstraint(
                name="yeartarget_once", fields=["organisation", "year", "figure"], condition=Q(removed_at__isnull=True)
            ),
            models.CheckConstraint(
                name="yeartarget_removed_by_someone",
                condition=Q(removed_at__isnull=True, removed_by__isnull=True)
                | Q(removed_at__isnull=False, removed_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.figure} {self.get_comparison_display()} {self.threshold} ({self.year})"
