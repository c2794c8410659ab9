"""A set of criteria made of the lines of a table, beside the set before: faults by line, and what changes."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any, Protocol

from django.utils.translation import gettext as _

from core.errors import DomainError
from core.numbers import parse_number
from evaluations.rules.criteria_check import COMPUTED, MANUAL, MOST_DECIMALS, MOST_POINTS, read_points
from evaluations.rules.criteria_edit import changed_row, plain_points
from meetings.rules.scoring import spoken

Data = dict[str, Any]
LONGEST, LONGEST_CODE = 500, 40


class Line(Protocol):
    """One criterion of a table; ``how`` says whether it is scored by "hand", from "records", or as before ("")."""

    @property
    def number(self) -> int: ...
    @property
    def code(self) -> str: ...
    @property
    def group(self) -> str: ...
    @property
    def heading(self) -> str: ...
    @property
    def text(self) -> str: ...
    @property
    def points(self) -> str: ...
    @property
    def how(self) -> str: ...


@dataclass(frozen=True)
class Fault:
    """What is wrong in one row of the table."""

    number: int
    text: str
    sentence: str


@dataclass(frozen=True)
class Change:
    """A criterion that comes (``before`` is empty), goes (``after`` is empty) or is another one."""

    code: str
    before: str
    after: str

    @property
    def kind(self) -> str:
        return "removed" if not self.after else "changed" if self.before else "added"


@dataclass(frozen=True)
class Sum:
    """The points of one group beside those that it has to have."""

    name: str
    total: str
    limit: str

    @property
    def adds_up(self) -> bool:
        return self.total == self.limit


@dataclass(frozen=True)
class Merged:
    """The set that a table makes; with faults there is none."""

    criteria: Data | None
    faults: Sequence[Fault]
    changes: Sequence[Change]
    sums: Sequence[Sum]


def merged(stored: Data, lines: Iterable[Line], limits: Mapping[str, int]) -> Merged:
    """The set of the lines. Codes tell which criterion was which: a computed one keeps its formula in proportion.

    ``limits`` are the points of the groups in the regulation above; where it has none, those of the set.
    """
    made = _Rows(stored)
    rows = [row for line in lines if (row := made.row(line)) is not None]
    if made.faults:
        return Merged(None, made.faults, (), ())
    groups = [{**item, "points": int(limits.get(item["key"], read_points(item["points"]) or 0))}
              for item in stored["groups"]]  # fmt: skip
    order = {item["key"]: place for place, item in enumerate(groups)}
    rows.sort(key=lambda row: order[row["group"]])
    criteria = {**stored, "groups": groups, "rows": rows}
    if "deductions" in stored:
        codes = {row["code"] for row in rows}
        criteria["deductions"] = [item for item in stored["deductions"] if item["row"] in codes]
    return Merged(criteria, (), _changes(stored["rows"], rows), [_sum(item, rows) for item in groups])


class _Rows:
    """Makes rows of lines; what cannot be read becomes a fault."""

    def __init__(self, stored: Data) -> None:
        self.known = {row["code"]: row for row in stored["rows"]}
        self.groups = {item["key"]: item["name"] for item in stored["groups"]}
        self.taken: set[str] = set()
        self.faults: list[Fault] = []

    def row(self, line: Line) -> Data | None:
        stored = self.known.get(line.code)
        only = next(iter(self.groups)) if len(self.groups) == 1 else ""
        group = line.group or (stored["group"] if stored else only)
        number = _number(line.points)
        if sentence := self._fault(line, stored, group, number):
            self.faults.append(Fault(line.number, line.text or line.code, sentence))
            return None
        assert number is not None
        code = line.code or self._free_code(group)
        self.taken.add(code)
        heading = line.heading or (stored["heading"] if stored else "") or line.text
        points = plain_points(number)
        if stored is None:
            return {"code": code, "group": group, "heading": heading, "text": line.text, "maximum": points,
                    "kind": MANUAL}  # fmt: skip
        row = changed_row(stored, text=line.text, maximum=points, by_hand=line.how == "hand")
        return row | {"group": group, "heading": heading}

    def _fault(self, line: Line, stored: Data | None, group: str, number: Decimal | None) -> str:
        if not line.text:
            return _("Chưa có nội dung tiêu chí; hãy ghi vào cột “Tiêu chí”.")
        if max(len(line.text), len(line.heading)) > LONGEST:
            return _("Nội dung dài nhất %(most)s ký tự.") % {"most": LONGEST}
        if number is None or not 0 <= number <= MOST_POINTS or number != round(number, MOST_DECIMALS):
            return _("Điểm tối đa “%(points)s” không đúng; phải là số từ 0 đến 100, nhiều nhất hai chữ số lẻ.") % {
                "points": line.points[:40]
            }
        if group not in self.groups:
            named = ", ".join(f"{key} ({name})" for key, name in self.groups.items())
            return _("Không rõ thuộc nhóm nào; hãy ghi vào cột “Nhóm” một trong: %(groups)s.") % {"groups": named}
        if line.code in self.taken or len(line.code) > LONGEST_CODE:
            return _("Mã %(code)s đã có ở dòng trên hoặc quá dài; hãy đổi mã.") % {"code": line.code[:LONGEST_CODE]}
        if line.how == "records" and (stored is None or stored["kind"] != COMPUTED):
            return _("Dòng này chưa có công thức nên chỉ chấm tay được; hãy ghi “chấm tay” ở cột “Cách chấm”.")
        return ""

    def _free_code(self, group: str) -> str:
        taken = self.taken | set(self.known)
        return next(f"{group}.{number}" for number in range(1, 1000) if f"{group}.{number}" not in taken)


def _number(text: str) -> Decimal | None:
    try:
        return parse_number(text) if text else None
    except DomainError:
        return None


def _changes(before: Sequence[Data], after: Sequence[Data]) -> list[Change]:
    old, new = ({row["code"]: row for row in rows} for rows in (before, after))
    found = []
    for code in dict.fromkeys([*new, *old]):
        row, other = old.get(code), new.get(code)
        is_moved = row is not None and other is not None and _place(row) != _place(other)
        change = Change(code, _words(row, with_heading=is_moved), _words(other, with_heading=is_moved))
        if change.before != change.after:
            found.append(change)
    return found


def _place(row: Data) -> str:
    return f"{row['group']}, {row['heading']}" if row["heading"] else str(row["group"])


def _words(row: Data | None, *, with_heading: bool) -> str:
    if row is None:
        return ""
    how = _("tính từ số liệu") if row["kind"] == COMPUTED else _("chấm tay")
    points = _("%(points)s điểm") % {"points": spoken(read_points(row["maximum"]) or Fraction(0))}
    heading = f"{_place(row)}: " if with_heading else ""
    return f"{heading}{row['text']} ({points}, {how})"


def _sum(group: Data, rows: Sequence[Data]) -> Sum:
    points = (read_points(row["maximum"]) or Fraction(0) for row in rows if row["group"] == group["key"])
    limit = spoken(Fraction(group["points"]))
    return Sum(f"{group['key']}. {group['name']}", spoken(sum(points, Fraction(0))), limit)


def fingerprint(criteria: Data) -> str:
    """Tells whether a set is still the one that a page showed."""
    return hashlib.sha256(json.dumps(criteria, sort_keys=True).encode()).hexdigest()
