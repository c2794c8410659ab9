"""A period of evaluation under one committee, the regulation of its year, and the groups its cap is counted in."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cells.models import Member, Organisation


class Level(models.TextChoices):
    """The four levels. The official words come from the regulation."""

    EXCELLENT = "excellent", _("Hoàn thành xuất sắc nhiệm vụ")
    GOOD = "good", _("Hoàn thành tốt nhiệm vụ")
    COMPLETED = "completed", _("Hoàn thành nhiệm vụ")
    FAILED = "failed", _("Không hoàn thành nhiệm vụ")


class CapMode(models.TextChoices):
    """What the share of "hoàn thành xuất sắc" is measured against (QĐ 366 Đ11, khoản 1)."""

    GOOD_ONLY = "good_only", _("số được xếp loại hoàn thành tốt (nguyên văn)")
    GOOD_OR_BETTER = "good_or_better", _("số được xếp loại từ hoàn thành tốt trở lên")
    ALL_RATED = "all_rated", _("tổng số được xếp loại")


class LocalRegulation(models.Model):
    """What a committee settles where the regulation leaves it open (QĐ 366 Đ3.3; HD 43 mục 7.12).

    ``own`` holds only what it adds or chooses, see ``evaluations.rules.derived``. In force from ``first_year`` once
    approved by a document; a later one for the same years takes its place.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("đang soạn")
        APPROVED = "approved", _("đã ban hành")
        WITHDRAWN = "withdrawn", _("đã bãi bỏ")

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="local_regulations")
    base_key = models.CharField(_("quy định của Trung ương"), max_length=30)
    title = models.CharField(_("tên văn bản"), max_length=200)
    first_year = models.PositiveSmallIntegerField(_("áp dụng từ năm"))
    last_year = models.PositiveSmallIntegerField(_("đến hết năm"), null=True, blank=True)
    own = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    document = models.CharField(_("số văn bản ban hành"), max_length=200, blank=True)
    document_on = models.DateField(_("ngày văn bản"), null=True, blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    approved_at = models.DateTimeField(null=True, blank=True)
    withdrawn_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["-first_year", "-pk"]
        verbose_name = _("quy định của cấp ủy")
        constraints = [
            models.CheckConstraint(
                name="localregulation_years",
                condition=Q(last_year__isnull=True) | Q(last_year__gte=models.F("first_year")),
            ),
            models.CheckConstraint(
                name="localregulation_approved_has_document",
                condition=Q(state="draft")
                | (~Q(document="") & Q(document_on__isnull=False, approved_by__isnull=False)),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("evaluations:local_regulation_detail", args=[self.pk])


class Period(models.Model):
    """The evaluation of a year (or a quarter) under one committee, with the regulation frozen when it was opened."""

    class State(models.TextChoices):
        OPEN = "open", _("đang đánh giá")
        CLOSED = "closed", _("đã kết thúc")

    class Pooling(models.TextChoices):
        """Where the members of small cells are counted together; the text is silent (HD 21: in each TCCSĐ)."""

        COMMITTEE = "committee", _("gộp chung trong toàn đảng bộ")
        CELL = "cell", _("tính riêng từng chi bộ")

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="evaluation_periods")
    year = models.PositiveSmallIntegerField(_("năm đánh giá"))
    quarter = models.PositiveSmallIntegerField(_("quý"), null=True, blank=True)
    """1 to 4 for the evaluation of a quarter (QĐ 366 Đ15.1); none for the year."""
    regulation_key = models.CharField(_("quy định áp dụng"), max_length=30)
    regulation = models.JSONField()
    """The regulation file as it stood when the period was opened, with what the committees settled."""
    regulation_sha256 = models.CharField(max_length=64)
    local_regulation = models.ForeignKey(
        LocalRegulation, on_delete=models.PROTECT, null=True, blank=True, related_name="periods"
    )
    reference_date = models.DateField(_("ngày chốt"))
    frozen_at = models.DateTimeField(_("đã chốt số liệu lúc"), null=True, blank=True)
    cap_mode = models.CharField(_("mẫu số của tỷ lệ"), max_length=15, choices=CapMode, default=CapMode.GOOD_ONLY)
    cap_rate = models.PositiveSmallIntegerField(_("tỷ lệ tối đa (%)"), default=20)
    cap_document = models.CharField(_("văn bản cho phép nâng tỷ lệ"), max_length=200, blank=True)
    pooling = models.CharField(_("nhóm nhỏ"), max_length=10, choices=Pooling, default=Pooling.COMMITTEE)
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField(auto_now_add=True)
    closed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    closed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-year", "organisation"]
        verbose_name = _("kỳ đánh giá")
        constraints = [
            models.UniqueConstraint(
                name="period_once", fields=["organisation", "year", "quarter"], nulls_distinct=False
            ),
            models.CheckConstraint(
                name="period_quarter_1_to_4",
                condition=Q(quarter__isnull=True) | Q(quarter__gte=1, quarter__lte=4),
            ),
            models.CheckConstraint(name="period_cap_rate", condition=Q(cap_rate__gte=1, cap_rate__lte=100)),
            models.CheckConstraint(
                name="period_uplift_has_document", condition=Q(cap_rate__lte=20) | ~Q(cap_document="")
            ),
            models.CheckConstraint(
                name="period_closed_has_evidence",
                condition=~Q(state="closed") | Q(closed_by__isnull=False, closed_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.year}" if self.quarter is None else f"{self.quarter}/{self.year}"

    def get_absolute_url(self) -> str:
        return reverse("evaluations:period_detail", args=[self.pk])

    @property
    def label(self) -> str:
        """As in "năm 2026", "quý 3 năm 2026"."""
        text = gettext("năm %(year)s") if self.quarter is None else gettext("quý %(quarter)s năm %(year)s")
        return text % {"year": self.year, "quarter": self.quarter}


class CapGroup(models.Model):
    """A group of similar position, role and task in which the cap is counted, as the committee settles it.

    Evaluations without a group are counted by the kind of their subject. A rate above that of the period needs a
    document (QĐ 366 Đ11.1).
    """

    period = models.ForeignKey(Period, on_delete=models.PROTECT, related_name="cap_groups")
    name = models.CharField(_("nhóm"), max_length=120)
    rate = models.PositiveSmallIntegerField(_("tỷ lệ tối đa (%)"), null=True, blank=True)
    document = models.CharField(_("văn bản cho phép nâng tỷ lệ"), max_length=200, blank=True)
    is_removed = models.BooleanField(default=False)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(name="capgroup_once", fields=["period", "name"], condition=Q(is_removed=False)),
            models.CheckConstraint(
                name="capgroup_rate", condition=Q(rate__isnull=True) | Q(rate__gte=1, rate__lte=100)
            ),
            models.CheckConstraint(
                name="capgroup_uplift_has_document",
                condition=Q(rate__isnull=True) | Q(rate__lte=20) | ~Q(document=""),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class CapScenario(models.Model):
    """A what-if of the cap that the committee keeps beside others. It decides nothing.

    ``levels`` are the levels chosen by evaluation number; all others stand as decided or proposed.
    """

    period = models.ForeignKey(Period, on_delete=models.PROTECT, related_name="cap_scenarios")
    name = models.CharField(_("phương án"), max_length=120)
    note = models.CharField(_("ghi chú"), max_length=500, blank=True)
    mode = models.CharField(_("mẫu số của tỷ lệ"), max_length=15, choices=CapMode)
    rate = models.PositiveSmallIntegerField(_("tỷ lệ tối đa (%)"))
    pooling = models.CharField(_("nhóm nhỏ"), max_length=10, choices=Period.Pooling, default=Period.Pooling.COMMITTEE)
    levels = models.JSONField(default=dict)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    is_removed = models.BooleanField(default=False)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(name="capscenario_once", fields=["period", "name"], condition=Q(is_removed=False)),
            models.CheckConstraint(name="capscenario_rate", condition=Q(rate__gte=1, rate__lte=100)),
        ]

    def __str__(self) -> str:
        return self.name


class LeadershipCollective(models.Model):
    """A leadership collective that is reviewed and rated beside the Party organisations (QĐ 366 Đ5).

    The seats of a committee say who belongs to its own collective; for other bodies ``members`` do. One of fewer than
    three is reviewed together with another unit (HD 43 mục 7.4).
    """

    class Kind(models.TextChoices):
        STANDING = "standing", _("ban thường vụ cấp ủy")
        EXECUTIVE = "executive", _("ban chấp hành, chi ủy")
        GOVERNMENT = "government", _("ủy ban nhân dân, cơ quan hành chính")
        COUNCIL = "council", _("hội đồng nhân dân")
        FRONT = "front", _("Mặt trận Tổ quốc, tổ chức chính trị - xã hội")
        SERVICE = "service", _("đơn vị sự nghiệp, doanh nghiệp nhà nước")
        OTHER = "other", _("tập thể khác")

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="collectives")
    """The committee that decides on it."""
    unit = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="own_collectives"
    )
    """The Party organisation whose committee, or whose agency, it leads."""
    kind = models.CharField(_("loại"), max_length=12, choices=Kind)
    name = models.CharField(_("tên tập thể"), max_length=200)
    reviewed_with = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    valid_from = models.DateField(_("từ ngày"))
    valid_to = models.DateField(_("đến ngày"), null=True, blank=True)

    class Meta:
        ordering = ["name", "pk"]
        verbose_name = _("tập thể lãnh đạo, quản lý")
        constraints = [
            models.CheckConstraint(
                name="leadershipcollective_ends_after_start",
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=models.F("valid_from")),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class CollectiveSeat(models.Model):
    """A person in a leadership collective for a time."""

    collective = models.ForeignKey(LeadershipCollective, on_delete=models.PROTECT, related_name="seats")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="collective_seats")
    title = models.CharField(_("chức vụ"), max_length=120)
    is_head = models.BooleanField(_("người đứng đầu"), default=False)
    valid_from = models.DateField(_("từ ngày"))
    valid_to = models.DateField(_("đến ngày"), null=True, blank=True)

    class Meta:
        ordering = ["-is_head", "member__sort_key", "pk"]
        constraints = [
            models.CheckConstraint(
                name="collectiveseat_ends_after_start",
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=models.F("valid_from")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.member}, {self.title}"
