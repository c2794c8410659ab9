"""Invented ballots, the appraisal of a year, the meeting that decided it, and what was made public."""

import datetime as dt
import random
from collections.abc import Iterable, Mapping

from accounts.models import User
from cells.models import Organisation
from demo.calendar import SEED
from demo.clock import written_on
from demo.commune import writer_of
from evaluations.models import Ballot, Evaluation, Level, Opinion, Period
from evaluations.queries.proposals import propose
from evaluations.services.ballots import enter_count, prepare_ballot
from evaluations.services.opinions import Said, record_opinion
from evaluations.services.process import approve_evaluations
from meetings.models import Meeting
from meetings.services.attendance import take_attendance
from meetings.services.lifecycle import open_meeting
from meetings.services.planning import AgendaLine, Plan, plan_meeting

VOTING_CELL = "Chi bộ thôn Song Vân"
RATED_ON = dt.date(2025, 12, 5)


def rate_employees(period: Period) -> None:
    """The ratings as civil servants and employees, on which those of members are based."""
    rows = period.evaluations.filter(subject__in=[Evaluation.Subject.MEMBER, Evaluation.Subject.LEADER])
    rows = rows.exclude(opinions__giver=Opinion.Giver.CIVIL_SERVICE).select_related("cell", "member")
    for row in rows:
        chance = random.Random(f"{SEED}{period.year}{row}nghiệp")
        level = Level.EXCELLENT if chance.randrange(100) < 15 else Level.GOOD
        said = Said(
            giver=Opinion.Giver.CIVIL_SERVICE,
            level=level,
            giver_name="Ủy ban nhân dân xã Vân Trục",
            document="112/TB-UBND",
            given_on=RATED_ON,
        )
        record_opinion(row, said=said, by=writer_of(row.cell))


def vote(cell: Organisation, period: Period, *, second: User, differing: bool) -> None:
    """The cell votes on its members; both tellers count the same, or one of them makes a mistake."""
    rows = list(period.evaluations.filter(cell=cell, member__isnull=False).select_related("member"))
    proposals = propose(period, rows)
    rated = [row for row in rows if proposals[row.pk].is_rated]
    first = writer_of(cell)
    ballot = prepare_ballot(period, cell, by=first, stage=Ballot.Stage.LEVELS, evaluations=rated)
    counts = _counts(ballot, rated, {row.pk: proposals[row.pk].level for row in rated})
    papers = {"issued": ballot.body, "collected": ballot.body, "invalid": 0}
    enter_count(ballot, by=first, counts=counts, **papers)
    if differing:
        number = str(rated[0].pk)
        votes = dict(counts[number])
        counts = counts | {number: votes | {"good": votes["good"] - 1, "completed": votes["completed"] + 1}}
    enter_count(ballot, by=second, counts=counts, **papers)
    if not differing:
        _choose_the_best(period, cell, [row for row in rated if proposals[row.pk].level == Level.EXCELLENT], second)


def _counts(ballot: Ballot, rows: Iterable[Evaluation], levels: Mapping[int, str]) -> dict[str, dict[str, int]]:
    found = {}
    for row in rows:
        chance = random.Random(f"{SEED}{ballot.period.year}{row}phiếu")
        less = chance.randrange(3) if levels[row.pk] in (Level.EXCELLENT, Level.GOOD) else ballot.body - 2
        found[str(row.pk)] = {"good": ballot.body - less, "completed": less, "failed": 0, "blank": 0}
    return found


def _choose_the_best(period: Period, cell: Organisation, rows: list[Evaluation], second: User) -> None:
    if not rows:
        return
    first = writer_of(cell)
    ballot = prepare_ballot(period, cell, by=first, stage=Ballot.Stage.EXCELLENT, evaluations=rows)
    counts = {
        str(row.pk): {"agree": ballot.body - 2 - place, "disagree": 2 + place, "blank": 0}
        for place, row in enumerate(rows)
    }
    for user in (first, second):
        enter_count(ballot, by=user, issued=ballot.body, collected=ballot.body, invalid=0, counts=counts)


def appraise(period: Period, officer: User) -> None:
    """The organisation board approves what was sent, as computed."""
    approve_evaluations(period.evaluations.filter(state=Evaluation.State.SUBMITTED), by=officer, hindered={})


def meet(commune: Organisation, day: dt.date, by: User) -> Meeting:
    """The executive committee meets to decide the classes."""
    plan = Plan(
        kind="executive",
        year=day.year,
        month=day.month,
        held_on=day,
        planned_time=dt.time(14),
        place="Hội trường Đảng ủy xã",
        agenda=(AgendaLine("Kết quả đánh giá, xếp loại tổ chức đảng, đảng viên năm 2025"),),
    )
    with written_on(day - dt.timedelta(days=4)):
        meeting = plan_meeting(commune, plan, by=by)
    with written_on(day, dt.time(14)):
        open_meeting(meeting, chair=by.member, secretary=by.member, started_at=dt.time(14), by=by)
        take_attendance(meeting, {}, by=by, rest_present=True)
    return meeting
