"""Documents that organisations issue (resolution, programme, conclusion …) as frozen plain values, and as paper.

One form serves them all: header, title, opening lines, parts with text and tables, closing lines, signature, appendix.
What was issued is kept as these values and never rebuilt from newer data.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import hashlib
import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Self

from django.template.loader import render_to_string
from django.utils.translation import override

from core.frozen import from_plain, to_plain
from core.periods import format_date, official_day_line
from meetings.documents.minutes import BLANK

FORMAT = 1
"""Kept with every issued document, so that a later form can tell how to read it."""
PART = re.compile(r"\s*[IVXLC]{1,6}\s*[.)\-–:]\s*\S")
POINT = re.compile(r"\s*\d{1,2}\s*[.)]\s*\S")
LONGEST_HEADING = 120
LETTER = "công văn"


ALIGNED = {"order": "order", "figure": "middle", "money": "right"}
"""How the cells of a column stand, by the class of its width; others begin at the left."""


@dataclass(frozen=True)
class Column:
    """A column of a table: its head, and the class that gives its width (``order``, ``owner``, ``due`` …)."""

    label: str
    width: str = ""


@dataclass(frozen=True)
class Table:
    """A table in a document; every cell is words."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]

    @property
    def cells(self) -> list[list[tuple[str, str]]]:
        """Each row with the class of each cell."""
        aligned = [ALIGNED.get(column.width, "") for column in self.columns]
        return [list(zip(row, aligned, strict=True)) for row in self.rows]


@dataclass(frozen=True)
class Section:
    """A part of the text: a heading of level 2 (I, II …) or 3 (1, 2 …), lines of text, a table."""

    heading: str = ""
    level: int = 2
    text: str = ""
    table: Table | None = None
    after: str = ""
    """Lines under the table."""

    @property
    def labelled_rows(self) -> list[list[tuple[str, str]]]:
        """Each cell with the head of its column, for small screens."""
        if self.table is None:
            return []
        heads = [column.label for column in self.table.columns]
        return [list(zip(heads, row, strict=True)) for row in self.table.rows]


@dataclass(frozen=True)
class OfficialPaper:
    """One document, whole, in the order of the page."""

    kind: str
    title: str
    issuer: str
    superior: str
    place_name: str
    is_demonstration: bool
    symbol: str
    """``12-NQ/CB``; without a number the room for it; empty for a document that bears none."""
    signed_on: dt.date | None
    sections: tuple[Section, ...]
    on_behalf: str
    office: str
    signer: str
    recipients: tuple[str, ...]
    opening: tuple[str, ...] = ()
    closing: tuple[str, ...] = ()
    appendix_title: str = ""
    appendix: tuple[str, ...] = ()
    format: int = FORMAT
    addressees: tuple[str, ...] = ()
    """``Kính gửi``, of letters and submissions."""

    def to_json(self) -> dict[str, Any]:
        """Plain JSON values."""
        return to_plain(self)

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Self:
        """The same document again: ``from_json(p.to_json()) == p``."""
        found = from_plain(cls, data)
        assert isinstance(found, cls)
        return found

    @property
    def place_and_date(self) -> str:
        """As in "Vân Trục, ngày 05 tháng 02 năm 2026"; room for the day while it is not signed."""
        day = official_day_line(self.signed_on) if self.signed_on else f"ngày {BLANK} tháng {BLANK} năm {BLANK}"
        return f"{self.place_name}, {day}" if self.place_name else day

    @property
    def is_letter(self) -> bool:
        """A letter bears no name of its kind; what it is about stands under its number (36-HD/VPTW)."""
        return self.kind == LETTER

    @property
    def number_line(self) -> str:
        """``Số 12-NQ/CB``, without a colon."""
        if not self.symbol:
            return ""
        return f"Số {BLANK if self.symbol.startswith('-') else ''}{self.symbol}"


def official_html(paper: OfficialPaper, *, cancelled_on: dt.date | None = None, cancelled_reason: str = "") -> str:
    """The page that becomes the PDF. Without a day of signing it is a draft, and marked so; a cancelled one too."""
    words = json.dumps(paper.to_json(), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    context = {
        "paper": paper,
        "is_draft": paper.signed_on is None,
        "fingerprint": hashlib.sha256(words.encode()).hexdigest(),
        "cancelled": f"Văn bản đã hủy ngày {format_date(cancelled_on)}: {cancelled_reason}" if cancelled_on else "",
    }
    with override("vi"):
        return render_to_string("meetings/pdf/official.html", context)


def recipients_from(lines: str, mark: str) -> tuple[str, ...]:
    """``Nơi nhận`` as printed: a dash before each line, the mark after it, a full stop after the last."""
    kept = [line.strip().lstrip("-–• ").rstrip(" ,;.") for line in lines.splitlines()]
    kept = [line for line in kept if line]
    return tuple(f"- {line}{mark if place < len(kept) else '.'}" for place, line in enumerate(kept, 1))


def text_sections(text: str) -> tuple[Section, ...]:
    """Typed text in parts: "I. …" and "1. …" on a line of their own are headings, all else paragraphs."""
    sections: list[Section] = [Section(level=0)]
    for line in text.splitlines():
        level = _level(line)
        if level:
            sections.append(Section(line.strip(), level))
        elif line.strip():
            last = sections[-1]
            sections[-1] = dataclasses.replace(last, text=f"{last.text}\n{line.strip()}".strip())
    return tuple(section for section in sections if section.heading or section.text)


def _level(line: str) -> int:
    if len(line) > LONGEST_HEADING or line.rstrip().endswith((".", ";", ",")):
        return 0
    return 2 if PART.match(line) else 3 if POINT.match(line) else 0


def table(columns: Sequence[tuple[str, str]], rows: Iterable[Sequence[str]]) -> Table | None:
    """A table with its rows counted in a first column "TT"; None where there is no row."""
    counted = tuple((str(place), *row) for place, row in enumerate(rows, 1))
    heads = (Column("TT", "order"), *(Column(label, width) for label, width in columns))
    return Table(heads, counted) if counted else None
