"""Numbers as offices type them."""

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from core.errors import DomainError
from core.forms import VietnameseNumberField
from core.numbers import format_number, parse_number


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("4.000", "4000"),
        ("4000", "4000"),
        ("4 000", "4000"),
        (" 812,5 ", "812.5"),
        ("812.5", "812.5"),
        ("1.234.567,89", "1234567.89"),
        ("0,125", "0.125"),
        ("0", "0"),
        ("100", "100"),
        ("4.000,125", "4000.125"),
    ],
)
def test_number_as_typed_is_read(typed, number):
    assert parse_number(typed) == Decimal(number)


@pytest.mark.parametrize("typed", ["", "m2", "4.00.0", "1.2345", "-5", "4.000 m2", "1e5", "٣", "4..000", "12.34.56"])
def test_number_that_is_none_is_refused(typed):
    with pytest.raises(DomainError, match="không phải là số"):
        parse_number(typed)


def test_number_with_a_comma_between_thousands_is_asked_about():
    with pytest.raises(DomainError, match=r"“4,000” là 4\.000 hay 4,0"):
        parse_number("4,000")


@pytest.mark.parametrize("text", ["4.000", "812,5", "1.234.567,89", "0", "0,05"])
def test_number_formatted_reads_back_the_same(text):
    assert format_number(parse_number(text)) == text


def test_number_field_gives_a_decimal_and_refuses_what_the_column_cannot_hold():
    field = VietnameseNumberField(required=False)
    assert field.clean("4.000") == Decimal(4000)
    assert field.clean("  ") is None
    for typed in ("1,234", "0,125", "1000000000000"):
        with pytest.raises(ValidationError):
            field.clean(typed)
