"""What is wrong with a set of criteria, in sentences: shape, points that do not add up, facts, cycles."""

from __future__ import annotations

import string
from collections.abc import Iterator, Mapping
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _

from evaluations.rules import shapes
from evaluations.rules.conditions import formula_faults, names_in
from evaluations.rules.records import KINDS, named_subjects
from evaluations.rules.shapes import entry, fault
from meetings.rules.datafile import MARKS
from meetings.rules.inputs import Fact, digits, listed, one_line, shown
from meetings.rules.scoring import spoken

MANUAL, COMPUTED = "manual", "computed"
UNIT_TYPES = (
    *("residential", "agency", "state_enterprise", "private_enterprise", "students", "armed_forces", "other"),
)
"""The types of unit that a set may be meant for (``cells.models.UnitType``)."""
MADE_OF_POINTS = ("score", "score_general", "score_results")
"""What the rows add up to: a row computed from it would turn in a circle."""
MOST_ROWS, MOST_POINTS, MOST_DECIMALS = 200, 100, 2


def points(place: str, value: Any) -> Iterator[str]:
    """Points as a file writes them: a whole number, or text such as "0.5", from 0 to 100."""
    number = read_points(value)
    if number is None or not 0 <= number <= MOST_POINTS:
        yield fault(
            place,
            _('điểm phải từ 0 đến 100, viết như 2 hoặc "0.5", nhiều nhất hai chữ số lẻ; nhận được %(value)s')
            % {"value": shown(value)},
        )


def read_points(value: Any) -> Fraction | None:
    """The exact number written as points; None when there is none."""
    if isinstance(value, bool) or not isinstance(value, int | str):
        return None
    try:
        number = Decimal(value)
    except InvalidOperation:
        return None
    if not number.is_finite() or digits(number) > 6 or number != round(number, MOST_DECIMALS):
        return None
    return Fraction(number)


ROW = shapes.record(
    {
        "code": shapes.text, "group": shapes.text, "heading": shapes.may_be_blank, "text": shapes.text,
        "maximum": points, "kind": shapes.one_of((MANUAL, COMPUTED)),
    },
    {"points": shapes.text, "why": shapes.text},
)  # fmt: skip
DEDUCTION = shapes.record(
    {"code": shapes.text, "row": shapes.text, "text": shapes.text, "points": points}, {"events": shapes.text}
)
SET = shapes.record(
    {
        "key": shapes.text, "title": shapes.text, "note": shapes.may_be_blank, "mark": shapes.one_of(MARKS),
        "regulation": shapes.text,
        "subjects": shapes.each(shapes.one_of(("all", "organisation", "person", *KINDS)), least=1),
        "unit_types": shapes.each(shapes.one_of(UNIT_TYPES)),
        "groups": shapes.each(
            shapes.record({"key": shapes.text, "name": shapes.text, "points": points}), least=1
        ),
        "rows": shapes.each(ROW, least=1),
    },
    {"deductions": shapes.each(DEDUCTION), "bonus": shapes.flag},
)  # fmt: skip


def criteria_faults(
    data: Any, facts: Mapping[str, Fact], groups: Mapping[str, int] | None = None, total: int | None = None
) -> list[str]:
    """Sentences for everything wrong. ``groups`` are those of the regulation with their points, ``total`` their sum."""
    found = list(SET("", data))
    if found:
        return found
    subjects = named_subjects(data["subjects"])
    found += _faults_of_codes(data)
    found += _faults_of_sums(data, groups, total)
    for number, row in enumerate(data["rows"], 1):
        found += _faults_of_row(entry("rows", number, row), row, subjects, facts)
    for number, item in enumerate(data.get("deductions", ()), 1):
        found += _faults_of_deduction(entry("deductions", number, item), item, data["rows"], subjects, facts)
    if data.get("bonus"):
        found.append(fault("bonus", _("tổng điểm đã đủ nên không có điểm thưởng; hãy để false hoặc bỏ mục này")))
    return found


def _faults_of_codes(data: Mapping[str, Any]) -> list[str]:
    codes = [row["code"] for row in (*data["rows"], *data.get("deductions", ()))]
    found = [fault("rows", _("mã “%(code)s” đứng hai lần; mỗi dòng cần một mã riêng") % {"code": one_line(code)})
             for code in shapes.repeated(codes)]  # fmt: skip
    if len(data["rows"]) > MOST_ROWS:
        found.append(fault("rows", _("quá %(most)s dòng; hãy gộp bớt") % {"most": MOST_ROWS}))
    return found


def _faults_of_sums(data: Mapping[str, Any], groups: Mapping[str, int] | None, total: int | None) -> list[str]:
    found = []
    known = {group["key"]: read_points(group["points"]) or Fraction(0) for group in data["groups"]}
    if len(known) < len(data["groups"]):
        found.append(fault("groups", _("một nhóm đứng hai lần; hãy bỏ bớt")))
    for row in data["rows"]:
        if row["group"] not in known:
            words = {"code": one_line(row["code"]), "group": one_line(row["group"]), "groups": listed(known)}
            found.append(fault("rows", _("dòng %(code)s thuộc nhóm “%(group)s” không có trong: %(groups)s") % words))
    for key, limit in known.items():
        rows = [read_points(row["maximum"]) or Fraction(0) for row in data["rows"] if row["group"] == key]
        if sum(rows) != limit:
            words = {"key": one_line(key), "sum": spoken(sum(rows, Fraction(0))), "limit": spoken(limit)}
            text = _("các dòng của nhóm %(key)s cộng lại %(sum)s điểm, nhưng nhóm ghi %(limit)s điểm; hãy sửa cho khớp")
            found.append(fault("rows", text % words))
    if groups and known != {key: Fraction(value) for key, value in groups.items()}:
        named = listed(f"{key}: {value}" for key, value in groups.items())
        found.append(
            fault("groups", _("quy định chia điểm theo nhóm là %(named)s; hãy giữ đúng như vậy") % {"named": named})
        )
    if total is not None and not groups and sum(known.values()) != total:
        words = {"sum": spoken(sum(known.values(), Fraction(0))), "total": str(total)}
        found.append(fault("groups", _("các nhóm cộng lại %(sum)s điểm; cả bảng phải đúng %(total)s điểm") % words))
    return found


def _faults_of_row(
    place: str, row: Mapping[str, Any], subjects: tuple[str, ...], facts: Mapping[str, Fact]
) -> Iterator[str]:
    if row["kind"] == MANUAL:
        for name in ("points", "why"):
            if name in row:
                words = {"name": name}
                yield fault(
                    place, _("dòng chấm tay không có “%(name)s”; hãy bỏ đi hoặc đổi kind thành computed") % words
                )
        return
    missing = [name for name in ("points", "why") if name not in row]
    if missing:
        yield fault(place, _("dòng tính từ số liệu phải có “%(name)s”; hãy ghi thêm") % {"name": missing[0]})
        return
    yield from _faults_of_formula(f"{place}, points", row["points"], subjects, facts)
    yield from _faults_of_why(f"{place}, why", row["why"], names_in(row["points"]))


def _faults_of_formula(place: str, text: str, subjects: tuple[str, ...], facts: Mapping[str, Fact]) -> Iterator[str]:
    for name in names_in(text):
        if name in MADE_OF_POINTS:
            yield fault(
                place,
                _("“%(name)s” là tổng cộng từ chính các dòng này, tính như vậy thành vòng tròn; hãy dùng dữ kiện khác")
                % {"name": name},
            )
        elif name in facts and not set(subjects) <= set(facts[name].subjects):
            words = {"name": name, "subjects": listed(facts[name].subjects)}
            yield fault(place, _("dữ kiện “%(name)s” chỉ có với: %(subjects)s; hãy dùng dữ kiện khác") % words)
    yield from formula_faults(place, text, facts)


def _faults_of_why(place: str, text: str, names: tuple[str, ...]) -> Iterator[str]:
    """The sentence may name the facts of its formula in braces, and nothing else."""
    try:
        parts = list(string.Formatter().parse(text))
    except ValueError:
        yield fault(place, _("có dấu ngoặc nhọn thừa hoặc thiếu; tên dữ kiện viết như {tasks_done}"))
        return
    for _literal, name, form, conversion in parts:
        if name is not None and (name not in names or form or conversion):
            words = {"name": one_line(name)}
            yield fault(place, _("“%(name)s” không phải dữ kiện mà công thức của dòng dùng; hãy sửa") % words)


def _faults_of_deduction(
    place: str, item: Mapping[str, Any], rows: list[Any], subjects: tuple[str, ...], facts: Mapping[str, Fact]
) -> Iterator[str]:
    row = next((row for row in rows if row["code"] == item["row"]), None)
    if row is None:
        yield fault(place, _("không có dòng “%(row)s” để trừ điểm; hãy sửa mã dòng") % {"row": one_line(item["row"])})
    elif (read_points(item["points"]) or 0) > (read_points(row["maximum"]) or 0):
        words = {"points": item["points"], "maximum": row["maximum"]}
        yield fault(
            place, _("trừ mỗi lần %(points)s điểm, nhiều hơn điểm tối đa %(maximum)s của dòng; hãy sửa") % words
        )
    if "events" in item:
        yield from _faults_of_formula(f"{place}, events", item["events"], subjects, facts)
