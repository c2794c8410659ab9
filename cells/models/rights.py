"""Rights that do not follow from a post."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cells.models.dated import ENDS_AFTER_START, DatedQuerySet
from cells.models.organisations import Organisation


class ExportRight(models.Model):
    """Someone who may take whole lists out of the system, in one unit and all below, for a time.

    Seeing is one right, taking out another: the secretary of a unit has it by the post, everyone else by this grant.
    """

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="export_rights")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="export_rights")
    reason = models.CharField(_("lý do"), max_length=300)
    granted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    granted_at = models.DateTimeField(auto_now_add=True)
    valid_from = models.DateField(_("từ ngày"))
    valid_to = models.DateField(_("đến ngày"), null=True, blank=True)

    objects = DatedQuerySet.as_manager()

    class Meta:
        ordering = ["-valid_from", "pk"]
        constraints = [
            models.CheckConstraint(name="exportright_ends_after_start", condition=ENDS_AFTER_START),
            models.CheckConstraint(name="exportright_has_reason", condition=~Q(reason="")),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.organisation}"
