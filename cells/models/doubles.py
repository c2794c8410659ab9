"""Records that look like one person: judged to be two, or made one."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from cells.models.people import Member


class DistinctPair(models.Model):
    """Two records that look alike and were judged to be two people; they are not proposed again."""

    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    other = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    judged_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    judged_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="distinctpair_once", fields=["member", "other"]),
            models.CheckConstraint(name="distinctpair_lower_first", condition=Q(member__lt=F("other"))),
        ]

    def __str__(self) -> str:
        return f"{self.member} ≠ {self.other}"


class MemberMerge(models.Model):
    """What became of a double: the record that stays, the one that was merged into it, and rows that became one."""

    kept = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="merges")
    merged = models.OneToOneField(Member, on_delete=models.PROTECT, related_name="merge")
    absorbed = models.JSONField(default=list)
    """Dated rows of the double that said the same as one of the kept record, whole, as they stood."""
    merged_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    merged_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"{self.merged} → {self.kept}"
