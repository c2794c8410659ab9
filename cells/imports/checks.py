"""What only shows when the rows are seen together: the same person twice, two secretaries, wrong counts."""

from __future__ import annotations

import datetime as dt
import difflib
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from cells.imports.heads import Head
from cells.imports.lines import Line
from cells.imports.understood import DOUBTFUL, REFUSED, FoundCell, Issue, Person
from core.spreadsheet import Cell, Sheet
from core.vietnamese import search_key, spelling_key

Labels = Callable[[Person, str], tuple[str, str]]
_ALIKE = 0.88
_FEW, _SOME = 2, 5
_MANY = 20
"""So many numbers that agree tell that a list's numbers are real ones."""
_RARELY = 0.2
_DAY = re.compile(r"(\d{1,2})/(\d{1,2})/\d{4}$", re.ASCII)


def same_person_twice(people: Sequence[Person], label: Labels) -> list[Issue]:
    """A later row that repeats the citizen id, the card, or the name and birth of an earlier one."""
    issues = []
    first: dict[tuple[str, str], Person] = {}
    for person in people:
        for field, value in _identities(person):
            other = first.setdefault((field, value), person)
            if other is person:
                continue
            wrong, right = (other, person) if field == "citizen_id" and _is_borrowed(other, person) else (person, other)
            issues.append(_twice(wrong, right, field, label))
            if issues[-1].severity == REFUSED:
                reason = _("Dòng này cũng giống %(where)s; hãy xem dòng nào đúng.") % {"where": _where(right, wrong)}
                issues.append(Issue(right.sheet, right.row, *label(right, field), DOUBTFUL, reason))
            break
    return issues


def _is_borrowed(one: Person, other: Person) -> bool:
    """Whether of two people with one number it is rather the first who bears another's: its year is not hers."""
    return _year_agrees(one) is False and _year_agrees(other) is True


def _year_agrees(person: Person) -> bool | None:
    """A citizen id holds the last two digits of the year of birth (Nghị định 137/2015/NĐ-CP Đ13); None if unknown."""
    if not person.citizen_id or not person.birth:
        return None
    return person.citizen_id[4:6] == f"{person.birth.date.year % 100:02d}"


def years_of_birth(people: Sequence[Person], label: Labels) -> list[Issue]:
    """Numbers whose digits tell another year of birth, in a list where nearly all others agree."""
    found = [(person, agrees) for person in people if (agrees := _year_agrees(person)) is not None]
    wrong = [person for person, agrees in found if not agrees]
    if len(found) - len(wrong) < _MANY or len(wrong) > _RARELY * len(found):
        return []
    reason = _("Số định danh có hai số chỉ năm sinh là %(digits)s nhưng ngày sinh ghi năm %(year)s; hãy kiểm tra.")
    return [
        Issue(
            person.sheet,
            person.row,
            *label(person, "citizen_id"),
            DOUBTFUL,
            reason % {"digits": person.citizen_id[4:6], "year": person.birth.date.year if person.birth else ""},
        )
        for person in wrong
    ]


def nearly_same_person(people: Sequence[Person], label: Labels) -> list[Issue]:
    """Two people born on one day whose names differ by an accent or a letter: perhaps one, spelt in two ways.

    Who share a given name and a day with very many others were given that day for want of a better one.
    """
    known: dict[tuple[dt.date, tuple[str, ...]], list[_Named]] = defaultdict(list)
    issues = []
    for person in people:
        if person.birth is None or person.birth.precision != "day" or not person.name:
            continue
        named = _Named.of(person)
        others = known[person.birth.date, tuple(named.plain.split()[-1:])]
        other = next((other for other in others[:_MANY] if named.may_be(other)), None)
        if other:
            reason = _("Cùng ngày sinh và họ tên gần giống %(other)s ở %(where)s; có phải một người ghi hai lần?")
            shown = {"other": other.person.name, "where": _where(person, other.person)}
            issues.append(Issue(person.sheet, person.row, *label(person, "name"), DOUBTFUL, reason % shown))
        others.append(named)
    return issues


@dataclass(frozen=True)
class _Named:
    """A person with the keys by which two are compared."""

    person: Person
    spelling: str
    plain: str
    """Without accents, i for y."""
    identities: frozenset[str]

    @classmethod
    def of(cls, person: Person) -> _Named:
        plain = search_key(person.name).replace("y", "i")
        identities = frozenset(value for _field, value in _identities(person))
        return cls(person, spelling_key(person.name), plain, identities)

    def may_be(self, other: _Named) -> bool:
        """Whether the names are alike; not where they are equal, or where a number told the two apart already."""
        if self.spelling == other.spelling or self.identities & other.identities:
            return False
        return self.plain == other.plain or difflib.SequenceMatcher(None, self.plain, other.plain).ratio() >= _ALIKE


def _identities(person: Person) -> list[tuple[str, str]]:
    found = [
        ("citizen_id", person.citizen_id),
        ("card_number", person.card_number),
        ("old_card_number", person.old_card_number),
    ]
    if person.birth and person.name:
        found.append(("name", f"{spelling_key(person.name)}|{person.birth}"))
    return [(field, value) for field, value in found if value]


def _twice(person: Person, other: Person, field: str, label: Labels) -> Issue:
    letter, header = label(person, field)
    where = _where(person, other)
    names = {"other": other.name, "where": where}
    if field == "citizen_id":
        reason = _("Số định danh cá nhân trùng với %(other)s ở %(where)s.") % names
    elif field in {"card_number", "old_card_number"}:
        reason = _("Số thẻ đảng viên trùng với %(other)s ở %(where)s.") % names
    elif _are_two_people(person, other):
        reason = _("Cùng họ tên và ngày sinh với dòng khác (%(where)s) nhưng giấy tờ khác nhau; hãy kiểm tra.") % names
        return Issue(person.sheet, person.row, letter, header, DOUBTFUL, reason)
    else:
        reason = _("Cùng họ tên và ngày sinh với %(other)s ở %(where)s: một người ghi hai lần.") % names
    return Issue(person.sheet, person.row, letter, header, REFUSED, reason)


def _are_two_people(person: Person, other: Person) -> bool:
    """Papers tell two people apart; without papers, so do cells when only the year of birth is known."""
    for field in ("citizen_id", "card_number", "old_card_number"):
        mine, theirs = getattr(person, field), getattr(other, field)
        if mine and theirs and mine != theirs:
            return True
    vague = person.birth is not None and person.birth.precision != "day"
    return vague and (person.cell_key != other.cell_key or person.admitted != other.admitted)


def _where(person: Person, other: Person) -> str:
    if person.sheet == other.sheet:
        return _("dòng %(row)s") % {"row": other.row}
    return _("dòng %(row)s, trang “%(sheet)s”") % {"row": other.row, "sheet": other.sheet}


def two_secretaries(people: Iterable[Person], cells: Sequence[FoundCell], label: Labels) -> list[Issue]:
    """A cell has one secretary (Điều lệ Đ24.4)."""
    names = {cell.key: cell.name for cell in cells}
    first: dict[str, Person] = {}
    issues = []
    for person in people:
        if person.post != "secretary" or not person.cell_key:
            continue
        other = first.setdefault(person.cell_key, person)
        if other is not person:
            reason = _("%(cell)s đã có bí thư là %(other)s ở %(where)s; mỗi chi bộ chỉ có một bí thư.") % {
                "cell": names.get(person.cell_key, ""),
                "other": other.name,
                "where": _where(person, other),
            }
            issues.append(Issue(person.sheet, person.row, *label(person, "post"), REFUSED, reason))
    return issues


def cells_nearly_alike(people: Sequence[Person], cells: Sequence[FoundCell], label: Labels) -> list[Issue]:
    """A cell of one or two rows whose name is nearly that of a large one is probably a slip of the pen."""
    sizes = Counter(person.cell_key for person in people)
    large = [cell for cell in cells if sizes[cell.key] > _FEW]
    issues = []
    for cell in cells:
        if not 0 < sizes[cell.key] <= _FEW:
            continue
        near = next((other for other in large if _is_alike(cell, other)), None)
        if near:
            reason = _("“%(cell)s” gần giống “%(other)s”; nếu là một chi bộ, hãy sửa cho thống nhất.") % {
                "cell": cell.name,
                "other": near.name,
            }
            slips = [person for person in people if person.cell_key == cell.key]
            issues += [Issue(p.sheet, p.row, *label(p, "cell"), DOUBTFUL, reason) for p in slips]
    return issues


def _is_alike(one: FoundCell, other: FoundCell) -> bool:
    """Other numbers mean other cells ("Chi bộ 1", "Chi bộ II"); other accents or letters may be slips."""
    numbers = [re.findall(r"\d+|\b[IVX]+\b", cell.name) for cell in (one, other)]
    if numbers[0] != numbers[1]:
        return False
    plain = [search_key(cell.name) for cell in (one, other)]
    return plain[0] == plain[1] or difflib.SequenceMatcher(None, plain[0], plain[1]).ratio() >= _ALIKE


def swapped_days(sheet: Sheet, lines: Sequence[Line]) -> list[Issue]:
    """A computer set to month/day turns 05/09 into a real date of another day and leaves 15/9 as text.

    Where a column's real dates all have days up to 12 and its texts all have later days, that has happened.
    """
    heads: dict[int, Head] = {line.head.top: line.head for line in lines}
    by_column: dict[tuple[int, str], list[Line]] = defaultdict(list)
    for line in lines:
        if line.kind == "person":
            for field in ("birth", "male", "female", "admitted", "official"):
                if field in line.head.columns:
                    by_column[line.head.top, field].append(line)
    issues = []
    for (top, field), found in by_column.items():
        column = heads[top].columns[field]
        cells = [cell for line in found if (cell := line.row.cells.get(column))]
        if doubt := _month_first(cells):
            issues.append(
                Issue(
                    sheet.title,
                    doubt.row,
                    *heads[top].label(field),
                    DOUBTFUL,
                    _("Cột này có vẻ ghi tháng trước ngày (kiểu Mỹ). Hãy đổi cả cột sang ngày/tháng/năm."),
                )
            )
        real = [cell for cell in cells if cell.kind == "date"]
        texts = [cell.text.split("/")[0].strip() for cell in cells if cell.kind == "text" and cell.text.count("/") == 2]
        if len(real) < _SOME or len(texts) < _SOME:
            continue
        if all(getattr(cell.value, "day", 31) <= 12 for cell in real) and all(
            text.isdigit() and int(text) > 12 for text in texts
        ):
            reason = _("Cột này có thể bị đảo ngày và tháng: mọi ngày kiểu ngày tháng đều có ngày từ 1 đến 12.")
            issues.append(Issue(sheet.title, real[0].row, *heads[top].label(field), DOUBTFUL, reason))
    return issues


def _month_first(cells: Sequence[Cell]) -> Cell | None:
    """The first text such as "9/26/1984" of a column whose texts never have a first number above twelve."""
    texts = [(cell, _DAY.match(cell.text.strip())) for cell in cells if cell.kind == "text"]
    found = [(cell, int(match[1]), int(match[2])) for cell, match in texts if match]
    wrong = [cell for cell, _first, second in found if 12 < second <= 31]
    if len(found) < _SOME or len(wrong) < _FEW or any(first > 12 for _cell, first, _second in found):
        return None
    return wrong[0]
