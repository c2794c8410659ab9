"""The dated name and place of a unit: renaming it, moving it under another superior."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.audit import record
from accounts.models import User
from cells.models import CELL_KINDS, Membership, Organisation, OrganisationKind, OrganisationPeriod
from cells.queries.history import Ancestry
from cells.rules.kinds import kind_label, refuse_ended_kind, refuse_wrong_place
from cells.services.organisations.charges import end_charges_from_elsewhere
from cells.services.organisations.deeds import (
    NAME_LENGTH,
    ONE_DAY,
    document_of,
    lock_tree,
    name_of_unit,
    refuse_if_changed,
    refuse_not_standing,
)
from core.errors import DomainError
from core.periods import format_date
from core.vietnamese import normalise, search_key

DATED = ("name", "kind", "parent_id", "place_name", "statistical_type")
CHANGED = ("name", "name_key", "kind", "parent", "place_name", "statistical_type", "document", "document_on")
Values = Mapping[str, Any]


@transaction.atomic
def rename_organisation(
    unit: Organisation,
    *,
    valid_from: dt.date,
    by: User | None,
    name: str | None = None,
    place_name: str | None = None,
    kind: str | None = None,
    statistical_type: str | None = None,
    document: str = "",
    document_on: dt.date | None = None,
    seen: str | None = None,
) -> dt.date | None:
    """Give a unit another name, place name, kind or statistical type from a day on; None leaves a value as it is.

    A later change of the same value stays: the new one then holds until the day before it, and that last day is
    returned (None: until further notice). ``seen``: ``state_of`` the unit as the page showed it. Refused: a name that
    another unit under the same superior bears on that day.
    """
    unit = lock_tree([unit])[unit.pk]
    refuse_if_changed(unit, seen)
    refuse_not_standing(unit, valid_from, field="valid_from")
    values = {
        "name": None if name is None else name_of_unit(name),
        "place_name": None if place_name is None else normalise(place_name),
        "kind": kind,
        "statistical_type": statistical_type,
    }
    values = {field: value for field, value in values.items() if value is not None}
    place = OrganisationPeriod.objects.in_force(valid_from).select_related("parent").get(organisation=unit)
    new_name = values.get("name")
    if place.parent is not None and new_name is not None and new_name != place.name:
        refuse_taken_name(new_name, place.parent, valid_from, but=[unit])
    if kind is not None:
        _refuse_unfit_kind(unit, kind, valid_from)
    return _change(unit, values, valid_from, "cells.organisation_renamed", by, document, document_on)


@transaction.atomic
def move_organisation(
    unit: Organisation,
    *,
    parent: Organisation | None,
    valid_from: dt.date,
    by: User | None,
    document: str = "",
    document_on: dt.date | None = None,
    seen: str | None = None,
) -> dt.date | None:
    """Put a unit under another superior from a day on; None makes it stand alone. Else as ``rename_organisation``.

    Refused: a superior that does not stand during that time, that stands below the unit itself on any day of it, or
    that units of this kind never stand under.
    """
    locked = lock_tree([unit, *([parent] if parent else [])])
    unit = locked[unit.pk]
    refuse_if_changed(unit, seen)
    refuse_not_standing(unit, valid_from, field="valid_from")
    values = {"parent_id": parent.pk if parent else None}
    until = _change(unit, values, valid_from, "cells.organisation_moved", by, document, document_on)
    if until is None:
        end_charges_from_elsewhere(unit, valid_from, by=by, document=document_of(document))
    return until


def _change(
    unit: Organisation,
    values: Values,
    valid_from: dt.date,
    action: str,
    by: User | None,
    document: str,
    document_on: dt.date | None,
) -> dt.date | None:
    """One unit's change with its audit line; says until when it holds."""
    document = document_of(document)
    before = OrganisationPeriod.objects.in_force(valid_from).get(organisation=unit)
    fields = [field for field, value in values.items() if getattr(before, field) != value]
    if not fields:
        raise DomainError(
            _("Không có gì thay đổi: ngày %(day)s %(unit)s đã đúng như vậy.")
            % {"day": format_date(valid_from), "unit": before.name}
        )
    rows = change_periods({unit.pk: values}, on=valid_from, document=document, document_on=document_on)[unit.pk]
    record(
        action,
        unit,
        by=by,
        organisation=unit,
        changes={
            "valid_from": [None, valid_from.isoformat()],
            **{field.removesuffix("_id"): [_words(before, field), _words(rows[0], field)] for field in fields},
        },
        note=document,
    )
    return rows[-1].valid_to if rows[-1].valid_to != unit.ended_on else None


def _words(period: OrganisationPeriod, field: str) -> str:
    """A value of a period as the audit trail keeps it: the superior by its name of that day."""
    if field != "parent_id":
        return str(getattr(period, field))
    if period.parent_id is None:
        return ""
    superior = Organisation.objects.filter(pk=period.parent_id).prefetch_related("periods").first()
    return superior.label(period.valid_from) if superior else ""


def change_periods(
    changes: Mapping[int, Values], *, on: dt.date, document: str, document_on: dt.date | None
) -> dict[int, list[OrganisationPeriod]]:
    """Set dated values of many units from a day on, in a fixed number of statements; the rows that now hold them.

    The period of that day is closed and the next opened; one that begins on that very day is amended. A value goes
    on through later periods until the first that was changed itself. Audit lines are the caller's.
    """
    known: dict[int, list[OrganisationPeriod]] = defaultdict(list)
    later = OrganisationPeriod.objects.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=on), organisation__in=changes)
    for row in later.order_by("organisation_id", "valid_from"):
        known[row.organisation_id].append(row)
    closed: list[int] = []
    opened: list[OrganisationPeriod] = []
    amended: list[OrganisationPeriod] = []
    touched: dict[int, list[OrganisationPeriod]] = {}
    for unit, values in changes.items():
        first, *rest = known[unit]
        diff = {field: value for field, value in values.items() if getattr(first, field) != value}
        old = {field: getattr(first, field) for field in diff}
        if first.valid_from < on:
            closed.append(first.pk)
            first = _next_period(first, on, document, document_on)
            opened.append(first)
        else:
            first.document = _both(first.document, document)
            first.document_on = document_on or first.document_on
            amended.append(first)
        reached = [first, *_carry_on(first, rest, diff, old)]
        amended += reached[1:]
        touched[unit] = reached
    refuse_bad_places([row for rows in touched.values() for row in rows])
    OrganisationPeriod.objects.filter(pk__in=closed).update(valid_to=on - ONE_DAY)
    OrganisationPeriod.objects.bulk_update(amended, CHANGED, batch_size=500)
    OrganisationPeriod.objects.bulk_create(opened, batch_size=1000)
    return touched


def _next_period(before: OrganisationPeriod, on: dt.date, document: str, day: dt.date | None) -> OrganisationPeriod:
    """A copy of a period that begins on that day."""
    return OrganisationPeriod(
        organisation_id=before.organisation_id,
        **{field: getattr(before, field) for field in (*DATED, "name_key", "valid_to")},
        document=document,
        document_on=day,
        valid_from=on,
    )


def _carry_on(
    first: OrganisationPeriod, rest: Sequence[OrganisationPeriod], diff: Values, old: Values
) -> list[OrganisationPeriod]:
    """Write the values into the first period and on through the later ones; those later ones that took any."""
    _write(first, diff)
    alive, reached = set(diff), []
    for row in rest:
        alive = {field for field in alive if getattr(row, field) == old[field]}
        if not alive:
            break
        _write(row, {field: diff[field] for field in alive})
        reached.append(row)
    return reached


def _write(period: OrganisationPeriod, values: Values) -> None:
    for field, value in values.items():
        setattr(period, field, value)
    if "name" in values:
        period.name_key = search_key(period.name)


def _both(old: str, new: str) -> str:
    """Two documents about one day, where both can be kept."""
    if not new or new in old:
        return old
    both = f"{old}; {new}" if old else new
    return both if len(both) <= NAME_LENGTH else new


def refuse_bad_places(rows: Sequence[OrganisationPeriod]) -> None:
    """Raise DomainError for the first period that cannot be: see ``move_organisation``. Rows need not be saved."""
    placed = [row for row in rows if row.parent_id]
    superiors = Organisation.objects.prefetch_related("periods").in_bulk({row.parent_id for row in placed})
    ancestry = Ancestry()
    for row in rows:
        refuse_ended_kind(row.kind, row.valid_from)
    for row in placed:
        superior = superiors[row.parent_id]
        _refuse_absent_superior(superior, row)
        _refuse_cycle(superior, row, ancestry)
        for period in superior.periods.all():
            if (
                period.valid_from <= (row.valid_to or dt.date.max)
                and (period.valid_to or dt.date.max) >= row.valid_from
            ):
                refuse_wrong_place(row.kind, period.kind, max(row.valid_from, period.valid_from))


def _refuse_absent_superior(superior: Organisation, row: OrganisationPeriod) -> None:
    refuse_not_standing(superior, row.valid_from, field="parent")
    if superior.ended_on is not None and (row.valid_to is None or row.valid_to > superior.ended_on):
        raise DomainError(
            _("%(unit)s kết thúc hoạt động ngày %(ended)s nên %(row)s không thể ở đó sau ngày ấy.")
            % {
                "unit": superior.label(superior.ended_on),
                "ended": format_date(superior.ended_on),
                "row": row.name,
            },
            field="parent",
        )


def _refuse_cycle(superior: Organisation, row: OrganisationPeriod, ancestry: Ancestry) -> None:
    if superior.pk == row.organisation_id:
        raise DomainError(_("%(unit)s không thể là cấp trên của chính mình.") % {"unit": row.name}, field="parent")
    day = ancestry.above(superior.pk, row.valid_from, row.valid_to or dt.date.max).get(row.organisation_id)
    if day is not None:
        raise DomainError(
            _("%(superior)s đứng dưới %(unit)s từ ngày %(day)s, nên %(unit)s không thể đứng dưới %(superior)s.")
            % {"superior": superior.label(day), "unit": row.name, "day": format_date(day)},
            field="parent",
        )


def refuse_taken_name(name: str, parent: Organisation, on: dt.date, *, but: Collection[Organisation]) -> None:
    """Raise DomainError when another unit under that superior bears the name on that day; ``but`` are not asked."""
    named = OrganisationPeriod.objects.in_force(on).filter(parent=parent, name__iexact=name)
    same = named.exclude(organisation__in=but).first()
    if same is not None:
        raise DomainError(
            _("Dưới %(parent)s đã có %(name)s từ ngày %(day)s; hãy đặt tên khác hoặc dùng tổ chức đã có.")
            % {"parent": parent.label(on), "name": same.name, "day": format_date(same.valid_from)},
            field="name",
        )


def _refuse_unfit_kind(unit: Organisation, kind: str, on: dt.date) -> None:
    """A unit with members stays a cell, one with units under it a committee."""
    was_cell, is_cell = (value in CELL_KINDS for value in (_kind_of(unit, on), kind))
    since = Q(valid_to__isnull=True) | Q(valid_to__gte=on)
    if was_cell and not is_cell and Membership.objects.filter(since, cell=unit).exists():
        raise DomainError(
            _("%(unit)s còn đảng viên nên không thể thành %(kind)s; hãy lập tổ chức mới rồi chia tách hoặc sáp nhập.")
            % {"unit": unit.label(on), "kind": kind_label(kind, on)},
            field="kind",
        )
    below = OrganisationPeriod.objects.filter(since, parent=unit).exclude(kind=OrganisationKind.PARTY_GROUP)
    if is_cell and below.exists():
        raise DomainError(
            _("%(unit)s còn tổ chức trực thuộc nên không thể thành %(kind)s; hãy chuyển các tổ chức đó trước.")
            % {"unit": unit.label(on), "kind": kind_label(kind, on)},
            field="kind",
        )


def _kind_of(unit: Organisation, on: dt.date) -> str:
    period = unit.period(on)
    return period.kind if period else ""
