"""What tests of the checks before printing begin with: a review of the year, and what gaps say."""

from typing import Any

import pytest

from evaluations.models import Evaluation, Period
from evaluations.services.periods import open_period
from tests.cast import Cast, Commune


def words(gaps: Any) -> str:
    return " | ".join(gap.sentence for gap in gaps)


def url_of(gaps: Any, part: str) -> str:
    return next(gap.url for gap in gaps if part in gap.sentence)


@pytest.fixture
def period(commune: Commune, cast: Cast) -> Period:
    return open_period(commune.committee, year=2026, by=cast.commune)


@pytest.fixture
def review(period: Period, cast: Cast) -> Evaluation:
    return Evaluation.objects.select_related("period", "cell", "member").get(period=period, member=cast.member.member)
