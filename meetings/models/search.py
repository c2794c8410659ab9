"""What the search looks in: one row for the minutes of a meeting or a document, kept by triggers of the database."""

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import Q

from cells.models import Organisation
from meetings.models.issued import PartyDocument
from meetings.models.meetings import Meeting


class SearchEntry(models.Model):
    """The words of one meeting (theme, agenda, passages, votes, tasks), or of one document.

    No code writes here: migration 0006 lays triggers on the tables where the words stand. Each word stands twice, as
    written and without accents.
    """

    meeting = models.OneToOneField(Meeting, on_delete=models.CASCADE, null=True, related_name="+")
    document = models.OneToOneField(PartyDocument, on_delete=models.CASCADE, null=True, related_name="+")
    unit = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField()
    on = models.DateField()
    is_final = models.BooleanField()
    """Approved minutes, or a document with its number and day: whoever belongs to the unit may read it."""
    words = SearchVectorField()

    class Meta:
        ordering = ["-on", "-pk"]
        indexes = [
            GinIndex(name="searchentry_words", fields=["words"]),
            models.Index(name="searchentry_newest", fields=["-on", "-id"]),
        ]
        constraints = [
            models.CheckConstraint(
                name="searchentry_of_one_thing",
                condition=Q(meeting__isnull=False) ^ Q(document__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit_id}, {self.on}"
