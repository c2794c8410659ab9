"""The home page of a cell's secretary names who was put off and is due."""

import datetime as dt

import pytest

from cells.access import scope_of
from evaluations.models import Evaluation
from evaluations.services.periods import open_period
from evaluations.services.postponing import postpone_evaluation
from reports.queries.postponed_waiting import postponed_waiting
from reports.queries.waiting import read
from tests.cast import TODAY, Cast, Commune


@pytest.mark.parametrize(
    ("until", "shown"), [(None, True), (dt.date(2026, 12, 5), True), (dt.date(2026, 12, 7), False)]
)
def test_who_was_put_off_waits_from_two_weeks_before_the_day(
    commune: Commune, cast: Cast, until: dt.date | None, shown: bool
) -> None:
    period = open_period(commune.committee, year=2026, by=cast.commune)
    row = Evaluation.objects.get(period=period, member=cast.member.member)
    postpone_evaluation(row, by=cast.secretary, reason="Đi viện", until=until)

    waiting = read([postponed_waiting(scope_of(cast.secretary), TODAY)])

    assert [line.title for line in waiting] == (["Kiểm điểm, xếp loại bổ sung: Trịnh Mạnh Lâm"] if shown else [])
    assert not read([postponed_waiting(scope_of(cast.stranger), TODAY)])
