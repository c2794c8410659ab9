"""Merging organisations: several into one that stands, or into a new one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from cells.models import Member, Organisation, OrganisationPeriod, Seat
from cells.queries.history import Ancestry
from cells.services.organisations.deeds import (
    Deed,
    document_of,
    is_cell_on,
    lock_tree,
    refuse_not_living,
    refuse_not_standing,
)
from cells.services.organisations.ending import Ending, end_units
from cells.services.organisations.founding import found_organisation
from cells.services.seats import give_seat
from core.errors import DomainError
from core.periods import format_date


@dataclass(frozen=True)
class Appointment:
    """Someone whom the superior appoints to a post of a new, merged or divided unit (chỉ định, Điều lệ Đ13.5)."""

    member: Member
    office: str


@transaction.atomic
def merge_organisations(
    units: Collection[Organisation],
    *,
    last_day: dt.date,
    by: User | None,
    into: Organisation | None = None,
    new_name: str = "",
    parent: Organisation | None = None,
    place_name: str | None = None,
    code: str | None = None,
    document: str = "",
    document_on: dt.date | None = None,
    appointments: Sequence[Appointment] = (),
) -> Organisation:
    """End ``units`` on ``last_day``; ``into``, or a new one called ``new_name``, takes their place from the next day.

    A new unit stands under ``parent``, or where the units stood. Of cells the members move, of committees the units
    below. Refused: an ended unit; a unit into itself or into one below it; cells with committees; what began in a
    unit after ``last_day``. Returns the successor.
    """
    document = document_of(document)
    locked = lock_tree([*units, *([into] if into else []), *([parent] if parent else [])])
    ending = [locked[unit.pk] for unit in {unit.pk: unit for unit in units}.values()]
    deed = Deed(last_day, by, document, document_on)
    into = locked[into.pk] if into else None
    _refuse_unfit(ending, into, new_name, deed)
    # A new unit may take the name of one that ends, so it is founded for the day after.
    successor = into or _found(ending, new_name, locked[parent.pk] if parent else None, place_name, code, deed)
    _refuse_below(ending, successor, deed)
    reason = Organisation.EndReason.MERGED
    end_units([Ending(unit, reason, into=successor, successors=(successor,)) for unit in ending], deed)
    appoint(successor, appointments, deed)
    return successor


def merge_cells(
    cells: Collection[Organisation], *, into: Organisation, last_day: dt.date, by: User | None, document: str = ""
) -> None:
    """End ``cells`` on ``last_day`` and move their members into ``into`` from the next day.

    Meetings up to ``last_day`` stay with the old cell, later ones belong to the new one.
    """
    merge_organisations(cells, into=into, last_day=last_day, by=by, document=document)


def appoint(unit: Organisation, appointments: Sequence[Appointment], deed: Deed) -> None:
    """Give the posts that the superior appoints from the first day of the unit on."""
    for appointment in appointments:
        give_seat(
            appointment.member,
            organisation=unit,
            office=appointment.office,
            basis=Seat.Basis.APPOINTED,
            valid_from=deed.next_day,
            by=deed.by,
            document=deed.document,
        )


def _refuse_unfit(ending: Sequence[Organisation], into: Organisation | None, new_name: str, deed: Deed) -> None:
    if not ending:
        raise DomainError(_("Hãy chọn ít nhất một tổ chức sẽ nhập vào tổ chức khác."), field="units")
    if (into is None) == (not new_name.strip()):
        raise DomainError(_("Hãy chọn tổ chức nhận, hoặc ghi tên tổ chức mới."), field="into")
    if into is None and len(ending) < 2:
        raise DomainError(
            _("Sáp nhập thành tổ chức mới cần ít nhất hai tổ chức; nếu chỉ đổi tên, hãy dùng việc đổi tên."),
            field="units",
        )
    if into is not None and into.pk in {unit.pk for unit in ending}:
        raise DomainError(_("Chi bộ không thể sáp nhập vào chính nó; hãy bỏ chi bộ nhận ra khỏi danh sách."))
    for unit in ending:
        refuse_not_living(unit, deed.last_day)
    if into is not None:
        _refuse_absent_receiver(into, deed)
    families = {is_cell_on(unit, deed.last_day) for unit in ending} | (
        {is_cell_on(into, deed.next_day)} if into else set()
    )
    if len(families) > 1:
        raise DomainError(_("Chi bộ chỉ sáp nhập với chi bộ, đảng bộ với đảng bộ; hãy chọn lại."), field="units")


def _refuse_absent_receiver(into: Organisation, deed: Deed) -> None:
    if into.ended_on is not None:
        follower = into.successions.select_related("successor").prefetch_related("successor__periods").first()
        advice = _("hãy chọn %(unit)s") % {"unit": follower.successor} if follower else _("hãy chọn tổ chức khác")
        raise DomainError(
            _("%(unit)s là nơi nhận nhưng không còn hoạt động: đã kết thúc ngày %(ended)s; %(advice)s.")
            % {"unit": into.label(into.ended_on), "ended": format_date(into.ended_on), "advice": advice},
            field="into",
        )
    refuse_not_standing(into, deed.next_day, field="into")


def _found(
    ending: Sequence[Organisation],
    name: str,
    parent: Organisation | None,
    place_name: str | None,
    code: str | None,
    deed: Deed,
) -> Organisation:
    """The new unit, of the kind of those it follows, beside them in the list."""
    places = OrganisationPeriod.objects.in_force(deed.last_day).filter(organisation__in=ending)
    by_unit = {row.organisation_id: row for row in places.select_related("parent")}
    first = by_unit[ending[0].pk]
    superiors = {row.parent_id for row in by_unit.values()}
    if parent is None and len(superiors) > 1:
        raise DomainError(
            _("Các tổ chức này có cấp trên khác nhau; hãy chọn cấp trên của tổ chức mới."), field="parent"
        )
    return found_organisation(
        name=name,
        kind=first.kind,
        parent=parent or first.parent,
        founded_on=deed.next_day,
        by=deed.by,
        code=code,
        unit_type=ending[0].unit_type,
        statistical_type=first.statistical_type,
        place_name=first.place_name if place_name is None else place_name,
        document=deed.document,
        document_on=deed.document_on,
        order=min(unit.order for unit in ending),
        is_demonstration=any(unit.is_demonstration for unit in ending),
        instead_of=ending,
    )


def _refuse_below(ending: Sequence[Organisation], successor: Organisation, deed: Deed) -> None:
    """A unit never ends up below itself: not into one of those that stood under it."""
    above = Ancestry().above(successor.pk, deed.next_day, dt.date.max)
    for unit in ending:
        if unit.pk in above:
            raise DomainError(
                _("%(into)s đứng dưới %(unit)s nên %(unit)s không thể nhập vào đó; hãy chuyển %(into)s ra trước.")
                % {"into": successor.label(deed.next_day), "unit": unit.label(deed.last_day)},
                field="into",
            )
