"""What stood below a committee on some days, however deep."""

import datetime as dt

import pytest

from cells.models import Organisation, OrganisationKind, OrganisationPeriod
from cells.queries import cells_below, units_below
from meetings.queries.scores import month_summary
from tests.cast import Commune
from tests.factories import make_cell, make_organisation

FIRST, LAST = dt.date(2026, 1, 1), dt.date(2026, 12, 31)


@pytest.fixture
def deep(commune: Commune) -> list[Organisation]:
    """A base committee below the commune, a part committee below it, a cell and its Party group below that."""
    base = make_organisation("Đảng bộ Trung tâm y tế", parent=commune.committee, order=9)
    part = make_organisation("Đảng bộ bộ phận Khoa nội", kind=OrganisationKind.PART_COMMITTEE, parent=base)
    cell = make_cell(part, "Chi bộ Khoa nội 1")
    make_organisation("Tổ đảng số 1", kind=OrganisationKind.PARTY_GROUP, parent=cell)
    return [base, part, cell]


def test_units_below_come_in_the_order_of_the_list_each_committee_before_its_own(commune, deep):
    assert units_below(commune.committee, FIRST, LAST) == [*commune.cells, *deep]
    assert cells_below(commune.committee, FIRST, LAST) == [*commune.cells, deep[2]]
    whole = units_below(commune.province, FIRST, LAST)
    assert [unit for unit in whole if unit in [commune.committee, *commune.cells, *deep]] == [
        commune.committee,
        *commune.cells,
        *deep,
    ]
    assert units_below(commune.cells[0], FIRST, LAST) == []


def test_month_of_a_committee_has_the_cells_of_nested_committees(commune, deep):
    for top in (commune.committee, commune.province):
        assert deep[2].pk in {row.cell.pk for row in month_summary(top, 2026, 10).rows}


def test_cell_that_left_before_its_superior_came_is_not_below(commune, deep):
    base, part, cell = deep
    OrganisationPeriod.objects.filter(organisation=base).update(parent=None, valid_to=dt.date(2026, 6, 30))
    row = {"organisation": base, "kind": OrganisationKind.BASE_COMMITTEE, "name": "Đảng bộ Trung tâm y tế"}
    OrganisationPeriod.objects.create(**row, parent=commune.committee, valid_from=dt.date(2026, 7, 1))
    OrganisationPeriod.objects.filter(organisation=cell).update(valid_to=dt.date(2026, 6, 30))
    row = {"organisation": cell, "kind": OrganisationKind.CELL, "name": "Chi bộ Khoa nội 1"}
    OrganisationPeriod.objects.create(**row, parent=None, valid_from=dt.date(2026, 7, 1))
    assert units_below(commune.committee, FIRST, LAST) == [*commune.cells, base, part]
    assert units_below(base, FIRST, LAST) == [part, cell]


def test_unit_that_ended_or_was_founded_on_other_days_is_not_below(commune, deep):
    Organisation.objects.filter(pk=deep[2].pk).update(ended_on=dt.date(2026, 3, 31), end_reason="dissolved")
    assert deep[2] not in units_below(commune.committee, dt.date(2026, 4, 1), LAST)
    assert deep[2] in units_below(commune.committee, FIRST, LAST)
    late = make_cell(deep[0], founded_on=dt.date(2026, 8, 1))
    assert late not in units_below(commune.committee, FIRST, dt.date(2026, 7, 31))
