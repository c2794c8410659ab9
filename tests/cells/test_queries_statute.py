"""What the statutes say of real units: counted as of a day, in a fixed number of questions."""

import datetime as dt

import pytest

from cells.models import Membership, Organisation, Term
from cells.queries.statute import sizes_of, warnings_of, warnings_of_units
from cells.services.organisations import merge_cells
from tests.cast import TODAY
from tests.factories import make_cell, make_member, make_organisation

pytestmark = pytest.mark.django_db


def keys(unit, on=TODAY):
    return [warning.key for warning in warnings_of(unit, on)]


def test_cell_is_counted_by_its_own_official_members(commune):
    cell = commune.cells[1]
    for _number in range(2):
        make_member(cell)
    make_member(cell, official_on=None)
    assert keys(cell) == ["official_least"]
    make_member(cell)
    assert keys(cell) == []


def test_guests_for_a_time_are_counted_where_they_belong(commune):
    cell = commune.cells[1]
    member = make_member(commune.cells[2])
    Membership.objects.create(member=member, cell=cell, kind=Membership.Kind.TEMPORARY, valid_from=dt.date(2026, 1, 1))
    assert sizes_of([cell.pk, commune.cells[2].pk], TODAY) == {cell.pk: (0, 0), commune.cells[2].pk: (1, 1)}


def test_committee_is_counted_with_everything_below_it(commune):
    part = make_organisation("Đảng bộ bộ phận thôn Đông", kind="part_committee", parent=commune.committee)
    for cell in (make_cell(part), commune.cells[0]):
        for _number in range(14):
            make_member(cell)
    assert keys(commune.committee) == ["base_committee_consent_below"]
    make_member(commune.cells[1])
    make_member(commune.cells[1])
    assert keys(commune.committee) == []


def test_count_is_of_the_day_asked_for(commune):
    old, into = commune.cells[:2]
    for cell, number in ((old, 16), (into, 15)):
        for _number in range(number):
            make_member(cell)
    make_member(into, office="committee_member")
    merge_cells([old], into=into, last_day=dt.date(2026, 6, 30), by=None)
    into = Organisation.objects.get(pk=into.pk)
    assert keys(into, dt.date(2026, 6, 30)) == []
    assert keys(into, dt.date(2026, 7, 1)) == ["cell_consent_above"]
    assert keys(Organisation.objects.get(pk=old.pk)) == []


def test_posts_and_the_latest_term_are_read(commune):
    cell = commune.cells[0]
    for _number in range(8):
        make_member(cell)
    make_member(cell, office="deputy_secretary")
    Term.objects.create(
        organisation=cell,
        name="2024 – 2026",
        length_months=30,
        valid_from=dt.date(2024, 1, 5),
        planned_end=dt.date(2026, 7, 5),
    )
    assert keys(cell) == ["cell_committee_from", "cell_term_months"]


@pytest.mark.parametrize("number", [1, 3])
def test_warnings_of_a_list_take_a_fixed_number_of_queries(commune, django_assert_num_queries, number):
    wanted = [cell.pk for cell in commune.cells[:number]]
    with django_assert_num_queries(6):
        found = warnings_of_units(Organisation.objects.prefetch_related("periods").filter(pk__in=wanted), TODAY)
    assert set(found) == set(wanted)
