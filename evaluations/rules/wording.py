"""Conditions and formulas of a regulation in Vietnamese words, for people who do not read programs.

Always Vietnamese, like the regulations themselves.
"""

from __future__ import annotations

import ast
from collections.abc import Mapping

from meetings.rules.inputs import Fact

COMPARED: dict[type[ast.cmpop], str] = {
    ast.GtE: "từ {right} trở lên",
    ast.Gt: "trên {right}",
    ast.LtE: "không quá {right}",
    ast.Lt: "dưới {right}",
    ast.Eq: "bằng {right}",
    ast.NotEq: "khác {right}",
}
OF_CHOICES = {**COMPARED, ast.Eq: "là {right}", ast.NotEq: "không phải là {right}"}
COMPUTED: dict[type[ast.operator], str] = {ast.Add: "cộng", ast.Sub: "trừ", ast.Mult: "nhân", ast.Div: "chia cho"}


def in_words(text: str, facts: Mapping[str, Fact]) -> str:
    """A condition or a formula that was checked, in words; facts are called by their labels."""
    return _Words(facts).of(ast.parse(text, mode="eval").body)


class _Words:
    def __init__(self, facts: Mapping[str, Fact]) -> None:
        self.facts = facts

    def of(self, node: ast.expr, *, inside: bool = False) -> str:
        """The words of one part; ``inside`` another one that would read wrongly without brackets."""
        match node:
            case ast.BoolOp(op=op, values=parts):
                joined = (" và " if isinstance(op, ast.And) else " hoặc ").join(self.of(p, inside=True) for p in parts)
                return f"({joined})" if inside else joined
            case ast.UnaryOp(operand=ast.Name(id=name)):
                return f"{self._label(name)}: không"
            case ast.UnaryOp(operand=part):
                return f"không phải: {self.of(part, inside=True)}"
            case ast.Compare(left=left, ops=ops, comparators=rest):
                return self._compared(left, ops, rest)
            case ast.Name(id=name):
                return self._label(name) if self._type(name) != "flag" else f"{self._label(name)}: có"
            case ast.Constant(value=value):
                return str(value)
            case ast.BinOp(left=left, op=op, right=right):
                words = f"{self.of(left, inside=True)} {COMPUTED[type(op)]} {self.of(right, inside=True)}"
                return f"({words})" if inside else words
            case ast.IfExp(test=test, body=body, orelse=orelse):
                return f"{self.of(body)} nếu {self.of(test)}; ngoài ra {self.of(orelse)}"
            case ast.Call(func=ast.Name(id=function), args=parts):
                return self._called(function, parts)
        return ast.unparse(node)

    def _label(self, name: str) -> str:
        return f"“{self.facts[name].label}”" if name in self.facts else name

    def _type(self, name: str) -> str:
        return self.facts[name].type if name in self.facts else ""

    def _compared(self, left: ast.expr, ops: list[ast.cmpop], rest: list[ast.expr]) -> str:
        """``share(a, b) >= 80`` as "tỷ lệ … từ 80% trở lên"; a chain is several comparisons."""
        found = []
        for op, right in zip(ops, rest, strict=True):
            percent = "%" if _is_share(left) and isinstance(right, ast.Constant) else ""
            words = f"{self._word_of(left, right)}{percent}"
            verbs = OF_CHOICES if isinstance(right, ast.Constant) and isinstance(right.value, str) else COMPARED
            found.append(f"{self.of(left, inside=True)} {verbs[type(op)].format(right=words)}")
            left = right
        return " và ".join(found)

    def _word_of(self, left: ast.expr, right: ast.expr) -> str:
        """What a fact is compared with: the label of a choice, else the words of the other side."""
        if isinstance(left, ast.Name) and isinstance(right, ast.Constant) and isinstance(right.value, str):
            return self._choice(left.id, right.value)
        return self.of(right, inside=True)

    def _choice(self, name: str, key: str) -> str:
        values = self.facts[name].values if name in self.facts else ()
        return f"“{next((value.label for value in values if value.key == key), key)}”"

    def _called(self, function: str, parts: list[ast.expr]) -> str:
        match function, parts:
            case "share", [part, whole]:
                return f"tỷ lệ {self.of(part, inside=True)} trên {self.of(whole, inside=True)}"
            case "known", [part]:
                return f"đã rõ {self.of(part)}"
            case "all_at_least", [ast.Name(id=name), ast.Constant(value=str(least))]:
                return f"mọi {self._label(name)} từ {self._choice(name, least)} trở lên"
            case "any_below", [ast.Name(id=name), ast.Constant(value=str(least))]:
                return f"có {self._label(name)} dưới {self._choice(name, least)}"
            case (("min" | "max"), _):
                which = "nhỏ nhất" if function == "min" else "lớn nhất"
                return f"số {which} trong ({'; '.join(self.of(part) for part in parts)})"
        return f"{function}({', '.join(self.of(part) for part in parts)})"


def _is_share(node: ast.expr) -> bool:
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "share"
