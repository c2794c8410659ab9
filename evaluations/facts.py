"""The catalogue of facts: which ones the records know, which one is added up, and which ones a person enters once.

What the records know is never asked: some they always know, others only where something was recorded for the subject.
These others a person may overrule with a written ground, because the real list is kept elsewhere. An entered value is
kept as JSON: a whole number as it is, a decimal as text (so that it stays exact), a list as a list.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Collection, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.vietnamese import normalise, search_key
from evaluations.points import POINT, point_facts
from evaluations.rules.criteria import CriteriaScore, CriteriaSet
from evaluations.rules.regulation import Regulation, Rule
from meetings.rules.inputs import Fact, InputError, read_value

SCORE = "score"
TRIGGERS = "triggers"
RECORDED = frozenset({"months_since_admission", "exempt", "suspended", "disciplined", "self_detected"})
"""Facts of people that the records always know: nobody is asked, nobody writes another number."""
RECORDED_OF_CELLS = frozenset(
    {"months_since_founding", "disciplined", "self_detected"}
    | {"leaders_disciplined", "members_disciplined", "units_disciplined"}
)
"""Those of organisations: the tree, and the register of discipline, which is whole."""
TOGETHER = (
    ("tasks_assigned", "tasks_done", "tasks_on_time", "tasks_exceeded", "tasks_late"),
    ("shortcomings_named", "shortcomings_remedied"),
    ("members_rated", "members_good_or_better", "members_failed"),
    ("units_rated", "units_good_or_better", "units_failed"),
    ("units", "units_weak"),
    ("units_led", "units_led_failed"),
)
"""Numbers of one list: overruled, they all come from the other list."""
GROUP_OF = {key: group for group in TOGETHER for key in group}
PROVEN = "proven"
"""Among what records say: the triggers that they prove."""
SCORE_KEYS = {"I": "score_general", "II": "score_results"}
"""The entered facts that hold the points of the two groups of criteria (QĐ 366 Đ10)."""
SHORT_HEADS = {
    "score_general": gettext_lazy("Điểm I"),
    "score_results": gettext_lazy("Điểm II"),
    "tasks_assigned": gettext_lazy("Việc được giao"),
    "tasks_done": gettext_lazy("Đã xong"),
    "tasks_on_time": gettext_lazy("Đúng hạn, đạt"),
    "tasks_exceeded": gettext_lazy("Vượt mức"),
    "tasks_late": gettext_lazy("Chậm"),
    "shortcomings_named": gettext_lazy("Hạn chế kỳ trước"),
    "shortcomings_remedied": gettext_lazy("Đã khắc phục"),
    "units_led": gettext_lazy("Đơn vị phụ trách"),
    "units_led_failed": gettext_lazy("ĐV không h.thành"),
    "low_confidence_percent": gettext_lazy("% tín nhiệm thấp"),
    TRIGGERS: gettext_lazy("Kỷ luật, kết luận"),
}
"""Column heads of the grid, where the whole label would not fit."""
DECIMALS = 2


def score_key(group_key: str) -> str:
    """The entered fact that holds the points of one group of criteria."""
    return SCORE_KEYS.get(group_key, f"score_{group_key}")


def is_recorded(key: str, subject: str) -> bool:
    """Whether the records always know the fact, so that nobody is asked."""
    return key in (RECORDED_OF_CELLS if subject in ("cell", "committee") else RECORDED)


def entry_facts(
    regulation: Regulation,
    subject: str,
    *,
    known: Collection[str] = (),
    criteria: CriteriaSet | None = None,
    computed: Collection[str] = (),
) -> tuple[Fact, ...]:
    """The facts to be entered for a subject, less those ``known`` to its records, and those of rules switched off.

    The total score is asked by its groups (QĐ 366 Đ10: 30 + 70), or by the rows of the committee's ``criteria`` less
    those ``computed``; what their formulas need besides is asked too.
    """
    asked: list[Fact] = []
    for fact in regulation.facts_for(subject):
        if fact.key == SCORE and criteria is not None:
            asked += point_facts(criteria, computed)
        elif fact.key == SCORE and regulation.score_groups:
            asked += [
                dataclasses.replace(
                    fact,
                    key=score_key(group.key),
                    label=group.name,
                    least=0,
                    most=group.points,
                    unit=f"0–{group.points} {fact.unit}",
                    meaning=headings_of(regulation, subject, group.key),
                )
                for group in regulation.score_groups
            ]
        elif not is_recorded(fact.key, subject) and fact.key not in {*known, *regulation.idle_facts}:
            asked.append(fact)
    if criteria is not None:
        left = {*known, *(fact.key for fact in asked)}
        asked += [criteria.facts[key] for key in criteria.facts_used
                  if key not in left and not is_recorded(key, subject)]  # fmt: skip
    return tuple(asked)


def headings_of(regulation: Regulation, subject: str, group_key: str) -> str:
    """What is scored in a group of criteria for a subject, in one line (QĐ 366, phụ lục)."""
    found = (appendix for appendix in regulation.appendices if subject in appendix.subjects)
    return "; ".join(line for appendix in found for line in appendix.headings.get(group_key, ()))


def claimable(regulation: Regulation, subject: str) -> tuple[Rule, ...]:
    """The triggers that somebody has to state (a conclusion, a disciplinary decision), in the order of the file."""
    return tuple(rule for rule in regulation.triggers if rule.claimed and subject in rule.subjects)


def set_aside(regulation: Regulation, subject: str) -> tuple[Rule, ...]:
    """The triggers that the numbers give and that the text allows to set aside, with a reason (QĐ 366 Đ11.4)."""
    return tuple(
        rule for rule in regulation.triggers if rule.waivable and not rule.claimed and subject in rule.subjects
    )


def read_typed(fact: Fact, text: str) -> Any:
    """What was typed into a field, as the JSON value to keep; None for an empty field. Raises InputError."""
    text = normalise(text)
    if not text:
        return None
    given: object = text
    if fact.type in ("count", "number"):
        given = _number(fact, text)
    elif fact.type == "flag":
        given = {"1": True, "0": False}.get(text, text)
    elif fact.type == "choices":
        given = [_word(fact, word) for word in text.replace(";", ",").split(",") if word.strip()]
    value = read_value(fact, given)
    return to_json(value)


def _number(fact: Fact, text: str) -> int | Decimal | str:
    plain = text.replace(",", ".")
    try:
        value = Decimal(plain)
    except InvalidOperation as error:
        raise InputError(fact.key, _("“%(text)s” không phải là số") % {"text": text[:20]}, fact.label) from error
    if not value.is_finite() or abs(value) >= 10**9:
        raise InputError(fact.key, _("“%(text)s” không phải là số") % {"text": text[:20]}, fact.label)
    if value == value.to_integral_value():
        return int(value)
    if fact.type == "count":
        raise InputError(fact.key, _("phải là số nguyên"), fact.label)
    if -value.as_tuple().exponent > DECIMALS:  # type: ignore[operator]
        raise InputError(fact.key, _("chỉ ghi đến hai chữ số sau dấu phẩy"), fact.label)
    return value


def _word(fact: Fact, word: str) -> str:
    """The key of a value that was typed by its word, with or without accents."""
    wanted = search_key(word)
    found = next((value.key for value in fact.values if wanted in (search_key(value.label), value.key)), None)
    return found or normalise(word)


def to_json(value: Any) -> Any:
    """A value as it is kept in JSON: decimals as text, tuples as lists."""
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, tuple | list):
        return [to_json(item) for item in value]
    if isinstance(value, Mapping):
        return {key: to_json(item) for key, item in value.items()}
    return value


def from_json(fact: Fact, value: Any) -> Any:
    """A kept value as the rules read it."""
    return Decimal(value) if fact.type == "number" and isinstance(value, str) else value


def rule_values(
    regulation: Regulation,
    subject: str,
    entries: Mapping[str, Any],
    recorded: Mapping[str, Any],
    *,
    grounds: Collection[str] = (),
    score: CriteriaScore | None = None,
) -> dict[str, Any]:
    """The facts of a subject as the rules read them; what nobody knows is None.

    ``grounds`` are the entries with a written ground, which count before the records. ``score`` is that of the
    committee's criteria, where there are any.
    """
    values: dict[str, Any] = {}
    for fact in regulation.facts_for(subject):
        if fact.key == SCORE and score is not None:
            values[SCORE] = score.total
        elif fact.key == SCORE and regulation.score_groups:
            values[SCORE] = total_score(regulation, entries)
        else:
            values[fact.key] = value_in_force(fact, subject, entries, recorded, grounds)
    if TRIGGERS in values:
        values[TRIGGERS] = stated_triggers(regulation, subject, values[TRIGGERS], recorded.get(PROVEN) or ())
    return values


def value_in_force(
    fact: Fact, subject: str, entries: Mapping[str, Any], recorded: Mapping[str, Any], grounds: Collection[str]
) -> Any:
    """What the records know, unless it was overruled with a ground; else what was entered."""
    found = recorded.get(fact.key)
    if not is_recorded(fact.key, subject) and (found is None or is_overruled(fact.key, grounds)):
        found = entries.get(fact.key)
    return from_json(fact, found)


def is_overruled(key: str, grounds: Collection[str]) -> bool:
    """Whether an entry with a written ground takes the place of the list that the number belongs to."""
    return bool(grounds) and any(other in grounds for other in GROUP_OF.get(key, (key,)))


def stated_triggers(
    regulation: Regulation, subject: str, stated: list[dict[str, Any]] | None, proven: Collection[str]
) -> list[dict[str, Any]] | None:
    """The triggers that someone stated, or waived, and those that the records prove; None: nobody looked.

    Those that the numbers give are named only where they are waived.
    """
    if not stated and not proven:
        return stated
    known = {rule.key for rule in claimable(regulation, subject)}
    figures = {rule.key for rule in set_aside(regulation, subject)}
    claims = [
        claim for claim in stated or () if claim["key"] in known or (claim["key"] in figures and claim.get("waived"))
    ]
    keys = {claim["key"] for claim in claims}
    claims += [{"key": key} for key in proven if key in known and key not in keys]
    return claims if claims or stated is not None else None


def total_score(regulation: Regulation, entries: Mapping[str, Any]) -> Decimal | None:
    """The sum of the groups' points; None until all groups have theirs."""
    points = [entries.get(score_key(group.key)) for group in regulation.score_groups]
    return None if None in points else sum((Decimal(str(value)) for value in points), Decimal())


def shown(fact: Fact, value: Any) -> str:
    """A value as people read it: "27,5", "có", "chưa có số liệu"."""
    if value is None:
        return _("chưa có số liệu")
    if isinstance(value, bool):
        return _("có") if value else _("không")
    if fact.type == "number":
        return shown_number(value)
    if fact.type in ("choice", "choices"):
        words = {choice.key: choice.label for choice in fact.values}
        keys = [value] if isinstance(value, str) else value
        return ", ".join(words.get(key, str(key)) for key in keys)
    if fact.type == "triggers":
        return _("không có") if not value else _("%(count)s trường hợp") % {"count": len(value)}
    return str(value)


def shown_number(value: Any) -> str:
    """A number with a decimal comma and without idle zeros."""
    text = format(Decimal(str(value)), "f")
    return (text.rstrip("0").rstrip(".") if "." in text else text).replace(".", ",")


def typed(fact: Fact, value: Any) -> str:
    """A kept value as it stands in the field in which it was typed."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "1" if value else "0"
    if fact.type in ("number", "count"):
        return shown_number(value)
    if fact.type == "choices":
        return shown(fact, value)
    return str(value)


def short_head(fact: Fact) -> str:
    """The head of a column; that of a criterion is its code and what it may bring: ``I.1a (0–8)``."""
    if fact.key.startswith(POINT) and fact.most is not None:
        return f"{fact.key.removeprefix(POINT)} (0–{shown_number(fact.most)})"
    return str(SHORT_HEADS.get(fact.key, fact.label))


def missing_scores(
    regulation: Regulation, subject: str, entries: Mapping[str, Any], score: CriteriaScore | None = None
) -> list[str]:
    """The groups of criteria, or the criteria, that still have no points, by their names."""
    if score is not None and score.lines:
        return [f"{line.code}. {line.text}" for line in score.lines if line.points is None]
    wanted = {score_key(group.key) for group in regulation.score_groups} or {SCORE}
    asked = (fact for fact in entry_facts(regulation, subject) if fact.key in wanted)
    return [fact.label for fact in asked if entries.get(fact.key) is None]
