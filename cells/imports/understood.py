"""What was understood of a member list: plain values, and for each doubt the row and the reason."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from core.periods import PartialDate

Severity = Literal["refused", "doubtful"]
REFUSED: Severity = "refused"
DOUBTFUL: Severity = "doubtful"

# Statuses beyond those of ``cells.models.StatusPeriod``, and the post codes of ``cells.models.Office``.
ACTIVE = "active"
TEMPORARY_IN = "temporary_in"
INTERRUPTED = "interrupted"
LEFT = "left"
DIED = "died"
MOVED = "moved"
ENDED_STATUSES = frozenset({LEFT, DIED, MOVED})


@dataclass(frozen=True, slots=True)
class Issue:
    """Something about one row that the user must see. ``row`` is the number that Excel shows."""

    sheet: str
    row: int
    column: str
    label: str
    severity: Severity
    reason: str


@dataclass(frozen=True, slots=True)
class FoundColumn:
    """A column of a head: ``field`` is what it was taken for, empty when it is not used."""

    sheet: str
    letter: str
    header: str
    field: str
    first_head_row: int
    last_head_row: int


@dataclass(frozen=True, slots=True)
class FoundCell:
    """A Party cell (chi bộ) named in the file; ``stated`` is the head-count that the file claims for it."""

    key: str
    name: str
    unit: str
    sheet: str
    row: int
    stated: int | None = None


@dataclass(frozen=True, slots=True)
class Person:
    """One accepted row. ``cell_key`` names the cell; empty texts and None mean "the list does not say".

    ``left_on`` is the day of leaving, death or exemption, whichever the status tells. Places read as on an
    envelope, the smallest unit first.
    """

    sheet: str
    row: int
    name: str
    cell_key: str
    sex: str = ""
    birth: PartialDate | None = None
    ethnic_group: str = ""
    religion: str = ""
    citizen_id: str = ""
    card_number: str = ""
    old_card_number: str = ""
    admitted: PartialDate | None = None
    admission_decided: PartialDate | None = None
    official: PartialDate | None = None
    post: str = ""
    status: str = ""
    note: str = ""
    record_id: str = ""
    other_name: str = ""
    card_issued_at: str = ""
    card_issued_on: PartialDate | None = None
    birth_registration_place: str = ""
    native_place: str = ""
    residence: str = ""
    old_identity_number: str = ""
    left_on: PartialDate | None = None
    occupation: str = ""
    general_education: str = ""
    professional: str = ""
    political_theory: str = ""
    residence_cell: str = ""
    phone: str = ""

    @property
    def exempt(self) -> bool:
        """Excused from Party work and meetings (miễn công tác và sinh hoạt đảng, Điều lệ Đ7)."""
        return self.status == "exempt"


@dataclass(frozen=True, slots=True)
class SkippedSheet:
    """A worksheet that was not read as a member list, and why."""

    title: str
    reason: str


@dataclass(frozen=True, slots=True)
class Roster:
    """A member list as understood. ``people`` are the rows that were not refused, in the order of the file.

    ``admission_kind`` is "ceremony" or "decision" where the head says which day the admission column holds;
    otherwise the user is asked (the two differ from place to place). ``units`` runs from the superior one down.
    ``head_signature`` is equal for lists with the same column titles, in whatever order: what a user once said
    about the columns of such a list holds for the next one.
    """

    filename: str
    as_of: datetime.date | None
    units: tuple[str, ...]
    columns: tuple[FoundColumn, ...]
    cells: tuple[FoundCell, ...]
    people: tuple[Person, ...]
    issues: tuple[Issue, ...]
    skipped: tuple[SkippedSheet, ...]
    admission_kind: str
    stated_total: int | None
    head_signature: str

    @property
    def unit(self) -> str:
        """The committee whose list this is, as in "Đảng bộ xã Vân Trục"; empty when the file does not say."""
        return self.units[-1] if self.units else ""

    @property
    def refused(self) -> tuple[Issue, ...]:
        return tuple(issue for issue in self.issues if issue.severity == REFUSED)

    @property
    def doubtful(self) -> tuple[Issue, ...]:
        return tuple(issue for issue in self.issues if issue.severity == DOUBTFUL)

    @property
    def unused_columns(self) -> tuple[FoundColumn, ...]:
        return tuple(column for column in self.columns if not column.field)

    def people_of(self, cell: FoundCell) -> Sequence[Person]:
        return [person for person in self.people if person.cell_key == cell.key]
