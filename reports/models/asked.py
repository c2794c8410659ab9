"""What papers about a time are about."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from cells.models import Member, Organisation

BOOK_FORM = "book"
"""Stands for the book of minutes of a year among the forms that are asked for."""


MONTH_SCORES_FORM = "diem"
"""Stands for the grades of a month's meetings, from its first to its last day."""


HALF_YEAR_FORM = "nua-nam"
"""Stands for the half-year of a committee's cells, from its first to its last day."""


SUMMARY_FORM = "nam"
"""Stands for the year-end tables as they stood on a day (``last_on``)."""


YEAR_FORM_PREFIX = "nam-"
"""Begins the names of the forms of a year's evaluation: "nam-6f". They are as of ``last_on``."""


DOSSIER_FORM = "ho-so-don-vi"
"""Stands for the dossier of a unit's year and the tables in it, from its first to its last day."""
DOSSIERS_BELOW_FORM = "ho-so-toan-dang-bo"
"""Stands for the dossiers of a committee and all cells below it."""
MEMBER_DOSSIER_FORM = "ho-so-dang-vien"
"""Stands for the dossier of a member's year, for those who read the unit."""
OWN_DOSSIER_FORM = "ho-so-ca-nhan"
"""Stands for what the member may read of it himself."""
MINUTES_SPAN_FORM = "bien-ban-thang"
"""Stands for all approved minutes of a unit and those below, from the first to the last day of some months."""


class AskedPaper(models.Model):
    """What a paper about a time is about: which form, of which unit or member, from which day to which.

    A form as of one day has that day as ``last_on``. The numbers are not kept here: they are counted from the records.
    """

    form = models.CharField(max_length=30)
    """A key of ``cells.rules.statistics.forms``, or one of the forms above."""
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="asked_papers")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, null=True, related_name="asked_papers")
    """Whom it is about; None: the unit."""
    first_on = models.DateField()
    last_on = models.DateField()

    class Meta:
        verbose_name = _("văn bản được yêu cầu")
        constraints = [
            models.UniqueConstraint(
                name="askedpaper_once",
                fields=["form", "organisation", "member", "first_on", "last_on"],
                nulls_distinct=False,
            ),
            models.CheckConstraint(name="askedpaper_first_before_last", condition=Q(first_on__lte=F("last_on"))),
        ]

    def __str__(self) -> str:
        return f"{self.form}: {self.organisation_id}, {self.first_on}–{self.last_on}"
