"""Two invented evaluation years: 2025 decided and closed, 2026 begun."""

import datetime as dt
import random
from collections.abc import Iterable, Mapping
from typing import Any

from accounts.models import User
from cells.models import Organisation
from demo.calendar import SEED
from demo.cap_scenarios import compute_once, weigh_the_cap
from demo.clock import written_on
from demo.collectives import change_the_list, keep_collectives, open_quarters
from demo.commune import writer_of
from demo.freezing import freeze_a_quarter
from demo.regulations import draft_next, issue_regulation, points_by_row
from demo.reviews import (
    asked_of,
    meet_in_the_past_year,
    promise_for_the_years,
    review_present_year,
    write_past_forms,
)
from demo.year_votes import VOTING_CELL, appraise, meet, rate_employees, vote
from evaluations.models import Evaluation, Level, Period
from evaluations.queries.proposals import propose
from evaluations.services.decisions import decide_batch, decide_evaluation
from evaluations.services.facts import Input, enter_sheet
from evaluations.services.periods import close_period, open_period
from evaluations.services.process import review_evaluation, submit_evaluations
from meetings.models import Meeting

DECIDED_ON = dt.date(2025, 12, 26)
DECISION = "21-QĐ/ĐU"
REASON = "Ban Chấp hành Đảng bộ xã thảo luận, thống nhất theo đề xuất."
DESPITE = "Ban Chấp hành đã xem hồ sơ tại hội nghị."
TASKS_GROUND = "Chương trình công tác năm có cả việc giao ngoài biên bản."
"""Why the numbers of tasks are not those of the minutes alone."""
REVIEW_GROUND = "Theo biên bản kiểm điểm năm trước của chi bộ."
BEST_CELLS = ("Chi bộ thôn Song Vân", "Chi bộ Trường THCS")
LATE_CELL = "Chi bộ thôn Phú Cường"
WEAK_CELL = "Chi bộ thôn Bãi Dài"
SENT_IN_2026 = ("Chi bộ Trường Mầm non", "Chi bộ Trường Tiểu học")
ENTERED_IN_2026 = (*SENT_IN_2026, "Chi bộ thôn Song Vân")


def decide_past_year(commune: Organisation, users: Mapping[str, User]) -> None:
    """2025, from the committee's own regulation and self-assessment to decision."""
    issue_regulation(commune, users, 2025)
    with written_on(dt.date(2025, 11, 24)):
        period = open_period(commune, year=2025, by=users["xa"])
    write_past_forms(period)
    with written_on(dt.date(2025, 12, 8), dt.time(20)):
        _enter(period, period.evaluations.all())
        rate_employees(period)
    with written_on(dt.date(2025, 12, 10), dt.time(20)):
        cell = Organisation.objects.prefetch_related("periods").get(periods__name=VOTING_CELL)
        vote(cell, period, second=users["phobithu"], differing=False)
    meet_in_the_past_year(period)
    with written_on(dt.date(2025, 12, 12), dt.time(20)):
        _submit(period.evaluations.all())
    with written_on(dt.date(2025, 12, 19)):
        best = period.evaluations.filter(subject=Evaluation.Subject.CELL, cell__periods__name__in=BEST_CELLS)
        for evaluation in best.distinct():
            review_evaluation(evaluation, by=users["tochuc"], level=Level.EXCELLENT, opinion="Hồ sơ đủ, số liệu khớp.")
        appraise(period, users["tochuc"])
    meeting = meet(commune, DECIDED_ON, users["xa"])
    with written_on(DECIDED_ON, dt.time(16)):
        _decide(period, users["xa"], meeting)
    with written_on(dt.date(2025, 12, 30)):
        close_period(period, by=users["xa"])


def begin_present_year(commune: Organisation, users: Mapping[str, User]) -> None:
    """2026 with three cells entered, two of them sent; a regulation for the next year is being drafted."""
    issue_regulation(commune, users, 2026)
    keep_collectives(commune, users)
    open_quarters(commune, users)
    freeze_a_quarter(commune, users)
    with written_on(dt.date(2026, 10, 20)):
        period = open_period(commune, year=2026, by=users["xa"])
    with written_on(dt.date(2026, 10, 26), dt.time(20)):
        _enter(period, _of_cells(period, ENTERED_IN_2026))
    with written_on(dt.date(2026, 10, 28), dt.time(20)):
        _submit(_of_cells(period, SENT_IN_2026))
    change_the_list(period, users)
    promise_for_the_years()
    review_present_year(period, users)
    with written_on(dt.date(2026, 11, 18), dt.time(20)):
        cell = Organisation.objects.prefetch_related("periods").get(periods__name=VOTING_CELL)
        vote(cell, period, second=users["phobithu"], differing=True)
    draft_next(commune, users, dt.date(2026, 11, 19))
    weigh_the_cap(period, users)
    compute_once(commune, period.year, users)


def _of_cells(period: Period, names: Iterable[str]) -> list[Evaluation]:
    return list(period.evaluations.filter(cell__periods__name__in=names).distinct())


def _by_cell(evaluations: Iterable[Evaluation]) -> dict[Organisation, list[Evaluation]]:
    found: dict[Organisation, list[Evaluation]] = {}
    for evaluation in evaluations:
        found.setdefault(evaluation.cell, []).append(evaluation)
    return found


def _enter(period: Period, evaluations: Iterable[Evaluation]) -> None:
    for cell, own in _by_cell(evaluations).items():
        rows = {}
        for evaluation in own:
            chance = random.Random(f"{SEED}{period.year}{evaluation}{cell.name}")
            values = _cell_values(evaluation, chance) if evaluation.member_id is None else _member_values(chance)
            notes = {key: TASKS_GROUND for key in values if key.startswith("tasks_")}
            notes |= {key: REVIEW_GROUND for key in values if key.startswith("shortcomings_")}
            values = asked_of(evaluation, points_by_row(period, evaluation, values))
            rows[evaluation.pk] = Input(values, notes=notes)
        enter_sheet(period, by=writer_of(cell), rows=rows)


def _submit(evaluations: Iterable[Evaluation]) -> None:
    for cell, own in _by_cell(evaluations).items():
        submit_evaluations(own, by=writer_of(cell))


def _tasks(assigned: int, *, exceeded: int, late: int = 0) -> dict[str, Any]:
    return {
        "tasks_assigned": assigned,
        "tasks_done": assigned,
        "tasks_on_time": assigned - late,
        "tasks_exceeded": exceeded,
        "tasks_late": late,
    }


def _cell_values(evaluation: Evaluation, chance: random.Random) -> dict[str, Any]:
    common = {"shortcomings_named": 2, "shortcomings_remedied": 2, "leaders_disciplined": 0, "triggers": []}
    name = evaluation.cell.label(DECIDED_ON)
    if name in BEST_CELLS:
        return {**common, "score_general": 28, "score_results": chance.choice((64, 65, 66)), **_tasks(20, exceeded=7)}
    if name == WEAK_CELL:
        return {**common, "score_general": 21, "score_results": 43, **_tasks(18, exceeded=0, late=3)}
    if name == LATE_CELL:
        return {**common, "score_general": 24, "score_results": 52, **_tasks(18, exceeded=1, late=2)}
    points = {"score_general": chance.choice((25, 26, 27)), "score_results": chance.choice((55, 58, 60))}
    return {**common, **points, **_tasks(chance.choice((16, 18, 20)), exceeded=chance.choice((1, 2, 3)))}


def _member_values(chance: random.Random) -> dict[str, Any]:
    common: dict[str, Any] = {"shortcomings_named": 0, "shortcomings_remedied": 0, "triggers": []}
    sort = chance.randrange(100)
    if sort < 10:
        return {**common, "score_general": 28, "score_results": chance.choice((63, 65)), **_tasks(6, exceeded=2)}
    if sort < 92:
        points = {"score_general": chance.choice((24, 25, 26)), "score_results": chance.choice((52, 56, 60))}
        return {**common, **points, **_tasks(chance.choice((5, 6, 7)), exceeded=chance.choice((0, 1)))}
    return {**common, "score_general": 20, "score_results": 42, **_tasks(5, exceeded=0, late=1)}


def _decide(period: Period, leader: User, meeting: Meeting) -> None:
    """First what is unproblematic, members before cells; then the committee chooses among those beyond the cap."""
    for cells in (False, True):
        rows = period.evaluations.filter(member__isnull=cells)
        decide_batch(
            period, rows, by=leader, decided_on=DECIDED_ON, document_number=DECISION, despite=DESPITE, meeting=meeting
        )
    left = list(period.evaluations.exclude(state=Evaluation.State.DECIDED))
    proposals = propose(period, left)
    chosen = [row for row in left if row.member_id is None and proposals[row.pk].level == Level.EXCELLENT]
    for row in left:
        if row in chosen[1:]:
            reason = "Tỷ lệ xuất sắc của nhóm đã đủ; Đảng ủy bỏ phiếu chọn một chi bộ."
            _decide_one(row, leader, meeting, Level.GOOD, reason)
        else:
            level = proposals[row.pk].level
            _decide_one(row, leader, meeting, level if level in Level.values else "", REASON)


def _decide_one(evaluation: Evaluation, leader: User, meeting: Meeting, level: str, reason: str) -> None:
    decide_evaluation(
        evaluation,
        by=leader,
        level=level,
        decided_on=DECIDED_ON,
        document_number=DECISION,
        reason=reason,
        despite=DESPITE,
        meeting=meeting,
    )
