"""Every form against an independent recount of invented histories."""

import datetime as dt
from collections import Counter
from random import Random

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from cells.queries.statistics import cell_behind, people_behind, statistics_of
from cells.rules.honours import next_award_day
from cells.rules.statistics import forms
from core.periods import add_months
from tests.cells.statistics.history import DAYS, day, invent
from tests.cells.statistics.recount import Recount, age, holds, latest, traits

pytestmark = pytest.mark.django_db

# A history is not made plainer by making its numbers smaller: the first one found wrong is shown as it is.
HISTORIES = settings(
    max_examples=8,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
)
CHANCE = st.randoms(use_true_random=False)


def in_a_history(check):
    """Each example in a transaction of its own, which is undone."""

    @HISTORIES
    @given(chance=CHANCE)
    def run(db, chance):
        with transaction.atomic():
            history = invent(chance)
            units = [history.province, *chance.sample(history.units[1:], 2)]
            for unit in units:
                first = chance.randint(0, DAYS)
                last = chance.choice([first, chance.randint(first, DAYS)])
                for period in ((0, DAYS), (first, last)):
                    check(history, unit, day(period[0]), day(period[1]), chance)
            transaction.set_rollback(True)

    return run


def counted(form, unit, first, last):
    return statistics_of(forms()[form], unit, first=first, last=last)


def table_of(statistics, key):
    return next(table for table in statistics.tables if table.layout.key == key)


@in_a_history
def test_changes_in_any_history_are_those_of_day_by_day(history, unit, first, last, chance):
    facts = Recount(history, unit.pk).changes(first, last)
    statistics = counted("1", unit, first, last)
    by_place = Counter((place, line) for place, line, _member, _probationary in facts)
    by_trait = Counter(
        (line, trait)
        for _place, line, member, probationary in facts
        for trait in [*traits(member), *(["probationary"] if probationary else []), "total"]
    )
    for row in table_of(statistics, "units").rows:
        for column in table_of(statistics, "units").layout.columns:
            if len(column.lines) == 1 and not column.where:
                assert row.numbers[column.key] == by_place[int(row.key), column.lines[0]], (row.label, column.key)
    for row in table_of(statistics, "lines").rows:
        for column in table_of(statistics, "lines").columns:
            if row.numbers[column.key] is not None:
                expected = sum(by_trait[line, column.key] for line in head_of("1", "lines", row.key).lines)
                assert row.numbers[column.key] == expected, (row.label, column.key)
    assert [check for check in statistics.checks if check.key.startswith("balance") and check.number] == []
    contradictions = [check.number for check in statistics.checks if check.key == "contradiction"]
    assert sum(contradictions) == by_trait["contradiction", "total"]


def head_of(form, table, key):
    return next(head for head in forms()[form].layout(table).rows if head.key == key)


@in_a_history
def test_profile_of_any_day_is_that_of_everyone_one_by_one(history, unit, first, last, chance):
    statistics = counted("3", unit, last, last)
    members = Recount(history, unit.pk).members(last)
    expected = Counter()
    for place, member in members:
        years, code = age(member, last), latest(history, member, "occupation", last)
        exempt = any(
            row.member_id == member.pk and row.status == "exempt" and holds(row, last) for row in history.statuses
        )
        keys = ["total", *traits(member)]
        keys += ["probationary"] if not member.is_official(last) else []
        keys += ["exempt"] if exempt else []
        keys += [band_of(years)]
        keys += ["occupation_unknown" if code is None else f"occupation_{code}"]
        for key in keys:
            expected[place, key] += 1
    for table in statistics.tables:
        if table.layout.key not in ("general", "age", "occupation"):
            continue
        for row in table.rows:
            for key, number in row.numbers.items():
                if key in ("ethnic_unknown", "religion_unknown"):
                    continue
                key = key.replace("uncoded", "thợ rèn")
                assert number == expected[int(row.key), key], (row.label, key)
    assert [check for check in statistics.checks if check.key.startswith("parts") and check.number] == []


def band_of(years):
    if years is None:
        return "age_unknown"
    bands = [(17, "age_young"), (30, "age_18"), (40, "age_31"), (50, "age_41"), (60, "age_51"), (999, "age_61")]
    return next(key for top, key in bands if years <= top)


@in_a_history
def test_types_of_any_day_are_those_of_each_unit(history, unit, first, last, chance):
    recount = Recount(history, unit.pk)
    kinds = {row.organisation_id: row for row in history.periods if holds(row, last)}
    expected = Counter()
    for other in history.units:
        if recount.place_of_unit(other.pk, last) is not None:
            period = kinds[other.pk]
            expected[period.statistical_type or "unknown", period.kind] += 1
            expected[period.statistical_type or "unknown", "base"] += period.kind in ("base_committee", "base_cell")
    for _place, member in recount.members(last):
        expected[kinds[recount.membership(member, last).cell_id].statistical_type or "unknown", "members"] += 1
    (table,) = counted("5", unit, last, last).tables
    for row in table.rows:
        for key, number in row.numbers.items():
            assert number == expected[row.key, key], (row.label, key)


@in_a_history
def test_badges_in_any_history_are_those_of_each_person(history, unit, first, last, chance):
    recount, award_day = Recount(history, unit.pk), next_award_day(last)
    expected = Counter()
    for badge in history.badges:
        place = place_of_award(recount, badge)
        if first <= badge.awarded_on <= last and place is not None:
            expected["awarded", place, "total"] += 1
            expected["awarded", place, f"years_{badge.years}"] += 1
            expected["awarded", place, "posthumous"] += badge.is_posthumous
    for place, member in recount.members(last):
        since = member.admission_decided_on or member.admitted_on
        had = [row.years for row in history.badges if row.member_id == member.pk and row.awarded_on <= last]
        full = [years for years in (30, 40, 45, 50) if since and add_months(since, 12 * years) <= award_day]
        if full and max(full) > max(had, default=0):
            expected["due", place, "total"] += 1
            expected["due", place, f"years_{max(full)}"] += 1
    for table in counted("7", unit, first, last).tables:
        for row in table.rows:
            for key, number in row.numbers.items():
                if key != "women":
                    assert number == expected[table.layout.key, int(row.key), key], (row.label, key)


def place_of_award(recount, badge):
    rows = [
        row
        for row in recount.history.memberships
        if row.member_id == badge.member_id and row.kind == "permanent" and row.valid_from <= badge.awarded_on
    ]
    if not rows:
        return None
    home = max(rows, key=lambda row: row.valid_from)
    gone = home.valid_to is not None and home.valid_to < badge.awarded_on
    if gone and home.end_reason != "died" and not badge.is_posthumous:
        return None
    return recount.place_of_unit(home.cell_id, min(badge.awarded_on, home.valid_to or dt.date.max))


@pytest.mark.parametrize("key", ["1", "3", "5", "7"])
@pytest.mark.parametrize("seed", [1, 2])
def test_list_behind_every_number_has_as_many_rows_as_it_says(key, seed):
    form, history = forms()[key], invent(Random(seed))
    first, last = day(5), day(50)
    statistics = statistics_of(form, history.province, first=first, last=last)
    seen = 0
    for table in statistics.tables:
        for row in (*table.rows, *([table.total] if table.total else [])):
            for column, number in row.numbers.items():
                if number is None:
                    continue
                *_heads, cell = cell_behind(form, table=table.layout.key, row=row.key, column=column)
                people = people_behind(form, history.province, cell, first=first, last=last, table=table.layout.key)
                assert len(people) == number == len(people[0 : number + 5])
                seen += number
    assert seen
