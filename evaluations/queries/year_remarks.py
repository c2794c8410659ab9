"""Below the tables of a form of a year: what its columns hold together, what is left to be filled in by hand."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from evaluations.queries.summary_tables import OTHER, POSTPONED, WAITING
from evaluations.queries.year_conditions import MISSING
from evaluations.queries.year_tables import Table, Tally, blank_heads
from evaluations.rules.year_forms import YearForm

LATER_WORDS = {
    POSTPONED: "chưa kiểm điểm, để lại",
    WAITING: "chưa quyết định",
    OTHER: "lý do khác",
    MISSING: "chưa có phiếu đánh giá (chỉ tính vào tổng số)",
}
"""Why somebody who is to be evaluated is not."""


def remarks_of(form: YearForm, tables: Sequence[Table], tally: Tally) -> tuple[str, ...]:
    """The sentences below the tables."""
    return (*_reasons(form, tables, tally), *_blanks(tables))


def left_blank(tables: Sequence[Table]) -> list[str]:
    """What the records do not know, once each."""
    return list(dict.fromkeys(name for table in tables for name in blank_heads(table)))


def _reasons(form: YearForm, tables: Sequence[Table], tally: Tally) -> Iterator[str]:
    """Why some were not evaluated, where the columns have one number for all reasons."""
    if not any(column.key == "later" for table in tables for column in table.columns):
        return
    for scope in form.scopes:
        counted = [(tally.of((*scope.where, why)), words) for why, words in LATER_WORDS.items()]
        parts = [f"{words} {number}" for number, words in counted if number]
        if parts:
            yield f"{scope.label} chưa được đánh giá vì: {'; '.join(parts)}."


def _blanks(tables: Sequence[Table]) -> Iterator[str]:
    names = left_blank(tables)
    if names:
        yield f"Hồ sơ không có số liệu của {', '.join(f'“{name}”' for name in names)}; các ô ấy để trống để ghi tay."
