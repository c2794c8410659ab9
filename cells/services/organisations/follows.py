"""What stands in the way of a deed on a past day: things that began in a unit after it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.utils.translation import gettext as _

from cells.models import Membership, Organisation, OrganisationPeriod, Seat, Term
from cells.services.organisations.deeds import Deed
from core.errors import DomainError
from core.periods import format_date


def refuse_what_follows(units: Sequence[Organisation], deed: Deed) -> None:
    """Raise DomainError for the first thing that began in one of the units after the deed's last day."""
    for what, day, unit in _what_follows({unit.pk: unit for unit in units}, deed):
        raise DomainError(
            _(
                "%(unit)s không thể kết thúc ngày %(last)s: %(what)s từ ngày %(day)s. "
                "Hãy chọn ngày cuối từ %(day)s trở đi, hoặc sửa việc đó trước."
            )
            % {
                "unit": unit.label(deed.last_day),
                "last": format_date(deed.last_day),
                "what": what,
                "day": format_date(day),
            },
            field="last_day",
        )


def _what_follows(units: dict[int, Organisation], deed: Deed) -> list[tuple[str, dt.date, Organisation]]:
    found: list[tuple[str, dt.date, Organisation]] = []
    later = {"valid_from__gt": deed.last_day}
    for period in OrganisationPeriod.objects.filter(organisation__in=units, **later).select_related("parent")[:1]:
        words = _("đã có thay đổi khác, tên là %(name)s") % {"name": period.name}
        found.append((words, period.valid_from, units[period.organisation_id]))
    joined = Membership.objects.filter(cell__in=units, **later).select_related("member").order_by("valid_from", "pk")
    for row in joined[:1]:
        words = _("đồng chí %(name)s đã được ghi về sinh hoạt") % {"name": row.member}
        found.append((words, row.valid_from, units[row.cell_id]))
    for seat in Seat.objects.filter(organisation__in=units, **later).select_related("member")[:1]:
        words = _("đồng chí %(name)s đã nhận chức vụ") % {"name": seat.member}
        found.append((words, seat.valid_from, units[seat.organisation_id]))
    for term in Term.objects.filter(organisation__in=units, **later)[:1]:
        words = _("đã có nhiệm kỳ %(term)s") % {"term": term.name}
        found.append((words, term.valid_from, units[term.organisation_id]))
    below = OrganisationPeriod.objects.filter(parent__in=units, **later).exclude(organisation__in=units)
    before = OrganisationPeriod.objects.in_force(deed.last_day).filter(parent__in=units)
    stood = set(before.values_list("organisation", "parent"))
    for period in below.order_by("valid_from"):
        assert period.parent_id is not None
        if (period.organisation_id, period.parent_id) not in stood:
            words = _("%(name)s đã được đặt dưới tổ chức này") % {"name": period.name}
            found.append((words, period.valid_from, units[period.parent_id]))
            break
    return found
