"""Reads of a unit through its life: its names and places, whom it followed, what it stood under on which days."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from django.utils.translation import gettext as _

from cells.models import Organisation, OrganisationPeriod, Succession
from cells.rules.kinds import kind_label, kinds
from core.periods import today


def state_of(unit: Organisation) -> str:
    """What a page showed of a unit, in short: if someone changes or ends the unit meanwhile, it changes."""
    rows = OrganisationPeriod.objects.filter(organisation=unit).order_by("valid_from")
    shown = [*rows.values_list(), unit.ended_on]
    return hashlib.sha256(repr(shown).encode()).hexdigest()[:24]


class Ancestry:
    """Who stands above whom during a time, each unit's periods read once."""

    def __init__(self) -> None:
        self._places: dict[int, list[tuple[int, dt.date, dt.date]]] = {}
        self._above: dict[tuple[int, dt.date, dt.date], dict[int, dt.date]] = {}

    def above(self, unit: int, first: dt.date, last: dt.date) -> dict[int, dt.date]:
        """Every unit above ``unit`` on any day from ``first`` to ``last``, with the first such day."""
        key = (unit, first, last)
        if key not in self._above:
            found: dict[int, dt.date] = {}
            for superior, day in self._climb(unit, first, last, frozenset()):
                found[superior] = min(day, found.get(superior, day))
            self._above[key] = found
        return self._above[key]

    def _climb(self, unit: int, first: dt.date, last: dt.date, passed: frozenset[int]) -> Iterator[tuple[int, dt.date]]:
        for superior, start, end in self._places_of(unit):
            since, until = max(first, start), min(last, end)
            if since <= until and superior not in passed:
                yield superior, since
                yield from self._climb(superior, since, until, passed | {unit})

    def _places_of(self, unit: int) -> list[tuple[int, dt.date, dt.date]]:
        if unit not in self._places:
            rows = OrganisationPeriod.objects.filter(organisation=unit, parent__isnull=False)
            self._places[unit] = [
                (parent, start, end or dt.date.max)
                for parent, start, end in rows.values_list("parent_id", "valid_from", "valid_to")
                if parent is not None
            ]
        return self._places[unit]


@dataclass(frozen=True)
class Happening:
    """One thing in the life of a unit: what, from which day, by which document."""

    on: dt.date
    icon: str
    title: str
    words: str = ""
    other: Organisation | None = None
    """The unit it followed, that followed it, or above it."""
    document: str = ""
    document_on: dt.date | None = None
    order: int = 0

    @property
    def other_name(self) -> str:
        """What that unit was called on the day; a predecessor on its last."""
        if self.other is None:
            return ""
        return self.other.label(min(self.on, self.other.ended_on or self.on))


def timeline_of(unit: Organisation) -> list[Happening]:
    """The life of a unit from its founding on: names, superiors, labels, predecessors, successors, its end."""
    periods = list(
        OrganisationPeriod.objects.filter(organisation=unit)
        .select_related("parent")
        .prefetch_related("parent__periods")
        .order_by("valid_from")
    )
    found = [*_of_periods(periods), *_of_labels(periods, unit), *_of_successions(unit)]
    if unit.ended_on is not None:
        found.append(
            Happening(
                on=unit.ended_on,
                icon="lock",
                title=_("Kết thúc hoạt động"),
                words=unit.get_end_reason_display(),
                document=unit.end_document,
                document_on=unit.end_document_on,
                order=2,
            )
        )
    return sorted(found, key=lambda row: (row.on, row.order))


def _of_periods(periods: Sequence[OrganisationPeriod]) -> Iterator[Happening]:
    for number, row in enumerate(periods):
        paper: dict[str, Any] = {"document": row.document, "document_on": row.document_on}
        if number == 0:
            yield Happening(row.valid_from, "plus", _("Thành lập"), row.name, row.parent, **paper)
            continue
        before = periods[number - 1]
        for title, words, other in _differences(before, row):
            yield Happening(row.valid_from, "edit", title, words, other, **paper)


def _differences(before: OrganisationPeriod, row: OrganisationPeriod) -> Iterator[tuple[str, str, Organisation | None]]:
    if row.name != before.name:
        yield _("Đổi tên"), f"{before.name} → {row.name}", None
    if row.parent_id != before.parent_id:
        yield _("Chuyển về cấp trên khác"), "", row.parent
    if row.kind != before.kind:
        labels = [kind_label(period.kind, row.valid_from) for period in (before, row)]
        yield _("Đổi loại tổ chức"), " → ".join(labels), None
    if row.place_name != before.place_name:
        yield _("Đổi địa danh"), f"{before.place_name or '–'} → {row.place_name or '–'}", None
    if row.statistical_type != before.statistical_type:
        labels = [period.get_statistical_type_display() or "–" for period in (before, row)]
        yield _("Đổi loại hình thống kê"), " → ".join(labels), None


def _of_labels(periods: Sequence[OrganisationPeriod], unit: Organisation) -> Iterator[Happening]:
    """Days on which the regulations gave the kind another label while the unit was of that kind."""
    for row in periods:
        labels = kinds()[row.kind].labels
        for before, label in pairwise(labels):
            if row.valid_from < label.valid_from <= (row.valid_to or unit.ended_on or today()):
                words = f"{_(before.text)} → {_(label.text)}"
                yield Happening(
                    label.valid_from, "info", _("Tên gọi của cấp này thay đổi"), words, document=label.source, order=1
                )


def _of_successions(unit: Organisation) -> Iterator[Happening]:
    for row in unit.origins.select_related("predecessor").prefetch_related("predecessor__periods"):
        title = _("Tách ra từ") if row.kind == Succession.Kind.SPLIT else _("Tiếp nhận")
        yield _succession(row, title, row.predecessor, 1)
    for row in unit.successions.select_related("successor").prefetch_related("successor__periods"):
        title = _("Tách ra") if row.kind == Succession.Kind.SPLIT else _("Nhập vào")
        yield _succession(row, title, row.successor, 3)


def _succession(row: Succession, title: str, other: Organisation, order: int) -> Happening:
    return Happening(
        row.on, "right", title, other=other, document=row.document, document_on=row.document_on, order=order
    )
