"""Taking a list out: whoever does it, and what, stands in the audit trail."""

import datetime as dt

from django.db import transaction
from django.db.models import Count
from django.utils.translation import gettext as _
from django.utils.translation import override

from accounts.audit import record
from accounts.models import User
from cells.exports.lists import list_workbook
from cells.models import Membership, Organisation, RosterUpload, in_force
from cells.queries import subtree_ids
from core.errors import DomainError
from core.periods import today
from core.spreadsheet import LIMITS

MOST = 10_000
"""As many people as a list may have that is read again; more are taken out unit by unit, or as a paper."""


def is_long_list(organisation: Organisation) -> bool:
    """Whether today's list of members is too long to be made while one waits; it is then a paper."""
    return _people(organisation, today())["number"] > MOST


def _people(organisation: Organisation, on: dt.date) -> dict[str, int]:
    return Membership.objects.filter(in_force(on), cell__in=subtree_ids([organisation.pk])).aggregate(
        number=Count("member", distinct=True), cells=Count("cell", distinct=True)
    )


@transaction.atomic
def take_out_list(organisation: Organisation, *, kind: str, by: User, sheet_per_cell: bool = False) -> bytes:
    """Today's members, units or posts of a unit as a workbook, numbers of identity whole."""
    day = today()
    people = _people(organisation, day)
    if kind == RosterUpload.Kind.MEMBERS and people["number"] > MOST:
        raise DomainError(
            _(
                "%(unit)s có %(number)s đảng viên, quá nhiều để tải ngay; hãy bấm “Lập danh sách toàn đơn vị”, "
                "hoặc xuất từng đơn vị trực thuộc."
            )
            % {"unit": organisation, "number": people["number"]}
        )
    if sheet_per_cell and people["cells"] > LIMITS.sheets:
        raise DomainError(_("Quá nhiều chi bộ để mỗi chi bộ một trang tính; hãy chọn tất cả trong một trang."))
    with override("vi"):
        label = f"{organisation}: danh sách {RosterUpload.Kind(kind).label}"
    record("cells.list_exported", organisation, by=by, organisation=organisation, label=label)
    return list_workbook(organisation, kind=kind, on=day, sheet_per_cell=sheet_per_cell)
