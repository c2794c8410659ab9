"""The minutes: agenda items, passages of text with their revisions, votes, and papers."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cells.models import Candidate, Member
from meetings.models.attendance import Guest
from meetings.models.meetings import Meeting


class AgendaItem(models.Model):
    """A point of the agenda (nội dung): presenter, opinions, votes, conclusion hang on it."""

    class Kind(models.TextChoices):
        INFORMATION = "information", _("thời sự, văn bản cấp trên")
        LAST_MONTH = "last_month", _("đánh giá thực hiện nghị quyết tháng trước")
        MEMBERS = "members", _("đánh giá đảng viên")
        NEXT_MONTH = "next_month", _("phương hướng, nhiệm vụ tháng tới")
        THEME = "theme", _("chuyên đề")
        OTHER = "other", _("nội dung khác")

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="items")
    kind = models.CharField(max_length=12, choices=Kind, default=Kind.OTHER)
    order = models.PositiveSmallIntegerField()
    title = models.CharField(_("nội dung"), max_length=300)
    presenter = models.ForeignKey(Member, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    is_removed = models.BooleanField(default=False)

    class Meta:
        ordering = ["order", "pk"]

    def __str__(self) -> str:
        return self.title


class Passage(models.Model):
    """One piece of the minutes' text that is saved by itself; an opinion is a passage with a speaker.

    ``revision`` counts the saves. A save names the revision it was edited from, so of two people writing at once the
    second is shown both texts.
    """

    class Kind(models.TextChoices):
        FEES = "fees", _("tình hình đảng phí")
        ITEM_BODY = "item_body", _("nội dung trình bày")
        OPINION = "opinion", _("ý kiến")
        ITEM_CONCLUSION = "item_conclusion", _("kết luận từng nội dung")
        SUPERIOR = "superior", _("phát biểu của cấp trên và tiếp thu")
        CONCLUSION = "conclusion", _("kết luận chung")
        SELF_ASSESSMENT = "self_assessment", _("hạn chế và biện pháp khắc phục")

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="passages")
    item = models.ForeignKey(AgendaItem, on_delete=models.PROTECT, null=True, blank=True, related_name="passages")
    kind = models.CharField(max_length=16, choices=Kind)
    order = models.PositiveIntegerField(default=0)
    speaker = models.ForeignKey(Member, on_delete=models.PROTECT, null=True, blank=True, related_name="opinions")
    guest = models.ForeignKey(Guest, on_delete=models.PROTECT, null=True, blank=True, related_name="opinions")
    text = models.TextField(blank=True)
    revision = models.PositiveIntegerField(default=0)
    edited_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    edited_at = models.DateTimeField(null=True)
    is_removed = models.BooleanField(default=False)

    class Meta:
        ordering = ["order", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="passage_one_of_a_kind_for_the_meeting",
                fields=["meeting", "kind"],
                condition=Q(item__isnull=True) & ~Q(kind="opinion"),
            ),
            models.UniqueConstraint(
                name="passage_one_of_a_kind_for_an_item",
                fields=["item", "kind"],
                condition=Q(item__isnull=False) & ~Q(kind="opinion"),
            ),
            models.CheckConstraint(
                name="passage_only_opinions_have_one_speaker",
                condition=(Q(kind="opinion") & (Q(speaker__isnull=False) ^ Q(guest__isnull=False)))
                | (~Q(kind="opinion") & Q(speaker__isnull=True, guest__isnull=True)),
            ),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()


class PassageRevision(models.Model):
    """An earlier or present text of a passage: who wrote it, when. Nothing typed is ever lost."""

    passage = models.ForeignKey(Passage, on_delete=models.PROTECT, related_name="revisions")
    number = models.PositiveIntegerField()
    text = models.TextField(blank=True)
    saved_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    saved_at = models.DateTimeField()

    class Meta:
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(name="passagerevision_once", fields=["passage", "number"])]

    def __str__(self) -> str:
        return f"{self.passage} #{self.number}"


class Vote(models.Model):
    """A question put to the vote. Body and outcome are derived (Điều lệ Đ4.3, Đ5.2, Đ9.5, Đ38.3)."""

    class Matter(models.TextChoices):
        ORDINARY = "ordinary", _("nội dung thường")
        RESOLUTION = "resolution", _("thông qua nghị quyết, kết luận")
        ADMISSION = "admission", _("đề nghị kết nạp đảng viên")
        RECOGNITION = "recognition", _("đề nghị công nhận đảng viên chính thức")
        DISCIPLINE = "discipline", _("thi hành kỷ luật khiển trách, cảnh cáo")
        EXPULSION = "expulsion", _("đề nghị khai trừ")

    class Method(models.TextChoices):
        HAND = "hand", _("giơ tay")
        SECRET = "secret", _("bỏ phiếu kín")

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="votes")
    item = models.ForeignKey(AgendaItem, on_delete=models.PROTECT, null=True, blank=True, related_name="votes")
    matter = models.CharField(_("loại việc"), max_length=12, choices=Matter, default=Matter.ORDINARY)
    question = models.CharField(_("nội dung biểu quyết"), max_length=500)
    person = models.CharField(_("người được xét"), max_length=120, blank=True)
    method = models.CharField(_("hình thức"), max_length=8, choices=Method, default=Method.HAND)
    yes = models.PositiveSmallIntegerField(_("tán thành"))
    no = models.PositiveSmallIntegerField(_("không tán thành"), default=0)
    abstain = models.PositiveSmallIntegerField(_("không có ý kiến"), default=0)
    candidate = models.ForeignKey(Candidate, on_delete=models.PROTECT, null=True, blank=True, related_name="votes")
    """Whose admission or recognition it is, where the cell prepared the person here."""
    reserved_opinion = models.TextField(_("ý kiến thiểu số xin bảo lưu"), blank=True)
    is_removed = models.BooleanField(default=False)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="vote_on_a_person_names_one",
                condition=~Q(matter__in=["admission", "recognition", "discipline", "expulsion"]) | ~Q(person=""),
            ),
        ]

    def __str__(self) -> str:
        return self.question


class Paper(models.Model):
    """A file of a meeting: a paper for it, or the signed minutes scanned back as their original."""

    class Kind(models.TextChoices):
        PAPER = "paper", _("tài liệu")
        ORIGINAL = "original", _("bản ký, đóng dấu (bản gốc)")

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="papers")
    item = models.ForeignKey(AgendaItem, on_delete=models.PROTECT, null=True, blank=True, related_name="papers")
    kind = models.CharField(max_length=8, choices=Kind, default=Kind.PAPER)
    title = models.CharField(_("tên tài liệu"), max_length=200)
    file = models.FileField(upload_to="papers/%Y/")
    file_name = models.CharField(max_length=200)
    content_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    version = models.PositiveSmallIntegerField(default=1)
    """Of the minutes whose original it is."""
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField(auto_now_add=True)
    is_removed = models.BooleanField(default=False)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                name="paper_one_original_a_version",
                fields=["meeting", "version"],
                condition=Q(kind="original", is_removed=False),
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Operation(models.Model):
    """A deed or a save of the writing page that was carried out, by the key that the page gave it.

    The row is written in the transaction of the deed itself, so a key that comes again (its answer was lost, a
    button was pressed twice) finds the deed done and is told ``answer`` instead of doing it once more.
    """

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="operations")
    key = models.UUIDField()
    kind = models.CharField(max_length=40)
    """The name of the address it was sent to."""
    target = models.CharField(max_length=40, blank=True)
    """The part of the page that it changed, as "review-12"; empty for deeds that change none alone."""
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    answer = models.JSONField()

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["meeting", "target"])]
        constraints = [models.UniqueConstraint(name="operation_once", fields=["by", "key"])]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"
