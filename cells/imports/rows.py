"""One row under its head, while its fields are read."""

import datetime
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar

from cells.imports.heads import Head
from cells.imports.understood import DOUBTFUL, REFUSED, Issue, Severity
from cells.imports.values import Reading, text_of
from core.errors import DomainError
from core.spreadsheet import Cell, Row, Sheet

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Layout:
    """How a sheet uses its columns "Nam" and "Nữ": for dates of birth, or only "Nữ" with crosses."""

    sides_hold_dates: bool = False
    blank_means_male: bool = False


@dataclass(slots=True)
class RowReader:
    """One row under its head; collects the issues while fields are read."""

    sheet: Sheet
    row: Row
    head: Head
    today: datetime.date
    layout: Layout
    issues: list[Issue] = field(default_factory=list)

    def cell(self, name: str) -> Cell | None:
        """The cell of a field, when it holds anything."""
        column = self.head.columns.get(name)
        found = self.row.cells.get(column) if column else None
        if found is None or (not text_of(found) and not found.is_formula):
            return None
        return found

    def has(self, name: str) -> bool:
        return name in self.head.columns

    def report(self, name: str, severity: Severity, reason: str) -> None:
        letter, label = self.head.label(name)
        self.issues.append(Issue(self.sheet.title, self.row.number, letter, label, severity, reason))

    def read(self, name: str, reader: Callable[[Cell], Reading[T]], default: T) -> T:
        """Read a field; a refusal or doubt becomes an issue of its column."""
        cell = self.cell(name)
        if cell is None:
            return default
        try:
            reading = reader(cell)
        except DomainError as refusal:
            self.report(name, REFUSED, str(refusal))
            return default
        if reading.doubt:
            self.report(name, DOUBTFUL, reading.doubt)
        return reading.value

    @property
    def is_refused(self) -> bool:
        return any(issue.severity == REFUSED for issue in self.issues)
