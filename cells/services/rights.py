"""Rights that do not follow from a post: who may take whole lists out of the system."""

import datetime as dt

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import override

from accounts.audit import record
from accounts.models import User
from cells.access import scope_of
from cells.models import ExportRight, Office, Organisation, Seat, in_force
from cells.queries.tree import subtree_ids
from core.errors import DomainError
from core.periods import format_date
from core.vietnamese import normalise


@transaction.atomic
def grant_export(
    organisation: Organisation,
    *,
    user: User,
    reason: str,
    valid_from: dt.date,
    by: User,
    valid_to: dt.date | None = None,
) -> ExportRight:
    """Let someone who may see a unit take its lists out, for a stated reason and time.

    Seeing the data is one right, taking them out another (Luật Bảo vệ dữ liệu cá nhân 2025). Nobody grants it to
    himself; the secretary of the unit has it by the post.
    """
    organisation = Organisation.objects.select_for_update().get(pk=organisation.pk)
    reason = normalise(reason)
    if not reason:
        raise DomainError(_("Hãy ghi lý do giao quyền xuất dữ liệu."), field="reason")
    if valid_to is not None and valid_to < valid_from:
        raise DomainError(_("Ngày hết quyền phải sau ngày bắt đầu."), field="valid_to")
    _check_user(organisation, user, by, valid_from)
    meanwhile = ExportRight.objects.filter(
        Q(valid_to__isnull=True) | Q(valid_to__gte=valid_from), organisation=organisation, user=user
    )
    if valid_to is not None:
        meanwhile = meanwhile.filter(valid_from__lte=valid_to)
    if meanwhile.exists():
        raise DomainError(
            _("%(name)s đã có quyền xuất dữ liệu tại đây trong thời gian này.") % {"name": user.full_name}, field="user"
        )
    right = ExportRight.objects.create(
        organisation=organisation, user=user, reason=reason, granted_by=by, valid_from=valid_from, valid_to=valid_to
    )
    changes = {
        "valid_from": [None, valid_from.isoformat()],
        "valid_to": [None, valid_to.isoformat() if valid_to else None],
    }
    record(
        "cells.export_granted",
        right,
        by=by,
        organisation=organisation,
        label=_label(right),
        changes=changes,
        note=reason,
    )
    return right


def _check_user(organisation: Organisation, user: User, by: User, valid_from: dt.date) -> None:
    if user.pk == by.pk:
        raise DomainError(_("Đồng chí không tự giao quyền cho mình; hãy đề nghị người khác giao."), field="user")
    if not user.is_active:
        raise DomainError(_("Tài khoản này đã ngừng dùng."), field="user")
    secretary = Seat.objects.filter(
        in_force(valid_from), organisation=organisation, office=Office.SECRETARY, member__user=user
    )
    if secretary.exists():
        raise DomainError(_("Đồng chí bí thư có quyền này theo chức vụ, không cần giao."), field="user")
    if not subtree_ids([organisation.pk]) & scope_of(user).readable:
        raise DomainError(
            _("%(name)s chưa được xem %(unit)s; hãy phân công hoặc giao chức vụ trước khi giao quyền xuất.")
            % {"name": user.full_name, "unit": organisation},
            field="user",
        )


@transaction.atomic
def end_export(right: ExportRight, *, last_day: dt.date, by: User) -> None:
    """Take the right back; ``last_day`` is its last day. A right that has not begun ends on its first day."""
    right = ExportRight.objects.select_for_update(of=("self",)).select_related("organisation", "user").get(pk=right.pk)
    if right.valid_to is not None and right.valid_to <= last_day:
        raise DomainError(_("Quyền này đã hết ngày %(day)s.") % {"day": format_date(right.valid_to)})
    before, right.valid_to = right.valid_to, max(last_day, right.valid_from)
    right.save(update_fields=["valid_to"])
    record(
        "cells.export_ended",
        right,
        by=by,
        organisation=right.organisation,
        label=_label(right),
        changes={"valid_to": [before.isoformat() if before else None, right.valid_to.isoformat()]},
    )


def _label(right: ExportRight) -> str:
    with override("vi"):
        return str(right)
