"""Appraisal, decision with its later versions, complaints, awards."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cells.models import Award, Discipline, Organisation
from evaluations.models.periods import Level, Period
from evaluations.models.subjects import Evaluation
from meetings.models import Meeting


class Review(models.Model):
    """The opinion of the organisation board (thẩm định, QĐ 366 Đ12)."""

    evaluation = models.ForeignKey(Evaluation, on_delete=models.PROTECT, related_name="reviews")
    level = models.CharField(_("mức đề xuất"), max_length=12, choices=Level)
    opinion = models.TextField(_("ý kiến thẩm định"), blank=True)
    reviewed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    reviewed_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.get_level_display()


class Complaint(models.Model):
    """A complaint, petition or report about a class: received, verified, concluded (QĐ 366 Đ12 bước 3, Đ17.8).

    While it is open the decision is held; what it changes is a further decision.
    """

    class Kind(models.TextChoices):
        COMPLAINT = "complaint", _("khiếu nại")
        PETITION = "petition", _("kiến nghị")
        DENUNCIATION = "denunciation", _("tố cáo, phản ánh")

    class State(models.TextChoices):
        RECEIVED = "received", _("đã nhận")
        VERIFYING = "verifying", _("đang xác minh")
        CONCLUDED = "concluded", _("đã kết luận")
        WITHDRAWN = "withdrawn", _("đã rút đơn")

    class Outcome(models.TextChoices):
        KEPT = "kept", _("giữ nguyên kết quả")
        REAPPRAISED = "reappraised", _("thẩm định, xếp loại lại")

    evaluation = models.ForeignKey(Evaluation, on_delete=models.PROTECT, related_name="complaints")
    kind = models.CharField(_("loại"), max_length=12, choices=Kind, default=Kind.COMPLAINT)
    from_name = models.CharField(_("người gửi"), max_length=120, blank=True)
    received_on = models.DateField(_("ngày nhận"))
    content = models.TextField(_("nội dung"))
    due_on = models.DateField(_("hạn trả lời"), null=True, blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.RECEIVED)
    verifier = models.CharField(_("người, tổ xác minh"), max_length=200, blank=True)
    findings = models.TextField(_("kết quả xác minh"), blank=True)
    verified_on = models.DateField(_("ngày có kết quả xác minh"), null=True, blank=True)
    outcome = models.CharField(_("kết luận"), max_length=12, choices=Outcome, blank=True)
    conclusion = models.TextField(_("nội dung trả lời"), blank=True)
    concluded_on = models.DateField(_("ngày kết luận"), null=True, blank=True)
    document = models.CharField(_("văn bản trả lời"), max_length=200, blank=True)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-received_on", "-pk"]
        verbose_name = _("khiếu nại, kiến nghị")
        constraints = [
            models.CheckConstraint(
                name="complaint_concluded_has_evidence",
                condition=~Q(state="concluded") | (~Q(outcome="") & ~Q(conclusion="") & Q(concluded_on__isnull=False)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.evaluation}"

    def get_absolute_url(self) -> str:
        return reverse("evaluations:complaint_detail", args=[self.pk])


class Decision(models.Model):
    """What the committee decided, beside what the rules proposed, with the facts and the trace of that moment.

    Nothing here is overwritten: a correction or a cancellation is a further row with a higher ``version`` (Mẫu 03).
    """

    class Kind(models.TextChoices):
        FIRST = "first", _("công nhận kết quả")
        CORRECTED = "corrected", _("xếp loại lại")
        CANCELLED = "cancelled", _("hủy kết quả")

    evaluation = models.ForeignKey(Evaluation, on_delete=models.PROTECT, related_name="decisions")
    version = models.PositiveSmallIntegerField(default=1)
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.FIRST)
    replaces = models.OneToOneField("self", on_delete=models.PROTECT, null=True, blank=True, related_name="replaced_by")
    level = models.CharField(_("mức xếp loại"), max_length=12, choices=Level, blank=True)
    """Empty when the subject is not rated, or the result is cancelled."""
    computed_level = models.CharField(max_length=15)
    reason = models.TextField(_("lý do"), blank=True)
    decided_on = models.DateField(_("ngày quyết định"))
    document_number = models.CharField(_("số quyết định"), max_length=60, blank=True)
    meeting = models.ForeignKey(
        Meeting, on_delete=models.PROTECT, null=True, blank=True, related_name="class_decisions"
    )
    signed_by = models.CharField(_("người ký"), max_length=120, blank=True)
    signer_title = models.CharField(_("chức vụ người ký"), max_length=200, blank=True)
    complaint = models.ForeignKey(Complaint, on_delete=models.PROTECT, null=True, blank=True, related_name="decisions")
    discipline = models.ForeignKey(
        Discipline, on_delete=models.PROTECT, null=True, blank=True, related_name="class_decisions"
    )
    is_outstanding = models.BooleanField(_("tiêu biểu"), default=False)
    """Chosen among the excellent as "tiêu biểu" (HD 06-HD/TW mục 19)."""
    facts = models.JSONField()
    trace = models.JSONField()
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(auto_now_add=True)
    published_on = models.DateField(_("ngày công khai"), null=True, blank=True)
    notified_on = models.DateField(_("ngày thông báo cho đối tượng"), null=True, blank=True)

    class Meta:
        ordering = ["-version"]
        constraints = [
            models.UniqueConstraint(name="decision_once_a_version", fields=["evaluation", "version"]),
            models.CheckConstraint(
                name="decision_differing_has_reason",
                condition=Q(level=F("computed_level")) | Q(level="", computed_level="not_rated") | ~Q(reason=""),
            ),
            models.CheckConstraint(
                name="decision_later_has_reason_and_earlier",
                condition=Q(kind="first") | (~Q(reason="") & Q(replaces__isnull=False)),
            ),
            models.CheckConstraint(
                name="decision_outstanding_is_excellent", condition=Q(is_outstanding=False) | Q(level="excellent")
            ),
        ]

    def __str__(self) -> str:
        return self.get_level_display() or str(_("không xếp loại"))


class AwardProposal(models.Model):
    """An award proposed from a decided class (HD 06-HD/TW mục 19): by which rule, by whom, how much.

    Granted, it is an award in the records (``cells.Award``).
    """

    class State(models.TextChoices):
        PROPOSED = "proposed", _("đề nghị")
        GRANTED = "granted", _("đã khen thưởng")
        REFUSED = "refused", _("không khen thưởng")
        WITHDRAWN = "withdrawn", _("đã thu hồi")

    period = models.ForeignKey(Period, on_delete=models.PROTECT, related_name="award_proposals")
    evaluation = models.ForeignKey(Evaluation, on_delete=models.PROTECT, related_name="award_proposals")
    rule = models.CharField(_("quy tắc"), max_length=60)
    title = models.CharField(_("danh hiệu, thành tích"), max_length=200)
    form = models.CharField(_("hình thức"), max_length=12, choices=Award.Kind)
    authority = models.CharField(_("cấp quyết định"), max_length=200)
    amount = models.PositiveBigIntegerField(_("tiền thưởng (đồng)"), null=True, blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.PROPOSED)
    reason = models.CharField(_("lý do, ghi chú"), max_length=300, blank=True)
    award = models.OneToOneField(Award, on_delete=models.PROTECT, null=True, blank=True, related_name="proposal")
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                name="awardproposal_once_a_rule",
                fields=["evaluation", "rule"],
                condition=Q(state__in=["proposed", "granted"]),
            ),
            models.CheckConstraint(
                name="awardproposal_granted_has_award", condition=~Q(state="granted") | Q(award__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title}: {self.evaluation}"


class AwardSetting(models.Model):
    """What a committee settles about the money of awards, from a day on; the base salary, a multiple, a rounding."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="award_settings")
    key = models.CharField(max_length=60)
    value = models.DecimalField(max_digits=12, decimal_places=2)
    valid_from = models.DateField(_("từ ngày"))
    document = models.CharField(_("văn bản"), max_length=200)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["key", "-valid_from"]
        constraints = [
            models.UniqueConstraint(name="awardsetting_once_a_day", fields=["organisation", "key", "valid_from"]),
        ]

    def __str__(self) -> str:
        return f"{self.key}: {self.value}"
