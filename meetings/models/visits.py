"""People from above who attend, and dialogues."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cells.models import Member, Organisation
from meetings.models.meetings import Meeting


class Visit(models.Model):
    """Someone from above came (dự sinh hoạt), or looked at a unit's work, and left remarks."""

    class Kind(models.TextChoices):
        MEETING = "meeting", _("dự sinh hoạt")
        CHECK = "check", _("kiểm tra nền nếp sinh hoạt")

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="visits")
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, null=True, blank=True, related_name="visits")
    visitor = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="visits")
    kind = models.CharField(_("loại"), max_length=8, choices=Kind, default=Kind.MEETING)
    visited_on = models.DateField(_("ngày"))
    on_minutes = models.TextField(_("nhận xét về biên bản"), blank=True)
    on_resolution = models.TextField(_("nhận xét về nghị quyết"), blank=True)
    remarks = models.TextField(_("nhận xét chung, việc cần làm"), blank=True)
    remedy_due_on = models.DateField(_("thời hạn khắc phục"), null=True, blank=True)
    remedied_on = models.DateField(_("đã khắc phục ngày"), null=True, blank=True)
    remedy_note = models.CharField(_("kết quả khắc phục"), max_length=300, blank=True)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-visited_on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                name="visit_once_a_meeting", fields=["meeting", "visitor"], condition=Q(meeting__isnull=False)
            ),
            models.CheckConstraint(
                name="visit_remedied_has_note", condition=Q(remedied_on__isnull=True) | ~Q(remedy_note="")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.visitor}: {self.organisation}"


class Dialogue(models.Model):
    """A dialogue of leaders with members and people (đối thoại định kỳ, đột xuất)."""

    class Kind(models.TextChoices):
        REGULAR = "regular", _("định kỳ")
        EXTRAORDINARY = "extraordinary", _("đột xuất")

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="dialogues")
    kind = models.CharField(_("loại"), max_length=13, choices=Kind, default=Kind.REGULAR)
    held_on = models.DateField(_("ngày"))
    place = models.CharField(_("địa điểm"), max_length=200, blank=True)
    subject = models.CharField(_("chủ đề"), max_length=300)
    chair = models.ForeignKey(Member, on_delete=models.PROTECT, null=True, blank=True, related_name="dialogues")
    attended = models.PositiveSmallIntegerField(_("số người dự"), null=True, blank=True)

    class Meta:
        ordering = ["-held_on", "-pk"]

    def __str__(self) -> str:
        return self.subject


class DialogueQuestion(models.Model):
    """A question of a dialogue, its answer, and what was promised."""

    dialogue = models.ForeignKey(Dialogue, on_delete=models.PROTECT, related_name="questions")
    asked_by = models.CharField(_("người hỏi"), max_length=120, blank=True)
    question = models.TextField(_("câu hỏi, kiến nghị"))
    answer = models.TextField(_("trả lời"), blank=True)
    due_on = models.DateField(_("thời hạn giải quyết"), null=True, blank=True)
    settled_on = models.DateField(_("giải quyết xong ngày"), null=True, blank=True)
    is_removed = models.BooleanField(default=False)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.question[:80]
