"""The tables of the year: subjects by kind, each line with its levels and who is not rated."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cells.models import Organisation, OrganisationKind, UnitType
from evaluations.models import Evaluation, LeadershipCollective, Level
from evaluations.queries.board import SubjectRow
from evaluations.queries.cap import RATED
from evaluations.queries.records import ENDED, LEFT

Placed = Sequence[tuple[SubjectRow, str]]
"""Subjects, each with the column in which it is counted."""
EXEMPT, SUSPENDED, NEW, OTHER, POSTPONED, WAITING = "exempt", "suspended", "new", "other", "postponed", "waiting"
CATEGORIES = {
    "excluded.exempt": EXEMPT,
    "excluded.suspended": SUSPENDED,
    "excluded.newly_admitted": NEW,
    "excluded.newly_founded": NEW,
    ENDED: OTHER,
    LEFT: OTHER,
}
"""The column of the table for each rule that takes a subject out of the rating."""
CATEGORY_LABELS = {
    EXEMPT: gettext_lazy("Miễn công tác và sinh hoạt đảng"),
    SUSPENDED: gettext_lazy("Đình chỉ sinh hoạt đảng"),
    NEW: gettext_lazy("Mới kết nạp hoặc mới thành lập dưới 6 tháng"),
    OTHER: gettext_lazy("Lý do khác"),
    POSTPONED: gettext_lazy("Chưa kiểm điểm, để lại"),
    WAITING: gettext_lazy("Chưa quyết định"),
}


@dataclass(frozen=True)
class Counts:
    """One line of a table."""

    label: str
    total: int
    rated: int
    """Counted by itself, so that the four levels can be checked against it."""
    apart: dict[str, int]
    """Not rated, by category."""
    levels: dict[str, int]

    @property
    def not_rated(self) -> int:
        return sum(self.apart.values())

    def percent(self, level: str) -> Decimal | None:
        """The share of those rated, to two decimals; None without any."""
        return _percent(self.levels[level], self.rated)

    @property
    def excellent_of_good(self) -> Decimal | None:
        """The share of "excellent" in percent of "good", the literal measure of the cap."""
        return _percent(self.levels[Level.EXCELLENT], self.levels[Level.GOOD])

    @property
    def percents_by_level(self) -> dict[str, Decimal | None]:
        return {level: self.percent(level) for level in self.levels}


@dataclass(frozen=True)
class Table:
    """Lines and their sum."""

    rows: tuple[Counts, ...]
    total: Counts


@dataclass(frozen=True)
class CellResult:
    """One cell in the list: its class and paper, and its members."""

    name: str
    unit_type: str
    level: str
    level_label: str
    score: Decimal | None
    document_number: str
    decided_on: dt.date | None
    reason: str
    members: Counts
    url: str = ""


def _percent(part: int, whole: int) -> Decimal | None:
    if not whole:
        return None
    return (Decimal(part) * 100 / Decimal(whole)).quantize(Decimal("0.01"), ROUND_HALF_UP)


def count(label: str, places: Iterable[str]) -> Counts:
    """A line from the columns of its subjects."""
    counted = Counter(places)
    return Counts(
        label=label,
        total=counted.total(),
        rated=sum(number for place, number in counted.items() if place not in CATEGORY_LABELS),
        apart={category: counted[category] for category in CATEGORY_LABELS},
        levels={level: counted[level] for level in RATED},
    )


def cell_table(cells: Placed) -> Table:
    """T-CELL: cells by type of unit."""
    lines = []
    for value, label in UnitType.choices:
        places = [place for row, place in cells if row.evaluation.cell.unit_type == value]
        if places:
            lines.append(count(str(label), places))
    return Table(tuple(lines), count(_("Tổng số"), [place for _row, place in cells]))


def member_table(members: Placed) -> Table:
    """T-MEM: members by the appendix they are evaluated under."""
    lines = []
    for value, label in Evaluation.Subject.choices:
        places = [place for row, place in members if row.evaluation.subject == value]
        if places:
            lines.append(count(str(label), places))
    return Table(tuple(lines), count(_("Tổng số"), [place for _row, place in members]))


def committee_table(committees: Placed, on: dt.date) -> Table:
    """T-ORG: part committees, base committees, communes by kind."""
    lines = []
    for value, label in OrganisationKind.choices:
        places = [place for row, place in committees if _kind_on(row.evaluation.cell, on) == value]
        if places:
            lines.append(count(str(label), places))
    return Table(tuple(lines), count(_("Tổng số"), [place for _row, place in committees]))


def _kind_on(unit: Organisation, on: dt.date) -> str:
    place = unit.period(on)
    return place.kind if place else ""


def collective_table(collectives: Placed) -> Table:
    """T-COL: leadership collectives by kind."""
    lines = []
    for value, label in LeadershipCollective.Kind.choices:
        places = [
            place for row, place in collectives if row.evaluation.collective and row.evaluation.collective.kind == value
        ]
        if places:
            lines.append(count(str(label), places))
    return Table(tuple(lines), count(_("Tổng số"), [place for _row, place in collectives]))
