"""The tables of the forms of a year, counted from its facts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import ROUND_HALF_UP, Decimal

from cells.models import Organisation
from core.column_heads import under_heads
from evaluations.queries.year_conditions import Trait, condition_of
from evaluations.queries.year_facts import Entry, YearFacts
from evaluations.rules.year_forms import TOTAL, Head, Layout

Number = int | Decimal | None
HUNDREDTH = Decimal("0.01")


def percent(part: int | None, whole: int | None) -> Decimal | None:
    """The share in percent, to two decimals, half up; None of nothing. The base is whoever was rated (Biểu 7A)."""
    if not whole or part is None:
        return None
    return (Decimal(part) * 100 / Decimal(whole)).quantize(HUNDREDTH, ROUND_HALF_UP)


@dataclass(frozen=True, slots=True)
class Row:
    """A counted line; what the records do not know is None."""

    key: str
    head: Head
    label: str
    numbers: Mapping[str, Number]
    notes: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Table:
    """A counted table."""

    layout: Layout
    columns: tuple[Head, ...]
    rows: tuple[Row, ...]
    total: Row | None

    @property
    def groups(self) -> list[tuple[str, list[Head]]]:
        """Neighbouring columns under their common head; "" for those that stand alone."""
        return under_heads(self.columns)

    @property
    def all_rows(self) -> tuple[Row, ...]:
        return (*self.rows, self.total) if self.total else self.rows


class Tally:
    """How many subjects meet conditions; each condition, and each combination, is worked out once."""

    def __init__(self, facts: YearFacts) -> None:
        self.facts = facts
        # Traits are called by their places: comparing whole traits again and again would take most of the time.
        self._traits: list[Trait] = list(facts.counted)
        self._numbers: list[int] = list(facts.counted.values())
        self._meeting: dict[str | int, frozenset[int]] = {}
        self._known: dict[tuple[frozenset[str], int | None], int] = {}

    def of(self, where: Iterable[str], row: int | None = None) -> int:
        """The number of those that meet all the conditions, in one unit directly below or in all."""
        names = frozenset(where)
        if (names, row) not in self._known:
            self._known[names, row] = sum(self._numbers[place] for place in self._places(names, row))
        return self._known[names, row]

    def entries(self, where: Iterable[str], row: int | None = None) -> list[Entry]:
        """Those behind a number."""
        traits = {self._traits[place] for place in self._places(frozenset(where), row)}
        return [entry for entry in self.facts.entries if entry.trait in traits]

    def _places(self, names: frozenset[str], row: int | None) -> frozenset[int]:
        asked: list[str | int] = [*names] if row is None else [*names, row]
        if not asked:
            return frozenset(range(len(self._traits)))
        first, *others = sorted((self._of(each) for each in asked), key=len)
        return first.intersection(*others)

    def _of(self, asked: str | int) -> frozenset[int]:
        """Those that meet a condition, or are reached through a unit."""
        if asked not in self._meeting:
            holds = condition_of(asked) if isinstance(asked, str) else (lambda trait: trait.row == asked)
            self._meeting[asked] = frozenset(place for place, trait in enumerate(self._traits) if holds(trait))
        return self._meeting[asked]


def counted_table(layout: Layout, tally: Tally, units: Sequence[tuple[int, str]]) -> Table:
    """The table with its numbers; ``units`` with their names are its lines where the layout names none."""
    heads = list(layout.rows)
    if layout.of_units:
        heads = [Head(str(pk), name) for pk, name in units]
    rows = [_row(head, layout, tally) for head in heads]
    if layout.of_units:
        rows = [row for row in rows if row.numbers[TOTAL]]
    kept = [row for row in rows if not row.head.is_optional or any(row.numbers.values())]
    kept = _with_nothing_left(layout, kept)
    if layout.columns and any(column.is_row_share for column in layout.columns):
        kept = _with_row_shares(layout, kept)
    total = _row(Head(TOTAL, "Tổng số", is_strong=True), layout, tally) if layout.has_total else None
    shown = [total] if total else kept
    columns = tuple(
        column for column in layout.columns if not column.is_optional or any(row.numbers[column.key] for row in shown)
    )
    return Table(layout, columns, tuple(kept), total)


def conditions_of(layout: Layout, row: Head, column: Head) -> tuple[str, ...] | None:
    """What is counted where they meet; None where nothing is."""
    if row.is_blank or not column.is_counted or (row.only and column.key not in row.only):
        return None
    return (*layout.where, *row.where, *column.where)


def _row(head: Head, layout: Layout, tally: Tally) -> Row:
    unit = int(head.key) if layout.of_units and head.key != TOTAL else None
    numbers: dict[str, Number] = {}
    for column in layout.columns:
        where = conditions_of(layout, head, column)
        numbers[column.key] = None if where is None else tally.of(where, unit)
    for column in layout.columns:
        if column.part and not head.is_blank:
            numbers[column.key] = percent(whole_number(numbers[column.part]), whole_number(numbers[column.of]))
    notes = {column.key: head.note for column in layout.columns if column.is_note}
    return Row(head.key, head, head.label, numbers, notes)


def whole_number(number: Number) -> int | None:
    return int(number) if number is not None else None


def _with_nothing_left(layout: Layout, rows: list[Row]) -> list[Row]:
    """0 for what the records do not know, where nothing is left of the line or the column that it is a part of."""
    known = {row.key: row.numbers for row in rows}
    counted = [column.key for column in layout.columns if column.is_counted]
    found = []
    for row in rows:
        numbers = dict(row.numbers)
        if row.head.within in known:
            lines = [known[key] for key in (row.head.within, *row.head.beside)]
            numbers |= {key: 0 for key in counted if _left([line[key] for line in lines]) == 0}
        for column in layout.columns:
            if column.within and _left([numbers[key] for key in (column.within, *column.beside)]) == 0:
                numbers[column.key] = 0
        found.append(replace(row, numbers=numbers))
    return found


def _left(numbers: Sequence[Number]) -> Number:
    """The first without the others; None where one is not known."""
    whole, *parts = (whole_number(number) for number in numbers)
    if whole is None or None in parts:
        return None
    return whole - sum(part or 0 for part in parts)


def blank_heads(table: Table) -> list[str]:
    """Lines and columns that have room to be filled in by hand, as they are called."""
    found = [
        row.label
        for row in table.rows
        if row.head.is_blank and any(row.numbers[column.key] is None for column in table.columns if column.is_counted)
    ]
    for column in table.columns:
        counted = [row for row in table.rows if not row.head.is_blank]
        if column.is_blank and any(row.numbers[column.key] is None for row in counted):
            words = f"{column.label[:1].lower()}{column.label[1:]}"
            found.append(f"{column.group}: {words}" if column.group else column.label)
    return found


def _with_row_shares(layout: Layout, rows: list[Row]) -> list[Row]:
    totals = {row.key: whole_number(row.numbers[TOTAL]) for row in rows}
    share = next(column.key for column in layout.columns if column.is_row_share)
    found = []
    for row in rows:
        value = percent(totals[row.key], totals.get(row.head.of)) if row.head.of else None
        found.append(Row(row.key, row.head, row.label, {**row.numbers, share: value}, row.notes))
    return found


def units_of(facts: YearFacts, unit: Organisation) -> list[tuple[int, str]]:
    """The units directly below with their names of the day, in the order of the paper list; the unit itself last."""
    rows = Organisation.objects.filter(pk__in=facts.rows).prefetch_related("periods").order_by("order", "pk")
    named = [(row.pk, row.label(facts.on)) for row in rows if row.pk != unit.pk]
    own = [(unit.pk, f"Trực tiếp thuộc {unit.label(facts.on)}")] if unit.pk in facts.rows else []
    return named + own
