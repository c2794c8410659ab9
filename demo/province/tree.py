"""The units of the invented province while they are being made, and writing them."""

import datetime as dt
import random
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from cells.models import CELL_KINDS, Organisation, OrganisationPeriod, Succession
from core.vietnamese import search_key
from demo.province.bulk import copy_rows, numbers_for

DAY = dt.timedelta(days=1)
STATISTICAL = (
    ("công an", "police"),
    ("quân sự", "army"),
    ("hợp tác xã", "cooperative"),
    ("công ty", "state_major"),
    ("phân xưởng", "state_major"),
    ("trường", "public_service"),
    ("bệnh viện", "public_service"),
    ("trạm y tế", "public_service"),
    ("khoa số", "public_service"),
    ("giáo dục", "public_service"),
    ("đảng bộ phường", "ward"),
    ("tổ dân phố", "ward"),
    ("cơ quan phường", "ward"),
    ("thị trấn", "town"),
    ("cơ quan đảng", "party_agency"),
    ("ủy ban", "state_agency"),
    ("phòng số", "state_agency"),
    ("cơ quan xã", "state_agency"),
    ("đảng bộ xã", "commune"),
    ("thôn", "commune"),
)
"""The type in statistics (Biểu 5) that a word of the name tells; the first word that is there."""


@dataclass(frozen=True)
class Size:
    """How large a province; the usual one has about 4,000 organisations."""

    districts: int = 10
    communes: int = 150
    cells: int = 23
    """Cells in an old commune."""
    agencies: int = 8
    members: int = 120_000


@dataclass(eq=False)
class Unit:
    """A unit while it is being made: its row, its present place, and who follows it."""

    row: Organisation
    place: OrganisationPeriod
    weight: int = 0
    """How many people, in proportion to other cells."""
    follower: "Unit | None" = None
    is_shared: bool = False
    """One for the whole commune: agency, police, army."""

    def standing_on(self, day: dt.date) -> "Unit":
        """This unit, or the one that followed it by that day."""
        unit = self
        while unit.follower and unit.row.ended_on and unit.row.ended_on < day:
            unit = unit.follower
        return unit


@dataclass
class Tree:
    """Everything about units that will be written."""

    chance: random.Random
    organisations: Iterator[int] = field(default_factory=lambda: numbers_for(Organisation))
    periods: Iterator[int] = field(default_factory=lambda: numbers_for(OrganisationPeriod))
    rows: list[Organisation] = field(default_factory=list)
    places: list[OrganisationPeriod] = field(default_factory=list)
    _places_of: dict[int, list[OrganisationPeriod]] = field(default_factory=lambda: defaultdict(list))
    successions: list[Succession] = field(default_factory=list)
    province: Unit | None = None
    districts: list[Unit] = field(default_factory=list)
    agencies: list[Unit] = field(default_factory=list)
    old_communes: list[Unit] = field(default_factory=list)
    communes: list[Unit] = field(default_factory=list)
    """Those of 2025."""
    parts: list[Unit] = field(default_factory=list)
    cells: list[Unit] = field(default_factory=list)

    def found(
        self, name: str, kind: str, parent: Unit | None, on: dt.date, *, document: str = "", **values: object
    ) -> Unit:
        row = Organisation(pk=next(self.organisations), founded_on=on, is_demonstration=True, **values)
        self.rows.append(row)
        place = OrganisationPeriod(organisation=row, kind=kind, valid_from=on, document=document)
        self._place(place, name, parent)
        return Unit(row, place)

    def move(
        self, unit: Unit, parent: Unit | None, on: dt.date, *, document: str, name: str = "", kind: str = ""
    ) -> None:
        """From that day the unit stands there, and perhaps has another name or kind."""
        before = unit.place
        before.valid_to = on - DAY
        unit.place = OrganisationPeriod(
            organisation=unit.row, kind=kind or before.kind, valid_from=on, document=document
        )
        self._place(unit.place, name or before.name, parent)

    def _place(self, place: OrganisationPeriod, name: str, parent: Unit | None) -> None:
        place.pk = next(self.periods)
        place.name, place.name_key = name, search_key(name)
        place.parent = parent.row if parent else None
        is_cell = parent is not None and place.kind in CELL_KINDS
        place.place_name = parent.place.place_name if parent and is_cell else " ".join(name.split()[-2:])
        place.statistical_type = next((kind for word, kind in STATISTICAL if word in name.lower()), "other")
        self.places.append(place)
        self._places_of[place.organisation_id].append(place)

    def end(self, unit: Unit, last_day: dt.date, *, into: Unit | None = None, document: str = "") -> None:
        unit.row.ended_on = unit.place.valid_to = last_day
        reasons = Organisation.EndReason
        unit.row.end_reason = reasons.MERGED if into else reasons.LEVEL_ENDED
        unit.row.end_document = document
        unit.follower = into
        if into:
            self.successions.append(
                Succession(
                    predecessor=unit.row,
                    successor=into.row,
                    kind=Succession.Kind.MERGE,
                    on=last_day + DAY,
                    document=document,
                )
            )

    def parents_of(self, unit: Unit) -> set[int]:
        """All units under which it ever stood."""
        return {place.parent_id for place in self._places_of[unit.row.pk] if place.parent_id}

    def write(self) -> None:
        copy_rows(self.rows)
        copy_rows(self.places)
        copy_rows(self.successions)
