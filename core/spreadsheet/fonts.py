"""Sheets typed for fonts from before Unicode, turned into Unicode: which cells, is asked of file, column and row."""

import dataclasses
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from core.old_fonts import Encoding, OldFont, decode, font_named, marked_words, may_be_foreign, probable_font, readings
from core.spreadsheet.cells import Cell, Row, Sheet

_MOST_LONE = 20
"""So many cells in an old font within a list in Unicode are named one by one; more of them are a part of the list."""

_NEARLY_ALL = 0.8


@dataclass(frozen=True, slots=True)
class Conversion:
    """What was converted in one sheet: by how many cells, and which stand alone among cells in Unicode."""

    sheet: str
    font: OldFont
    first_row: int
    cells: int
    lone: frozenset[tuple[int, int]]
    """Row and column of each."""


_Group = tuple[int, str]


@dataclass(slots=True)
class _Votes:
    """How many cells speak for each encoding, beyond doubt."""

    column: dict[_Group, Counter[Encoding]] = field(default_factory=lambda: defaultdict(Counter))
    """By column and the name of the font."""
    row: dict[int, list[tuple[_Group, Encoding]]] = field(default_factory=lambda: defaultdict(list))
    sheet: Counter[Encoding] = field(default_factory=Counter)
    found: dict[tuple[int, int], frozenset[Encoding]] = field(default_factory=dict)
    """By row and column, what each text fits."""

    def of_row(self, row: int) -> Counter[Encoding]:
        return Counter(encoding for _group, encoding in self.row[row])

    def deviation(self, row: int) -> Counter[Encoding]:
        """What a row says that was pasted from another list: its votes where they differ from their columns."""
        return Counter(encoding for group, encoding in self.row[row] if encoding != _first(self.column[group]))


def _first(counter: Counter[Encoding]) -> Encoding | None:
    return next((encoding for encoding, _number in counter.most_common(1)), None)


def in_unicode(sheets: Sequence[Sheet]) -> tuple[list[Sheet], list[Conversion]]:
    """The sheets with every text in Unicode, and what was converted.

    A text that could be Unicode as well as another is what its column is, unless the name of its font or the rest of
    its row says otherwise; alone it is Unicode.
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
    """Texts with more than plain letters."""
    for row in sheet.rows:
        for cell in row:
            if cell.kind == "text" and not cell.text.isascii():
                yield cell


def _group(cell: Cell) -> _Group:
    return cell.column, cell.font


def _count(cells: Sequence[Cell], fonts: dict[str, Counter[Encoding]]) -> _Votes:
    votes = _Votes()
    for cell in cells:
        found = votes.found[cell.row, cell.column] = readings(cell.text)
        if len(found) == 1:
            (encoding,) = found
            votes.row[cell.row].append((_group(cell), encoding))
            for counter in (votes.column[_group(cell)], votes.sheet, fonts[cell.font]):
                counter[encoding] += 1
    return votes


@dataclass(frozen=True, slots=True)
class _Judge:
    votes: _Votes
    whole: Counter[Encoding]
    fonts: dict[str, Counter[Encoding]]

    def font_of(self, cell: Cell) -> OldFont | None:
        """The old font of a cell; None for Unicode."""
        found = self.votes.found[cell.row, cell.column]
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
        """A single word such as "Maï" in a column of Unicode, with nothing else in its row that speaks for a font."""
        if encoding == "Unicode" or len(marked_words(cell.text)) > 1 or not may_be_foreign(cell.text):
            return False
        column, row = self.votes.column[_group(cell)], self.votes.of_row(cell.row)
        return column["Unicode"] > column[encoding] and row[encoding] <= 1

    def _likely(self, cell: Cell, candidates: frozenset[Encoding]) -> Encoding:
        """Of several encodings the one that the surroundings speak for."""
        column, deviation = self.votes.column[_group(cell)], self.votes.deviation(cell.row)
        of_one_mind = len(self.votes.of_row(cell.row)) == 1
        evidence = (
            _first(deviation) if of_one_mind else None,
            _first(column) if len(column) == 1 else None,
            self._named(cell),
            _first(deviation),
            _first(column),
            _first(self.votes.of_row(cell.row)),
            _first(self.votes.sheet),
            _first(self.whole),
        )
        return next((encoding for encoding in evidence if encoding in candidates), "Unicode")

    def _named(self, cell: Cell) -> OldFont | None:
        """What the font's name says, unless most texts in that font are Unicode all the same."""
        font = font_named(cell.font)[0]
        counted = self.fonts[cell.font]
        return font if font and counted["Unicode"] <= counted[font] else None

    def _unreadable(self, cell: Cell) -> Encoding:
        """A text with words of other peoples, or mangled, or a single letter: what nearly all of its column is.

        A single sign elsewhere may be the tick of a font such as Wingdings; for a longer text its row speaks too.
        """
        column, row = self.votes.column[_group(cell)], self.votes.of_row(cell.row)
        leading = _first(column)
        if leading and leading != "Unicode" and column[leading] >= _NEARLY_ALL * column.total():
            return leading
        if named := self._named(cell):
            return named
        if len(cell.text.strip()) == 1:
            return "Unicode"
        alone = _first(row if not column else self.votes.deviation(cell.row)) if len(row) == 1 else None
        return alone or probable_font(cell.text) or "Unicode"


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
        is_exception = votes.sheet["Unicode"] > votes.sheet[font] and len(alone) <= _MOST_LONE
        lone = frozenset(alone) if is_exception else frozenset()
        told.append(Conversion(sheet.title, font, places[0][0], len(places), lone))
    return told
