"""How fast the classes of a whole commune are computed from its records; what is written for it is undone."""

from __future__ import annotations

import datetime as dt
import statistics
import time
from collections.abc import Iterator
from functools import partial

from django.db import connection, transaction
from django.test import Client, override_settings
from django.utils import timezone

from accounts.models import User
from cells.models import Member, Membership, Organisation, OrganisationPeriod
from cells.services.organisations import found_organisation
from demo.commune import FOUNDED
from demo.measures import EMPTY, Figure, medians
from demo.province.bulk import copy_rows
from evaluations.models import Commitment, CommitmentItem, Evaluation, FactEntry, Period
from evaluations.queries.bulk import iterate_proposals
from evaluations.queries.proposals import proposal_for, with_everything
from evaluations.queries.records import read_records
from evaluations.queries.subjects import cut_off
from evaluations.rules.regulation import load_regulation
from meetings.models import Attendance, Meeting, Task, TaskReview

CELLS, MEMBERS, YEAR = 123, 2_500, 2025
SECONDS, PAGES = 2.0, 10.0
ROUNDS = 3
MEMBER, CELL = Evaluation.Subject.MEMBER_OUTSIDE, Evaluation.Subject.CELL


def class_figures(*, cells: int = CELLS, members: int = MEMBERS) -> Iterator[Figure]:
    """All classes of a commune, and all its facts, in seconds; one subject again against an empty page."""
    with transaction.atomic():
        period = write_year(cells=cells, members=members)
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
        numbers = list(period.evaluations.values_list("pk", flat=True))
        name = f"{cells} chi bộ, {members} đảng viên"
        times = []
        for _round in range(ROUNDS):
            started = time.perf_counter()
            _compute(numbers)
            times.append(time.perf_counter() - started)
        classes = statistics.median(times)
        detail = f"{classes / len(numbers) * 1e6:.0f} µs một phiếu"
        yield Figure(f"Tính xếp loại {name} (giây)", classes, SECONDS, detail)
        started = time.perf_counter()
        _read_everything(period)
        yield Figure(f"Đọc mọi số liệu của {name} (giây)", time.perf_counter() - started, SECONDS, "")
        one = period.evaluations.filter(subject=MEMBER).select_related("period", "cell", "member")[0]
        with override_settings(ROOT_URLCONF="demo.bench_urls", ALLOWED_HOSTS=["testserver"]):
            client = Client()
            client.force_login(User.objects.get(username="xa"), "django.contrib.auth.backends.ModelBackend")
            again, empty = medians(partial(proposal_for, one), partial(client.get, EMPTY))
        yield Figure(
            "Tính lại một phiếu / trang trống", again / empty, PAGES, f"{again * 1e3:.1f} ms / {empty * 1e3:.1f} ms"
        )
        transaction.set_rollback(True)


def _compute(numbers: list[int]) -> int:
    return sum(len(rows) for rows in iterate_proposals(numbers))


def _read_everything(period: Period) -> None:
    rows = list(with_everything(period.evaluations.all()))
    read_records(period, rows, {row.pk: cut_off(period) for row in rows})


def write_year(*, cells: int, members: int) -> Period:
    """A commune with a year: meetings with their rolls, tasks with what later ones found, plans, points by hand."""
    by = User.objects.order_by("pk")[0]
    commune = found_organisation(
        name="Đảng bộ xã đo xếp loại", kind="base_committee", parent=None, founded_on=FOUNDED, by=None
    )
    units = [Organisation(order=n, unit_type="residential", founded_on=FOUNDED) for n in range(cells)]
    copy_rows(units)
    places = [
        OrganisationPeriod(organisation=unit, name=f"Chi bộ {n}", name_key=f"chi bo {n}", kind="cell", parent=commune,
                           valid_from=FOUNDED)
        for n, unit in enumerate(units)
    ]  # fmt: skip
    copy_rows(places)
    people = [
        Member(full_name=f"Người đo {n}", sort_key=f"{n:05}", search_key=f"nguoi do {n}", sex="male",
               admitted_on=dt.date(1980 + n % 40, 1 + n % 12, 3), official_on=dt.date(1982 + n % 40, 1, 3))
        for n in range(members)
    ]  # fmt: skip
    copy_rows(people)
    home = {person.pk: units[n % cells] for n, person in enumerate(people)}
    copy_rows([Membership(member=person, cell=home[person.pk], valid_from=FOUNDED) for person in people])
    _write_meetings(units, people, home, by)
    return _write_period(commune, units, people, home, by)


def _write_meetings(units: list[Organisation], people: list[Member], home: dict[int, Organisation], by: User) -> None:
    moment = dt.datetime(YEAR, 1, 1, 12, tzinfo=dt.UTC)
    held = {
        (unit.pk, month): Meeting(
            cell=unit, kind="regular", year=YEAR, month=month, held_on=dt.date(YEAR, month, 5), place="x", state="open",
            planned_by=by, opened_by=by, opened_at=moment, started_at=dt.time(19),
        )
        for unit in units
        for month in range(1, 13)
    }  # fmt: skip
    copy_rows(list(held.values()))
    rolls = [
        Attendance(meeting=meeting, member=person, is_official=True, state="present")
        for person in people
        for month in range(1, 13)
        if (meeting := held[home[person.pk].pk, month])
    ]
    copy_rows(rolls)
    tasks = [
        Task(meeting=held[home[person.pk].pk, 1 + n % 10], text=f"Việc {n}", owner=person,
             due_on=dt.date(YEAR, 2 + n % 10, 20))
        for person in people
        for n in range(3)
    ]  # fmt: skip
    copy_rows(tasks)
    last = {task.pk: held[task.meeting.cell_id, task.meeting.month + 1] for task in tasks}
    copy_rows(
        [
            TaskReview(task=task, meeting=last[task.pk], outcome="exceeded" if n % 3 else "done")
            for n, task in enumerate(tasks)
        ]
    )


def _write_period(
    commune: Organisation, units: list[Organisation], people: list[Member], home: dict[int, Organisation], by: User
) -> Period:
    regulation = load_regulation("366-43")
    period = Period.objects.create(
        organisation=commune, year=YEAR, regulation_key=regulation.key, regulation=dict(regulation.data),
        regulation_sha256=regulation.sha256, reference_date=dt.date(YEAR, 12, 31), opened_by=by,
    )  # fmt: skip
    rows = [Evaluation(period=period, subject=CELL, cell=unit) for unit in units]
    rows += [Evaluation(period=period, subject=MEMBER, cell=home[person.pk], member=person) for person in people]
    copy_rows(rows)
    now = timezone.now()
    values = {"score_general": 24, "score_results": 55, "shortcomings_named": 0, "shortcomings_remedied": 0}
    copy_rows([
        FactEntry(evaluation=row, key=key, value=value + row.pk % 5 if value else 0, entered_by=by, entered_at=now)
        for row in rows
        for key, value in values.items()
    ])  # fmt: skip
    plans = [Commitment(cell=home[person.pk], member=person, year=YEAR, kind="commitment") for person in people]
    copy_rows(plans)
    done = dt.date(YEAR, 11, 1)
    copy_rows([
        CommitmentItem(commitment=plan, text=f"Nội dung {n}", result="done", finished_on=done)
        for plan in plans
        for n in range(3)
    ])  # fmt: skip
    return period
