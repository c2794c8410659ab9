"""The switch of a province to two levels, as one deed (294-QĐ/TW: no district level from 1/7/2025)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.audit import AuditLine, record, record_all
from accounts.models import User
from cells.models import Organisation, OrganisationKind, OrganisationPeriod
from cells.queries.switching import SwitchGroup, SwitchPlan, SwitchRow, fingerprint, plan_switch
from cells.services.organisations.deeds import Deed, document_of, lock_tree, name_of_unit, named, refuse_not_living
from cells.services.organisations.ending import Ending, end_units
from cells.services.organisations.places import change_periods, refuse_bad_places
from core.errors import DomainError
from core.vietnamese import search_key


@transaction.atomic
def switch_to_two_levels(
    province: Organisation,
    rows: Sequence[SwitchRow],
    *,
    by: User | None,
    document: str = "",
    document_on: dt.date | None = None,
    rest_directly_below: bool = False,
    seen: str | None = None,
) -> SwitchPlan:
    """End the districts of a province on their last day; what stood under them stands under the province.

    Several old units of one new name become a new one, which takes over the units below them: these keep their
    identity. A single one goes on. ``rest_directly_below``: units that no row names go on directly under the province.
    ``seen``: the fingerprint of the preview. Refused: any fault in the table, a unit without a place, records that
    changed since the preview, what began in an ending unit later.
    """
    document = document_of(document)
    lock_tree([province])
    plan = plan_switch(province, rows)
    if seen is not None and fingerprint(plan) != seen:
        raise DomainError(_("Dữ liệu vừa thay đổi sau khi đồng chí xem trước; hãy xem lại rồi xác nhận lần nữa."))
    _refuse_unready(plan, rest_directly_below)
    deed = Deed(plan.last_day, by, document, document_on)
    ending = [*(unit.unit for group in plan.founded for unit in group.units), *(unit for unit, _name in plan.districts)]
    locked = lock_tree(ending)
    for unit in locked.values():
        refuse_not_living(unit, deed.last_day)
    founded = _found(plan, deed)
    _keep_those_that_go_on(plan, deed)
    reasons = Organisation.EndReason
    merged = [
        Ending(locked[unit.unit.pk], reasons.MERGED, into=new, successors=(new,))
        for group, new in zip(plan.founded, founded, strict=True)
        for unit in group.units
    ]
    end_units([*merged, *(Ending(locked[unit.pk], reasons.LEVEL_ENDED) for unit, _name in plan.districts)], deed)
    _record(plan, founded, deed)
    return plan


def _refuse_unready(plan: SwitchPlan, rest_directly_below: bool) -> None:
    if plan.faults:
        raise DomainError(
            _("Bảng còn %(number)s chỗ sai nên chưa ghi gì; hãy sửa rồi xem trước lại.") % {"number": len(plan.faults)},
            field="table",
            details=plan.faults[:20],
        )
    if plan.left and not rest_directly_below:
        raise DomainError(
            _("Còn %(number)s đơn vị chưa có nơi trực thuộc sau ngày kết thúc cấp huyện: %(names)s.")
            % {
                "number": len(plan.left),
                "names": named(f"{unit.name} ({unit.district})" for unit in plan.left),
            },
            field="table",
        )


def _found(plan: SwitchPlan, deed: Deed) -> list[Organisation]:
    """The new units under the province from the first day, in one statement each for units and places."""
    groups = plan.founded
    units = Organisation.objects.bulk_create(
        Organisation(
            order=number,
            unit_type=group.units[0].unit.unit_type,
            founded_on=deed.next_day,
            is_demonstration=plan.province.is_demonstration,
        )
        for number, group in enumerate(groups, 1)
    )
    places = [
        OrganisationPeriod(
            organisation=unit,
            name=name_of_unit(group.name),
            name_key=search_key(group.name),
            kind=_kind_of(group),
            parent=plan.province,
            place_name=_place_of(group),
            document=group.document or deed.document,
            document_on=deed.document_on,
            valid_from=deed.next_day,
        )
        for group, unit in zip(groups, units, strict=True)
    ]
    refuse_bad_places(places)
    OrganisationPeriod.objects.bulk_create(places)
    record_all(
        (
            AuditLine("cells.organisation_founded", unit, plan.province, note=place.document, label=place.name)
            for unit, place in zip(units, places, strict=True)
        ),
        by=deed.by,
    )
    return units


def _kind_of(group: SwitchGroup) -> str:
    """Cells become a cell, committees a commune."""
    return group.units[0].kind if group.is_cell else OrganisationKind.COMMUNE


def _place_of(group: SwitchGroup) -> str:
    """The place written at the head of its documents: "Vân Trục" of "Đảng bộ xã Vân Trục"."""
    words = group.name.split()
    for number, word in enumerate(words):
        if word.lower() in {"xã", "phường"}:
            return " ".join(words[number + 1 :])
        if word.lower() == "khu" and number and words[number - 1].lower() == "đặc":
            return " ".join(words[number + 1 :])
    return group.units[0].place_name


def _keep_those_that_go_on(plan: SwitchPlan, deed: Deed) -> None:
    """Single units stand under the province, with the name of the table where it differs."""
    by_document: dict[str, dict[int, dict[str, object]]] = {}
    for group in plan.going_on:
        values: dict[str, object] = {"parent_id": plan.province.pk, "name": name_of_unit(group.name)}
        by_document.setdefault(group.document or deed.document, {})[group.units[0].unit.pk] = values
    rest: dict[int, dict[str, object]] = {unit.unit.pk: {"parent_id": plan.province.pk} for unit in plan.left}
    by_document.setdefault(deed.document, {}).update(rest)
    for document, changes in by_document.items():
        change_periods(changes, on=deed.next_day, document=document, document_on=deed.document_on)
    moved = [*(group.units[0] for group in plan.going_on), *plan.left]
    record_all(
        (
            AuditLine(
                "cells.organisation_moved",
                unit.unit,
                unit.unit,
                changes={"parent": [unit.district, plan.province.label(deed.next_day)]},
                note=deed.document,
                label=unit.name,
            )
            for unit in moved
        ),
        by=deed.by,
    )


def _record(plan: SwitchPlan, founded: Sequence[Organisation], deed: Deed) -> None:
    record(
        "cells.two_levels_begun",
        plan.province,
        by=deed.by,
        organisation=plan.province,
        changes={
            "last_day": [None, deed.last_day.isoformat()],
            "districts": [len(plan.districts), 0],
            "units": [
                plan.ending + len(plan.going_on) + len(plan.left),
                len(founded) + len(plan.going_on) + len(plan.left),
            ],
        },
        note=deed.document,
    )
