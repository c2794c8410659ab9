"""What the preview page shows of a waiting list, whatever it is a list of."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from cells.imports.matching import Question
from cells.imports.plan import RosterPlan
from cells.imports.rehearsal import TablePlan
from cells.imports.understood import FoundColumn, Issue, SkippedSheet
from cells.imports.vocabulary import FIELDS, column_key
from cells.services.listed import CREATED, UNCHANGED, UPDATED, Difference

SHOWN = 100
"""How many differences and doubts are shown at once; all are counted."""


@dataclass(frozen=True, slots=True)
class ColumnChoice:
    """One column title, where it stands, and what the user may say it is. ``key`` is what the form sends."""

    key: str
    letters: str
    title: str
    field: str
    options: Sequence[tuple[str, Any]]


@dataclass(frozen=True, slots=True)
class ShownRow:
    """A row with what it would change."""

    sheet: str
    row: int
    name: str
    differences: Sequence[Difference] = ()
    note: str = ""


@dataclass(slots=True)
class Preview:
    """The page: counts, what is wrong or asked, what would change."""

    counts: list[tuple[int, str]]
    seen: str
    head_signature: str
    refused: list[tuple[Issue, str]]
    doubtful: list[tuple[Issue, str]]
    changed: list[ShownRow]
    created: list[ShownRow]
    columns: list[ColumnChoice]
    changes_nothing: bool
    questions: list[Question] = field(default_factory=list)
    unanswered: int = 0
    endings: list[ShownRow] = field(default_factory=list)
    founded: list[str] = field(default_factory=list)
    skipped: Sequence[SkippedSheet] = ()
    asks_columns: bool = False
    """Whether nothing could be read until the user says what the columns hold."""
    panels: list[tuple[str, list[tuple[str, str]]]] = field(default_factory=list)
    """Further counts: a title, and lines of label and value."""

    @property
    def unused(self) -> list[ColumnChoice]:
        """Columns that nothing was read from; a running number needs no word."""
        return [column for column in self.columns if not column.field and column.title]

    @property
    def may_write(self) -> bool:
        return not self.refused and not self.unanswered


def preview_of_members(plan: RosterPlan, seen: str, posts: Iterable[tuple[str, int]]) -> Preview:
    """The preview of a list of members."""
    names = {(person.sheet, person.row): person.name for person in plan.roster.people}
    listed, cells = plan.listed, {cell.key: cell.name for cell in plan.listed.cells}
    rows = {
        outcome: [
            ShownRow(person.sheet, person.row, person.name, person.differences, cells.get(person.cell_key, ""))
            for person in listed.members
            if person.outcome == outcome and not person.leaving
        ]
        for outcome in (CREATED, UPDATED)
    }
    return Preview(
        counts=[
            (len(listed.cells), pgettext("several", "chi bộ")),
            (len(listed.members), _("đảng viên")),
            (listed.count(CREATED), _("mới")),
            (listed.count(UPDATED), _("sửa")),
            (len(listed.members) - listed.count(CREATED) - listed.count(UPDATED), _("không đổi")),
            (len(plan.refused), _("chỗ sai")),
            *([(len(plan.unanswered), _("chờ trả lời"))] if plan.questions else []),
        ],
        seen=seen,
        head_signature=plan.roster.head_signature,
        refused=with_names(plan.refused, names),
        doubtful=with_names(plan.doubtful, names),
        changed=rows[UPDATED],
        created=rows[CREATED],
        columns=column_choices(plan.roster.columns, FIELDS),
        changes_nothing=listed.changes_nothing and not plan.questions,
        questions=plan.questions,
        unanswered=len(plan.unanswered),
        endings=[ShownRow(p.sheet, p.row, p.name, p.differences) for p in listed.leaving],
        founded=[cell.name for cell in listed.cells if cell.organisation is None],
        skipped=plan.roster.skipped,
        asks_columns=not plan.roster.people,
        panels=[
            (_("Các chi bộ đọc được"), [_cell_line(plan, cell) for cell in plan.roster.cells]),
            (_("Chức vụ đọc được"), [(label, str(number)) for label, number in posts]),
        ],
    )


def preview_of_table(plan: TablePlan, fields: Mapping[str, Any]) -> Preview:
    """The preview of a list of units or posts."""
    names = {(row.sheet, row.number): row.text("name") for row in plan.table.rows}

    def shown(outcome: str) -> list[ShownRow]:
        return [ShownRow(row.sheet, row.row, row.name, row.differences, row.note) for row in plan.of(outcome)]

    return Preview(
        counts=[
            (len(plan.table.rows), _("hàng")),
            (plan.count(CREATED), _("mới")),
            (plan.count(UPDATED), _("sửa")),
            (plan.count(UNCHANGED), _("không đổi")),
            (len(plan.refused), _("chỗ sai")),
        ],
        seen=plan.fingerprint(),
        head_signature=plan.table.head_signature,
        refused=with_names(plan.refused, names),
        doubtful=with_names(plan.doubtful, names),
        changed=shown(UPDATED),
        created=shown(CREATED),
        columns=column_choices(plan.table.columns, fields),
        changes_nothing=plan.changes_nothing,
        questions=plan.questions,
        unanswered=len(plan.unanswered),
        skipped=plan.table.skipped,
    )


def _cell_line(plan: RosterPlan, cell: Any) -> tuple[str, str]:
    number = len(plan.roster.people_of(cell))
    if cell.stated is None or cell.stated == number:
        return cell.name, str(number)
    return cell.name, _("%(number)s (danh sách ghi %(stated)s)") % {"number": number, "stated": cell.stated}


def with_names(issues: Iterable[Issue], names: Mapping[tuple[str, int], str]) -> list[tuple[Issue, str]]:
    """Each issue with whom or what its row is about, where the row could be read."""
    return [(issue, names.get((issue.sheet, issue.row), "")) for issue in issues]


def column_choices(columns: Iterable[FoundColumn], fields: Mapping[str, Any]) -> list[ColumnChoice]:
    """The columns by title: one title in several sheets is one choice."""
    found: dict[str, ColumnChoice] = {}
    for column in columns:
        key = column_key(column.header)
        known = found.get(key)
        if known is None:
            options = [("", _("– không dùng –")), *fields.items()]
            if column.field and column.field not in fields:
                options.append((column.field, column.header))
            found[key] = ColumnChoice(key, column.letter, column.header, column.field, options)
    return list(found.values())
