"""A set of criteria as a grid: one line for each criterion, empty lines at the end of each group."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _

from cells.models import UnitType
from core.errors import DomainError
from core.numbers import parse_number
from core.vietnamese import normalise
from evaluations.rules.criteria_check import COMPUTED, MANUAL, MOST_DECIMALS, MOST_POINTS, read_points
from evaluations.rules.criteria_edit import changed_row, plain_points
from evaluations.rules.records import record_facts
from evaluations.rules.regulation import Regulation
from evaluations.rules.wording import in_words
from meetings.rules.scoring import spoken

Data = dict[str, Any]
EMPTY_LINES = 3
LONGEST = 500


@dataclass
class GridLine:
    """One line: what is typed, what was stored, and what is wrong with it. ``name`` begins its fields' names."""

    name: str
    group: str
    stored: Data | None
    code: str
    heading: str
    text: str
    points: str
    by_hand: bool
    removed: bool = False
    formula: str = ""
    error: str = ""

    @property
    def is_computed(self) -> bool:
        return bool(self.stored and self.stored["kind"] == COMPUTED)


@dataclass
class GridGroup:
    """A group of points with its lines, their sum, and the points that it has to have."""

    key: str
    name: str
    limit: Fraction
    lines: list[GridLine]
    headings: tuple[str, ...]

    @property
    def total(self) -> Fraction:
        found = (_number(line.points) for line in self.lines if not line.removed)
        return sum((Fraction(value) for value in found if value is not None), Fraction(0))

    @property
    def adds_up(self) -> bool:
        return self.total == self.limit

    @property
    def total_words(self) -> str:
        return spoken(self.total)

    @property
    def limit_words(self) -> str:
        return spoken(self.limit)


class CriteriaGrid:
    """The grid of one set, from what is stored or from what was typed."""

    def __init__(self, criteria: Data, parent: Regulation, typed: Mapping[str, str] | None = None) -> None:
        self.criteria, self.parent, self.typed = criteria, parent, typed
        self.facts = {**record_facts(), **parent.facts}
        self.limits = {group.key: Fraction(group.points) for group in parent.score_groups}
        self.title = normalise(typed.get("title", "")) if typed else criteria["title"]
        self.title_error = ""
        chosen = typed.getlist("unit_types") if typed else criteria["unit_types"]  # type: ignore[attr-defined]
        self.unit_types = [(key, label, key in chosen) for key, label in UnitType.choices]
        self.groups = [self._group(group) for group in criteria["groups"]]

    def _group(self, group: Data) -> GridGroup:
        key = group["key"]
        rows = [row for row in self.criteria["rows"] if row["group"] == key]
        lines = [self._line(f"r-{key}-{place}", key, row) for place, row in enumerate(rows)]
        empty = (self._line(f"n-{key}-{place}", key, None) for place in range(EMPTY_LINES))
        headings = tuple(dict.fromkeys(row["heading"] for row in rows if row["heading"]))
        limit = self.limits.get(key) or read_points(group["points"]) or Fraction(0)
        return GridGroup(key, group["name"], limit, [*lines, *empty], headings)

    def _line(self, name: str, group: str, row: Data | None) -> GridLine:
        stored = row or {"code": "", "heading": "", "text": "", "maximum": "", "kind": MANUAL}
        formula = in_words(row["points"], self.facts) if row and row["kind"] == COMPUTED else ""
        if self.typed is None:
            points = str(stored["maximum"]).replace(".", ",")
            return GridLine(name, group, row, stored["code"], stored["heading"], stored["text"], points, False,
                            formula=formula)  # fmt: skip
        get = self.typed.get
        return GridLine(
            name,
            group,
            row,
            normalise(get(f"{name}-code", "")) or stored["code"],
            stored["heading"] or normalise(get(f"{name}-heading", "")),
            normalise(get(f"{name}-text", "")),
            normalise(get(f"{name}-points", "")),
            bool(get(f"{name}-hand")),
            bool(get(f"{name}-drop")),
            formula,
        )

    def read(self) -> Data | None:
        """The set that was typed; None when something cannot be read, each fault then stands at its line."""
        rows = [row for group in self.groups for line in group.lines if (row := self._row(line)) is not None]
        lines = [line for group in self.groups for line in group.lines]
        self._refuse_repeated([line for line in lines if not line.removed and line.text])
        self.title_error = "" if self.title else _("Hãy ghi tên bộ tiêu chí.")
        if self.title_error or any(line.error for line in lines):
            return None
        known = {row["code"] for row in rows}
        deductions = [item for item in self.criteria.get("deductions", ()) if item["row"] in known]
        unit_types = [key for key, _label, chosen in self.unit_types if chosen]
        groups = [{**group, "points": int(self.limits.get(group["key"], read_points(group["points"]) or 0))}
                  for group in self.criteria["groups"]]  # fmt: skip
        found = {**self.criteria, "title": self.title, "unit_types": unit_types, "groups": groups, "rows": rows}
        return {**found, "deductions": deductions} if "deductions" in found else found

    def _row(self, line: GridLine) -> Data | None:
        """The row of a line; None for one that is dropped, empty or wrong."""
        if line.removed or not (line.text or line.points or line.stored):
            return None
        number = _number(line.points)
        if not line.text:
            line.error = _("Hãy ghi nội dung tiêu chí, hoặc đánh dấu bỏ dòng này.")
        elif len(line.text) > LONGEST:
            line.error = _("Nội dung dài nhất %(most)s ký tự.") % {"most": LONGEST}
        elif number is None or not 0 <= number <= MOST_POINTS or number != round(number, MOST_DECIMALS):
            line.error = _("Điểm phải là số từ 0 đến 100, nhiều nhất hai chữ số lẻ, ví dụ 2 hoặc 0,5.")
        if line.error or number is None:
            return None
        points = plain_points(number)
        if line.stored:
            row = changed_row(line.stored, text=line.text, maximum=points, by_hand=line.by_hand)
            return row | {"code": line.code}
        line.code = line.code or self._free_code(line.group)
        row = {"code": line.code, "group": line.group, "heading": line.heading or line.text, "text": line.text}
        return row | {"maximum": points, "kind": MANUAL}

    def _free_code(self, group: str) -> str:
        taken = {line.code for known in self.groups for line in known.lines}
        return next(f"{group}.{number}" for number in range(1, 1000) if f"{group}.{number}" not in taken)

    @staticmethod
    def _refuse_repeated(lines: list[GridLine]) -> None:
        seen: set[str] = set()
        for line in lines:
            if line.code in seen:
                line.error = line.error or _("Mã %(code)s đã có ở dòng khác; hãy đổi mã.") % {"code": line.code}
            seen.add(line.code)

    @property
    def total_words(self) -> str:
        return spoken(sum((group.total for group in self.groups), Fraction(0)))

    @property
    def adds_up(self) -> bool:
        return all(group.adds_up for group in self.groups)

    @property
    def has_errors(self) -> bool:
        return bool(self.title_error) or any(line.error for group in self.groups for line in group.lines)


def _number(text: str) -> Decimal | None:
    if not text:
        return None
    try:
        return parse_number(text)
    except DomainError:
        return None
