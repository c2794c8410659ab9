"""Awards, badges and discipline: of members, and of organisations."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from cells.models.organisations import Organisation
from cells.models.people import Member

OF_ONE = Q(member__isnull=False, organisation__isnull=True) | Q(member__isnull=True, organisation__isnull=False)


class Award(models.Model):
    """An award of a member or of an organisation (06-HD/TW, 19.2)."""

    class Kind(models.TextChoices):
        CERTIFICATE = "certificate", _("giấy khen")
        PROVINCIAL = "provincial", _("bằng khen")
        STATE = "state", _("huân chương, huy chương")
        OTHER = "other", _("hình thức khác")

    member = models.ForeignKey(Member, on_delete=models.PROTECT, null=True, blank=True, related_name="awards")
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="awards"
    )
    kind = models.CharField(_("hình thức"), max_length=12, choices=Kind)
    reason = models.CharField(_("thành tích"), max_length=300)
    decided_by = models.CharField(_("cấp quyết định"), max_length=200)
    decided_on = models.DateField(_("ngày quyết định"))
    document = models.CharField(_("số quyết định"), max_length=200, blank=True)
    withdrawn_on = models.DateField(_("ngày thu hồi"), null=True, blank=True)
    withdrawal_document = models.CharField(_("văn bản thu hồi"), max_length=200, blank=True)

    class Meta:
        ordering = ["-decided_on", "-pk"]
        constraints = [
            models.CheckConstraint(name="award_of_one", condition=OF_ONE),
            models.CheckConstraint(
                name="award_withdrawn_later",
                condition=Q(withdrawn_on__isnull=True)
                | (Q(withdrawn_on__gte=F("decided_on")) & ~Q(withdrawal_document="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.reason}"


class Badge(models.Model):
    """A badge for years in the Party (Huy hiệu Đảng)."""

    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="badges")
    years = models.PositiveSmallIntegerField(_("số năm tuổi Đảng"))
    awarded_on = models.DateField(_("ngày trao tặng"))
    document = models.CharField(_("số quyết định"), max_length=200, blank=True)
    is_posthumous = models.BooleanField(_("truy tặng"), default=False)

    class Meta:
        ordering = ["-years"]
        constraints = [
            models.UniqueConstraint(name="badge_once", fields=["member", "years"]),
            models.CheckConstraint(
                name="badge_30_to_90_years", condition=Q(years__in=[30, 40, 45, 50, 55, 60, 65, 70, 75, 80, 85, 90])
            ),
        ]

    def __str__(self) -> str:
        return str(_("Huy hiệu %(years)s năm tuổi Đảng") % {"years": self.years})


class Discipline(models.Model):
    """Discipline (Điều lệ Đ35): of a member, or of an organisation."""

    class Kind(models.TextChoices):
        REPRIMAND = "reprimand", _("khiển trách")
        WARNING = "warning", _("cảnh cáo")
        REMOVAL = "removal", _("cách chức")
        EXPULSION = "expulsion", _("khai trừ")
        DISSOLUTION = "dissolution", _("giải tán")

    member = models.ForeignKey(Member, on_delete=models.PROTECT, null=True, blank=True, related_name="disciplines")
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="disciplines"
    )
    unit = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="member_disciplines"
    )
    """The cell of the member on the day of the act."""
    kind = models.CharField(_("hình thức"), max_length=12, choices=Kind)
    content = models.CharField(_("nội dung vi phạm"), max_length=500)
    act_on = models.DateField(_("ngày xảy ra vi phạm"))
    decided_on = models.DateField(_("ngày quyết định"))
    decided_by = models.CharField(_("cấp quyết định"), max_length=200)
    document = models.CharField(_("số quyết định"), max_length=200)
    is_duty_related = models.BooleanField(_("liên quan nhiệm vụ được giao"), default=False)
    is_self_reported = models.BooleanField(_("tự phát hiện, tự báo cáo"), default=False)
    lifted_on = models.DateField(_("ngày chấm dứt hiệu lực"), null=True, blank=True)
    lifting_document = models.CharField(_("văn bản chấm dứt"), max_length=200, blank=True)

    class Meta:
        ordering = ["-decided_on", "-pk"]
        constraints = [
            models.CheckConstraint(name="discipline_of_one", condition=OF_ONE),
            models.CheckConstraint(name="discipline_decided_after_the_act", condition=Q(decided_on__gte=F("act_on"))),
            models.CheckConstraint(
                name="discipline_kind_fits",
                condition=Q(member__isnull=False, kind__in=["reprimand", "warning", "removal", "expulsion"])
                | Q(organisation__isnull=False, kind__in=["reprimand", "warning", "dissolution"]),
            ),
            models.CheckConstraint(
                name="discipline_lifted_later",
                condition=Q(lifted_on__isnull=True) | Q(lifted_on__gte=F("decided_on")),
            ),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()
