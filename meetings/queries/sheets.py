"""Which scoring sheet is in force for a unit's meeting on a day: that of the nearest committee above it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from cells.models import Organisation, OrganisationPeriod
from core.periods import format_date
from meetings.models import REGULAR_KINDS, Meeting, MeetingKind, SheetInForce
from meetings.rules.conduct import conduct_on
from meetings.rules.derived import Data, derived_data, own_settings, sheet_of
from meetings.rules.sheet import Sheet
from meetings.rules.year_grades import YearRule, own_rule, usual_rule

Use = SheetInForce.Use
USUAL = {"42-HD/BTCTW": "an-phu-2025", "12-HD/BTCTW": "khung-hd12-2018"}
"""Without any committee's decision, by the guidance of the day: the sheet that follows 42-HD/BTCTW to the option, as
its seven groups are those of three wards in three provinces; before it only the frame, which has no points."""
PLACES = """
WITH RECURSIVE upper AS (
    SELECT unnest(%(units)s::bigint[]) AS id
    UNION SELECT parent_id FROM upper JOIN cells_organisationperiod ON organisation_id = upper.id
    WHERE parent_id IS NOT NULL
)
SELECT place.id, organisation_id, parent_id, valid_from, name
FROM upper JOIN cells_organisationperiod place ON organisation_id = upper.id ORDER BY valid_from DESC
"""
STANDING_KINDS = (MeetingKind.STANDING, MeetingKind.EXECUTIVE)


@dataclass(frozen=True)
class InForce:
    """A sheet with the settings chosen; ``row`` None: the usual one, which no committee has decided on."""

    base: str
    use: str
    row: SheetInForce | None = None
    issuer: str = ""
    """Whose decision it is, where that was read with the tree."""

    @cached_property
    def own(self) -> dict[str, Any]:
        return dict(self.row.own) if self.row else {}

    @cached_property
    def sheet(self) -> Sheet:
        return sheet_of(self.base, self.own)

    @cached_property
    def settings(self) -> dict[str, Any]:
        return own_settings(self.base, self.own, self.row.settings if self.row else {})

    @property
    def words(self) -> str:
        """Who put it in force and since when, as kept with every score."""
        if self.row is None:
            return _("bảng mặc định của phần mềm, chưa có cấp ủy nào ban hành")
        unit = self.issuer or self.row.organisation.label(self.row.valid_from)
        since = {"unit": unit, "day": format_date(self.row.valid_from)}
        words = _("%(unit)s áp dụng từ %(day)s") % since
        return f"{words} ({self.row.document})" if self.row.document else words

    def frozen(self) -> Data:
        """The whole sheet as plain values, with what was chosen and by whom: to be kept with a score."""
        return {**derived_data(self.base, self.own), "chosen": self.settings, "in_force": self.words}

    @property
    def year_rule(self) -> YearRule:
        """How twelve grades make one: the committee's own rule, else the usual one."""
        rows = self.own.get("year")
        return own_rule(rows, source=self.words) if rows else usual_rule()


@dataclass(frozen=True)
class SheetsInForce:
    """The sheets that committees above some units have put in force, and how the units stand below them."""

    use: str
    rows: dict[int, list[SheetInForce]]
    places: dict[int, list[OrganisationPeriod]]

    def on(self, unit: int, day: dt.date) -> InForce | None:
        """The sheet for that unit's meetings of a day; None: none at all (standing committees have no usual one)."""
        superior, seen = self._above(unit, day), {unit}
        while superior is not None and superior not in seen:
            seen.add(superior)
            for row in self.rows.get(superior, ()):
                if row.is_in_force(day):
                    return InForce(row.base, self.use, row, self._name(superior, row.valid_from))
            superior = self._above(superior, day)
        if self.use == Use.STANDING:
            return None
        return InForce(USUAL[conduct_on(day).key], self.use)

    def _name(self, unit: int, day: dt.date) -> str:
        """As ``Organisation.label``."""
        places = self.places[unit]
        return next((row.name for row in places if row.valid_from <= day), places[-1].name if places else "")

    def _above(self, unit: int, day: dt.date) -> int | None:
        places = self.places.get(unit, ())
        return next((row.parent_id for row in places if row.valid_from <= day), None)


def sheets_in_force(units: Iterable[int], use: str) -> SheetsInForce:
    """For many units at once, in a fixed number of queries."""
    places = _places(units)
    return SheetsInForce(use, _sheets(places, use), places)


def sheets_of_both_uses(unit: int, day: dt.date) -> tuple[InForce | None, InForce | None]:
    """The sheets for a unit's cells' meetings and for its committees' meetings; the tree is read once."""
    places = _places([unit])
    cell, standing = (SheetsInForce(use, _sheets(places, use), places).on(unit, day) for use in Use)
    return cell, standing


def _places(units: Iterable[int]) -> dict[int, list[OrganisationPeriod]]:
    """Where the units and all above them stand, newest first."""
    places: dict[int, list[OrganisationPeriod]] = {unit: [] for unit in units}
    for row in OrganisationPeriod.objects.raw(PLACES, {"units": list(places)}) if places else ():
        places.setdefault(row.organisation_id, []).append(row)
        if row.parent_id:
            places.setdefault(row.parent_id, [])
    return places


def _sheets(places: dict[int, list[OrganisationPeriod]], use: str) -> dict[int, list[SheetInForce]]:
    sheets: dict[int, list[SheetInForce]] = {}
    rows = SheetInForce.objects.select_related("organisation").filter(organisation__in=list(places), use=use)
    for sheet in rows:
        sheets.setdefault(sheet.organisation_id, []).append(sheet)
    return sheets


def sheet_on(unit: int, day: dt.date, use: str = Use.CELL) -> InForce | None:
    """The sheet for one unit's meetings of a day."""
    return sheets_in_force([unit], use).on(unit, day)


def use_of(kind: str) -> str:
    """Which use of sheets a kind of meeting has; empty: no table is known for it."""
    if kind in REGULAR_KINDS:
        return Use.CELL
    return Use.STANDING if kind in STANDING_KINDS else ""


def sheet_for(meeting: Meeting) -> InForce | None:
    """The sheet in force for a meeting; None for kinds that are not scored, or where none is in force."""
    use = use_of(meeting.kind)
    return sheet_on(meeting.cell_id, meeting.held_on, use) if use else None


def sheets_of(organisation: Organisation) -> QuerySet[SheetInForce]:
    """What a committee put in force through the years, newest first."""
    rows = SheetInForce.objects.select_related("organisation").prefetch_related("organisation__periods")
    return rows.filter(organisation=organisation).order_by("use", "-valid_from")
