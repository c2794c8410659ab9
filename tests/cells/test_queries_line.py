"""The line from a unit up to the top of the tree."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cells.models import OrganisationPeriod
from cells.queries import line_up
from tests.cast import TODAY

pytestmark = pytest.mark.django_db


def test_line_leads_from_the_unit_to_the_top_in_one_query(commune):
    with CaptureQueriesContext(connection) as queries:
        found = line_up(commune.cells[0], TODAY)
    assert found == [commune.cells[0].pk, commune.committee.pk, commune.province.pk]
    assert len(queries) == 1


def test_line_of_a_day_goes_by_where_the_unit_stood(commune):
    place = OrganisationPeriod.objects.get(organisation=commune.cells[0])
    moved = dt.date(2026, 3, 1)
    other = commune.elsewhere.period(TODAY).parent
    OrganisationPeriod.objects.filter(pk=place.pk).update(valid_to=moved - dt.timedelta(days=1))
    OrganisationPeriod.objects.create(
        organisation=commune.cells[0], parent=other, name=place.name, kind=place.kind, valid_from=moved
    )
    assert line_up(commune.cells[0], moved)[1] == other.pk
    assert line_up(commune.cells[0], moved - dt.timedelta(days=1))[1] == commune.committee.pk


def test_line_of_an_ended_unit_is_that_of_its_last_day(commune):
    cell, last = commune.cells[0], dt.date(2026, 3, 1)
    cell.ended_on = last
    OrganisationPeriod.objects.filter(organisation=cell).update(valid_to=last)
    assert line_up(cell, TODAY)[1] == commune.committee.pk
