"""Documents that organisations issue, with their numbers; plans of themes; the month's published calendar."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cells.models import Member, Organisation, Term
from meetings.models.meetings import Meeting


class DocumentKind(models.TextChoices):
    """Types of document of Party organisations with their symbols (36-HD/VPTW; 399-QĐ/TW)."""

    RESOLUTION = "NQ", _("nghị quyết")
    DECISION = "QĐ", _("quyết định")
    DIRECTIVE = "CT", _("chỉ thị")
    CONCLUSION = "KL", _("kết luận")
    RULES = "QC", _("quy chế")
    REGULATION = "QĐi", _("quy định")
    NOTICE = "TB", _("thông báo")
    GUIDANCE = "HD", _("hướng dẫn")
    REPORT = "BC", _("báo cáo")
    PLAN = "KH", _("kế hoạch")
    SCHEME = "ĐA", _("đề án")
    OPTION = "PA", _("phương án")
    PROGRAMME = "CTr", _("chương trình")
    SUBMISSION = "TTr", _("tờ trình")
    LETTER = "CV", _("công văn")
    MINUTES = "BB", _("biên bản")


class NumberSeries(models.Model):
    """The last number given for a type of document in a term: one locked row, so that no number is given twice."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="number_series")
    kind = models.CharField(max_length=4, choices=DocumentKind)
    term = models.ForeignKey(Term, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="numberseries_once", fields=["organisation", "kind", "term"], nulls_distinct=False
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind}: {self.last}"


class PartyDocument(models.Model):
    """A document that an organisation issued: made here, or entered into the register with its number as typed."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="documents_issued")
    term = models.ForeignKey(Term, on_delete=models.PROTECT, null=True, blank=True, related_name="documents")
    kind = models.CharField(_("loại văn bản"), max_length=4, choices=DocumentKind)
    number = models.PositiveIntegerField(_("số"), null=True, blank=True)
    symbol = models.CharField(_("số, ký hiệu"), max_length=60, blank=True)
    """As printed: "12-NQ/CB"."""
    signed_on = models.DateField(_("ngày ký"), null=True, blank=True)
    title = models.CharField(_("trích yếu"), max_length=500)
    signer = models.ForeignKey(Member, on_delete=models.PROTECT, null=True, blank=True, related_name="documents_signed")
    signer_title = models.CharField(_("chức vụ người ký"), max_length=120, blank=True)
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, null=True, blank=True, related_name="documents")
    content = models.JSONField(default=dict, blank=True)
    """What was made here: plain values by the parts of its form; empty for a document that is only registered."""
    cancelled_on = models.DateField(_("ngày thu hồi, hủy"), null=True, blank=True)
    cancelled_reason = models.CharField(_("lý do hủy"), max_length=300, blank=True)
    registered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    registered_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-signed_on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                name="partydocument_number_once",
                fields=["organisation", "kind", "term", "number"],
                condition=Q(number__isnull=False),
                nulls_distinct=False,
            ),
            models.UniqueConstraint(
                name="partydocument_one_of_a_kind_a_meeting",
                fields=["meeting", "kind"],
                condition=Q(meeting__isnull=False, cancelled_on__isnull=True),
            ),
            models.CheckConstraint(
                name="partydocument_cancelled_has_reason",
                condition=Q(cancelled_on__isnull=True) | ~Q(cancelled_reason=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.symbol}".strip()


class ThematicPlan(models.Model):
    """The year's plan of thematic meetings of a cell (kế hoạch sinh hoạt chuyên đề; 42-HD/BTCTW)."""

    class State(models.TextChoices):
        DRAFT = "draft", _("đang soạn")
        SENT = "sent", _("đã báo cáo cấp trên")

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="thematic_plans")
    year = models.PositiveSmallIntegerField(_("năm"))
    purpose = models.TextField(_("mục đích, yêu cầu"), blank=True)
    arrangement = models.TextField(_("tổ chức thực hiện"), blank=True)
    state = models.CharField(max_length=6, choices=State, default=State.DRAFT)
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    sent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-year"]
        constraints = [
            models.UniqueConstraint(name="thematicplan_once_a_year", fields=["organisation", "year"]),
            models.CheckConstraint(
                name="thematicplan_sent_has_evidence",
                condition=~Q(state="sent") | Q(sent_at__isnull=False, sent_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation}: {self.year}"


class ThematicPlanItem(models.Model):
    """One theme of the plan: which month, who prepares it, and the meeting that held it."""

    plan = models.ForeignKey(ThematicPlan, on_delete=models.PROTECT, related_name="items")
    month = models.PositiveSmallIntegerField(_("tháng"))
    topic = models.CharField(_("chuyên đề"), max_length=300)
    preparer = models.ForeignKey(
        Member, on_delete=models.PROTECT, null=True, blank=True, related_name="themes_prepared"
    )
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, null=True, blank=True, related_name="plan_items")
    is_removed = models.BooleanField(default=False)

    class Meta:
        ordering = ["month", "pk"]
        constraints = [
            models.CheckConstraint(name="thematicplanitem_month_1_to_12", condition=Q(month__gte=1, month__lte=12)),
        ]

    def __str__(self) -> str:
        return self.topic


class PublishedCalendar(models.Model):
    """The calendar of a month as a committee published it: plain values, never rebuilt from newer plans."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="published_calendars")
    year = models.PositiveSmallIntegerField(_("năm"))
    month = models.PositiveSmallIntegerField(_("tháng"))
    edition = models.PositiveSmallIntegerField(_("lần"), default=1)
    rows = models.JSONField()
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    published_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-year", "-month", "-edition"]
        constraints = [
            models.UniqueConstraint(name="publishedcalendar_once", fields=["organisation", "year", "month", "edition"]),
        ]

    def __str__(self) -> str:
        return f"{self.organisation}: {self.month}/{self.year}"
