"""The subjects of a period to choose from when the committee fills a group of the cap."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import QuerySet

from cells.models import Office, Seat, UnitType
from core.numbers import row_numbers
from core.periods import today
from core.vietnamese import search_key
from evaluations.models import Evaluation, Period

NONE = "0"
"""Chosen for "in no group of the committee's own"."""


def evaluations_to_group(period: Period, words: Mapping[str, str]) -> QuerySet[Evaluation]:
    """Narrowed by kind (``doi-tuong``), type of unit (``loai-hinh``), post (``chuc-vu``), group (``nhom``), name."""
    rows = Evaluation.objects.filter(period=period).select_related("member", "cap_group", "collective")
    rows = rows.prefetch_related("cell__periods")
    if words.get("doi-tuong") in Evaluation.Subject.values:
        rows = rows.filter(subject=words["doi-tuong"])
    if words.get("loai-hinh") in UnitType.values:
        rows = rows.filter(cell__unit_type=words["loai-hinh"])
    if words.get("chuc-vu") in Office.values:
        seats = Seat.objects.in_force(today()).filter(office=words["chuc-vu"])
        rows = rows.filter(member__in=seats.values("member"))
    if words.get("nhom") == NONE:
        rows = rows.filter(cap_group=None)
    for number in row_numbers([words.get("nhom", "")]):
        rows = rows.filter(cap_group=number)
    for word in search_key(words.get("tim", "")).split():
        rows = rows.filter(member__search_key__contains=word)
    return rows


def groups_with_numbers(period: Period) -> list[tuple[Any, int]]:
    """The groups that the committee made, each with how many are in it."""
    rows = Evaluation.objects.filter(period=period, cap_group__isnull=False).values_list("cap_group", flat=True)
    numbers: dict[int, int] = {}
    for group in rows.order_by():
        numbers[group] = numbers.get(group, 0) + 1
    return [(group, numbers.get(group.pk, 0)) for group in period.cap_groups.filter(is_removed=False)]
