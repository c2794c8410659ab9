"""The people, or units, behind one number of the statistics: as many rows as the number says."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from cells.models import Member, Organisation
from cells.queries.statistics.facts import Facts, rows_of
from cells.rules.statistics import Cell


@dataclass(frozen=True, slots=True)
class Entry:
    """One fact: whom or which unit it is about, where, when."""

    member: Member | None
    """None where a unit is counted."""
    unit: Organisation
    """The cell the member was in, or the unit itself."""
    unit_name: str
    """As it was called then."""
    day: dt.date | None
    line: str
    """The kind of fact."""
    note: str


class Entries(Sequence[Entry]):
    """The rows behind a number, sorted as lists are; read page by page (for ``Paginator``)."""

    def __init__(self, facts: Facts, cell: Cell) -> None:
        self._facts = facts
        self._parameters: dict[str, Any] = {**facts.parameters, "row_key": cell.row_key, "lines": list(cell.lines)}
        asked = [facts.conditions[cell.where]]
        if cell.row_key is not None:
            asked.append("row_key::text = %(row_key)s")
        if cell.lines:
            asked.append("line = ANY (%(lines)s)")
        self._where = " AND ".join(f"({condition})" for condition in asked)

    def _rows(self, sql: str) -> list[tuple[Any, ...]]:
        return rows_of(f"{self._facts.sql} {sql}", self._parameters)

    def __len__(self) -> int:
        # Constants of ours; values are parameters.
        sql = f"SELECT count(*) FROM fact WHERE {self._where}"  # noqa: S608
        return int(self._rows(sql)[0][0])

    def __getitem__(self, wanted: Any) -> Any:
        if not isinstance(wanted, slice):
            return self[wanted : wanted + 1][0]
        first = wanted.start or 0
        self._parameters |= {"first_row": first, "how_many": wanted.stop - first}
        rows = self._rows(
            f"""SELECT fact.member_id, fact.cell_id, fact.day, fact.line, fact.note
                FROM fact LEFT JOIN cells_member person ON person.id = fact.member_id
                LEFT JOIN cells_organisation place ON place.id = fact.cell_id
                WHERE {self._where}
                ORDER BY person.sort_key, place."order", fact.cell_id, fact.member_id, fact.day, fact.line
                LIMIT %(how_many)s OFFSET %(first_row)s"""  # noqa: S608
        )
        members = Member.objects.in_bulk({row[0] for row in rows if row[0]})
        units = Organisation.objects.prefetch_related("periods").in_bulk({row[1] for row in rows})
        until = self._parameters["until"]
        return [
            Entry(members.get(member), units[unit], units[unit].label(min(day or until, until)), day, line, note)
            for member, unit, day, line, note in rows
        ]
