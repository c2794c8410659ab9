"""Posts, from which all rights follow."""

from typing import Self

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import Case, Q, Value, When
from django.utils.translation import gettext_lazy as _

from cells.models.dated import DAYS, ENDS_AFTER_START, DatedQuerySet
from cells.models.organisations import Organisation
from cells.models.people import Member


class Office(models.TextChoices):
    """Posts (chức vụ). ``ORGANISATION_OFFICER`` is staff of the organisation board of that unit."""

    SECRETARY = "secretary", _("Bí thư")
    DEPUTY_SECRETARY = "deputy_secretary", _("Phó Bí thư")
    STANDING_MEMBER = "standing_member", _("Ủy viên Ban Thường vụ")
    COMMITTEE_MEMBER = "committee_member", _("Cấp ủy viên")
    GROUP_LEADER = "group_leader", _("Tổ trưởng tổ đảng")
    GROUP_DEPUTY = "group_deputy", _("Tổ phó tổ đảng")
    ORGANISATION_OFFICER = "organisation_officer", _("Cán bộ ban tổ chức")


class SeatQuerySet(DatedQuerySet):
    def ranked(self) -> Self:
        """Secretary first, then as the offices are listed, then by name."""
        ranks = [When(office=office, then=Value(rank)) for rank, office in enumerate(Office.values)]
        return self.order_by(Case(*ranks, output_field=models.IntegerField()), "member__sort_key")


class Seat(models.Model):
    """A person in an office of an organisation for a time. Rights follow from seats in force today."""

    class Basis(models.TextChoices):
        ELECTED = "elected", _("bầu")
        APPOINTED = "appointed", _("chỉ định")
        ADDED = "added", _("bổ sung")

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="seats")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="seats")
    office = models.CharField(_("chức vụ"), max_length=25, choices=Office)
    basis = models.CharField(max_length=10, choices=Basis, blank=True)
    valid_from = models.DateField(_("từ ngày"))
    valid_to = models.DateField(_("đến ngày"), null=True, blank=True)
    document = models.CharField(_("văn bản"), max_length=200, blank=True)
    document_on = models.DateField(_("ngày văn bản"), null=True, blank=True)
    end_document = models.CharField(_("văn bản thôi chức vụ"), max_length=200, blank=True)
    end_document_on = models.DateField(_("ngày văn bản thôi chức vụ"), null=True, blank=True)

    objects = SeatQuerySet.as_manager()

    class Meta:
        ordering = ["organisation", "valid_from", "pk"]
        constraints = [
            models.CheckConstraint(name="seat_ends_after_start", condition=ENDS_AFTER_START),
            ExclusionConstraint(
                name="seat_one_secretary_at_a_time",
                expressions=[("organisation", RangeOperators.EQUAL), (DAYS, RangeOperators.OVERLAPS)],
                condition=Q(office="secretary"),
                violation_error_message=_("Tổ chức đảng này đã có bí thư trong thời gian đó."),
            ),
            ExclusionConstraint(
                name="seat_same_person_once",
                expressions=[
                    ("organisation", RangeOperators.EQUAL),
                    ("member", RangeOperators.EQUAL),
                    (DAYS, RangeOperators.OVERLAPS),
                ],
                violation_error_message=_("Người này đã giữ một chức vụ tại đây trong thời gian đó."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title}, {self.organisation}"

    @property
    def title(self) -> str:
        """The post in the words of its unit: a committee member of a cell is a "Chi ủy viên"."""
        if self.office == Office.COMMITTEE_MEMBER and self.organisation.is_cell:
            return str(_("Chi ủy viên"))
        return self.get_office_display()
