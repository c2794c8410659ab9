"""Tables counted from the facts of a form, and the rows behind one of their numbers."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from cells.models import Organisation
from cells.queries.statistics.facts import SPAN, Facts, rows_of
from cells.rules.statistics import TOTAL, TOTAL_LABEL, Cell, Form, Head, Layout, cell_of
from core.column_heads import under_heads
from core.vietnamese import normalise


@dataclass(frozen=True, slots=True)
class Row:
    """A counted row; a column whose question does not fit it has None."""

    key: str
    label: str
    numbers: Mapping[str, int | None]
    is_strong: bool = False
    unit: Organisation | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """A counted table. ``rows`` without the total."""

    layout: Layout
    columns: tuple[Head, ...]
    rows: tuple[Row, ...]
    total: Row | None

    @property
    def groups(self) -> list[tuple[str, list[Head]]]:
        """Neighbouring columns under their common head; "" for those that stand alone."""
        return under_heads(self.columns)


@dataclass(frozen=True, slots=True)
class Check:
    """A line under the tables: what balances, or what the records lack, with how many."""

    key: str
    text: str
    number: int
    """0: all is well."""
    has_list: bool = False


class Counts:
    """How many facts there are, by row, line and condition: one query, whatever the size."""

    def __init__(self, facts: Facts, wheres: Iterable[str]) -> None:
        asked = sorted(set(wheres))
        columns = ", ".join(f"count(*) FILTER (WHERE {facts.conditions[where]})" for where in asked)
        # Names and conditions are constants of ours; values are parameters.
        sql = f"{facts.sql} SELECT row_key::text, line, {columns} FROM fact GROUP BY 1, 2"  # noqa: S608
        rows = rows_of(sql, facts.parameters)
        self.row_keys = {row[0] for row in rows}
        self._found: Counter[tuple[str, str, str]] = Counter()
        for row_key, line, *numbers in rows:
            for where, number in zip(asked, numbers, strict=True):
                self._found[row_key, line, where] = number
        self._lines = {row[1] for row in rows}

    def of(self, cell: Cell) -> int:
        row_keys = self.row_keys if cell.row_key is None else [cell.row_key]
        lines = cell.lines or self._lines
        return sum(self._found[row_key, line, cell.where] for row_key in row_keys for line in lines)


def wheres_of(tables: Iterable[Layout], checks: Iterable[Head] = ()) -> set[str]:
    """The conditions that counting the tables asks about."""
    heads = [head for table in tables for head in (*table.columns, *table.rows, *TOTALS)]
    return {head.where for head in (*heads, *checks) if head.where} | {"everyone"}


TOTALS = (Head(TOTAL, TOTAL_LABEL),)


def counted_table(layout: Layout, counts: Counts, units: Sequence[tuple[Organisation, str]]) -> Table:
    """The table with its numbers; ``units`` (with their names) are its rows where the layout names none."""
    heads = list(layout.rows) or [Head(str(unit.pk), name, row_key=str(unit.pk)) for unit, name in units]
    known = {str(unit.pk): unit for unit, _name in units}
    rows = [_counted(head, layout, counts, known.get(head.key)) for head in heads]
    optional = {head.key for head in heads if head.optional}
    rows = [row for row in rows if row.key not in optional or any(row.numbers.values())]
    total = _counted(TOTALS[0], layout, counts, None) if layout.has_total else None
    shown = [total] if total else rows
    columns = tuple(
        column for column in layout.columns if not column.optional or any(row.numbers[column.key] for row in shown)
    )
    return Table(layout, columns, tuple(rows), total)


def _counted(head: Head, layout: Layout, counts: Counts, unit: Organisation | None) -> Row:
    numbers = {}
    for column in layout.columns:
        cell = cell_of(head, column)
        numbers[column.key] = None if cell is None else counts.of(cell)
    label = str(head.label)
    return Row(head.key, capfirst(label), numbers, head.strong or head.key == TOTAL, unit)


def units_below(
    unit: Organisation, *, first: dt.date, last: dt.date, also: Iterable[str]
) -> list[tuple[Organisation, str]]:
    """The units directly below at any time between, in the order of the paper list, with their last names of that time.

    ``also``: row keys that were counted, as the unit itself where people belong to it directly.
    """
    sql = f"WITH RECURSIVE {SPAN} SELECT DISTINCT row_id FROM span WHERE depth = 1"  # noqa: S608 - constants
    below = rows_of(sql, {"unit": unit.pk, "since": first, "until": last})
    wanted = {row[0] for row in below} | {int(key) for key in also}
    rows = Organisation.objects.filter(pk__in=wanted).prefetch_related("periods").order_by("order", "pk")
    return [(row, row.label(last)) for row in rows]


def checks_of(form: Form, tables: Sequence[Table], counts: Counts) -> list[Check]:
    """What has to balance, then what the records lack; the second only where there is any."""
    found = [check for table in tables for check in BALANCES.get(form.key, _no_checks)(table)]
    for head in form.checks:
        number = counts.of(Cell(None, head.lines, head.where or "everyone"))
        if number:
            found.append(Check(head.key, f"{number} {head.label}", number, has_list=True))
    return found


def _no_checks(table: Table) -> Iterator[Check]:
    return iter(())


def _changes_balance(table: Table) -> Iterator[Check]:
    """A + B − C = D, in every row or column of the table."""
    if table.layout.key == "units":
        rows = [row for row in (*table.rows, table.total) if row]
        wrong = [row.label for row in rows if _out_of_balance(row.numbers, table.layout.columns)]
        text = _("A + B − C = D ở từng đơn vị")
    else:
        by_key = {row.key: row.numbers for row in table.rows}
        columns = {
            column.key: {key: numbers[column.key] for key, numbers in by_key.items()} for column in table.columns
        }
        wrong = [
            str(column.label) for column in table.columns if _out_of_balance(columns[column.key], table.layout.rows)
        ]
        text = _("A + B − C = D trong toàn đơn vị")
    yield Check(f"balance_{table.layout.key}", ": ".join([text, ", ".join(wrong)]) if wrong else text, len(wrong))


def _out_of_balance(numbers: Mapping[str, int | None], heads: Sequence[Head]) -> bool:
    end = next(head for head in heads if head.key == "end")
    expected = sum(numbers.get(key) or 0 for key in end.adds) - sum(numbers.get(key) or 0 for key in end.subtracts)
    return expected != numbers["end"]


def _parts_balance(table: Table) -> Iterator[Check]:
    """The bands or codes of a section come to all the members."""
    if table.total is None or table.layout.key == "general":
        return
    parts = sum(number or 0 for key, number in table.total.numbers.items() if key != TOTAL)
    text = _("%(section)s: các cột cộng lại bằng tổng số") % {"section": normalise(table.layout.title)}
    yield Check(f"parts_{table.layout.key}", text, abs(parts - (table.total.numbers[TOTAL] or 0)))


BALANCES: dict[str, Callable[[Table], Iterator[Check]]] = {"1": _changes_balance, "3": _parts_balance}
