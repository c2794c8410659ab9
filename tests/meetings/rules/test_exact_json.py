from decimal import Decimal

import pytest

from meetings.rules import exact_json
from meetings.rules.inputs import InputError


def test_numbers_stay_exact_in_both_directions() -> None:
    value = exact_json.loads('{"a": 0.1, "b": 10, "c": 1e2, "d": [89.999999999999999999], "e": -0.50}')
    assert value["a"] == Decimal("0.1")
    assert type(value["b"]) is int
    text = exact_json.dumps(value).replace("\n", "").replace(" ", "")
    assert text == '{"a":0.1,"b":10,"c":100,"d":[89.999999999999999999],"e":-0.50}'


def test_other_values_are_written_as_json_with_vietnamese_letters() -> None:
    value = {"á": [], "b": {}, "c": None, "d": True, "e": "Tốt\n", "f": ("x", 1)}
    assert exact_json.loads(exact_json.dumps(value)) == value | {"f": ["x", 1]}
    assert "Tốt" in exact_json.dumps(value)


@pytest.mark.parametrize(
    ("text", "field"),
    [
        ('{"a": NaN}', "a"),
        ('{"a": [1, -Infinity]}', "a"),
        ('{"a": {"b": 1e999999999999999999999}}', "b"),
        ('{"a": 1e99}', "a"),
        ('{"a": ' + "9" * 5000 + "}", "a"),
        ('{"a": 1, "a": 2}', "a"),
        ('{"a": "\\ud800"}', "a"),
        ('{"\\ud800": 1}', ""),
        ("NaN", ""),
        ('{"a": 1} x', ""),
        ("", ""),
        ("{'a': 1}", ""),
        ("[" * 100_000, ""),
    ],
)
def test_what_is_not_clean_json_is_refused(text: str, field: str) -> None:
    with pytest.raises(InputError) as refusal:
        exact_json.loads(text)
    assert refusal.value.field == field
