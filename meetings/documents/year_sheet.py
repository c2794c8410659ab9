"""What the tables of a unit's year (attendance, scores) share: paper, Word copy, the frame of the workbook."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import IO

from django.template.loader import render_to_string

from cells.models import Organisation
from core.demonstration import DEMONSTRATION
from core.pdf import Part
from core.periods import today
from core.spreadsheet import Column, Table, stream_workbook
from meetings.documents.drafts import signature_of
from meetings.documents.heads import head_of
from meetings.queries.official import choices_for


def last_day_of(unit: Organisation, year: int) -> dt.date:
    """The day whose names a paper about a year bears: its last one, today, or the unit's own last day."""
    return min(dt.date(year, 12, 31), today(), unit.ended_on or dt.date.max)


def year_part(unit: Organisation, year: int, template: str, context: Mapping[str, object]) -> Part:
    """The paper as of today: with the names of the year in its head, and who signs today at its foot."""
    day = today()
    shared = {
        "head": head_of(unit, last_day_of(unit, year), made_on=day),
        "year": year,
        "signed": signature_of(unit, day),
        "is_demonstration": unit.is_demonstration,
    }
    return Part(render_to_string(template, {**shared, **context}), day, choices_for(unit, day).layout)


def year_frame(unit: Organisation, year: int, title: str, columns: Sequence[Column]) -> Table:
    """The empty sheet: whose year it is, what it is about, its columns."""
    titles = [unit.label(last_day_of(unit, year)).upper(), f"{title} NĂM {year}"]
    if unit.is_demonstration:
        titles.append(DEMONSTRATION)
    return Table(f"Năm {year}", columns, (), titles, still=2)


def year_workbook(sheet: Table) -> IO[bytes]:
    """The workbook as of today, in an open temporary file."""
    return stream_workbook([sheet], made_at=dt.datetime.combine(today(), dt.time()))
