"""The tables of a year's evaluation (Biểu 6F, 7A, 7B and the tables of QĐ 366): their lines and columns, by the year.

Pure data (``year_forms.json``). ``evaluations.queries.year_tables`` counts what is described here; the page, the paper,
the workbook and the list behind a number all read the same description.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

FILE = Path(__file__).with_name("year_forms.json")
TOTAL, PERCENT = "total", "percent"
TYPE = "type:"
"""Begins a condition on the statistical type: ``type:army|police``."""
UNIT_WORDS, PERSON_WORDS = "unit", "person"


@dataclass(frozen=True, slots=True)
class Head:
    """The head of a line or a column. What stands where two meet has to fulfil the conditions of both."""

    key: str
    label: str
    number: str = ""
    group: str = ""
    where: tuple[str, ...] = ()
    adds: tuple[str, ...] = ()
    """Heads of the same table whose sum it is."""
    part: str = ""
    """Of a share: the column that is the part; ``of`` is the whole."""
    of: str = ""
    """Of a line: the line that is its 100 %."""
    only: tuple[str, ...] = ()
    """Of a line: the columns in which it is counted; empty: all."""
    is_row_share: bool = False
    """The share of the line's total in that of the line it is measured against."""
    is_blank: bool = False
    """The records know nothing of it: room to fill in by hand."""
    within: str = ""
    """Of what is blank: the head of which it is a part. Where nothing of that is left but ``beside``, it is 0."""
    beside: tuple[str, ...] = ()
    is_note: bool = False
    note: str = ""
    is_strong: bool = False
    is_indented: bool = False
    is_optional: bool = False
    """Left out where nothing of it is counted."""

    @property
    def is_counted(self) -> bool:
        return not (self.is_blank or self.is_note or self.part or self.is_row_share)


@dataclass(frozen=True, slots=True)
class Layout:
    """One table of a form."""

    key: str
    title: str
    subject: str
    """The head of the first column."""
    columns: tuple[Head, ...]
    rows: tuple[Head, ...]
    where: tuple[str, ...] = ()
    of_units: bool = False
    """One line for each unit directly below, instead of ``rows``."""
    has_total: bool = True
    is_numbered: bool = False
    """Whether the lines bear the numbers of the official form."""


@dataclass(frozen=True, slots=True)
class Scope:
    """Those whom a form is about: what has to balance, and what is compared with the year before."""

    key: str
    label: str
    where: tuple[str, ...]
    words: str
    lines: tuple[str, ...]
    """Conditions that are compared beside the total; empty: rated and the four levels."""


@dataclass(frozen=True, slots=True)
class YearForm:
    """One form in the words of one year. ``mark`` says how well its source is known."""

    key: str
    number: str
    title: str
    about: str
    source: str
    mark: str
    signed: str
    """``board``: by who made it and the head of the board; ``committee``: in the name of the committee."""
    scopes: tuple[Scope, ...]
    tables: tuple[Layout, ...]
    notes: tuple[str, ...]

    @property
    def name(self) -> str:
        """As links call it: the official number, or its title."""
        return self.number or f"Biểu {self.key.upper()}"

    def layout(self, key: str) -> Layout | None:
        return next((table for table in self.tables if table.key == key), None)


@dataclass(frozen=True, slots=True)
class Words:
    """What a year brings to the forms: the year, its day, its levels in words, whether its text caps "excellent"."""

    year: int
    day: dt.date
    units: Mapping[str, str]
    people: Mapping[str, str]
    has_cap: bool
    has_below: bool
    """Whether organisations below decided on some of those counted."""

    def levels(self, words: str) -> Mapping[str, str]:
        return self.people if words == PERSON_WORDS else self.units


@cache
def data() -> dict[str, Any]:
    return dict(json.loads(FILE.read_text(encoding="utf-8")))


def form_keys() -> tuple[str, ...]:
    return tuple(data()["forms"])


def short_words(key: str, year: int) -> str:
    """What a form is called among papers: "6F, thống kê kết quả kiểm điểm … năm 2025"."""
    row = data()["forms"][key]
    title = row["title"].format(year=year)
    return f"{row['short']}, {title[0].lower()}{title[1:]}"


def new_are_reviewed(regulation: str) -> bool:
    """Whether those under six months are reviewed, though not rated (HD 21), in years of that regulation."""
    return regulation in data()["new_are_reviewed"]["regulations"]


def board_of(kind: str) -> str:
    """The board of the committee that makes the forms; empty where committees of that kind have none."""
    return str(data()["boards"].get(kind, {}).get("name", ""))


def forms_of(words: Words) -> dict[str, YearForm]:
    """The forms that there are for a year."""
    found = {key: _form(key, row, words) for key, row in data()["forms"].items()}
    return {key: form for key, form in found.items() if form is not None}


def _form(key: str, row: dict[str, Any], words: Words) -> YearForm | None:
    version = next((each for each in row["versions"] if _is_of_year(each, words.year)), None)
    if version is None:
        return None
    scopes = tuple(
        Scope(each["key"], each["label"], tuple(each["where"]), each["words"], tuple(each.get("lines", ())))
        for each in row["scopes"]
    )
    tables = [table for table in row["tables"] if words.has_below or not table.get("only_with_below")]
    readings = (*row.get("readings", ()), *version.get("readings", ()))
    return YearForm(
        key=key,
        number=version["number"],
        title=row["title"].format(year=words.year),
        about=row["about"],
        source=version["source"],
        mark=version["mark"],
        signed=row.get("signed", "committee"),
        scopes=scopes,
        tables=tuple(_layout(table, words) for table in tables),
        notes=tuple(data()["readings"][name]["text"] for name in readings),
    )


def _is_of_year(version: Mapping[str, Any], year: int) -> bool:
    return bool(version.get("first", 0) <= year <= version.get("last", year))


def _layout(table: dict[str, Any], words: Words) -> Layout:
    levels = words.levels(table.get("words", UNIT_WORDS))
    by = table.get("rows_by", "")
    rows = data()[by] if by and by != "units" else table.get("rows", ())
    return Layout(
        key=table["key"],
        title=table["title"],
        subject=table["subject"],
        columns=tuple(_columns(table, words, levels)),
        rows=tuple(_heads(rows, words, levels, optional=by == "types")),
        where=tuple(table.get("where", ())),
        of_units=by == "units",
        has_total=table.get("has_total", True),
        is_numbered=table.get("numbered", False),
    )


def _columns(table: dict[str, Any], words: Words, levels: Mapping[str, str]) -> Iterable[Head]:
    """Written out in the table, or the usual ones for what it counts."""
    by = table.get("columns_by", "")
    if not by:
        return _heads(table["columns"], words, levels)
    if table.get("percent_of_row"):
        types = list(_heads(data()[by], words, levels))
        adds = tuple(head.key for head in types if head.where)
        return [Head(TOTAL, "Tổng số", adds=adds), Head(PERCENT, "Tỷ lệ %", is_row_share=True), *types]
    rows = [*data()[by], *data()["level_columns"]]
    return _heads([row for row in rows if words.has_cap or not row.get("only_with_cap")], words, levels)


def _heads(
    rows: Iterable[dict[str, Any]], words: Words, levels: Mapping[str, str], *, optional: bool = False
) -> Iterable[Head]:
    day = words.day.isoformat()
    for row in rows:
        in_time = row.get("from", day) <= day <= row.get("until", day)
        if not in_time or words.year > row.get("last_year", words.year):
            continue
        where = tuple(row.get("where", ())) + ((TYPE + "|".join(row["codes"]),) if "codes" in row else ())
        yield Head(
            key=row["key"],
            label=row["label"].format(**levels),
            number=row.get("number", ""),
            group=row.get("group", "").format(**levels),
            where=where,
            adds=tuple(row.get("adds", ())),
            part=row.get("part", ""),
            of=row.get("of", ""),
            only=tuple(row.get("only", ())),
            is_blank=row.get("blank", False),
            within=row.get("within", ""),
            beside=tuple(row.get("beside", ())),
            is_note=row.get("note") is True,
            note=row["note"] if isinstance(row.get("note"), str) else "",
            is_strong=row.get("strong", False),
            is_indented=row.get("indent", False),
            is_optional=optional or row.get("optional", False),
        )
