"""Points written as a formula over facts, such as ``30 * tasks_done / tasks_assigned``: exact, and never executed.

A formula has + - * /, ``share`` (percent), ``min``, ``max`` and ``a if condition else b``, the condition as in the
rules. An unknown fact or a division by zero leaves the whole unknown (None).
"""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from meetings.rules.expressions import Expression, ExpressionError, Scope, read_expression, share
from meetings.rules.inputs import Fact

NUMERIC = ("count", "number")
MOST_LETTERS = 500
ARITHMETIC: dict[type[ast.operator], Callable[[Fraction, Fraction], Fraction]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
}
CHOOSERS: dict[str, Callable[..., Fraction]] = {"min": min, "max": max}


@dataclass(frozen=True)
class Formula:
    """A formula that was checked: its text, the facts it uses in order of appearance, its parsed form."""

    text: str
    names: tuple[str, ...]
    tree: ast.expr = field(repr=False, compare=False)

    def value(self, scope: Scope) -> Fraction | None:
        """The exact number, or None when the known values do not give one."""
        return _value(self.tree, scope)


def read_formula(text: str, facts: Mapping[str, Fact]) -> Formula:
    """The formula written in ``text``, which may name only ``facts``. Raises ExpressionError."""
    if len(text) > MOST_LETTERS:
        raise ExpressionError(f"{text[:20]!r}… is too long")
    try:
        tree = ast.parse(text, mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        raise ExpressionError(f"{text!r} cannot be read") from error
    names: dict[str, None] = {}
    _check(tree, facts, names)
    return Formula(text, tuple(names), tree)


def _check(node: ast.expr, facts: Mapping[str, Fact], names: dict[str, None]) -> None:
    match node:
        case ast.Name(id=name) if name in facts and facts[name].type in NUMERIC:
            names[name] = None
        case ast.Constant(value=int()) if not isinstance(node.value, bool):
            pass
        case ast.BinOp(left=left, op=op, right=right) if type(op) in ARITHMETIC or isinstance(op, ast.Div):
            _check(left, facts, names)
            _check(right, facts, names)
        case ast.Call(func=ast.Name(id="share"), args=[part, whole], keywords=[]):
            _check(part, facts, names)
            _check(whole, facts, names)
        case ast.Call(func=ast.Name(id=chooser), args=[_, _, *_], keywords=[]) if chooser in CHOOSERS:
            for part in node.args:
                _check(part, facts, names)
        case ast.IfExp(test=test, body=body, orelse=orelse):
            names.update(dict.fromkeys(read_expression(ast.unparse(test), facts).names))
            _check(body, facts, names)
            _check(orelse, facts, names)
        case _:
            raise ExpressionError(f"{ast.unparse(node)!r} is not allowed, or names an unknown fact")


def _value(node: ast.expr, scope: Scope) -> Fraction | None:
    match node:
        case ast.Name(id=name):
            value: Any = scope.values[name]
            return None if value is None else Fraction(value)
        case ast.Constant(value=int(number)):
            return Fraction(number)
        case ast.BinOp(left=left, op=op, right=right):
            return _combined(op, _value(left, scope), _value(right, scope))
        case ast.Call(func=ast.Name(id="share"), args=[part, whole]):
            return share(_value(part, scope), _value(whole, scope))
        case ast.Call(func=ast.Name(id=chooser), args=parts):
            values = [_value(part, scope) for part in parts]
            return None if None in values else CHOOSERS[chooser](*values)
        case ast.IfExp(test=test, body=body, orelse=orelse):
            holds = Expression("", (), test).holds(scope)
            return None if holds is None else _value(body if holds else orelse, scope)
    raise ExpressionError(f"{ast.unparse(node)!r} was not checked")


def _combined(op: ast.operator, left: Fraction | None, right: Fraction | None) -> Fraction | None:
    if left is None or right is None:
        return None
    if isinstance(op, ast.Div):
        return left / right if right else None
    return ARITHMETIC[type(op)](left, right)
