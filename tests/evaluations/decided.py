"""A commune whose year is decided, built once for each module whose tests use it, and rolled back after them.

A module imports these fixtures: then its ``commune`` and ``cast`` are those of that year. Each test gets copies, and
what it writes is rolled back as always.
"""

import copy
from collections.abc import Iterator
from typing import NamedTuple

import pytest
import time_machine
from django.db import transaction
from django.utils.translation import override

from evaluations.models import Period
from evaluations.services.periods import open_period
from tests.cast import NOON, Cast, Commune, build_cast, build_commune
from tests.evaluations.conftest import decide_year

__all__ = ["cast", "commune", "decided_year", "kept_year", "own_year"]


class Kept(NamedTuple):
    """What was built."""

    commune: Commune
    cast: Cast
    period: Period


@pytest.fixture(scope="module")
def kept_year(django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> Iterator[Kept]:
    """Outside of the tests' own transactions, which lie within this one."""
    with django_db_blocker.unblock(), transaction.atomic():
        with time_machine.travel(NOON), override("vi"):
            commune = build_commune()
            cast = build_cast(commune)
            period = open_period(commune.committee, year=2026, by=cast.commune)
            decide_year(period, commune, cast)
        yield Kept(commune, cast, period)
        transaction.set_rollback(True)


@pytest.fixture
def own_year(kept_year: Kept, db: None) -> Kept:
    return copy.deepcopy(kept_year)


@pytest.fixture
def commune(own_year: Kept) -> Commune:
    return own_year.commune


@pytest.fixture
def cast(own_year: Kept) -> Cast:
    return own_year.cast


@pytest.fixture
def decided_year(own_year: Kept) -> Period:
    """A small commune's year: three cells, ten members of every kind, all but one decided."""
    rows = Period.objects.select_related("organisation").prefetch_related("organisation__periods")
    return rows.get(pk=own_year.period.pk)
