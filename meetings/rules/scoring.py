"""The score of a meeting on a sheet: what the facts decide is computed and explained, the rest is given by hand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, localcontext
from fractions import Fraction

from django.utils.translation import gettext as _

from meetings.rules.expressions import Scope, share
from meetings.rules.inputs import (
    Fact,
    InputError,
    Source,
    Value,
    read_settings,
    read_value,
    read_values,
    refuse_unknown,
)
from meetings.rules.sheet import Criterion, Option, Sheet, grade_for, refuse_inconsistent

# The sentences of `why` stand in the score for good, so they are always Vietnamese, like the sheets.
BY_HAND = "chấm trực tiếp {points}/{maximum} điểm"
NOT_ASKED = {
    "leave_out": "tháng này không có nội dung này: không tính vào điểm tối đa",
    "full_points": "tháng này không có nội dung này: tính đủ điểm theo cách của cấp ủy",
    "no_points": "tháng này không có nội dung này: không có điểm theo cách của cấp ủy",
}


@dataclass(frozen=True)
class ScoreLine:
    """The points of one criterion and why; ``computed`` says that facts decided them."""

    criterion: str
    text: str
    points: int | Decimal
    maximum: int
    computed: bool
    why: str


@dataclass(frozen=True)
class MeetingScore:
    """A meeting's score: ``percent`` of ``maximum`` has two decimals, half rounded up, and gives the grade."""

    sheet: str
    total: int | Decimal
    maximum: int
    percent: Decimal
    grade: str
    lines: tuple[ScoreLine, ...]


def score_meeting(
    sheet: Sheet, meeting: Mapping[str, object], points: Mapping[str, object], settings: object = None
) -> MeetingScore:
    """Score one meeting. ``points`` are by criterion number. Raises InputError naming the fact or criterion."""
    scope, chosen = _read_facts(sheet, meeting, settings)
    given = _read_points(sheet, points)
    lines = tuple(_score_criterion(criterion, scope, chosen, given) for criterion in sheet.criteria)
    if not any(line.maximum for line in lines):
        raise InputError("sheet", _("khung này không có điểm; cấp ủy lập bảng riêng và đặt điểm rồi mới chấm được"))
    total = sum((Fraction(line.points) for line in lines), Fraction(0))
    maximum = sum(line.maximum for line in lines)
    percent = round_half_up(total * 100 / maximum)
    return MeetingScore(sheet.key, exact(total), maximum, percent, grade_for(sheet, percent), lines)


def decided_lines(sheet: Sheet, meeting: Mapping[str, object], settings: object = None) -> dict[str, ScoreLine]:
    """The criteria that the facts decide already, by number; the others are scored by hand. Raises InputError."""
    scope, chosen = _read_facts(sheet, meeting, settings)
    lines = ((criterion.number, _decided_line(criterion, scope, chosen)) for criterion in sheet.criteria)
    return {number: line for number, line in lines if line is not None}


def _read_facts(sheet: Sheet, meeting: Mapping[str, object], settings: object) -> tuple[Scope, dict[str, Value]]:
    try:
        scope = Scope(sheet.facts, read_values(sheet.facts, meeting))
        refuse_inconsistent(sheet.consistency, scope)
    except InputError as error:
        raise error.inside("meeting") from error
    try:
        return scope, read_settings(sheet.settings, settings)
    except InputError as error:
        raise error.inside("settings") from error


def round_half_up(number: Fraction) -> Decimal:
    """A number that is not negative, with two decimals."""
    return Decimal((number * 200 + 1) // 2).scaleb(-2)


def exact(number: Fraction) -> int | Decimal:
    """A finite decimal fraction as whole number or Decimal, nothing lost."""
    if number.denominator == 1:
        return number.numerator
    with localcontext() as context:
        context.prec = 200
        return Decimal(number.numerator) / Decimal(number.denominator)


def spoken(number: Fraction | Value) -> str:
    """A number as Vietnamese texts write it: at most two decimals after a comma."""
    if isinstance(number, bool) or not isinstance(number, int | Decimal | Fraction):
        return str(number)
    text = format(round_half_up(Fraction(number)), "f")
    return text.rstrip("0").rstrip(".").replace(".", ",")


def _read_points(sheet: Sheet, points: object) -> dict[str, int | Decimal]:
    try:
        if not isinstance(points, Mapping):
            raise InputError("", _("phải là một đối tượng JSON {số tiêu chí: điểm}"))
        refuse_unknown(points, [criterion.number for criterion in sheet.criteria])
        given = {row.number: read_value(_points_fact(row), points.get(row.number)) for row in sheet.criteria}
    except InputError as error:
        raise error.inside("points") from error
    return {number: value for number, value in given.items() if isinstance(value, int | Decimal)}


def _points_fact(row: Criterion) -> Fact:
    label = _("Tiêu chí %(number)s") % {"number": row.number}
    return Fact(row.number, label, "number", "điểm", row.text, Source("", ""), row.mark, least=0, most=row.maximum)


def _score_criterion(
    row: Criterion, scope: Scope, settings: Mapping[str, Value], given: Mapping[str, int | Decimal]
) -> ScoreLine:
    line = _decided_line(row, scope, settings)
    if line is None:
        return _line_by_hand(row, scope, given)
    is_asked = row.asked_when is None or row.asked_when.holds(scope)
    fault = _("điểm này tính từ số liệu, không chấm tay") if is_asked else _("tháng này không chấm tiêu chí này")
    _refuse_given(row, given, fault)
    return line


def _decided_line(row: Criterion, scope: Scope, settings: Mapping[str, Value]) -> ScoreLine | None:
    """The line that the facts decide; None when it is scored by hand."""
    if row.asked_when is not None:
        asked = row.asked_when.holds(scope)
        if asked is None:
            raise InputError(f"meeting.{row.asked_when.names[0]}", _("thiếu"))
        if not asked:
            return _line_not_asked(row, str(settings[row.otherwise or ""]))
    option = _option_that_holds(row, scope)
    if option is None:
        return None
    points = option.points if option.setting is None else settings[option.setting]
    if not isinstance(points, int):
        raise InputError(f"settings.{option.setting}", _("phải là số nguyên"))
    return ScoreLine(row.number, row.text, points, row.maximum, True, _explain(row, option, scope))


def _option_that_holds(row: Criterion, scope: Scope) -> Option | None:
    """The first option that holds; None when there are none, or when an unknown fact stands before it."""
    for option in row.options:
        holds = True if option.when is None else option.when.holds(scope)
        if holds is None:
            return None
        if holds:
            return option
    return None


def _line_by_hand(row: Criterion, scope: Scope, given: Mapping[str, int | Decimal]) -> ScoreLine:
    if row.number in given:
        points = given[row.number]
        why = BY_HAND.format(points=spoken(points), maximum=row.maximum)
        return ScoreLine(row.number, row.text, points, row.maximum, False, why)
    for name in row.names:
        if scope.values[name] is None:
            message = _("thiếu; nếu không có số liệu thì chấm tay tiêu chí %(number)s") % {"number": row.number}
            raise InputError(f"meeting.{name}", message, scope.facts[name].label)
    raise InputError(f"points.{row.number}", _("thiếu điểm của tiêu chí này"), _points_fact(row).label)


def _line_not_asked(row: Criterion, treatment: str) -> ScoreLine:
    points = row.maximum if treatment == "full_points" else 0
    maximum = 0 if treatment == "leave_out" else row.maximum
    return ScoreLine(row.number, row.text, points, maximum, True, NOT_ASKED[treatment])


def _refuse_given(row: Criterion, given: Mapping[str, int | Decimal], fault: str) -> None:
    if row.number in given:
        raise InputError(f"points.{row.number}", fault, _points_fact(row).label)


def _explain(row: Criterion, option: Option, scope: Scope) -> str:
    words = {name: spoken(value) for name, value in scope.values.items()}
    if row.share:
        part, whole = row.share
        words["share"] = spoken(share(scope.values[part], scope.values[whole]))
    measured = row.why.format_map(words)
    return ": ".join(text for text in (measured, option.text) if text)
