"""The subjects whose facts are read, as the statements of all sources take them: one row of plain values each."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Sequence
from functools import cached_property
from typing import Any, NamedTuple

from django.db import connection

UNIT, STANDING, EXECUTIVE, APART = "unit", "standing", "executive", "apart"
"""Whose work and whose seats an organisation's facts are: the whole unit's, those of a leadership collective of its
committee, or of a collective outside the Party (whose records are kept elsewhere)."""
ANY = frozenset({"cell", "committee", "leader", "member", "member_outside"})
ORGANISATIONS = frozenset({"cell", "committee"})
PERSONS = ANY - ORGANISATIONS


class Subject(NamedTuple):
    """One subject: its number, its kind for the rules, and the days between which its facts lie.

    ``first`` and ``last`` are those of the year or the quarter, ``cut_off`` the day up to which records count.
    ``by_act``: discipline counts in the year of the act, not in that of its decision.
    """

    pk: int
    kind: str
    cell: int
    member: int | None
    collective: int | None
    scope: str
    period: int
    quarter: int | None
    first: dt.date
    last: dt.date
    cut_off: dt.date
    by_act: bool
    counted_on: dt.date | None = None
    """To which day months since admission or founding are counted, where that is not the cut-off."""

    @property
    def months_on(self) -> dt.date:
        return self.counted_on or self.cut_off


DAYS = ("date", "date", "date", "boolean", "date")
TYPES = ("bigint", "text", "bigint", "bigint", "bigint", "text", "bigint", "int", *DAYS)
COLUMNS = "pk, kind, cell, member, collective, scope, period, quarter, first, last, cut, by_act, counted"
ARRAYS = ", ".join(f"%({name})s::{kind}[]" for name, kind in zip(Subject._fields, TYPES, strict=True))
GIVEN = f"SELECT * FROM unnest({ARRAYS}) AS s({COLUMNS})"  # noqa: S608 - made of constants
SUBJECTS = f"s AS MATERIALIZED ({GIVEN})"
"""The common table ``s`` with which the statement of every source begins."""
WRITTEN = "SELECT * FROM subjects_asked"
SOME_WRITTEN = f"{WRITTEN} WHERE (kind = ANY(%(kinds)s)) IS TRUE"
"""`IS TRUE` tells the planner to expect nearly all of them."""
WRITE = f"""
CREATE TEMPORARY TABLE IF NOT EXISTS subjects_asked
    ({", ".join(f"{name} {kind}" for name, kind in zip(COLUMNS.split(", "), TYPES, strict=True))});
TRUNCATE subjects_asked; INSERT INTO subjects_asked {GIVEN}
"""
HELD = "('open', 'submitted', 'approved', 'locked')"
"""``meetings.workflow.HELD`` for statements."""

# The units at and below each organisation as the tree stood on its day. ``is_unit``: directly below it, or below a part
# committee that is; these are the units that a committee rates.
BELOW = """
below AS (
    SELECT s.pk, s.cell AS id, s.cut, 0 AS depth, s.kind, false AS is_unit FROM s WHERE s.member IS NULL
    UNION ALL
    SELECT upper.pk, place.organisation_id, upper.cut, upper.depth + 1, place.kind::text,
        place.kind <> 'party_group' AND (upper.depth = 0 OR (upper.is_unit AND upper.kind = 'part_committee'))
    FROM below upper JOIN cells_organisationperiod place ON place.parent_id = upper.id
    WHERE place.valid_from <= upper.cut AND (place.valid_to IS NULL OR place.valid_to >= upper.cut) AND upper.depth < 9
)
"""


class Group(tuple[Subject, ...]):
    """Subjects about whom several sources are asked: written out for the statements once.

    Of one alone the rows are kept, so that telling where a number comes from does not ask again.
    """

    place = GIVEN
    """Where the statements find them: among their parameters, or in the table until the next group is written there."""

    @cached_property
    def parameters(self) -> dict[str, Any]:
        """Each column as the text of an array, one constant and not thousands; of a table the kinds alone."""
        if self.place != GIVEN:
            return {"kinds": sorted({row.kind for row in self})}
        return {name: array_text(column) for name, column in zip(Subject._fields, zip(*self, strict=True), strict=True)}

    @cached_property
    def kept(self) -> dict[str, list[tuple[Any, ...]]]:
        return {}

    def only(self, kinds: Collection[str]) -> Group:
        """Those of some kinds; the group itself where these are all."""
        rows = [row for row in self if row.kind in kinds]
        if len(rows) == len(self):
            return self
        found = Group(rows)
        found.place = GIVEN if self.place == GIVEN else SOME_WRITTEN
        return found


def written(subjects: Iterable[Subject]) -> Group:
    """Very many subjects in a temporary table, which each statement reads much faster than their arrays."""
    group = Group(subjects)
    with connection.cursor() as cursor:
        cursor.execute(WRITE, group.parameters)
    del group.parameters
    group.place = WRITTEN
    return group


def array_text(values: Iterable[Any]) -> str:
    """Numbers, days, flags and plain words as PostgreSQL reads an array."""
    values = tuple(values)
    words = {value: "NULL" if value is None else str(value) for value in set(values)}
    return "{" + ",".join([words[value] for value in values]) + "}"


def rows_of(statement: str, subjects: Sequence[Subject], **more: Any) -> list[tuple[Any, ...]]:
    """What a statement that begins with ``SUBJECTS`` finds; nothing is asked about nobody."""
    if not subjects:
        return []
    group = subjects if isinstance(subjects, Group) else Group(subjects)
    kept = group.kept if len(group) == 1 else {}
    if statement not in kept:
        with connection.cursor() as cursor:
            cursor.execute(statement.replace(GIVEN, group.place), {**group.parameters, **more})
            kept[statement] = cursor.fetchall()
    return kept[statement]
