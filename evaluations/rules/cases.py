"""What-if cases: a question as plain JSON values in, the answer as plain values out (``manage.py whatif``)."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import asdict
from typing import Any

from django.utils.translation import gettext as _

from core.errors import DomainError
from evaluations.rules import cap, derived
from evaluations.rules.classification import Classification, classify
from evaluations.rules.regulation import Regulation, load_regulation, regulation_keys
from evaluations.rules.shapes import RegulationFault
from meetings.rules import exact_json, votes
from meetings.rules.datafile import DataFileError
from meetings.rules.derived import sheet_of
from meetings.rules.inputs import InputError, listed, one_line, refuse_unknown, shown
from meetings.rules.scoring import score_meeting
from meetings.rules.sheet import Sheet, sheet_keys

Case = Mapping[str, Any]
EXPECTED = "expect"
"""A case may carry the answer that its writer expects; it is not looked at."""


class CaseError(InputError):
    """A case that cannot be answered; ``number`` is its place in the list, from 1."""

    def __init__(self, number: int, error: InputError) -> None:
        super().__init__(error.field or "", error.fault)
        self.number = number

    def line(self) -> str:
        """One line that names the case, the field and the fault."""
        place = _("trường hợp %(number)s") % {"number": self.number}
        return one_line(": ".join(part for part in (place, self.field, self.fault) if part), most=500)


def answer_text(text: str) -> str:
    """The answers to the case or the list of cases that ``text`` holds, as JSON text. Raises CaseError, InputError."""
    text = text.removeprefix("\ufeff")
    place = exact_json.skip_blanks(text, 0)
    if not text.startswith("[", place):
        case, place = _read_numbered(text, place, 1)
        exact_json.refuse_rest(text, place)
        return exact_json.dumps(_answer_numbered(case, 1))
    cases = _read_list(text, place + 1)
    return exact_json.dumps([_answer_numbered(case, number) for number, case in enumerate(cases, 1)])


def _read_list(text: str, place: int) -> list[Any]:
    """The cases of a list, read one by one so that a fault can name its place."""
    cases: list[Any] = []
    while True:
        case, place = _read_numbered(text, place, len(cases) + 1)
        cases.append(case)
        place = exact_json.skip_blanks(text, place)
        sign = text[place : place + 1]
        place += 1
        if sign == "]":
            exact_json.refuse_rest(text, place)
            return cases
        if sign != ",":
            raise CaseError(
                len(cases), InputError("", _("sau trường hợp này phải là dấu phẩy hoặc dấu đóng ngoặc vuông"))
            )


def _read_numbered(text: str, place: int, number: int) -> tuple[Any, int]:
    if number == 1 and text.startswith("]", exact_json.skip_blanks(text, place)):
        raise InputError("", _("danh sách không có trường hợp nào"))
    try:
        return exact_json.read_value(text, place)
    except InputError as error:
        raise CaseError(number, error) from error


def _answer_numbered(case: Any, number: int) -> dict[str, Any]:
    try:
        return answer(case)
    except InputError as error:
        raise CaseError(number, error) from error


def answer(case: Any) -> dict[str, Any]:
    """The answer to one case; raises InputError naming the field."""
    if not isinstance(case, Mapping):
        raise InputError("", _("phải là một đối tượng JSON"))
    kind = _text(case, "kind", KINDS)
    answer_kind, required, optional = KINDS[kind]
    refuse_unknown(case, ("kind", *required, *optional, EXPECTED))
    for field in required:
        if case.get(field) is None:
            raise InputError(field, _("thiếu"))
    return answer_kind(case)


def _text(case: Case, field: str, allowed: Collection[str]) -> str:
    value = case.get(field)
    if value is None:
        raise InputError(field, _("thiếu"))
    if not isinstance(value, str) or value not in allowed:
        words = {"value": shown(value), "values": listed(allowed)}
        raise InputError(field, _("%(value)s không có trong: %(values)s") % words)
    return value


def _answer_vote(case: Case) -> dict[str, Any]:
    rule = _text(case, "rule", votes.RULES)
    outcome = votes.count_vote(rule, body=case["body"], yes=case["yes"], no=case["no"], abstain=case["abstain"])
    return {"carried": outcome.carried, "needed": outcome.needed}


def _answer_cap(case: Case) -> dict[str, Any]:
    result = cap.cap(_text(case, "mode", cap.MOST), case["rate"], case["excellent"], case["good"], case["rated"])
    return {"holds": result.holds, "most_excellent": result.most_excellent, "over": result.over}


def _answer_meeting_score(case: Case) -> dict[str, Any]:
    sheet = _sheet(case)
    score = score_meeting(sheet, case["meeting"], case["points"], case.get("settings"))
    names = ("criterion", "points", "maximum", "computed", "why")
    lines = [{name: getattr(line, name) for name in names} for line in score.lines]
    plain = {"total": score.total, "maximum": score.maximum, "percent": score.percent, "grade": score.grade}
    return {**plain, "lines": lines}


def _sheet(case: Case) -> Sheet:
    """The sheet named, or what ``own`` changes of it (see ``meetings.rules.derived``)."""
    base = _text(case, "sheet", sheet_keys())
    own = case.get("own")
    if own is not None and not isinstance(own, Mapping):
        raise InputError("own", _("phải là một đối tượng JSON"))
    try:
        return sheet_of(base, own)
    except InputError as error:
        raise error.inside("own") from error
    except DomainError as error:
        raise InputError("own", str(error).rstrip(".")) from error
    except (DataFileError, TypeError, KeyError, AttributeError) as error:
        raise InputError("own", _("không đọc được bảng điểm riêng")) from error


def _answer_classification(case: Case) -> dict[str, Any]:
    regulation = _regulation(case)
    return classification_data(classify(regulation, case["subject"], case["facts"], case.get("settings")))


def _regulation(case: Case) -> Regulation:
    """The regulation named, or what ``own`` settles where it leaves something open (`evaluations.rules.derived`)."""
    regulation = load_regulation(_text(case, "regulation", regulation_keys()))
    if case.get("own") is None:
        return regulation
    try:
        return derived.regulation_of(regulation.data, case["own"])
    except RegulationFault as error:
        raise InputError("own", str(error).rstrip(".")) from error


def classification_data(result: Classification) -> dict[str, Any]:
    """A classification as plain values, for JSON; numbers stay exact (int, Decimal)."""
    trace = [asdict(entry) for entry in result.trace]
    return {"level": result.level, "why": result.why, "ignored": list(result.ignored), "trace": trace}


def facts_data(regulation: Regulation) -> list[dict[str, Any]]:
    """Every fact that the regulation asks for, as plain values. Those of the triggers are the keys to state them by."""
    claims = list(dict.fromkeys(rule.key for rule in regulation.triggers if rule.claimed))
    return [
        {
            "name": fact.key,
            "label": fact.label,
            "type": fact.type,
            "unit": fact.unit,
            "values": claims if fact.type == "triggers" else list(fact.order),
            "meaning": fact.meaning,
            "subjects": list(fact.subjects),
            "source": asdict(fact.source),
            "mark": fact.mark,
        }
        for fact in regulation.facts.values()
    ]


KINDS: dict[str, tuple[Callable[[Case], dict[str, Any]], tuple[str, ...], tuple[str, ...]]] = {
    "vote": (_answer_vote, ("rule", "body", "yes", "no", "abstain"), ()),
    "cap": (_answer_cap, ("mode", "rate", "excellent", "good", "rated"), ()),
    "meeting_score": (_answer_meeting_score, ("sheet", "meeting", "points"), ("settings", "own")),
    "classification": (_answer_classification, ("regulation", "subject", "facts"), ("settings", "own")),
}
"""The kinds of cases: how each is answered, the fields it must have, the fields it may have."""
