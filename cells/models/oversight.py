"""Who looks after whom: assignments, working groups, pilot units, training classes."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from cells.models.dated import ENDS_AFTER_START, DatedQuerySet
from cells.models.organisations import Organisation
from cells.models.people import Member


class Assignment(models.Model):
    """A committee member in charge of a unit, of a field, or of a field in a unit (ủy viên phụ trách)."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="assignments_made")
    """The committee that assigns."""
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="assignments")
    unit = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="assignments")
    area = models.CharField(_("lĩnh vực"), max_length=200, blank=True)
    document = models.CharField(_("văn bản phân công"), max_length=200, blank=True)
    document_on = models.DateField(_("ngày văn bản"), null=True, blank=True)
    valid_from = models.DateField(_("từ ngày"))
    valid_to = models.DateField(_("đến ngày"), null=True, blank=True)

    objects = DatedQuerySet.as_manager()

    class Meta:
        ordering = ["valid_from", "pk"]
        constraints = [
            models.CheckConstraint(name="assignment_ends_after_start", condition=ENDS_AFTER_START),
            models.CheckConstraint(
                name="assignment_of_a_unit_or_a_field", condition=Q(unit__isnull=False) | ~Q(area="")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.member}: {self.unit or self.area}"


class WorkingGroup(models.Model):
    """A working group (tổ công tác, Điều lệ Đ14.2) that follows units for a time."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="working_groups")
    name = models.CharField(_("tên tổ công tác"), max_length=200)
    purpose = models.CharField(_("nhiệm vụ"), max_length=500, blank=True)
    document = models.CharField(_("quyết định thành lập"), max_length=200, blank=True)
    document_on = models.DateField(_("ngày văn bản"), null=True, blank=True)
    valid_from = models.DateField(_("từ ngày"))
    valid_to = models.DateField(_("đến ngày"), null=True, blank=True)

    objects = DatedQuerySet.as_manager()

    class Meta:
        ordering = ["-valid_from", "pk"]
        constraints = [models.CheckConstraint(name="workinggroup_ends_after_start", condition=ENDS_AFTER_START)]

    def __str__(self) -> str:
        return self.name


class WorkingGroupMember(models.Model):
    """Someone in a working group for a time."""

    class Role(models.TextChoices):
        LEADER = "leader", _("tổ trưởng")
        DEPUTY = "deputy", _("tổ phó")
        MEMBER = "member", _("thành viên")

    group = models.ForeignKey(WorkingGroup, on_delete=models.PROTECT, related_name="people")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="working_groups")
    role = models.CharField(_("vai trò"), max_length=8, choices=Role, default=Role.MEMBER)
    valid_from = models.DateField(_("từ ngày"))
    valid_to = models.DateField(_("đến ngày"), null=True, blank=True)

    objects = DatedQuerySet.as_manager()

    class Meta:
        ordering = ["valid_from", "pk"]
        constraints = [
            models.CheckConstraint(name="workinggroupmember_ends_after_start", condition=ENDS_AFTER_START),
            models.UniqueConstraint(
                name="workinggroupmember_once", fields=["group", "member"], condition=Q(valid_to__isnull=True)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.member}, {self.group}"


class WorkingGroupUnit(models.Model):
    """A unit that a working group follows for a time."""

    group = models.ForeignKey(WorkingGroup, on_delete=models.PROTECT, related_name="units")
    unit = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="followed_by")
    valid_from = models.DateField(_("từ ngày"))
    valid_to = models.DateField(_("đến ngày"), null=True, blank=True)

    objects = DatedQuerySet.as_manager()

    class Meta:
        ordering = ["valid_from", "pk"]
        constraints = [
            models.CheckConstraint(name="workinggroupunit_ends_after_start", condition=ENDS_AFTER_START),
            models.UniqueConstraint(
                name="workinggroupunit_once", fields=["group", "unit"], condition=Q(valid_to__isnull=True)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit}, {self.group}"


class PilotUnit(models.Model):
    """A unit chosen for strengthening in a year (đơn vị điểm), with its own plan."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="pilot_years")
    chosen_by = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="pilot_units")
    year = models.PositiveSmallIntegerField(_("năm"))
    reason = models.TextField(_("lý do chọn"))
    document = models.CharField(_("văn bản chọn"), max_length=200, blank=True)
    document_on = models.DateField(_("ngày văn bản"), null=True, blank=True)
    plan_document = models.CharField(_("kế hoạch củng cố"), max_length=200, blank=True)
    plan_document_on = models.DateField(_("ngày kế hoạch"), null=True, blank=True)
    plan_goal = models.TextField(_("mục tiêu"), blank=True)
    closed_on = models.DateField(_("ngày tổng kết"), null=True, blank=True)
    conclusion = models.TextField(_("kết quả"), blank=True)

    class Meta:
        ordering = ["-year", "pk"]
        constraints = [
            models.UniqueConstraint(name="pilotunit_once_a_year", fields=["organisation", "year"]),
            models.CheckConstraint(
                name="pilotunit_closed_has_conclusion", condition=Q(closed_on__isnull=True) | ~Q(conclusion="")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation}, {self.year}"


class PilotWeakness(models.Model):
    """A weakness for which the unit was chosen, and how far it is mended."""

    class State(models.TextChoices):
        OPEN = "open", _("chưa khắc phục")
        IMPROVING = "improving", _("đang khắc phục")
        MENDED = "mended", _("đã khắc phục")

    pilot = models.ForeignKey(PilotUnit, on_delete=models.PROTECT, related_name="weaknesses")
    text = models.CharField(_("hạn chế"), max_length=500)
    state = models.CharField(_("tình trạng"), max_length=10, choices=State, default=State.OPEN)
    note = models.CharField(_("kết quả, minh chứng"), max_length=500, blank=True)
    state_on = models.DateField(_("ngày cập nhật"))

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(name="pilotweakness_mended_has_note", condition=~Q(state="mended") | ~Q(note=""))
        ]

    def __str__(self) -> str:
        return self.text


class PilotTask(models.Model):
    """A task of the strengthening plan."""

    pilot = models.ForeignKey(PilotUnit, on_delete=models.PROTECT, related_name="tasks")
    text = models.CharField(_("việc phải làm"), max_length=500)
    owner = models.CharField(_("người, đơn vị thực hiện"), max_length=200)
    due_on = models.DateField(_("thời hạn"))
    done_on = models.DateField(_("ngày hoàn thành"), null=True, blank=True)
    result = models.CharField(_("kết quả"), max_length=500, blank=True)

    class Meta:
        ordering = ["due_on", "pk"]
        constraints = [
            models.CheckConstraint(name="pilottask_done_has_result", condition=Q(done_on__isnull=True) | ~Q(result=""))
        ]

    def __str__(self) -> str:
        return self.text


class TrainingClass(models.Model):
    """A class that a committee holds (lớp bồi dưỡng)."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="training_classes")
    name = models.CharField(_("tên lớp"), max_length=300)
    content = models.TextField(_("nội dung"), blank=True)
    place = models.CharField(_("địa điểm"), max_length=200, blank=True)
    starts_on = models.DateField(_("từ ngày"))
    ends_on = models.DateField(_("đến ngày"))
    document = models.CharField(_("văn bản"), max_length=200, blank=True)

    class Meta:
        ordering = ["-starts_on", "pk"]
        constraints = [
            models.CheckConstraint(name="trainingclass_ends_after_start", condition=Q(ends_on__gte=F("starts_on")))
        ]

    def __str__(self) -> str:
        return self.name


class TrainingParticipant(models.Model):
    """A member, or a candidate, who attended a class, and in which role."""

    training = models.ForeignKey(TrainingClass, on_delete=models.PROTECT, related_name="participants")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, null=True, blank=True, related_name="trainings")
    candidate = models.ForeignKey(
        "cells.Candidate", on_delete=models.PROTECT, null=True, blank=True, related_name="trainings"
    )
    role = models.CharField(_("đối tượng"), max_length=120, blank=True)
    """In which capacity, as in "bí thư chi bộ", "cấp ủy viên", "quần chúng ưu tú"."""
    result = models.CharField(_("kết quả"), max_length=120, blank=True)
    is_removed = models.BooleanField(default=False)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="trainingparticipant_is_one",
                condition=Q(member__isnull=False, candidate__isnull=True)
                | Q(member__isnull=True, candidate__isnull=False),
            ),
            models.UniqueConstraint(
                name="trainingparticipant_member_once",
                fields=["training", "member"],
                condition=Q(is_removed=False),
            ),
            models.UniqueConstraint(
                name="trainingparticipant_candidate_once",
                fields=["training", "candidate"],
                condition=Q(is_removed=False),
            ),
        ]

    def __str__(self) -> str:
        return str(self.member or self.candidate)
