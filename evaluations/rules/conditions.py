"""What is wrong with a condition or a formula of a data file, in words for the person who wrote it."""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterator, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _

from evaluations.rules.formulas import CHOOSERS, NUMERIC, Formula, read_formula
from evaluations.rules.shapes import fault
from meetings.rules.expressions import LIST_FUNCTIONS, Expression, ExpressionError, Scope, read_expression
from meetings.rules.inputs import Fact, Value, listed, one_line

FUNCTIONS = ("share", "known", *LIST_FUNCTIONS, *CHOOSERS)


def condition_faults(place: str, text: str, facts: Mapping[str, Fact]) -> list[str]:
    """Sentences about a condition that cannot be used; none when it can."""
    return list(_faults(place, text, facts, read_expression))


def formula_faults(place: str, text: str, facts: Mapping[str, Fact]) -> list[str]:
    """Sentences about a formula that cannot be used; none when it can."""
    return list(_faults(place, text, facts, read_formula))


def names_in(text: str) -> tuple[str, ...]:
    """The facts that a condition or a formula names; none when it cannot be read."""
    tree = _parsed(text)
    if tree is None:
        return ()
    called = {id(node.func) for node in ast.walk(tree) if isinstance(node, ast.Call)}
    names = (node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and id(node) not in called)
    return tuple(dict.fromkeys(names))


def _parsed(text: str) -> ast.expr | None:
    try:
        return ast.parse(text, mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def _faults(place: str, text: str, facts: Mapping[str, Fact], read: Any) -> Iterator[str]:
    tree = _parsed(text)
    words: dict[str, Any] = {"text": one_line(text, 120)}
    if tree is None:
        yield fault(
            place, _("không đọc được “%(text)s”; hãy viết như: share(tasks_done, tasks_assigned) >= 100") % words
        )
        return
    unknown = [name for name in names_in(text) if name not in facts]
    for name in unknown:
        yield fault(
            place,
            _("dữ kiện “%(name)s” không có; hãy sửa tên, hoặc khai dữ kiện ấy ở mục facts") % {"name": one_line(name)},
        )
    if unknown:
        return
    try:
        readable = read(text, facts)
    except (ExpressionError, RecursionError):
        words["functions"] = listed(FUNCTIONS)
        yield fault(
            place,
            _(
                "“%(text)s” không dùng được ở đây; chỉ dùng dữ kiện, số nguyên, so sánh, and, or, not và "
                "%(functions)s, đúng kiểu của từng dữ kiện"
            )
            % words,
        )
        return
    yield from _faults_of_kinds(place, tree, facts, readable)


def _faults_of_kinds(
    place: str, tree: ast.expr, facts: Mapping[str, Fact], readable: Expression | Formula
) -> Iterator[str]:
    """Comparisons of things of different kinds, found by trying; words that a choice never has, found by looking."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Compare):
            yield from _unknown_words(place, [node.left, *node.comparators], facts)
    scope = Scope(facts, {key: _sample(fact) for key, fact in facts.items()})
    try:
        answer = readable.value(scope) if isinstance(readable, Formula) else readable.holds(scope)
        fits = answer is None or isinstance(answer, Fraction if isinstance(readable, Formula) else bool)
    except (TypeError, AttributeError, ValueError):
        fits = False
    if not fits:
        words = {"text": one_line(readable.text, 120)}
        yield fault(
            place, _("“%(text)s” so sánh hoặc tính những thứ khác loại với nhau; hãy xem lại kiểu dữ kiện") % words
        )


def _unknown_words(place: str, sides: Collection[ast.expr], facts: Mapping[str, Fact]) -> Iterator[str]:
    texts = [side.value for side in sides if isinstance(side, ast.Constant) and isinstance(side.value, str)]
    named = [facts[side.id] for side in sides if isinstance(side, ast.Name) and side.id in facts]
    for fact in named:
        for word in texts:
            if word not in fact.order:
                words = {"word": one_line(word), "name": fact.key, "values": listed(fact.order) or fact.type}
                yield fault(
                    place, _("“%(word)s” không phải giá trị của dữ kiện %(name)s (%(values)s); hãy sửa") % words
                )


def _sample(fact: Fact) -> Value:
    """A value of the fact's kind, to try conditions with."""
    if fact.type in NUMERIC:
        return Decimal(1)
    if fact.type == "flag":
        return True
    if fact.type == "choice":
        return fact.order[0] if fact.order else None
    return fact.order[:1] if fact.type == "choices" else None
