"""Dates as people type them, months, and the official date line."""

import contextlib
import datetime

import pytest
import time_machine
from hypothesis import given
from hypothesis import strategies as st

from core.errors import DomainError
from core.periods import (
    PartialDate,
    add_months,
    format_date,
    official_day_line,
    parse_date,
    today,
    whole_months_between,
)

DAY = datetime.date


def test_today_is_the_day_in_viet_nam() -> None:
    with time_machine.travel(datetime.datetime(2026, 1, 31, 17, 30, tzinfo=datetime.UTC)):
        assert today() == DAY(2026, 2, 1)


@pytest.mark.parametrize(
    "written",
    [
        "05/02/1980",
        "5/2/1980",
        "5/2/80",
        "05-02-1980",
        "05.02.1980",
        "5 . 2 . 1980",
        "05 02 1980",
        "05021980",
        "050280",
        "1980-02-05",
        "1980/02/05",
        "1980-02-05 00:00:00",
        "1980-02-05T00:00:00",
        "19800205",
        "ngày 5 tháng 2 năm 1980",
        "Ngày 05 tháng 02, năm 1980",
        "'05/02/1980",
        " 05/02/1980. ",
        DAY(1980, 2, 5),
        datetime.datetime(1980, 2, 5, 7, 30),
        29256,
        29256.5,
        5021980,
        PartialDate(DAY(1980, 2, 5)),
    ],
)
def test_parse_date_reads_the_same_day_in_every_form(written: object) -> None:
    assert parse_date(written) == PartialDate(DAY(1980, 2, 5), "day")


@pytest.mark.parametrize(
    "written",
    ["02/1980", "2/1980", "1980-02", "021980", "tháng 2 năm 1980", "tháng 2/1980", "../02/1980", "?/2/1980"],
)
def test_parse_date_of_a_month_keeps_the_precision(written: str) -> None:
    assert parse_date(written) == PartialDate(DAY(1980, 2, 1), "month")


@pytest.mark.parametrize("written", ["1980", "năm 1980", "Sinh năm 1980", "…/…/1980", 1980, 1980.0, "00/00/1980"])
def test_parse_date_of_a_year_keeps_the_precision(written: object) -> None:
    assert parse_date(written) == PartialDate(DAY(1980, 1, 1), "year")


@pytest.mark.parametrize(
    "written",
    [
        "30/02/1980",
        "29/02/1981",
        "31/04/2000",
        "00/05/1980",
        "32/01/1980",
        "15/13/1980",
        "1980-02-30",
        "13/1980",
        "30021980",
    ],
)
def test_parse_date_not_in_the_calendar_is_refused_with_the_value(written: str) -> None:
    with pytest.raises(DomainError, match="không có trong lịch") as refusal:
        parse_date(written)
    assert written in str(refusal.value)


@pytest.mark.parametrize(
    "written",
    [
        "không rõ",
        "",
        "  ",
        "?",
        "1/1/1",
        "12/3",
        "5",
        5,
        0,
        -1,
        1.5e300,
        float("nan"),
        float("inf"),
        True,
        None,
        [],
        "٥/٢/١٩٨٠",
    ],
)
def test_parse_date_of_no_date_is_refused(written: object) -> None:
    with pytest.raises(DomainError):
        parse_date(written)


@pytest.mark.parametrize("written", ["05/02/1880", "05/02/2150", DAY(1899, 12, 31), "1234", "0080"])
def test_parse_date_in_an_impossible_year_is_refused(written: object) -> None:
    with pytest.raises(DomainError, match="Năm của"):
        parse_date(written)


def test_parse_date_two_digit_year_is_near_unless_it_must_lie_in_the_past() -> None:
    assert parse_date("5/2/26").date.year == 2026
    assert parse_date("5/2/31").date.year == 2031
    assert parse_date("5/2/45").date.year == 1945
    assert parse_date("5/2/31", not_after=today()).date.year == 1931
    assert parse_date("29/2/24").date == DAY(2024, 2, 29)


@given(st.text() | st.integers() | st.floats())
def test_parse_date_of_anything_is_a_date_or_a_refusal(value: object) -> None:
    with contextlib.suppress(DomainError):
        assert 1900 <= parse_date(value).date.year <= 2100


@given(st.dates(DAY(1900, 1, 1), DAY(2100, 12, 31)))
def test_parse_date_reads_back_what_format_date_writes(day: datetime.date) -> None:
    assert parse_date(format_date(day)).date == day
    assert parse_date(day.isoformat()).date == day


def test_format_date_shows_what_is_known() -> None:
    day = DAY(1980, 2, 5)
    assert format_date(day) == "05/02/1980"
    assert format_date(PartialDate(day)) == "05/02/1980"
    assert format_date(PartialDate(day, "month")) == "02/1980"
    assert str(PartialDate(day, "year")) == "1980"
    assert format_date(None) == ""
    assert format_date(datetime.datetime(2026, 1, 31, 18, tzinfo=datetime.UTC)) == "01/02/2026"


def test_partial_date_knows_its_first_and_last_day() -> None:
    assert PartialDate(DAY(1980, 2, 1), "month").latest == DAY(1980, 2, 29)
    assert PartialDate(DAY(1980, 1, 1), "year").latest == DAY(1980, 12, 31)
    assert PartialDate(DAY(1980, 1, 1), "year").earliest == DAY(1980, 1, 1)


@pytest.mark.parametrize(
    ("day", "line"),
    [
        (DAY(2026, 2, 3), "ngày 03 tháng 02 năm 2026"),
        (DAY(2026, 3, 9), "ngày 09 tháng 3 năm 2026"),
        (DAY(2026, 12, 31), "ngày 31 tháng 12 năm 2026"),
        (DAY(2026, 1, 10), "ngày 10 tháng 01 năm 2026"),
    ],
)
def test_official_day_line_puts_zeros_where_the_rule_wants_them(day: datetime.date, line: str) -> None:
    assert official_day_line(day) == line


def test_add_months_stays_in_the_month() -> None:
    assert add_months(DAY(2024, 2, 29), 12) == DAY(2025, 2, 28)
    assert add_months(DAY(2025, 12, 31), 2) == DAY(2026, 2, 28)
    assert add_months(DAY(2026, 1, 15), -13) == DAY(2024, 12, 15)


@pytest.mark.parametrize(
    ("start", "end", "months"),
    [
        (DAY(2025, 1, 15), DAY(2026, 1, 14), 11),
        (DAY(2025, 1, 15), DAY(2026, 1, 15), 12),
        (DAY(2026, 1, 31), DAY(2026, 2, 28), 1),
        (DAY(2026, 3, 1), DAY(2026, 1, 1), -2),
        (DAY(2026, 3, 1), DAY(2026, 3, 1), 0),
    ],
)
def test_whole_months_between_counts_full_months(start: datetime.date, end: datetime.date, months: int) -> None:
    assert whole_months_between(start, end) == months
