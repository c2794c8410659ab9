"""The basic statistics (``cells.rules.statistics``) counted from the records: a package, one module a form."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from cells.models import Organisation
from cells.queries.statistics.badges import badges
from cells.queries.statistics.changes import changes
from cells.queries.statistics.counting import (
    Check,
    Counts,
    Row,
    Table,
    checks_of,
    counted_table,
    units_below,
    wheres_of,
)
from cells.queries.statistics.entries import Entries, Entry
from cells.queries.statistics.facts import Facts
from cells.queries.statistics.profile import profile
from cells.queries.statistics.types import types
from cells.rules.statistics import SUBJECTS, TOTAL, TOTAL_LABEL, Cell, Form, Head, Layout, cell_of
from core.numbers import row_number

__all__ = ["Check", "Entries", "Entry", "Row", "Statistics", "Table", "cell_behind", "people_behind", "statistics_of"]


@dataclass(frozen=True, slots=True)
class Statistics:
    """One form counted for a unit: from ``first`` to ``last``, or as of ``last``."""

    form: Form
    unit: Organisation
    unit_name: str
    first: dt.date
    last: dt.date
    tables: tuple[Table, ...]
    checks: tuple[Check, ...]


def statistics_of(
    form: Form, unit: Organisation, *, first: dt.date, last: dt.date, only: Layout | None = None
) -> Statistics:
    """Count a form, or one table of it: as many questions of the database, whatever the size of the unit."""
    layouts = (only,) if only else form.tables
    counts = Counts(facts_of(form, unit, first=first, last=last, layouts=layouts), wheres_of(layouts, form.checks))
    of_units = any(not layout.rows for layout in layouts)
    also = counts.row_keys if of_units else ()
    since = last if form.is_of_a_day else first
    units = units_below(unit, first=since, last=last, also=also) if of_units else []
    tables = [counted_table(layout, counts, units) for layout in layouts]
    checks = checks_of(form, tables, counts)
    return Statistics(form, unit, unit.label(last), first, last, tuple(tables), tuple(checks))


def facts_of(form: Form, unit: Organisation, *, first: dt.date, last: dt.date, layouts: tuple[Layout, ...]) -> Facts:
    """The relation that the form counts."""
    match form.key:
        case "1":
            return changes(unit.pk, first=first, last=last)
        case "3":
            return profile(unit.pk, day=last, subjects=[table.key for table in layouts if table.key in SUBJECTS])
        case "5":
            return types(unit.pk, day=last)
        case _:
            return badges(unit.pk, first=first, last=last)


def cell_behind(form: Form, *, table: str, row: str, column: str) -> tuple[Head, Head, Cell] | None:
    """The heads and the meaning of one number, by the words of its address; None where there is no such number."""
    checks = {head.key: head for head in form.checks}
    if table == "checks" and row in checks:
        total = Head(TOTAL, "", where="" if checks[row].where else "everyone")
        return checks[row], total, cell_of(checks[row], total) or Cell(None, (), "everyone")
    layout = form.layout(table)
    if layout is None:
        return None
    rows = {head.key: head for head in (*layout.rows, Head(TOTAL, TOTAL_LABEL))}
    if not layout.rows and row_number(row) is not None:
        rows[row] = Head(row, "", row_key=row)
    columns = {head.key: head for head in layout.columns}
    if row not in rows or column not in columns or (row == TOTAL and not layout.has_total):
        return None
    cell = cell_of(rows[row], columns[column])
    return (rows[row], columns[column], cell) if cell else None


def people_behind(form: Form, unit: Organisation, cell: Cell, *, first: dt.date, last: dt.date, table: str) -> Entries:
    """The rows behind one number: the same facts under the same condition."""
    layout = form.layout(table)
    return Entries(facts_of(form, unit, first=first, last=last, layouts=(layout,) if layout else ()), cell)
