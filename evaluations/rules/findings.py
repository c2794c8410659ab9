"""The numbers behind a rule in words for people: "Số nhiệm vụ đã hoàn thành: 19/20 (95%)"."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterator, Mapping
from decimal import Decimal
from functools import lru_cache
from typing import Any

from meetings.rules.expressions import Expression, share
from meetings.rules.inputs import Fact, Value
from meetings.rules.scoring import spoken

# Kept with the decision for good, so always Vietnamese.
NOT_KNOWN = "chưa rõ"
NONE, NONE_GIVEN = "không có", "chưa ghi mục nào"
NOTHING_TO_DIVIDE = "chưa có gì để tính tỷ lệ"
STATED = "Đã có kết luận."
NOT_STATED = "Không có kết luận như vậy."
NOTHING_SAID = "Chưa có dữ kiện."


@lru_cache(maxsize=2000)
def _parts(text: str, names: tuple[str, ...]) -> tuple[tuple[str, ...], ...]:
    """What to say: (part, whole) of each share of two facts, then the other facts alone."""
    tree = ast.parse(text, mode="eval").body
    shares: dict[tuple[str, ...], None] = {}
    for node in ast.walk(tree):
        match node:
            case ast.Call(func=ast.Name(id="share"), args=[ast.Name(id=part), ast.Name(id=whole)]):
                shares[(part, whole)] = None
    said = {name for pair in shares for name in pair}
    return (*shares, *((name,) for name in names if name not in said))


def finding_of(test: Expression, facts: Mapping[str, Fact], values: Mapping[str, Value]) -> str:
    """The facts of a condition with their values, as one sentence; empty when it looks at no fact."""
    return _sentence(_said(test, facts, values))


def _said(test: Expression, facts: Mapping[str, Fact], values: Mapping[str, Value]) -> Iterator[str]:
    for part in _parts(test.text, test.names):
        if any(name not in facts for name in part):
            continue  # a setting is the committee's, and no finding
        if len(part) == 2:
            yield _share(facts[part[0]], facts[part[1]], values[part[0]], values[part[1]])
        else:
            yield f"{facts[part[0]].label}: {shown_value(facts[part[0]], values[part[0]])}"


def _sentence(parts: Iterator[str]) -> str:
    text = "; ".join(parts)
    return f"{text}." if text else ""


def _share(part: Fact, whole: Fact, count: Value, base: Value) -> str:
    if count is None or base is None:
        return "; ".join(f"{fact.label}: {shown_value(fact, value)}" for fact, value in ((part, count), (whole, base)))
    percent = share(count, base)
    said = NOTHING_TO_DIVIDE if percent is None else f"{spoken(percent)}%"
    return f"{part.label}: {number(count)}/{number(base)} ({said})"


def number(value: Any) -> str:
    """A number as it is, nothing rounded, with a decimal comma."""
    text = format(value, "f") if isinstance(value, Decimal) else str(value)
    return (text.rstrip("0").rstrip(".") if "." in text else text).replace(".", ",")


def shown_value(fact: Fact, value: Value) -> str:
    """A value with its unit as people read it."""
    if value is None:
        return NOT_KNOWN
    if isinstance(value, bool):
        return "có" if value else "không"
    words = {choice.key: choice.label for choice in fact.values}
    if isinstance(value, tuple):
        counts = Counter(value)
        said = ", ".join(f"{counts[key]} {words[key]}" for key in reversed(fact.order) if key in counts)
        return said or (NONE if fact.may_be_empty else NONE_GIVEN)
    if isinstance(value, str):
        return words.get(value, value)
    return f"{number(value)}%" if fact.unit == "%" else f"{number(value)} {fact.unit}".strip()
