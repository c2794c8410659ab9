"""What each committee has set about the conduct of meetings, for many cells at once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from django.db.models import prefetch_related_objects

from cells.models import Organisation, OrganisationPeriod
from meetings.models import ConductSetting
from meetings.rules.conduct import MEET_BY_DAY, conduct_on

T = TypeVar("T")


@dataclass(frozen=True)
class MeetByDays:
    """On which day of the month cells have to have met: the nearest committee's own value, else the usual one."""

    settings: dict[int, tuple[ConductSetting, ...]]
    """By committee, newest first."""
    above: dict[int, tuple[OrganisationPeriod, ...]]
    """Where the direct superiors of the cells stand themselves, newest first."""

    def for_cell(self, cell: Organisation, on: dt.date) -> int:
        """The day of the month for that cell, by the place and the settings of ``on``."""
        period = cell.period(on)
        parent = period.parent_id if period else None
        for committee in (cell.pk, parent, self._superior(parent, on)):
            for setting in self.settings.get(committee or 0, ()):
                if setting.valid_from <= on:
                    return setting.value
        return conduct_on(on).meet_by_day

    def _superior(self, unit: int | None, on: dt.date) -> int | None:
        return next((row.parent_id for row in self.above.get(unit or 0, ()) if row.valid_from <= on), None)


def meet_by_days(cells: Sequence[Organisation]) -> MeetByDays:
    """The settings that govern ``cells``, in a fixed number of queries. Fills ``periods`` of the cells."""
    prefetch_related_objects(list(cells), "periods")
    parents = {period.parent_id for cell in cells for period in cell.periods.all() if period.parent_id}
    places = list(OrganisationPeriod.objects.filter(organisation__in=parents).order_by("-valid_from"))
    units = parents | {cell.pk for cell in cells} | {row.parent_id for row in places if row.parent_id}
    rows = ConductSetting.objects.filter(organisation__in=units, key=MEET_BY_DAY).order_by("-valid_from")
    return MeetByDays(
        settings=_grouped((row.organisation_id, row) for row in rows),
        above=_grouped((row.organisation_id, row) for row in places),
    )


def _grouped(pairs: Iterable[tuple[int, T]]) -> dict[int, tuple[T, ...]]:
    groups: dict[int, list[T]] = {}
    for key, row in pairs:
        groups.setdefault(key, []).append(row)
    return {key: tuple(rows) for key, rows in groups.items()}
