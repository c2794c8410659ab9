"""From an outstanding person to an official member (Điều lệ Đ4, Đ5; 01-HD/TW 2026)."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from cells.models.organisations import Organisation
from cells.models.people import Member, Sex


class Candidate(models.Model):
    """A person whom a cell is preparing for admission. ``member`` is set by the ceremony."""

    class Stage(models.TextChoices):
        WATCHED = "watched", _("đang theo dõi")
        OUTSTANDING = "outstanding", _("quần chúng ưu tú")
        CLASS_ATTENDED = "class_attended", _("đã học lớp nhận thức về Đảng")
        DOSSIER = "dossier", _("hoàn thiện hồ sơ")
        CELL_PROPOSED = "cell_proposed", _("chi bộ đề nghị kết nạp")
        COMMITTEE_PROPOSED = "committee_proposed", _("đảng ủy xét, đề nghị")
        DECIDED = "decided", _("có quyết định kết nạp")
        PROBATIONARY = "probationary", _("đã kết nạp, đảng viên dự bị")
        NEW_MEMBER_CLASS = "new_member_class", _("đã học lớp đảng viên mới")
        RECOGNITION_PROPOSED = "recognition_proposed", _("chi bộ đề nghị công nhận chính thức")
        OFFICIAL = "official", _("đảng viên chính thức")
        STOPPED = "stopped", _("dừng")

    class Source(models.TextChoices):
        YOUTH = "youth", _("Đoàn Thanh niên")
        WOMEN = "women", _("Hội Phụ nữ")
        VETERANS = "veterans", _("Hội Cựu chiến binh")
        FARMERS = "farmers", _("Hội Nông dân")
        UNION = "union", _("Công đoàn")
        OTHER = "other", _("nguồn khác")

    cell = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="candidates")
    full_name = models.CharField(_("họ và tên"), max_length=120)
    sort_key = models.CharField(max_length=1500, editable=False, db_collation="C")
    search_key = models.CharField(max_length=120, editable=False)
    sex = models.CharField(_("giới tính"), max_length=6, choices=Sex, blank=True)
    birth_date = models.DateField(_("ngày sinh"))
    source = models.CharField(_("nguồn giới thiệu"), max_length=10, choices=Source, default=Source.OTHER)
    occupation = models.CharField(_("nghề nghiệp"), max_length=120, blank=True)
    introducer = models.ForeignKey(Member, on_delete=models.PROTECT, null=True, blank=True, related_name="introduced")
    second_introducer = models.ForeignKey(
        Member, on_delete=models.PROTECT, null=True, blank=True, related_name="introduced_second"
    )
    introducing_union = models.CharField(_("đoàn thể giới thiệu"), max_length=200, blank=True)
    """The Youth Union or the trade union that stands for the second introducer (Điều lệ Đ4)."""
    helper = models.ForeignKey(Member, on_delete=models.PROTECT, null=True, blank=True, related_name="helped")
    stage = models.CharField(max_length=22, choices=Stage, default=Stage.WATCHED)
    member = models.OneToOneField(Member, on_delete=models.PROTECT, null=True, blank=True, related_name="candidate")

    class Meta:
        ordering = ["sort_key", "pk"]
        constraints = [
            models.CheckConstraint(
                name="candidate_member_from_the_ceremony_on",
                condition=Q(member__isnull=False)
                | ~Q(stage__in=["probationary", "new_member_class", "recognition_proposed", "official"]),
            ),
            models.CheckConstraint(
                name="candidate_two_introducers",
                condition=Q(introducer__isnull=True)
                | Q(second_introducer__isnull=True)
                | ~Q(introducer=F("second_introducer")),
            ),
        ]

    def __str__(self) -> str:
        return self.full_name


class CandidateStep(models.Model):
    """A stage reached: when, by which document, and with which vote. The outcome is derived from the counts."""

    candidate = models.ForeignKey(Candidate, on_delete=models.PROTECT, related_name="steps")
    stage = models.CharField(max_length=22, choices=Candidate.Stage)
    on = models.DateField(_("ngày"))
    document = models.CharField(_("văn bản"), max_length=200, blank=True)
    yes = models.PositiveSmallIntegerField(_("tán thành"), null=True, blank=True)
    body = models.PositiveSmallIntegerField(_("tổng số được biểu quyết"), null=True, blank=True)
    note = models.CharField(_("ghi chú, lý do dừng"), max_length=300, blank=True)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["on", "pk"]
        constraints = [
            models.CheckConstraint(
                name="candidatestep_votes_within_the_body",
                condition=Q(yes__isnull=True, body__isnull=True) | Q(yes__lte=F("body"), body__gt=0),
            ),
        ]

    def __str__(self) -> str:
        return self.get_stage_display()
