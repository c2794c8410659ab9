"""Single stories whose numbers anyone can work out by hand."""

import datetime as dt

import pytest

from cells.models import Badge, Membership, OrganisationPeriod, ProfileEntry, StatusPeriod
from cells.queries.statistics import cell_behind, people_behind, statistics_of
from cells.rules.statistics import forms
from tests.factories import make_cell, make_member, make_organisation

pytestmark = pytest.mark.django_db

DAY = dt.timedelta(days=1)


@pytest.fixture
def committee(db):
    return make_organisation("Đảng bộ xã Vân Trục", code="VT")


@pytest.fixture
def cell(committee):
    return make_cell(committee, "Chi bộ thôn Song Vân")


def lines(unit, first, last, column="total"):
    """The lines of Biểu 1 that are not 0; every story has to balance."""
    statistics = statistics_of(forms()["1"], unit, first=first, last=last)
    assert [check.text for check in statistics.checks if check.key.startswith("balance") and check.number] == []
    table = statistics.tables[0]
    return {row.key: row.numbers[column] for row in table.rows if row.numbers[column]}


def stay(member, cell, first, last=None, start="admitted", end=""):
    return Membership.objects.create(
        member=member, cell=cell, valid_from=first, valid_to=last, start_reason=start, end_reason=end
    )


def test_changes_of_one_day_are_those_between_it_and_the_day_before(committee, cell):
    day = dt.date(2026, 3, 10)
    stay(make_member(), cell, day)
    stay(make_member(), cell, dt.date(2025, 1, 1), day - DAY, start="listed", end="died")
    stay(make_member(), cell, dt.date(2025, 1, 1), day, start="listed", end="died")
    assert lines(committee, day, day) == {"start": 2, "up": 1, "admitted": 1, "down": 1, "died": 1, "end": 2}


def test_member_admitted_and_dead_in_one_period_is_counted_on_both_sides(committee, cell):
    stay(make_member(), cell, dt.date(2026, 2, 3), dt.date(2026, 5, 19), end="died")
    found = lines(committee, dt.date(2026, 1, 1), dt.date(2026, 12, 31))
    assert found == {"up": 1, "admitted": 1, "down": 1, "died": 1}


def test_member_who_came_and_left_twice_is_counted_twice(committee, cell):
    member = make_member()
    for month in (2, 6):
        stay(member, cell, dt.date(2026, month, 1), dt.date(2026, month, 20), "transferred", "transferred")
    found = lines(committee, dt.date(2026, 1, 1), dt.date(2026, 12, 31))
    assert found == {"up": 2, "transferred_in": 2, "down": 2, "transferred_out": 2}
    *_heads, behind = cell_behind(forms()["1"], table="units", row="total", column="up")
    people = people_behind(
        forms()["1"], committee, behind, first=dt.date(2026, 1, 1), last=dt.date(2026, 12, 31), table="units"
    )
    assert [entry.day for entry in people[0:9]] == [dt.date(2026, 2, 1), dt.date(2026, 6, 1)]


def test_move_between_cells_of_the_unit_changes_its_cells_and_not_the_unit(committee, cell):
    other, member = make_cell(committee, "Chi bộ thôn Tân Lập"), make_member()
    stay(member, cell, dt.date(2025, 1, 1), dt.date(2026, 6, 30), "listed", "transferred")
    stay(member, other, dt.date(2026, 7, 1), start="transferred")
    period = (dt.date(2026, 1, 1), dt.date(2026, 12, 31))
    assert lines(committee, *period) == {"start": 1, "end": 1}
    assert lines(cell, *period) == {"start": 1, "down": 1, "transferred_out": 1}
    assert lines(other, *period) == {"up": 1, "transferred_in": 1, "end": 1}
    rows = statistics_of(forms()["1"], committee, first=period[0], last=period[1]).tables[1].rows
    moved = [(row.label, row.numbers["internal_in"], row.numbers["internal_out"]) for row in rows]
    assert moved == [("Chi bộ thôn Song Vân", 0, 1), ("Chi bộ thôn Tân Lập", 1, 0)]


def test_days_between_two_cells_are_a_decrease_and_an_increase(committee, cell):
    other, member = make_cell(committee, "Chi bộ thôn Tân Lập"), make_member()
    stay(member, cell, dt.date(2025, 1, 1), dt.date(2026, 6, 30), "listed", "transferred")
    stay(member, other, dt.date(2026, 7, 11), start="transferred")
    found = lines(committee, dt.date(2026, 1, 1), dt.date(2026, 12, 31))
    assert found == {"start": 1, "up": 1, "transferred_in": 1, "down": 1, "transferred_out": 1, "end": 1}


def test_struck_off_one_day_and_restored_the_next_is_seen_on_both_sides(committee, cell):
    member = make_member()
    stay(member, cell, dt.date(2025, 1, 1), dt.date(2026, 6, 30), "listed", "struck_off")
    stay(member, cell, dt.date(2026, 7, 1), start="restored")
    found = lines(committee, dt.date(2026, 1, 1), dt.date(2026, 12, 31))
    assert found == {"start": 1, "up": 1, "restored": 1, "down": 1, "struck_off": 1, "end": 1}


def test_left_the_party_and_yet_still_here_is_shown_as_a_contradiction(committee, cell):
    member = make_member()
    stay(member, cell, dt.date(2025, 1, 1), dt.date(2026, 6, 30), "listed", "died")
    stay(member, cell, dt.date(2026, 7, 1), start="transferred")
    counted = statistics_of(forms()["1"], committee, first=dt.date(2026, 1, 1), last=dt.date(2026, 12, 31))
    assert [(check.key, check.number) for check in counted.checks if check.number] == [("contradiction", 1)]


def test_temporary_members_are_not_counted_and_exempt_ones_are(committee, cell):
    exempt = make_member(cell, status="exempt", since=dt.date(2025, 1, 1))
    elsewhere = make_cell(make_organisation("Đảng bộ xã khác"))
    guest = make_member(elsewhere)
    Membership.objects.create(member=guest, cell=cell, kind="temporary", valid_from=dt.date(2025, 1, 1))
    day = dt.date(2026, 6, 30)
    assert lines(committee, day, day) == {"start": 1, "end": 1}
    general = statistics_of(forms()["3"], committee, first=day, last=day).tables[0].total.numbers
    assert (general["total"], general["exempt"]) == (1, 1)
    StatusPeriod.objects.filter(member=exempt).update(valid_to=day - DAY)
    assert statistics_of(forms()["3"], committee, first=day, last=day).tables[0].total.numbers["exempt"] == 0


def test_double_record_is_no_second_person(committee, cell):
    kept = make_member(cell)
    make_member(cell, merged_into=kept)
    day = dt.date(2026, 6, 30)
    assert lines(committee, day, day) == {"start": 1, "end": 1}
    assert statistics_of(forms()["3"], committee, first=day, last=day).tables[0].total.numbers["total"] == 1


def test_probation_ends_in_the_column_of_the_probationary_alone(committee, cell):
    member = make_member(admitted_on=dt.date(2025, 5, 19), official_on=dt.date(2026, 5, 19))
    stay(member, cell, dt.date(2025, 5, 19))
    period = (dt.date(2026, 1, 1), dt.date(2026, 12, 31))
    assert lines(committee, *period) == {"start": 1, "end": 1}
    assert lines(committee, *period, column="probationary") == {"start": 1, "made_official": 1}


def test_districts_end_on_the_first_of_july_2025():
    province = make_organisation("Đảng bộ tỉnh", kind="provincial")
    district = make_organisation("Đảng bộ huyện", kind="district", parent=province)
    old = make_organisation("Đảng bộ xã cũ", parent=district)
    cell = make_cell(old, "Chi bộ thôn Song Vân")
    make_member(cell, since=dt.date(2024, 6, 1))
    new = make_organisation("Đảng bộ xã mới", kind="commune", parent=province, founded_on=dt.date(2025, 7, 1))
    last = dt.date(2025, 6, 30)
    for unit in (district, old):
        unit.periods.update(valid_to=last)
    cell.periods.update(valid_to=last)
    OrganisationPeriod.objects.create(
        organisation=cell, name=cell.name, name_key="", kind="cell", parent=new, valid_from=last + DAY
    )
    year = (dt.date(2025, 1, 1), dt.date(2025, 12, 31))
    assert lines(province, *year) == {"start": 1, "end": 1}
    assert lines(district, *year) == lines(old, *year) == {"start": 1, "down": 1, "organisation_out": 1}
    assert lines(new, *year) == {"up": 1, "organisation_in": 1, "end": 1}
    assert lines(district, dt.date(2024, 7, 1), dt.date(2024, 12, 31)) == {"start": 1, "end": 1}

    def kinds(day):
        return statistics_of(forms()["5"], province, first=day, last=day).tables[0].total.numbers

    assert kinds(dt.date(2024, 12, 31)) == {
        "commune": 0, "base": 1, "base_committee": 1, "base_cell": 0, "part_committee": 0, "cell": 1, "members": 1
    }  # fmt: skip
    assert kinds(dt.date(2025, 12, 31))["commune"] == 1
    rows = statistics_of(forms()["1"], province, first=year[0], last=year[1]).tables[1].rows
    assert [(row.label, row.numbers["start"], row.numbers["end"]) for row in rows] == [
        ("Đảng bộ huyện", 1, 0),
        ("Đảng bộ xã mới", 0, 1),
    ]


def test_merged_cells_inside_the_unit_change_nothing_for_it(committee, cell):
    other, member = make_cell(committee, "Chi bộ thôn Tân Lập"), make_member()
    stay(member, cell, dt.date(2025, 1, 1), dt.date(2026, 6, 30), "listed", "merged")
    cell.periods.update(valid_to=dt.date(2026, 6, 30))
    stay(member, other, dt.date(2026, 7, 1), start="")
    period = (dt.date(2026, 1, 1), dt.date(2026, 12, 31))
    assert lines(committee, *period) == {"start": 1, "end": 1}
    assert lines(other, *period) == {"up": 1, "organisation_in": 1, "end": 1}


@pytest.mark.parametrize(
    ("born", "precision", "band"),
    [
        (dt.date(1996, 6, 30), "day", "age_18"),
        (dt.date(1995, 7, 1), "day", "age_18"),
        (dt.date(1995, 6, 30), "day", "age_31"),
        (dt.date(1995, 1, 1), "year", "age_31"),
        (dt.date(1996, 1, 1), "year", "age_18"),
        (dt.date(1965, 6, 30), "day", "age_61"),
        (dt.date(1965, 7, 1), "day", "age_51"),
        (dt.date(2008, 2, 29), "day", "age_18"),
        (dt.date(2009, 1, 1), "day", "age_young"),
        (None, "day", "age_unknown"),
    ],
)
def test_age_on_the_day_falls_into_one_band(cell, born, precision, band):
    make_member(cell, birth_date=born, birth_precision=precision)
    day = dt.date(2026, 6, 30)
    table = next(
        table for table in statistics_of(forms()["3"], cell, first=day, last=day).tables if table.layout.key == "age"
    )
    assert {key for key, number in table.total.numbers.items() if number and key != "total"} == {band}


def test_profile_is_the_latest_entry_not_after_the_day(committee, cell):
    member = make_member(cell)
    for value, since in (("elementary", "2024-01-01"), ("advanced", "2026-07-01")):
        ProfileEntry.objects.create(member=member, subject="political_theory", value=value, valid_from=since)

    def theory(day):
        tables = statistics_of(forms()["3"], committee, first=day, last=day).tables
        numbers = next(table for table in tables if table.layout.key == "political_theory").total.numbers
        return [key for key, number in numbers.items() if number and key != "total"]

    assert theory(dt.date(2023, 12, 31)) == []
    assert theory(dt.date(2024, 1, 1)) == ["political_theory_elementary"]
    assert theory(dt.date(2026, 6, 30)) == ["political_theory_elementary"]
    assert theory(dt.date(2026, 7, 1)) == ["political_theory_advanced"]


def test_badge_after_death_counts_where_the_member_was_last(committee, cell):
    member = make_member(sex="female")
    stay(member, cell, dt.date(2024, 1, 1), dt.date(2026, 1, 5), "listed", "died")
    Badge.objects.create(member=member, years=50, awarded_on=dt.date(2026, 2, 3), is_posthumous=True)
    gone = make_member()
    stay(gone, cell, dt.date(2024, 1, 1), dt.date(2026, 1, 5), "listed", "transferred")
    Badge.objects.create(member=gone, years=30, awarded_on=dt.date(2026, 2, 3))
    awarded = statistics_of(forms()["7"], committee, first=dt.date(2026, 1, 1), last=dt.date(2026, 12, 31)).tables[0]
    found = {key: number for key, number in awarded.total.numbers.items() if number}
    assert found == {"total": 1, "women": 1, "posthumous": 1, "years_50": 1}


def test_who_reaches_the_years_by_the_next_award_day_is_due_unless_awarded(committee, cell):
    make_member(cell, admission_decided_on=dt.date(1996, 9, 2))
    make_member(cell, admission_decided_on=dt.date(1996, 9, 3))
    had = make_member(cell, admission_decided_on=dt.date(1986, 9, 2))
    Badge.objects.create(member=had, years=40, awarded_on=dt.date(2026, 5, 19))
    early = make_member(cell, admission_decided_on=dt.date(1996, 9, 2))
    Badge.objects.create(member=early, years=40, awarded_on=dt.date(2026, 5, 19))
    make_member(cell, admission_decided_on=None, admitted_on=None)
    counted = statistics_of(forms()["7"], committee, first=dt.date(2026, 1, 1), last=dt.date(2026, 8, 1))
    assert {key: number for key, number in counted.tables[1].total.numbers.items() if number} == {
        "total": 1,
        "years_30": 1,
    }
    assert [(check.key, check.number) for check in counted.checks] == [("undated", 1)]


@pytest.mark.parametrize("key", ["1", "3", "5", "7"])
def test_questions_stay_as_many_however_large_the_unit(key, committee, django_assert_num_queries):
    day = dt.date(2026, 6, 30)

    def questions():
        with django_assert_num_queries(5 if key == "5" else 11, exact=False) as asked:
            statistics_of(forms()[key], committee, first=dt.date(2026, 1, 1), last=day)
        return len(asked)

    make_member(make_cell(committee), since=dt.date(2025, 1, 1))
    few = questions()
    for _ in range(3):
        unit = make_cell(committee)
        for _ in range(3):
            make_member(unit, since=dt.date(2026, 2, 1))
    assert questions() == few
