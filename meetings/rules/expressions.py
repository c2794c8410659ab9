"""Conditions written in the data files, such as ``share(tasks_done, tasks_assigned) >= 100``.

Three values: true, false, and None for "not known". ``and``, ``or`` and ``not`` follow Kleene: an unknown part leaves
the whole unknown unless the known parts decide it. Numbers are exact fractions. Only the few forms below can be
written; nothing is ever executed.
"""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import Any

from meetings.rules.inputs import Fact, Value


class ExpressionError(ValueError):
    """A condition in a data file that cannot be read; a mistake of the file, not of the user."""


@dataclass(frozen=True)
class Scope:
    """The values that a condition sees, and the facts that say how lists are ordered."""

    facts: Mapping[str, Fact]
    values: Mapping[str, Value]


@dataclass(frozen=True)
class Expression:
    """A condition that was checked: its text, the names it uses in order of appearance, its parsed form."""

    text: str
    names: tuple[str, ...]
    tree: ast.expr = field(repr=False, compare=False)

    def holds(self, scope: Scope) -> bool | None:
        """True, False, or None when the known values do not decide it."""
        answer: bool | None = _evaluate(self.tree, scope)
        return answer


def read_expression(text: str, facts: Mapping[str, Fact]) -> Expression:
    """The condition written in ``text``, which may name only ``facts``. Raises ExpressionError."""
    try:
        tree = ast.parse(text, mode="eval").body
    except (SyntaxError, ValueError) as error:
        raise ExpressionError(f"{text!r} cannot be read") from error
    names: dict[str, None] = {}
    _check(tree, facts, names)
    if not isinstance(tree, ast.Compare | ast.BoolOp | ast.UnaryOp | ast.Call | ast.Name):
        raise ExpressionError(f"{text!r} is not a condition")
    return Expression(text, tuple(names), tree)


def share(part: Value | Fraction, whole: Value | Fraction) -> Fraction | None:
    """``part`` in percent of ``whole``, exact; None when either is unknown or the whole is zero."""
    if part is None or not whole:
        return None
    return Fraction(part) * 100 / Fraction(whole)  # type: ignore[arg-type]


def _all_at_least(ranks: list[int], least: int) -> bool:
    return all(rank >= least for rank in ranks)


def _any_below(ranks: list[int], least: int) -> bool:
    return any(rank < least for rank in ranks)


LIST_FUNCTIONS: dict[str, Callable[[list[int], int], bool]] = {"all_at_least": _all_at_least, "any_below": _any_below}
COMPARISONS: dict[type[ast.cmpop], Callable[[Any, Any], bool]] = {
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
}
ARITHMETIC: dict[type[ast.operator], Callable[[Any, Any], Any]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
}


def _check(node: ast.expr, facts: Mapping[str, Fact], names: dict[str, None]) -> None:
    match node:
        case ast.Name(id=name) if name in facts:
            names[name] = None
        case ast.Constant(value=int() | str()) if not isinstance(node.value, bool):
            pass
        case ast.BoolOp(values=parts):
            _check_all(parts, facts, names)
        case ast.UnaryOp(op=ast.Not(), operand=part):
            _check(part, facts, names)
        case ast.Compare(left=left, ops=ops, comparators=rest) if all(type(op) in COMPARISONS for op in ops):
            _check_all([left, *rest], facts, names)
        case ast.BinOp(left=left, op=op, right=right) if type(op) in ARITHMETIC:
            _check_all([left, right], facts, names)
        case ast.Call(func=ast.Name(id=function), args=parts, keywords=[]):
            _check_call(function, parts, facts, names)
        case _:
            raise ExpressionError(f"{ast.unparse(node)!r} is not allowed, or names an unknown fact")


def _check_call(function: str, parts: list[ast.expr], facts: Mapping[str, Fact], names: dict[str, None]) -> None:
    match function, parts:
        case ("share", [_, _]) | ("known", [ast.Name()]):
            _check_all(parts, facts, names)
        case (("all_at_least" | "any_below"), [ast.Name(id=fact), ast.Constant(value=str(least))]) if fact in facts:
            names[fact] = None
            _check_word(least, facts[fact].order)
        case _:
            raise ExpressionError(f"{function}: no such function of such facts")


def _check_all(nodes: list[ast.expr], facts: Mapping[str, Fact], names: dict[str, None]) -> None:
    for node in nodes:
        _check(node, facts, names)


def _check_word(word: str, order: Collection[str]) -> None:
    if word not in order:
        raise ExpressionError(f"{word!r} is none of {', '.join(order)}")


def _evaluate(node: ast.expr, scope: Scope) -> Any:
    match node:
        case ast.Name(id=name):
            return _number(scope.values[name])
        case ast.Constant(value=value):
            return _number(value)  # type: ignore[arg-type]
        case ast.BoolOp(op=op, values=parts):
            return _joined([_evaluate(part, scope) for part in parts], decided_by=isinstance(op, ast.Or))
        case ast.UnaryOp(operand=part):
            answer = _evaluate(part, scope)
            return None if answer is None else not answer
        case ast.Compare(left=left, ops=ops, comparators=rest):
            return _compared([_evaluate(part, scope) for part in [left, *rest]], ops)
        case ast.BinOp(left=left, op=op, right=right):
            sides = _evaluate(left, scope), _evaluate(right, scope)
            return None if None in sides else ARITHMETIC[type(op)](*sides)
        case ast.Call(func=ast.Name(id="share"), args=[part, whole]):
            return share(_evaluate(part, scope), _evaluate(whole, scope))
        case ast.Call(func=ast.Name(id="known"), args=[ast.Name(id=name)]):
            return scope.values[name] is not None
        case ast.Call(func=ast.Name(id=function), args=[ast.Name(id=name), ast.Constant(value=str(least))]):
            return _over_list(function, scope.facts[name], scope.values[name], least)
    raise ExpressionError(f"{ast.unparse(node)!r} was not checked")


def _number(value: Value) -> Any:
    return Fraction(value) if isinstance(value, int | Decimal) and not isinstance(value, bool) else value


def _joined(answers: list[bool | None], *, decided_by: bool) -> bool | None:
    if decided_by in answers:
        return decided_by
    return None if None in answers else not decided_by


def _compared(values: list[Any], ops: list[ast.cmpop]) -> bool | None:
    answers = [
        None if left is None or right is None else COMPARISONS[type(op)](left, right)
        for left, op, right in zip(values[:-1], ops, values[1:], strict=True)
    ]
    return _joined(answers, decided_by=False)


def _over_list(function: str, fact: Fact, value: Value, least: str) -> bool | None:
    if not isinstance(value, tuple) or (not value and not fact.may_be_empty):
        return None
    ranks = [fact.order.index(word) for word in value]
    return LIST_FUNCTIONS[function](ranks, fact.order.index(least))
