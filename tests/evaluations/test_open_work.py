"""Evaluations of an open year in a cell that ends stay in sight until they are decided."""

import datetime as dt

import pytest
from django.urls import reverse

from cells.models import Organisation
from cells.services.organisations import merge_cells
from evaluations.models import Evaluation, Period
from evaluations.queries.open_work import open_evaluations_of
from evaluations.services.periods import open_period

pytestmark = pytest.mark.django_db


@pytest.fixture
def period(commune, cast):
    return open_period(commune.committee, year=2026, by=cast.commune)


def test_open_evaluations_are_told_before_the_end_and_on_the_successor(commune, cast, period, client_of):
    old, into = commune.cells[0], commune.cells[1]
    number = Evaluation.objects.filter(cell=old).count()
    assert [(row.period, row.number) for row in open_evaluations_of(old, alone=True)] == [(period, number)]
    assert open_evaluations_of(into, alone=False) == []
    merge_cells([old], into=into, last_day=dt.date(2026, 11, 10), by=cast.commune)
    for unit in (Organisation.objects.get(pk=old.pk), into):
        assert [(row.cell, row.number) for row in open_evaluations_of(unit, alone=False)] == [(old, number)]
    text = client_of(cast.commune).get(reverse("evaluations:open_evaluations_panel", args=[into.pk])).content.decode()
    assert f"{number} phiếu đánh giá năm 2026 chưa quyết định" in text


def test_nothing_is_told_of_a_closed_year_or_a_committee(commune, period):
    Period.objects.update(state="closed", closed_at=dt.datetime(2026, 11, 1, tzinfo=dt.UTC), closed_by=period.opened_by)
    assert open_evaluations_of(commune.cells[0], alone=True) == []
    assert open_evaluations_of(commune.committee, alone=True) == []
