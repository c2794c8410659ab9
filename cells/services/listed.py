"""A list of members compared with the records: plain values that say what has to be written."""

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from cells.models import Member, Membership, Organisation, Seat, StatusPeriod

CREATED, UPDATED, UNCHANGED = "created", "updated", "unchanged"


@dataclass(frozen=True, slots=True)
class ListedCell:
    """A cell of the list: an existing unit, or one to be founded."""

    key: str
    name: str
    unit_type: str
    organisation: Organisation | None


@dataclass(frozen=True, slots=True)
class Difference:
    """What the list would change: the field in the user's words, before and after."""

    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Leaving:
    """The end of a membership: died, struck off, moved away. ``last_day`` is its last day in force."""

    membership: Membership
    reason: str
    last_day: dt.date
    elsewhere: str = ""


@dataclass(frozen=True, slots=True)
class StatusChange:
    """The status to begin ("" for active again) and the period that ends the day before."""

    status: str
    valid_from: dt.date
    ends: StatusPeriod | None = None


@dataclass(frozen=True, slots=True)
class ListedMember:
    """One person of the list and what has to be written: nothing but the differences."""

    row: int
    name: str
    cell_key: str
    member: Member | None
    values: dict[str, Any]
    """Fields of the record: all of a new one, the differing ones of a known one."""
    sheet: str = ""
    profile: dict[str, str] = field(default_factory=dict)
    """Statements of the profile that the list makes anew, by ``ProfileEntry.Subject``."""
    residence: tuple[str, Organisation | None] | None = None
    """The cell of the place of residence: its name, and the unit if it is known here."""
    joins_on: dt.date | None = None
    """The first day of the membership that has to be written; the one before ends the day before."""
    leaves: Membership | None = None
    is_temporary: bool = False
    leaving: Leaving | None = None
    office: str = ""
    ends: tuple[Seat, ...] = ()
    """Posts that end for the new one, of this person or of the one replaced."""
    status: StatusChange | None = None
    differences: tuple[Difference, ...] = ()

    @property
    def outcome(self) -> str:
        if self.member is None:
            return CREATED
        return UPDATED if self.differences else UNCHANGED


@dataclass(frozen=True, slots=True)
class ListedRoster:
    """A list compared with the records: what ``write_roster`` has to do."""

    organisation: Organisation
    effective_on: dt.date
    file_name: str
    cells: tuple[ListedCell, ...]
    members: tuple[ListedMember, ...]

    def count(self, outcome: str) -> int:
        return sum(member.outcome == outcome for member in self.members)

    @property
    def leaving(self) -> list[ListedMember]:
        """Those whose membership ends by this list."""
        return [member for member in self.members if member.leaving]

    @property
    def changes_nothing(self) -> bool:
        return self.count(UNCHANGED) == len(self.members) and all(cell.organisation for cell in self.cells)
