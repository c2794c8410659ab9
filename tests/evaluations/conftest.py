"""A year that is open under the commune of the cast."""

import datetime as dt
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest

from accounts.models import User
from cells.models import Organisation
from evaluations.models import Evaluation, Period
from evaluations.services.decisions import decide_evaluation
from evaluations.services.facts import enter_facts
from evaluations.services.periods import open_period
from evaluations.services.process import submit_evaluation
from evaluations.services.subjects import update_subjects
from tests.cast import Cast, Commune
from tests.factories import make_cell, make_member

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


def evaluation_of(period: Period, subject: Any) -> Evaluation:
    """The evaluation of a cell, a user or a member in the year."""
    rows = Evaluation.objects.select_related("period", "cell", "member")
    if isinstance(subject, Organisation):
        return rows.get(period=period, cell=subject, member=None, collective=None)
    return rows.get(period=period, member=subject.member if isinstance(subject, User) else subject)


def send(period: Period, subject: Any, facts: dict[str, Any] | None = None, *, by: User) -> Evaluation:
    """Enter its facts and send the self-assessment."""
    evaluation = evaluation_of(period, subject)
    values = dict(facts or GOOD)
    if evaluation.member_id is None:
        values.setdefault("leaders_disciplined", 0)
    enter_facts(evaluation, by=by, values=values)
    submit_evaluation(evaluation, by=by)
    return evaluation_of(period, subject)


@pytest.fixture
def of(period: Period) -> Callable[[Any], Evaluation]:
    """``of(cell)``, ``of(user)`` or ``of(member)``: see ``evaluation_of``."""
    return partial(evaluation_of, period)


@pytest.fixture
def sent(period: Period, cast: Cast) -> Callable[..., Evaluation]:
    """``sent(subject, facts)``: see ``send``; by the secretary of the cell."""
    return partial(send, period, by=cast.secretary)


def decide_year(period: Period, commune: Commune, cast: Cast) -> None:
    """A small commune's year: three cells, ten members of every kind, all but one decided."""
    paper = {"decided_on": DAY, "document_number": "15-QĐ/ĐU", "despite": "Chưa kịp thẩm định"}
    sent, decide = partial(send, period, by=cast.secretary), partial(decide_evaluation, by=cast.commune)
    school = make_cell(commune.committee, "Chi bộ Trường Mầm non", unit_type="agency", order=9)
    fresh = make_cell(commune.committee, "Chi bộ Trạm điện", founded_on=dt.date(2026, 9, 1), order=10)
    teachers = [make_member(school, f"Trần Thị {name}") for name in ("An", "Bích", "Cúc", "Đào", "Em", "Gấm")]
    old = make_member(school, "Cao Văn Cụ", status="exempt")
    held = make_member(school, "Đỗ Văn Treo", status="suspended", since=dt.date(2026, 1, 1))
    young = make_member(school, "Hà Văn Mới", admitted_on=dt.date(2026, 8, 1), official_on=None)
    update_subjects(period, by=cast.commune)
    for place, teacher in enumerate(teachers):
        level = "excellent" if place == 0 else "good"
        facts = EXCELLENT if place == 0 else GOOD
        decide(sent(teacher, facts), level=level, reason="Cấp ủy chọn" if place == 0 else "", **paper)
    for person in (old, held, young):
        decide(sent(person), level="", decided_on=DAY)
    decide(sent(cast.deputy), level="", reason="Vắng khi kiểm điểm", decided_on=DAY)
    decide(sent(cast.secretary), level="completed", reason="Chậm", **paper)
    bad = GOOD | {"triggers": [{"key": "degradation_concluded"}]}
    decide(sent(cast.commune, bad), level="failed", **paper)
    decide(sent(school), level="good", **paper)
    decide(sent(fresh), level="", decided_on=DAY)


@pytest.fixture
def decided_year(commune: Commune, cast: Cast, period: Period) -> Period:
    """The year of ``decide_year``, for modules with few such tests; see ``tests.evaluations.decided``."""
    decide_year(period, commune, cast)
    rows = Period.objects.select_related("organisation").prefetch_related("organisation__periods")
    return rows.get(pk=period.pk)
