"""Papers made in the background: one row a paper, from the request to the stored file; the parts of large ones."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cells.models import Organisation

PARTS_KEPT = dt.timedelta(days=7)
"""How long what is done of a paper that failed waits for a second try."""


class Document(models.Model):
    """A paper asked for, in the making, or made. The file is stored with its SHA-256 and never made again in place."""

    class State(models.TextChoices):
        WAITING = "waiting", _("đang chờ")
        RUNNING = "running", _("đang làm")
        DONE = "done", _("đã xong")
        FAILED = "failed", _("không làm được")
        CANCELLED = "cancelled", _("đã dừng theo yêu cầu")
        EXPIRED = "expired", _("đã hết hạn giữ")

    kind = models.CharField(max_length=40)
    """A key of ``reports.catalogue.CATALOGUE``."""
    subject_id = models.BigIntegerField()
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="documents")
    title = models.CharField(max_length=300)
    state = models.CharField(max_length=9, choices=State, default=State.WAITING)
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
    pages = models.PositiveIntegerField(null=True)
    """Of a PDF."""
    seal = models.CharField(max_length=64, blank=True, db_index=True)
    """The fingerprint of its content (SHA-256, hexadecimal), printed with a QR code on its last page."""
    is_final = models.BooleanField(default=False)
    """Made from approved data; the same paper is never made a second time."""
    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="documents")
    requested_at = models.DateTimeField(auto_now_add=True)
    started_at = models.DateTimeField(null=True)
    """When it was last taken up; also the mark by which that worker knows that it still owns it."""
    finished_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField(null=True, db_index=True)
    """When its file goes; the row with its fingerprints stays. None: never."""
    cancelled_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

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
            models.CheckConstraint(
                name="document_cancelled_by_someone",
                condition=~Q(state="cancelled") | Q(cancelled_by__isnull=False),
            ),
            models.UniqueConstraint(
                name="document_final_once",
                fields=["kind", "subject_id"],
                condition=Q(is_final=True) & ~Q(state__in=["failed", "cancelled", "expired"]),
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

    @property
    def parts_kept_until(self) -> dt.datetime | None:
        return self.finished_at + PARTS_KEPT if self.finished_at else None


class DocumentPart(models.Model):
    """Some pieces of a large paper, laid out together and kept until all are there; what is done is not done again."""

    class State(models.TextChoices):
        WAITING = "waiting", _("đang chờ")
        RUNNING = "running", _("đang làm")
        DONE = "done", _("đã xong")
        FAILED = "failed", _("không làm được")

    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="parts")
    number = models.PositiveIntegerField()
    """From 1, in the order of the whole."""
    title = models.CharField(max_length=300)
    keys = models.JSONField(default=list)
    """Of its pieces, in order."""
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    file = models.FileField(upload_to="%Y/", blank=True)
    starts = models.JSONField(default=list)
    """The page of the part's file on which each piece begins, from 1."""
    pages = models.PositiveIntegerField(null=True)
    error = models.CharField(max_length=500, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["document", "number"]
        verbose_name = _("phần của văn bản")
        constraints = [
            models.UniqueConstraint(name="documentpart_number_once", fields=["document", "number"]),
            models.CheckConstraint(
                name="documentpart_done_has_pages", condition=~Q(state="done") | Q(finished_at__isnull=False)
            ),
            models.CheckConstraint(name="documentpart_failed_has_reason", condition=~Q(state="failed") | ~Q(error="")),
        ]

    def __str__(self) -> str:
        return self.title
