"""The review (kiểm điểm): the written form, opinions, suggestions from above, the meeting; what was promised."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cells.models import Member, Organisation
from evaluations.models.periods import Level, Period
from evaluations.models.subjects import Evaluation
from meetings.models import Meeting


class SelfReview(models.Model):
    """The review in writing by the form of the regulation (Mẫu 01, 2A, 2B, 2C of HD 43), and the level proposed.

    ``sections`` are the words by section of the form; points are entered as facts.
    """

    evaluation = models.OneToOneField(Evaluation, on_delete=models.PROTECT, related_name="self_review")
    form = models.CharField(_("mẫu"), max_length=10)
    sections = models.JSONField(default=dict)
    level = models.CharField(_("mức tự xếp loại"), max_length=12, choices=Level, blank=True)
    version = models.PositiveIntegerField(default=1)
    """Grows with every save, so that two people writing at once do not overwrite each other."""
    circulated_on = models.DateField(_("ngày gửi dự thảo"), null=True, blank=True)
    """When the draft went to those who take part; three working days before the meeting (HD 43 mục 2)."""
    updated_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("bản kiểm điểm")

    def __str__(self) -> str:
        return f"{self.form}: {self.evaluation}"


class Suggestion(models.Model):
    """A question that the level above wants answered in the review (gợi ý kiểm điểm), and the answer."""

    evaluation = models.ForeignKey(Evaluation, on_delete=models.PROTECT, related_name="suggestions")
    question = models.TextField(_("nội dung gợi ý"))
    document = models.CharField(_("văn bản"), max_length=200, blank=True)
    asked_on = models.DateField(_("ngày gợi ý"))
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    answer = models.TextField(_("giải trình"), blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    is_removed = models.BooleanField(default=False)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.question[:80]


class Opinion(models.Model):
    """What someone else says about a subject: civil-service rating, cell committee, mass organisations, residence …"""

    class Giver(models.TextChoices):
        CIVIL_SERVICE = "civil_service", _("xếp loại cán bộ, công chức, viên chức, người lao động")
        CELL_COMMITTEE = "cell_committee", _("chi ủy")
        MASS_ORGANISATION = "mass_organisation", _("tập thể lãnh đạo đoàn thể")
        RESIDENCE = "residence", _("cấp ủy nơi cư trú")
        CELL = "cell", _("chi bộ")
        COMMITTEE = "committee", _("cấp ủy, cơ quan liên quan")
        FORMER_CELL = "former_cell", _("chi bộ cũ (chuyển sinh hoạt trong năm)")
        TEMPORARY_CELL = "temporary_cell", _("chi bộ nơi sinh hoạt tạm thời")
        SAME_LEVEL = "same_level", _("chính quyền, Mặt trận, đoàn thể cùng cấp (mức được xếp loại)")

    evaluation = models.ForeignKey(Evaluation, on_delete=models.PROTECT, related_name="opinions")
    giver = models.CharField(_("bên cho ý kiến"), max_length=20, choices=Giver)
    giver_name = models.CharField(_("tên cơ quan, tổ chức"), max_length=200, blank=True)
    level = models.CharField(_("mức đề nghị hoặc được xếp"), max_length=12, choices=Level, blank=True)
    text = models.TextField(_("nội dung nhận xét"), blank=True)
    document = models.CharField(_("văn bản"), max_length=200, blank=True)
    given_on = models.DateField(_("ngày"))
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)
    is_removed = models.BooleanField(default=False)

    class Meta:
        ordering = ["giver", "given_on", "pk"]
        constraints = [
            models.CheckConstraint(name="opinion_says_something", condition=~Q(level="") | ~Q(text="")),
        ]

    def __str__(self) -> str:
        return f"{self.get_giver_display()}: {self.evaluation}"


class ReviewMeeting(models.Model):
    """The meeting at which the subjects of a unit were reviewed; who was there is in its attendance."""

    period = models.ForeignKey(Period, on_delete=models.PROTECT, related_name="review_meetings")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="review_meetings")
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="reviewed_periods")
    drafts_sent_on = models.DateField(_("ngày gửi dự thảo"), null=True, blank=True)
    delegation = models.CharField(_("đại diện cấp trên dự"), max_length=300, blank=True)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["meeting__held_on", "pk"]
        constraints = [models.UniqueConstraint(name="reviewmeeting_once", fields=["period", "meeting"])]

    def __str__(self) -> str:
        return str(self.meeting)


class Commitment(models.Model):
    """What a member or a unit signed for a year: the commitment, the personal plan of action, the unit's programme."""

    class Kind(models.TextChoices):
        COMMITMENT = "commitment", _("bản cam kết tu dưỡng, rèn luyện")
        PLAN = "plan", _("kế hoạch hành động cá nhân")
        PROGRAMME = "programme", _("danh mục nhiệm vụ, chỉ tiêu năm")

    cell = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="commitments")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, null=True, blank=True, related_name="commitments")
    year = models.PositiveSmallIntegerField(_("năm"))
    kind = models.CharField(_("loại"), max_length=10, choices=Kind)
    signed_on = models.DateField(_("ngày ký"), null=True, blank=True)
    document = models.CharField(_("văn bản"), max_length=200, blank=True)

    class Meta:
        ordering = ["-year", "kind", "pk"]
        verbose_name = _("bản cam kết")
        constraints = [
            models.UniqueConstraint(
                name="commitment_once_a_year",
                fields=["cell", "member", "year", "kind"],
                nulls_distinct=False,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.year}"


class CommitmentItem(models.Model):
    """One line of it: what, by when, and what came of it with its product."""

    class Result(models.TextChoices):
        OPEN = "open", _("đang thực hiện")
        DONE = "done", _("hoàn thành")
        EXCEEDED = "exceeded", _("hoàn thành vượt mức")
        NOT_DONE = "not_done", _("không hoàn thành")

    commitment = models.ForeignKey(Commitment, on_delete=models.PROTECT, related_name="items")
    text = models.CharField(_("nội dung"), max_length=500)
    due_on = models.DateField(_("thời hạn"), null=True, blank=True)
    result = models.CharField(_("kết quả"), max_length=10, choices=Result, default=Result.OPEN)
    finished_on = models.DateField(_("ngày hoàn thành"), null=True, blank=True)
    product = models.CharField(_("sản phẩm, số liệu"), max_length=300, blank=True)
    order = models.PositiveSmallIntegerField(default=0)
    is_removed = models.BooleanField(default=False)

    class Meta:
        ordering = ["order", "pk"]
        constraints = [
            models.CheckConstraint(
                name="commitmentitem_finished_has_day",
                condition=~Q(result__in=["done", "exceeded"]) | Q(finished_on__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.text


class Shortcoming(models.Model):
    """A shortcoming named in a review (hạn chế, khuyết điểm), with its remedy, until it is remedied.

    It comes up in the next review and feeds "100 % hạn chế được khắc phục" (QĐ 366 Đ11.1).
    """

    class Progress(models.TextChoices):
        NOT_YET = "not_yet", _("chưa khắc phục")
        UNDER_WAY = "under_way", _("đang khắc phục")
        REMEDIED = "remedied", _("đã khắc phục")

    cell = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="shortcomings")
    """The unit of which it is said, or the cell of the member."""
    member = models.ForeignKey(Member, on_delete=models.PROTECT, null=True, blank=True, related_name="shortcomings")
    year = models.PositiveSmallIntegerField(_("kỳ kiểm điểm năm"))
    """The year of the review that named it; it counts in the following ones until it is remedied."""
    text = models.CharField(_("hạn chế, khuyết điểm"), max_length=500)
    remedy = models.CharField(_("biện pháp khắc phục"), max_length=500, blank=True)
    responsible = models.ForeignKey(Member, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    due_on = models.DateField(_("thời hạn"), null=True, blank=True)
    progress = models.CharField(_("tình trạng"), max_length=10, choices=Progress, default=Progress.NOT_YET)
    remedied_on = models.DateField(_("khắc phục xong ngày"), null=True, blank=True)
    result = models.CharField(_("kết quả khắc phục"), max_length=500, blank=True)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)
    is_removed = models.BooleanField(default=False)

    class Meta:
        ordering = ["year", "pk"]
        constraints = [
            models.CheckConstraint(
                name="shortcoming_remedied_has_evidence",
                condition=~Q(progress="remedied") | (Q(remedied_on__isnull=False) & ~Q(result="")),
            ),
        ]

    def __str__(self) -> str:
        return self.text
