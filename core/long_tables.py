"""Tables of thousands of rows, found in the HTML of a paper: it is laid out some hundred rows at a time.

A table laid out in one go holds all its pages in memory, several megabytes each, and a page takes the longer the more
there are. So a piece of the table is laid out as if it ended there, its last pages are thrown away, and the next piece
begins with the row that stood first on them: the pages are those of the whole table.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from html.parser import HTMLParser
from typing import Any

LONG, TOGETHER = 750, 500
"""Rows of a table worth it, and of one piece: some thirty pages."""
THROWN_AWAY = 2
"""Pages: where a table ends on the last one, the one before may end otherwise than if it went on."""
ROWS = re.compile(r"<tbody>(.*?)</tbody>", re.DOTALL)
ROW = re.compile(r"<tr[\s>].*?</tr>", re.DOTALL)
BODY = re.compile(r"<body[^>]*>")
FOOT = re.compile(r'<div class="foot">.*?</div>', re.DOTALL)
NUMBER = "data-row"
GONE_ON = "<style>[data-gone-on] { margin-top: 0 !important; padding-top: 0 !important; break-before: auto !important }"
GONE_ON += "</style>"
"""What stands above the first row of a further piece began on an earlier page."""
VOID = frozenset(("br", "col", "hr", "img", "input", "link", "meta", "wbr"))


@dataclass(frozen=True)
class LongTable:
    """A table and what stands around it, as HTML."""

    before: str
    """Everything up to its first row."""
    again: str
    """What each further piece begins with: the head of the page, its foot, the elements around the table, its head."""
    rows: Sequence[str]
    after: str

    def first(self) -> str:
        """The paper up to here and the first rows, numbered from 0."""
        rows = (row.replace("<tr", f'<tr {NUMBER}="{number}"', 1) for number, row in enumerate(self.rows[:TOGETHER]))
        return f"{self.before}{''.join(rows)}</tbody></table>"

    def rest(self, begin: int) -> str:
        """The paper from the row of that number on."""
        return f"{self.again}{''.join(self.rows[begin:])}{self.after}"


def find_long_table(html: str) -> LongTable | None:
    """The first table with very many rows that can be taken apart between any two of them."""
    for found in ROWS.finditer(html):
        inside = found[1]
        if inside.count("<tr") < LONG or "<table" in inside or "rowspan" in inside:
            continue
        if ROW.sub("", inside).strip():
            continue
        before = html[: found.start(1)]
        body = BODY.search(before)
        if body:
            again = before[: body.start()] + GONE_ON + body[0] + _again(before[body.end() :])
            return LongTable(before, again, ROW.findall(inside), html[found.end(1) :])
    return None


def _again(before: str) -> str:
    foot, table = FOOT.match(before.lstrip()), before.rindex("<table")
    around = _Around()
    around.feed(before[:table])
    begun = [*(words for _tag, words in around.open), before[table:]]
    return (foot[0] if foot else "") + "".join(re.sub(r"^<\w+", r"\g<0> data-gone-on", words) for words in begun)


class _Around(HTMLParser):
    """The elements that are open at the end of what was fed."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[tuple[str, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in VOID:
            self.open.append((tag, self.get_starttag_text() or ""))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Ends where it begins."""

    def handle_endtag(self, tag: str) -> None:
        for place in reversed(range(len(self.open))):
            if self.open[place][0] == tag:
                del self.open[place:]
                return


def first_row_thrown_away(pages: Sequence[Any]) -> int | None:
    """Of a piece laid out, where the next one begins; None where the piece cannot be cut there."""
    if len(pages) <= THROWN_AWAY:
        return None
    thrown, kept = _rows_of(pages[-THROWN_AWAY]), _rows_of(pages[-THROWN_AWAY - 1])
    if not thrown or not kept or min(thrown) != max(kept) + 1:
        return None
    return min(thrown)


def _rows_of(page: Any) -> set[int]:
    elements = (getattr(box, "element", None) for box in page._page_box.descendants())
    return {int(element.get(NUMBER)) for element in elements if element is not None and element.get(NUMBER)}
