from decimal import Decimal
from fractions import Fraction

import pytest

from meetings.rules.expressions import ExpressionError, Scope, read_expression, share
from meetings.rules.inputs import Choice, Fact, Source, Value

GRADES = tuple(Choice(key, key) for key in ("kem", "trung_binh", "tot", "xuat_sac"))


def fact(key: str, kind: str = "number", may_be_empty: bool = False) -> Fact:
    values = GRADES if kind == "choices" else ()
    return Fact(key, key, kind, "", "", Source("", ""), "R", values=values, may_be_empty=may_be_empty)


FACTS = {
    item.key: item
    for item in (fact("a"), fact("b"), fact("yes", "flag"), fact("marks", "choices"), fact("bodies", "choices", True))
}


def holds(text: str, **values: Value) -> bool | None:
    return read_expression(text, FACTS).holds(Scope(FACTS, dict.fromkeys(FACTS) | values))


@pytest.mark.parametrize(
    ("text", "values", "answer"),
    [
        ("a >= 90", {"a": 90}, True),
        ("a >= 90", {"a": Decimal("89.999999999999999999999999999999")}, False),
        ("a >= 90", {}, None),
        ("a + b <= 10", {"a": 4, "b": 6}, True),
        ("a * 3 - b > 0", {"a": 1, "b": 3}, False),
        ("50 <= a < 70", {"a": 70}, False),
        ("share(a, b) >= 30", {"a": 3, "b": 10}, True),
        ("share(a, b) >= 30", {"a": 0, "b": 0}, None),
        ("share(a, b) > 66", {"a": 2, "b": 3}, True),
        ("yes and a > 1", {"yes": False}, False),
        ("yes and a > 1", {"yes": True}, None),
        ("yes or a > 1", {"yes": True}, True),
        ("yes or a > 1", {"yes": False}, None),
        ("not yes", {"yes": False}, True),
        ("not yes", {}, None),
        ("known(a)", {}, False),
        ("known(a)", {"a": 0}, True),
        ('all_at_least(marks, "tot")', {"marks": ("tot", "xuat_sac")}, True),
        ('all_at_least(marks, "tot")', {"marks": ("tot", "trung_binh")}, False),
        ('all_at_least(marks, "tot")', {"marks": ()}, None),
        ('all_at_least(bodies, "tot")', {"bodies": ()}, True),
        ('any_below(marks, "trung_binh")', {"marks": ("tot", "kem")}, True),
        ('any_below(marks, "trung_binh")', {}, None),
    ],
)
def test_condition_has_three_answers(text: str, values: dict[str, Value], answer: bool | None) -> None:
    assert holds(text, **values) is answer


def test_names_stand_in_the_order_of_the_text() -> None:
    assert read_expression("b > 1 and share(a, b) > 2 and yes", FACTS).names == ("b", "a", "yes")


def test_share_is_exact() -> None:
    assert share(1, 3) == Fraction(100, 3)
    assert share(None, 3) is None
    assert share(1, 0) is None


@pytest.mark.parametrize(
    "text",
    [
        "c > 1",
        "a > True",
        "a / b > 1",
        "a ** 9 > 1",
        "a if yes else b",
        "a.real > 1",
        "[a] == [b]",
        "(lambda: a)()",
        "open('x') == 1",
        "share(a) > 1",
        "share(a, b, a) > 1",
        "all_at_least(marks, 'good')",
        "all_at_least(a, 'tot')",
        "all_at_least(unknown, 'tot')",
        "known(share(a, b))",
        "a in b",
        "a + 1",
        "a >",
        "",
        "\x00",
    ],
)
def test_anything_else_is_refused_when_the_file_is_read(text: str) -> None:
    with pytest.raises(ExpressionError):
        read_expression(text, FACTS)
