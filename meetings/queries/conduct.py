"""What each committee has set about the conduct of meetings, for many cells at once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from django.db.models import prefetch_related_objects
from django.utils.translation import gettext as _

from cells.models import Organisation, OrganisationPeriod
from meetings.models import ConductSetting, Meeting, MeetingKind
from meetings.rules.conduct import MEET_BY_DAY, conduct_on

T = TypeVar("T")
MINUTES_KEYS: dict[str, str] = {
    MeetingKind.REGULAR: ConductSetting.Key.MINUTES_REGULAR,
    MeetingKind.COMBINED: ConductSetting.Key.MINUTES_COMBINED,
}


@dataclass(frozen=True)
class CommitteeValues:
    """What committees set for one figure: the own value of the unit or of the nearest committee above it."""

    settings: dict[int, tuple[ConductSetting, ...]]
    """By committee, newest first."""
    above: dict[int, tuple[OrganisationPeriod, ...]]
    """Where the direct superiors of the cells stand themselves, newest first."""

    def set_for(self, cell: Organisation, on: dt.date) -> ConductSetting | None:
        """The setting for that cell, by its place and the settings of ``on``; None where no committee made one."""
        period = cell.period(on)
        parent = period.parent_id if period else None
        for committee in (cell.pk, parent, self._superior(parent, on)):
            for setting in self.settings.get(committee or 0, ()):
                if setting.valid_from <= on:
                    return setting
        return None

    def for_cell(self, cell: Organisation, on: dt.date) -> int:
        """The day of the month until which that cell has to have met: as set, else the usual one."""
        setting = self.set_for(cell, on)
        return setting.value if setting else conduct_on(on).meet_by_day

    def _superior(self, unit: int | None, on: dt.date) -> int | None:
        return next((row.parent_id for row in self.above.get(unit or 0, ()) if row.valid_from <= on), None)


def meet_by_days(cells: Sequence[Organisation]) -> CommitteeValues:
    """The days of the month that committees set for ``cells``. Fills ``periods`` of the cells."""
    return committee_values(cells, MEET_BY_DAY)


@dataclass(frozen=True)
class RequiredMinutes:
    """The least length of a meeting, and where that is from."""

    minutes: int
    source: str


def required_minutes(meeting: Meeting) -> RequiredMinutes | None:
    """The least length of that meeting: the committee's own figure, else that of the guidance; None where none is."""
    conduct = conduct_on(meeting.held_on)
    usual = conduct.required_minutes(meeting.kind)
    if usual is None:
        return None
    setting = committee_values([meeting.cell], MINUTES_KEYS[meeting.kind]).set_for(meeting.cell, meeting.held_on)
    if setting is None:
        return RequiredMinutes(usual, conduct.key)
    return RequiredMinutes(setting.value, setting.document or _("cấp ủy quy định"))


def committee_values(cells: Sequence[Organisation], key: str) -> CommitteeValues:
    """The settings of one figure for ``cells``, in a fixed number of queries. Fills ``periods`` of the cells."""
    prefetch_related_objects(list(cells), "periods")
    parents = {period.parent_id for cell in cells for period in cell.periods.all() if period.parent_id}
    places = list(OrganisationPeriod.objects.filter(organisation__in=parents).order_by("-valid_from"))
    units = parents | {cell.pk for cell in cells} | {row.parent_id for row in places if row.parent_id}
    rows = ConductSetting.objects.filter(organisation__in=units, key=key).order_by("-valid_from")
    return CommitteeValues(
        settings=_grouped((row.organisation_id, row) for row in rows),
        above=_grouped((row.organisation_id, row) for row in places),
    )


def _grouped(pairs: Iterable[tuple[int, T]]) -> dict[int, tuple[T, ...]]:
    groups: dict[int, list[T]] = {}
    for key, row in pairs:
        groups.setdefault(key, []).append(row)
    return {key: tuple(rows) for key, rows in groups.items()}
