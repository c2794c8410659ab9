"""The units and the posts of a unit as lists that can be edited and read again."""

from __future__ import annotations

import datetime as dt

from django.utils.translation import override

from cells.exports.layout import ORGANISATIONS, POSTS
from cells.models import Organisation, Seat, in_force
from cells.queries import subtree_ids
from core.spreadsheet.writing import Value


def organisation_rows(organisation: Organisation, on: dt.date) -> list[list[Value]]:
    """The units below that stand on the day, superiors first."""
    below = subtree_ids([organisation.pk]) - {organisation.pk}
    units = Organisation.objects.filter(pk__in=below).prefetch_related("periods__parent__periods")
    standing = {unit.pk: unit for unit in units.order_by("order", "pk") if unit.existed_on(on)}
    children: dict[int | None, list[Organisation]] = {}
    for unit in standing.values():
        period = unit.period(on)
        above = period.parent_id if period and period.parent_id in standing else None
        children.setdefault(above, []).append(unit)
    ordered, waiting = [], list(reversed(children.get(None, [])))
    while waiting:
        unit = waiting.pop()
        ordered.append(unit)
        waiting += reversed(children.get(unit.pk, []))
    with override("vi"):
        return [_organisation(number, unit, on) for number, unit in enumerate(ordered, 1)]


def _organisation(number: int, unit: Organisation, on: dt.date) -> list[Value]:
    period = unit.period(on)
    assert period is not None
    superior = period.parent
    values: dict[str, Value] = {
        "code": unit.code,
        "name": period.name,
        "kind": period.get_kind_display(),
        "superior": (superior.code or superior.label(on)) if superior else "",
        "unit_type": unit.get_unit_type_display(),
        "statistical_type": period.get_statistical_type_display(),
        "place_name": period.place_name,
        "founded_on": unit.founded_on,
        "document": period.document,
        "document_on": period.document_on,
        "ended_on": unit.ended_on,
        "end_document": unit.end_document,
    }
    return [number, *(values[column.field] for column in ORGANISATIONS)]


def post_rows(organisation: Organisation, on: dt.date) -> list[list[Value]]:
    """The posts of that day in the unit and below."""
    seats = (
        Seat.objects.filter(in_force(on), organisation__in=subtree_ids([organisation.pk]))
        .select_related("member", "organisation")
        .prefetch_related("organisation__periods")
        .order_by("organisation__order", "organisation", "valid_from", "pk")
    )
    with override("vi"):
        return [_post(number, seat, on) for number, seat in enumerate(seats, 1)]


def _post(number: int, seat: Seat, on: dt.date) -> list[Value]:
    values: dict[str, Value] = {
        "unit_code": seat.organisation.code,
        "unit": seat.organisation.label(on),
        "name": seat.member.full_name,
        "birth": seat.member.birth,
        "citizen_id": seat.member.citizen_id,
        "card_number": seat.member.card_number or seat.member.old_card_number,
        "office": seat.title,
        "valid_from": seat.valid_from,
        "valid_to": seat.valid_to,
        "basis": seat.get_basis_display(),
        "document": seat.document,
        "document_on": seat.document_on,
    }
    return [number, *(values[column.field] for column in POSTS)]
