"""The year-end tables: how many were rated how, who was not rated and why, and lines that must balance.

Percentages are of those rated ("được đánh giá"), as in the official tables 7A and 7B. What was decided counts as it was
decided; records are only asked about what is still undecided.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from cells.models import UnitType
from evaluations.models import Decision, Evaluation, Level, Period
from evaluations.queries.board import SubjectRow, visible_rows
from evaluations.queries.cap import RATED, CapGroup, Standing, cap_groups
from evaluations.queries.records import ENDED, LEFT
from evaluations.queries.regulations import regulation_of
from evaluations.queries.subjects import MovedCell, cells_ended_in, cut_off
from evaluations.rules.cap import CapResult
from evaluations.rules.classification import NOT_RATED

EXEMPT, SUSPENDED, NEW, OTHER, WAITING = "exempt", "suspended", "new", "other", "waiting"
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


@dataclass(frozen=True)
class NotRated:
    """Somebody in the list of those not rated."""

    name: str
    cell: str
    category: str
    category_label: str
    reason: str


@dataclass(frozen=True)
class Line:
    """A line that must balance."""

    text: str
    balances: bool


@dataclass(frozen=True)
class YearSummary:
    """Everything the year-end papers and pages show."""

    period: Period
    unit: str
    superior: str
    year: int
    regulation: str
    legal_bases: tuple[str, ...]
    level_labels: tuple[tuple[str, str], ...]
    level_shorts: tuple[str, ...]
    is_final: bool
    as_of: dt.date
    cells: Table
    members: Table
    cell_results: tuple[CellResult, ...]
    not_rated: tuple[NotRated, ...]
    waiting: int
    groups: tuple[CapGroup, ...]
    lines: tuple[Line, ...]
    ended_cells: tuple[MovedCell, ...]
    is_demonstration: bool
    place_name: str

    @property
    def readings(self) -> list[tuple[str, bool, tuple[CapResult, ...]]]:
        """The three denominators of the cap, each with its result for every group."""
        first = self.groups[0].readings if self.groups else ()
        return [
            (reading.label, reading.in_force, tuple(group.readings[place].result for group in self.groups))
            for place, reading in enumerate(first)
        ]

    @property
    def left_out(self) -> tuple[NotRated, ...]:
        """Those not rated for a reason; who only waits for a decision is not among them."""
        return tuple(row for row in self.not_rated if row.category != WAITING)

    @property
    def waiting_by_cell(self) -> list[tuple[str, int]]:
        """How many wait for a decision in each cell, the cell itself counted with its members."""
        return list(Counter(row.cell or row.name for row in self.not_rated if row.category == WAITING).items())

    @property
    def balances(self) -> bool:
        return all(line.balances for line in self.lines)


def _percent(part: int, whole: int) -> Decimal | None:
    if not whole:
        return None
    return (Decimal(part) * 100 / Decimal(whole)).quantize(Decimal("0.01"), ROUND_HALF_UP)


def year_summary(period: Period) -> YearSummary:
    """The tables of one year, in a fixed number of queries. ``period.organisation`` has its periods at hand."""
    evaluations = period.evaluations.all()
    rows = visible_rows(period, evaluations, compare=False)
    excluded = _kept_exclusions(period)
    placed = [(row, _category(row, excluded)) for row in rows]
    cells = [(row, place) for row, place in placed if row.evaluation.member_id is None]
    members = [(row, place) for row, place in placed if row.evaluation.member_id is not None]
    cell_table, member_table = _cell_table(cells), _member_table(members)
    groups = tuple(cap_groups(period, _decided(rows)))
    on, regulation = period.reference_date, regulation_of(period)
    cell_results = tuple(_cell_results(cells, members, on))
    unit = period.organisation.period(on)
    return YearSummary(
        period=period,
        unit=period.organisation.label(on=on),
        superior=unit.parent.label(on=on) if unit and unit.parent else "",
        year=period.year,
        regulation=regulation.title,
        legal_bases=tuple(f"{document.title} của {document.issuer}" for document in regulation.documents[:2]),
        level_labels=tuple((level.key, _(level.name)) for level in regulation.levels),
        level_shorts=tuple(level.short for level in regulation.levels),
        is_final=period.state == Period.State.CLOSED,
        as_of=cut_off(period),
        cells=cell_table,
        members=member_table,
        cell_results=cell_results,
        not_rated=tuple(_not_rated(placed, on)),
        waiting=sum(place == WAITING for _row, place in placed),
        groups=groups,
        lines=tuple(_lines(cell_table, member_table, cell_results, groups)),
        ended_cells=tuple(cells_ended_in(period)),
        is_demonstration=period.organisation.is_demonstration,
        place_name=unit.place_name if unit else "",
    )


def _kept_exclusions(period: Period) -> dict[int, str]:
    """The rule for which each undecided-as-rated subject was left out, from the traces kept with the decisions."""
    kept = Decision.objects.filter(evaluation__period=period, level="").order_by("version")
    return {
        pk: next((line["rule"] for line in trace if line["level"] == NOT_RATED and line["holds"]), "")
        for pk, trace in kept.values_list("evaluation", "trace")
    }


def _category(row: SubjectRow, excluded: dict[int, str]) -> str:
    """The column in which a subject is counted: its level, why it is not rated, or that it waits."""
    if row.decided:
        return row.decided.level or CATEGORIES.get(excluded.get(row.evaluation.pk, ""), OTHER)
    proposal = row.standing.proposal
    if proposal is not None and not proposal.is_rated:
        return CATEGORIES.get(proposal.excluded_by, OTHER)
    return WAITING


def _decided(rows: Iterable[SubjectRow]) -> list[Standing]:
    return [row.standing for row in rows if row.decided]


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


def _cell_table(cells: Sequence[tuple[SubjectRow, str]]) -> Table:
    """T-CELL: cells by type of unit."""
    lines = []
    for value, label in UnitType.choices:
        places = [place for row, place in cells if row.evaluation.cell.unit_type == value]
        if places:
            lines.append(count(str(label), places))
    return Table(tuple(lines), count(_("Tổng số"), [place for _row, place in cells]))


def _member_table(members: Sequence[tuple[SubjectRow, str]]) -> Table:
    """T-MEM: members by the appendix they are evaluated under."""
    lines = []
    for value, label in Evaluation.Subject.choices:
        places = [place for row, place in members if row.evaluation.subject == value]
        if places:
            lines.append(count(str(label), places))
    return Table(tuple(lines), count(_("Tổng số"), [place for _row, place in members]))


def _cell_results(
    cells: Sequence[tuple[SubjectRow, str]], members: Sequence[tuple[SubjectRow, str]], on: dt.date
) -> list[CellResult]:
    inside: dict[int, list[str]] = {}
    for row, place in members:
        inside.setdefault(row.evaluation.cell_id, []).append(place)
    return [_cell_result(row, inside.get(row.evaluation.cell_id, []), on) for row, _place in cells]


def _cell_result(row: SubjectRow, members: list[str], on: dt.date) -> CellResult:
    evaluation, decision = row.evaluation, row.standing.decision
    return CellResult(
        name=evaluation.cell.label(on=on),
        unit_type=evaluation.cell.get_unit_type_display(),
        level=row.decided.level if row.decided else WAITING,
        level_label=row.decided.label if row.decided else str(CATEGORY_LABELS[WAITING]),
        score=Decimal(str(row.score)) if row.score is not None else None,
        document_number=decision.document_number if decision else "",
        decided_on=decision.decided_on if decision else None,
        reason=decision.reason if decision else "",
        members=count(evaluation.cell.label(on=on), members),
        url=evaluation.get_absolute_url(),
    )


def _not_rated(placed: Sequence[tuple[SubjectRow, str]], on: dt.date) -> list[NotRated]:
    """Who was not rated or not yet, with the reason; cells among them."""
    found = []
    for row, place in placed:
        if place in RATED:
            continue
        evaluation, decision, proposal = row.evaluation, row.standing.decision, row.standing.proposal
        reason = decision.reason if decision else proposal.reason if proposal else ""
        if place == WAITING:
            reason = _("phiếu %(state)s") % {"state": evaluation.get_state_display()}
        cell = evaluation.cell.label(on=on)
        name = str(evaluation.member) if evaluation.member_id else cell
        label = str(CATEGORY_LABELS[place])
        found.append(NotRated(name, cell if evaluation.member_id else "", place, label, reason))
    return found


def _lines(cells: Table, members: Table, cell_results: Sequence[CellResult], groups: Iterable[CapGroup]) -> list[Line]:
    """The lines that must balance; all are shown, with what does not hold."""
    found = []
    for name, table in ((pgettext("several", "Chi bộ"), cells), (_("Đảng viên"), members)):
        found += [_line_of_total(name, table.total), _line_of_levels(name, table.total), _line_of_rows(name, table)]
    found.append(_line_of_cells(members, cell_results))
    found += [_line_of_cap(group) for group in groups]
    return found


def _line_of_total(name: str, total: Counts) -> Line:
    words = {"name": name, "rated": total.rated, "apart": total.not_rated, "total": total.total}
    text = _("%(name)s: được đánh giá %(rated)s + không hoặc chưa được đánh giá %(apart)s = tổng số %(total)s") % words
    return Line(text, total.rated + total.not_rated == total.total)


def _line_of_levels(name: str, total: Counts) -> Line:
    parts = " + ".join(str(number) for number in total.levels.values())
    words = {"name": name, "parts": parts, "rated": total.rated}
    return Line(
        _("%(name)s: bốn mức %(parts)s = được đánh giá %(rated)s") % words, sum(total.levels.values()) == total.rated
    )


def _line_of_rows(name: str, table: Table) -> Line:
    parts = " + ".join(str(row.total) for row in table.rows) or "0"
    words = {"name": name, "parts": parts, "total": table.total.total}
    text = _("%(name)s: các dòng %(parts)s = tổng số %(total)s") % words
    return Line(text, sum(row.total for row in table.rows) == table.total.total)


def _line_of_cells(members: Table, cell_results: Sequence[CellResult]) -> Line:
    number = sum(row.members.total for row in cell_results)
    words = {"number": number, "total": members.total.total}
    text = _("Đảng viên: cộng theo danh sách chi bộ %(number)s = tổng số %(total)s") % words
    return Line(text, number == members.total.total)


def _line_of_cap(group: CapGroup) -> Line:
    words = {"group": group.label, "excellent": group.excellent, "most": group.in_force.most_excellent}
    text = _("Nhóm %(group)s: xuất sắc %(excellent)s, nhiều nhất theo tỷ lệ %(most)s") % words
    return Line(text, group.in_force.holds)
