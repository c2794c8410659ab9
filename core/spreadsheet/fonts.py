"""Sheets typed for fonts from before Unicode, turned into Unicode: which cells, is asked of file, column and row."""

import dataclasses
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from core.old_fonts import Encoding, OldFont, decode, font_named, may_be_foreign, probable_font, readings
from core.spreadsheet.cells import Cell, Row, Sheet

_MOST_LONE = 20
"""So many cells in an old font within a list in Unicode are named one by one; more of them are a part of the list."""


@dataclass(frozen=True, slots=True)
class Conversion:
    """What was converted in one sheet: by how many cells, and which stand alone among cells in Unicode."""

    sheet: str
    font: OldFont
    first_row: int
    cells: int
    lone: frozenset[tuple[int, int]]
    """Row and column of each."""


@dataclass(slots=True)
class _Votes:
    """How many cells speak for each encoding, beyond doubt."""

    column: dict[tuple[int, str], Counter[Encoding]] = field(default_factory=lambda: defaultdict(Counter))
    """By column and the name of the font."""
    row: dict[int, Counter[Encoding]] = field(default_factory=lambda: defaultdict(Counter))
    sheet: Counter[Encoding] = field(default_factory=Counter)


def in_unicode(sheets: Sequence[Sheet]) -> tuple[list[Sheet], list[Conversion]]:
    """The sheets with every text in Unicode, and what was converted.

    A text that could be Unicode as well as another is what its column is, else its row, its font's name, its sheet,
    the file; alone it is Unicode.
    """
    marked = {place: list(_marked(sheet)) for place, sheet in enumerate(sheets)}
    fonts: dict[str, Counter[Encoding]] = defaultdict(Counter)
    votes = {place: _count(cells, fonts) for place, cells in marked.items()}
    whole: Counter[Encoding] = sum((found.sheet for found in votes.values()), Counter())
    if not whole.keys() - {"Unicode"} and not any(cell.font for cells in marked.values() for cell in cells):
        return list(sheets), []
    result, conversions = [], []
    for place, sheet in enumerate(sheets):
        judge = _Judge(votes[place], whole, fonts)
        chosen = {(cell.row, cell.column): font for cell in marked[place] if (font := judge.font_of(cell))}
        result.append(_converted(sheet, chosen))
        conversions += _told(sheet, chosen, votes[place])
    return result, conversions


def _marked(sheet: Sheet) -> Iterator[Cell]:
    for row in sheet.rows:
        for cell in row:
            if cell.kind == "text" and not cell.text.isascii():
                yield cell


def _group(cell: Cell) -> tuple[int, str]:
    return cell.column, cell.font


def _count(cells: Sequence[Cell], fonts: dict[str, Counter[Encoding]]) -> _Votes:
    votes = _Votes()
    for cell in cells:
        found = readings(cell.text)
        if len(found) == 1:
            (encoding,) = found
            for counter in (votes.column[_group(cell)], votes.row[cell.row], votes.sheet, fonts[cell.font]):
                counter[encoding] += 1
    return votes


@dataclass(frozen=True, slots=True)
class _Judge:
    votes: _Votes
    whole: Counter[Encoding]
    fonts: dict[str, Counter[Encoding]]

    def font_of(self, cell: Cell) -> OldFont | None:
        """The old font of a cell; None for Unicode."""
        found = readings(cell.text)
        if len(found) == 1:
            (encoding,) = found
            if self._is_foreign(cell, encoding):
                return None
        elif found:
            encoding = self._likely(cell, found)
        else:
            encoding = self._unreadable(cell)
        return None if encoding == "Unicode" else encoding

    def _is_foreign(self, cell: Cell, encoding: Encoding) -> bool:
        """A name such as "Maï" in a column of Unicode."""
        column = self.votes.column[_group(cell)]
        return encoding != "Unicode" and column["Unicode"] > column[encoding] and may_be_foreign(cell.text)

    def _likely(self, cell: Cell, candidates: frozenset[Encoding]) -> Encoding:
        """Of several encodings the one that the surroundings speak for."""
        column, row = self.votes.column[_group(cell)], self.votes.row[cell.row]
        named = self._named(cell)
        evidence = (
            column if len(column) == 1 else Counter(),
            Counter({named: 1} if named else {}),
            row if len(row) == 1 else Counter(),
            column,
            row,
            self.votes.sheet,
            self.whole,
        )
        for counter in evidence:
            for encoding, _number in counter.most_common(1):
                if encoding in candidates:
                    return encoding
        return "Unicode"

    def _named(self, cell: Cell) -> OldFont | None:
        """What the font's name says, unless most texts in that font are Unicode all the same."""
        font = font_named(cell.font)[0]
        counted = self.fonts[cell.font]
        return font if font and counted["Unicode"] <= counted[font] else None

    def _unreadable(self, cell: Cell) -> Encoding:
        """A text with words of other peoples, or mangled: it is what most of it is, or what all around it is."""
        around = self.votes.column[_group(cell)] or self.votes.row[cell.row]
        if len(around) == 1 and "Unicode" not in around:
            return next(iter(around))
        return self._named(cell) or probable_font(cell.text) or "Unicode"


def _converted(sheet: Sheet, chosen: dict[tuple[int, int], OldFont]) -> Sheet:
    if not chosen:
        return sheet
    changed = {row for row, _column in chosen}
    rows = tuple(_converted_row(row, chosen) if row.number in changed else row for row in sheet.rows)
    return Sheet(sheet.title, rows, sheet.merges, sheet.hidden, sheet.hidden_columns)


def _converted_row(row: Row, chosen: dict[tuple[int, int], OldFont]) -> Row:
    cells = {}
    for cell in row:
        font = chosen.get((cell.row, cell.column))
        if font:
            named, capitals = font_named(cell.font)
            text = decode(str(cell.value), font, capitals=capitals and named == font)
            cell = dataclasses.replace(cell, value=text, typed=str(cell.value))
        cells[cell.column] = cell
    return Row(row.number, cells, row.hidden)


def _told(sheet: Sheet, chosen: dict[tuple[int, int], OldFont], votes: _Votes) -> list[Conversion]:
    told = []
    for font in dict.fromkeys(chosen.values()):
        places = [place for place, found in chosen.items() if found == font]
        columns: dict[int, Counter[Encoding]] = defaultdict(Counter)
        for (column, _name), counted in votes.column.items():
            columns[column] += counted
        alone = {place for place in places if columns[place[1]]["Unicode"] > columns[place[1]][font]}
        lone = frozenset(alone) if len(alone) <= _MOST_LONE else frozenset()
        told.append(Conversion(sheet.title, font, places[0][0], len(places), lone))
    return told
