"""A year that is open under the commune of the cast."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest

from accounts.models import User
from cells.models import Organisation
from evaluations.models import Evaluation, Period
from evaluations.services.facts import enter_facts
from evaluations.services.periods import open_period
from evaluations.services.process import submit_evaluation
from tests.cast import Cast, Commune

EXCELLENT = {
    "score_general": 28,
    "score_results": "65.5",
    "tasks_assigned": 10,
    "tasks_done": 10,
    "tasks_on_time": 10,
    "tasks_exceeded": 4,
    "tasks_late": 0,
    "shortcomings_named": 1,
    "shortcomings_remedied": 1,
    "triggers": [],
}
GOOD = EXCELLENT | {"score_general": 25, "score_results": 55, "tasks_exceeded": 1}
DAY = dt.date(2026, 11, 20)


@pytest.fixture
def period(commune: Commune, cast: Cast) -> Period:
    """2026 under the commune: three cells, four members."""
    return open_period(commune.committee, year=2026, by=cast.commune)


@pytest.fixture
def of(period: Period) -> Callable[[Any], Evaluation]:
    """``of(cell)``, ``of(user)`` or ``of(member)``: the evaluation of that subject in the year."""

    def find(subject: Any) -> Evaluation:
        rows = Evaluation.objects.select_related("period", "cell", "member")
        if isinstance(subject, Organisation):
            return rows.get(period=period, cell=subject, member=None, collective=None)
        return rows.get(period=period, member=subject.member if isinstance(subject, User) else subject)

    return find


@pytest.fixture
def sent(of: Callable[[Any], Evaluation], cast: Cast) -> Callable[..., Evaluation]:
    """``sent(subject, facts)``: its facts entered and the self-assessment sent by the cell."""

    def enter_and_send(subject: Any, facts: dict[str, Any] | None = None, *, by: User = cast.secretary) -> Evaluation:
        evaluation = of(subject)
        values = dict(facts or GOOD)
        if evaluation.member_id is None:
            values.setdefault("leaders_disciplined", 0)
        enter_facts(evaluation, by=by, values=values)
        submit_evaluation(evaluation, by=by)
        return of(subject)

    return enter_and_send
