"""Groups of the cap and two what-ifs for the present year; the classes of the commune computed once."""

import datetime as dt
from collections.abc import Mapping

from accounts.models import User
from cells.models import Office, Organisation, Seat
from demo.clock import written_on
from evaluations.models import CapMode, Computation, Period
from evaluations.queries.cap_scenarios import standings_of, suggested_levels, tried
from evaluations.services.cap_groups import add_cap_group, put_in_group
from evaluations.services.cap_scenarios import keep_scenario
from evaluations.services.computations import run_computation

DAY = dt.date(2026, 11, 20)
LEADERS = "Bí thư, phó bí thư chi bộ"
SCENARIOS = (
    ("Phương án 1", "Đúng nguyên văn quy định.", CapMode.GOOD_ONLY),
    ("Phương án 2", "Ban tổ chức đề nghị xem thêm, tính trên tổng số.", CapMode.ALL_RATED),
)


def weigh_the_cap(period: Period, users: Mapping[str, User]) -> None:
    """The committee counts the leaders of cells apart; its organisation board keeps two what-ifs."""
    with written_on(DAY):
        leaders = Seat.objects.in_force(DAY).filter(office__in=(Office.SECRETARY, Office.DEPUTY_SECRETARY))
        rows = period.evaluations.filter(member__in=leaders.values("member"))
        if rows.exists():
            put_in_group(period, rows, group=add_cap_group(period, name=LEADERS, by=users["xa"]), by=users["xa"])
        standings = standings_of(period)
        for name, note, mode in SCENARIOS:
            choice = {"mode": str(mode), "rate": 20, "pooling": str(Period.Pooling.COMMITTEE)}
            levels = suggested_levels(tried(period, standings, **choice).groups)  # type: ignore[arg-type]
            keep_scenario(period, name=name, note=note, levels=levels, by=users["tochuc"], **choice)  # type: ignore[arg-type]


def compute_once(commune: Organisation, year: int, users: Mapping[str, User]) -> None:
    """As the worker would: the demonstration is loaded where there is none."""
    with written_on(DAY):
        asked = Computation.objects.create(organisation=commune, year=year, asked_by=users["xa"])
        run_computation(asked.pk)
