"""Papers made in the background: one row a paper, from the request to the stored file; what papers are about."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cells.models import Organisation


class Document(models.Model):
    """A paper asked for, in the making, or made. The file is stored with its SHA-256 and never made again in place."""

    class State(models.TextChoices):
        WAITING = "waiting", _("đang chờ")
        RUNNING = "running", _("đang làm")
        DONE = "done", _("đã xong")
        FAILED = "failed", _("không làm được")

    kind = models.CharField(max_length=40)
    """A key of ``reports.catalogue.CATALOGUE``."""
    subject_id = models.BigIntegerField()
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="documents")
    title = models.CharField(max_length=300)
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    parts_done = models.PositiveIntegerField(default=0)
    parts_total = models.PositiveIntegerField(default=1)
    step = models.CharField(max_length=200, blank=True)
    error = models.CharField(max_length=500, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    """How often a worker took it up; one that dies with its worker each time is given up."""
    file = models.FileField(upload_to="%Y/", blank=True)
    file_name = models.CharField(max_length=200, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    size = models.PositiveBigIntegerField(default=0)
    is_final = models.BooleanField(default=False)
    """Made from approved data; the same paper is never made a second time."""
    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="documents")
    requested_at = models.DateTimeField(auto_now_add=True)
    started_at = models.DateTimeField(null=True)
    """When it was last taken up; also the mark by which that worker knows that it still owns it."""
    finished_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("văn bản")
        indexes = [models.Index(fields=["kind", "subject_id"]), models.Index(fields=["organisation", "-id"])]
        constraints = [
            models.CheckConstraint(
                name="document_done_has_file",
                condition=~Q(state="done") | (~Q(file="") & ~Q(sha256="") & Q(finished_at__isnull=False)),
            ),
            models.CheckConstraint(name="document_failed_has_reason", condition=~Q(state="failed") | ~Q(error="")),
            models.UniqueConstraint(
                name="document_final_once",
                fields=["kind", "subject_id"],
                condition=Q(is_final=True) & ~Q(state="failed"),
            ),
            models.UniqueConstraint(
                name="document_one_in_the_making",
                fields=["kind", "subject_id"],
                condition=Q(state__in=["waiting", "running"]),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("reports:document_detail", args=[self.pk])

    @property
    def is_pending(self) -> bool:
        return self.state in (self.State.WAITING, self.State.RUNNING)

    @property
    def opens_in_browser(self) -> bool:
        return self.file_name.endswith(".pdf")


BOOK_FORM = "book"
"""Stands for the book of minutes of a year among the forms that are asked for."""


MONTH_SCORES_FORM = "diem"
"""Stands for the grades of a month's meetings, from its first to its last day."""


SUMMARY_FORM = "nam"
"""Stands for the year-end tables as they stood on a day (``last_on``)."""


class AskedStatistics(models.Model):
    """What a paper about a time is about: which form, of which unit, from which day to which.

    The form is one of the statistics, or the book of minutes of a year. A form as of one day has that day as
    ``last_on``. The numbers are not kept here: they are counted from the records.
    """

    form = models.CharField(max_length=4)
    """A key of ``cells.rules.statistics.forms``, or ``BOOK_FORM``."""
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="asked_statistics")
    first_on = models.DateField()
    last_on = models.DateField()

    class Meta:
        verbose_name = _("biểu thống kê")
        constraints = [
            models.UniqueConstraint(
                name="askedstatistics_once", fields=["form", "organisation", "first_on", "last_on"]
            ),
            models.CheckConstraint(name="askedstatistics_first_before_last", condition=Q(first_on__lte=F("last_on"))),
        ]

    def __str__(self) -> str:
        return f"{self.form}: {self.organisation_id}, {self.first_on}–{self.last_on}"
