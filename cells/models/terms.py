"""Terms of committees (nhiệm kỳ)."""

from __future__ import annotations

import datetime as dt

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from cells.models.dated import DateRange
from cells.models.organisations import Organisation


class Term(models.Model):
    """A term of a committee, from its congress (or appointment) to its planned end.

    60 months for a base organisation (Điều lệ Đ22.1), 30 for a cell (Đ24.3); an extension moves the end by a document.
    """

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="terms")
    name = models.CharField(_("nhiệm kỳ"), max_length=60)
    """As written in documents: "2025 – 2030"."""
    congress_on = models.DateField(_("ngày đại hội"), null=True, blank=True)
    length_months = models.PositiveSmallIntegerField(_("số tháng"))
    valid_from = models.DateField(_("từ ngày"))
    planned_end = models.DateField(_("đến ngày"))
    extended_to = models.DateField(_("kéo dài đến ngày"), null=True, blank=True)
    ended_on = models.DateField(_("kết thúc ngày"), null=True, blank=True)
    document = models.CharField(_("văn bản"), max_length=200, blank=True)
    document_on = models.DateField(_("ngày văn bản"), null=True, blank=True)
    extension_document = models.CharField(_("văn bản kéo dài"), max_length=200, blank=True)
    extension_document_on = models.DateField(_("ngày văn bản kéo dài"), null=True, blank=True)

    class Meta:
        ordering = ["organisation", "valid_from"]
        constraints = [
            models.CheckConstraint(name="term_ends_after_start", condition=Q(planned_end__gt=F("valid_from"))),
            models.CheckConstraint(
                name="term_extension_is_later_and_has_a_document",
                condition=Q(extended_to__isnull=True)
                | (Q(extended_to__gt=F("planned_end")) & ~Q(extension_document="")),
            ),
            models.CheckConstraint(
                name="term_ended_after_start", condition=Q(ended_on__isnull=True) | Q(ended_on__gte=F("valid_from"))
            ),
            ExclusionConstraint(
                name="term_one_at_a_time",
                expressions=[
                    ("organisation", RangeOperators.EQUAL),
                    (
                        DateRange("valid_from", Coalesce("ended_on", "extended_to", "planned_end"), Value("[)")),
                        RangeOperators.OVERLAPS,
                    ),
                ],
                violation_error_message=_("Tổ chức đảng đã có một nhiệm kỳ trong thời gian này."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def last_day(self) -> dt.date:
        """When it ended, or is to end with any extension."""
        return self.ended_on or self.extended_to or self.planned_end
