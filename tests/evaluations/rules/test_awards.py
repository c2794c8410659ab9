"""Awards as data: titles of their time, who decides, streaks, money; the files say their sources."""

import datetime as dt
from decimal import Decimal

import pytest

from evaluations.rules.awards import (
    MET,
    OPEN,
    SHORT,
    Rung,
    YearResult,
    all_award_rules,
    amount_of,
    authority_of,
    award_rules_of,
    award_settings,
    streak_of,
)
from meetings.rules.datafile import MARKS

CELL, PART, BASE = Rung(1, "cell"), Rung(2, "part_committee"), Rung(3, "base_committee")
COMMUNE, DISTRICT, PROVINCE = Rung(4, "commune"), Rung(5, "district"), Rung(6, "provincial")


@pytest.mark.parametrize(
    ("year", "title"),
    [
        (2012, "Trong sạch, vững mạnh tiêu biểu năm 2012"),
        (2017, "Trong sạch, vững mạnh tiêu biểu năm 2017"),
        (2018, "Trong sạch, vững mạnh tiêu biểu năm 2018"),
        (2024, "Trong sạch, vững mạnh tiêu biểu năm 2024"),
        (2025, "Hoàn thành xuất sắc nhiệm vụ tiêu biểu năm 2025"),
        (2040, "Hoàn thành xuất sắc nhiệm vụ tiêu biểu năm 2040"),
    ],
)
def test_title_is_in_the_words_of_its_time(year: int, title: str) -> None:
    rules = award_rules_of(year)
    assert rules is not None
    assert rules.for_subject("cell", "cell")[0].title_of(year) == title


def test_years_before_any_guidance_have_no_awards() -> None:
    assert award_rules_of(2007) is None


def test_members_of_2017_have_the_old_words() -> None:
    rules = award_rules_of(2017)
    assert rules is not None
    titles = [rule.title_of(2017) for rule in rules.for_subject("member", "cell")]
    assert titles[0] == "Đủ tư cách, hoàn thành xuất sắc nhiệm vụ năm 2017"
    assert titles[1] == "Đủ tư cách, hoàn thành xuất sắc nhiệm vụ 5 năm liền (2013–2017)"


def test_every_line_names_its_source_mark_and_a_known_amount() -> None:
    for rules in all_award_rules():
        for rule in rules.rules:
            assert rule.source.document
            assert rule.mark in MARKS
            assert rule.amount in award_settings()
            assert rule.form in ("certificate", "provincial")
            assert rule.by in ("committee_above", "above_base", "province", "base")
    assert {rule.mark for rule in all_award_rules()[0].rules} == {"R"}
    for setting in award_settings().values():
        assert [step.valid_from for step in setting.steps] == sorted(step.valid_from for step in setting.steps)
        assert {step.mark for step in setting.steps} <= set(MARKS)


@pytest.mark.parametrize(
    ("by", "line", "unit"),
    [
        ("committee_above", (CELL, BASE, COMMUNE, PROVINCE), BASE),
        ("committee_above", (CELL, PART, BASE, COMMUNE, PROVINCE), BASE),
        ("committee_above", (CELL, COMMUNE, PROVINCE), COMMUNE),
        ("above_base", (CELL, PART, BASE, COMMUNE, PROVINCE), COMMUNE),
        ("above_base", (CELL, COMMUNE, PROVINCE), COMMUNE),
        ("above_base", (CELL, COMMUNE, DISTRICT, PROVINCE), DISTRICT),
        ("above_base", (Rung(7, "base_cell"), COMMUNE, PROVINCE), COMMUNE),
        ("base", (CELL, PART, BASE, COMMUNE, PROVINCE), BASE),
        ("base", (CELL, COMMUNE, DISTRICT, PROVINCE), COMMUNE),
        ("base", (Rung(7, "base_cell"), COMMUNE), Rung(7, "base_cell")),
        ("province", (CELL, BASE, COMMUNE, PROVINCE), PROVINCE),
        ("province", (CELL, BASE), None),
        ("above_base", (CELL, BASE), None),
        ("committee_above", (CELL,), None),
    ],
)
def test_authority_is_found_on_the_way_up(by: str, line: tuple[Rung, ...], unit: Rung | None) -> None:
    assert authority_of(by, line) == unit


def years(*outcomes: str) -> list[YearResult]:
    return [
        YearResult(2021 + place, OPEN if outcome not in (MET, SHORT) else outcome, outcome)
        for place, outcome in enumerate(outcomes)
    ]


@pytest.mark.parametrize(
    ("outcomes", "breaks", "result"),
    [
        ((MET,) * 5, (), MET),
        ((MET, MET, SHORT, MET, MET), (), SHORT),
        ((MET, MET, "merged", MET, MET), (), OPEN),
        ((MET, MET, "merged", MET, MET), ("merged",), SHORT),
        ((MET, "not_rated", "rerated", MET, MET), ("merged",), OPEN),
        ((MET,) * 4, (), OPEN),
    ],
)
def test_streak_holds_breaks_or_is_left_to_the_committee(outcomes, breaks, result: str) -> None:
    assert streak_of(years(*outcomes), breaks) == result


@pytest.mark.parametrize(
    ("factor", "salary", "rounding", "amount"),
    [
        ("0.3", "1490000", "1", 447000),
        ("0.3", "1490000", "10000", 450000),
        ("0.6", "1490000", "10000", 900000),
        ("0.3", "2340000", "1", 702000),
        ("1.5", "2340000", None, 3510000),
        ("0.3", "2340000", "50000", 750000),
        (None, "2340000", "1", None),
        ("0", "2340000", "1", None),
    ],
)
def test_amount_is_a_multiple_of_the_base_salary_rounded_up(factor, salary, rounding, amount) -> None:
    factor, rounding = (None if value is None else Decimal(value) for value in (factor, rounding))
    assert amount_of(factor, Decimal(salary), rounding) == amount


@pytest.mark.parametrize(
    ("day", "salary"),
    [
        (dt.date(2019, 6, 30), None),
        (dt.date(2019, 7, 1), 1490000),
        (dt.date(2023, 6, 30), 1490000),
        (dt.date(2024, 6, 30), 1800000),
        (dt.date(2024, 7, 1), 2340000),
    ],
)
def test_base_salary_has_its_dates(day: dt.date, salary: int | None) -> None:
    step = award_settings()["base_salary"].on(day)
    assert (step.value if step else None) == salary
