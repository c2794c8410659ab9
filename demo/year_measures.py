"""What the classes of a year are measured with: a whole province against one scan of the same rows; a commune alone."""

from __future__ import annotations

import statistics
import time
from collections.abc import Iterator
from typing import Any

from django.core.management.base import CommandError
from django.db import connection, transaction
from django.db.models import Count

from accounts.models import User
from cells.models import Organisation
from demo.measures import Figure
from demo.province.growth import PROVINCE_CODE
from demo.province.year import YEAR
from evaluations.models import Computation, Evaluation, Period
from evaluations.queries.proposals import propose, with_everything
from evaluations.services.computations import run_computation

SCAN_LIMIT, COMMUNE_SECONDS, QUERIES_LIMIT = 5.0, 2.0, 60.0
COMMUNE_SUBJECTS = 123 + 2_500
"""Cells and members of the commune for which two seconds are allowed."""
ROUNDS = 3
# Every row that the computation reads, once: evaluations, entries, people, their statuses and memberships.
SCAN = """
SELECT own.subject, count(*), count(entered.facts), max(person.admitted_on), count(standing.id), max(held.valid_from)
FROM evaluations_evaluation own
LEFT JOIN (SELECT evaluation_id, jsonb_object_agg(key, value) AS facts FROM evaluations_factentry GROUP BY 1) entered
    ON entered.evaluation_id = own.id
LEFT JOIN cells_member person ON person.id = own.member_id
LEFT JOIN cells_statusperiod standing ON standing.member_id = own.member_id AND standing.valid_to IS NULL
LEFT JOIN cells_membership held ON held.member_id = own.member_id AND held.valid_to IS NULL AND held.kind = 'permanent'
GROUP BY own.subject
"""


def year_figures() -> Iterator[Figure]:
    """A whole province in the background against one aggregate scan; questions for a thousand; one commune."""
    yield from _province()
    yield _commune()


def _province() -> Iterator[Figure]:
    scans = [_scan() for _round in range(ROUNDS)]
    seconds, questions, done = _compute()
    scans += [_scan() for _round in range(ROUNDS)]
    scan, shown = statistics.median(scans), f"{done:,}".replace(",", ".")
    detail = f"{seconds:.1f} s / {scan:.2f} s"
    yield Figure(f"Tính xếp loại toàn tỉnh ({shown} phiếu) / một lần quét", seconds / scan, SCAN_LIMIT, detail)
    yield Figure("Số câu hỏi cho một nghìn phiếu", questions * 1000 / done, QUERIES_LIMIT, f"{questions} câu")


def _scan() -> float:
    """Seconds of the scan in one process of the database, as the computation has one."""
    with connection.cursor() as cursor:
        cursor.execute("SET max_parallel_workers_per_gather = 0")
        start = time.perf_counter()
        cursor.execute(SCAN)
        cursor.fetchall()
        seconds = time.perf_counter() - start
        cursor.execute("RESET max_parallel_workers_per_gather")
        return seconds


def _compute() -> tuple[float, int, int]:
    """Seconds, questions and subjects of one run, which is undone."""
    questions = 0

    def count(execute: Any, *given: Any) -> Any:
        nonlocal questions
        questions += 1
        return execute(*given)

    with transaction.atomic():
        computation = Computation.objects.create(
            organisation=Organisation.objects.get(code=PROVINCE_CODE),
            year=YEAR,
            asked_by=User.objects.get(username="bithu.tinh"),
        )
        start = time.perf_counter()
        with connection.execute_wrapper(count):
            state = run_computation(computation.pk)
        seconds = time.perf_counter() - start
        computation.refresh_from_db()
        if state != Computation.State.DONE:
            raise CommandError(f"Tính xếp loại toàn tỉnh: {state} {computation.error}")
        transaction.set_rollback(True)
    return seconds, questions, computation.done


def _commune() -> Figure:
    """The largest committee of the province, from its records to the proposals, scaled to the commune of the limit."""
    largest = Evaluation.objects.filter(period__year=YEAR).values_list("period").annotate(number=Count("pk"))
    pk = largest.order_by("-number", "period")[0][0]
    times: list[float] = []
    for _round in range(ROUNDS):
        period = Period.objects.get(pk=pk)
        start = time.perf_counter()
        found = propose(period, with_everything(Evaluation.objects.filter(period=period)))
        times.append(time.perf_counter() - start)
    seconds = times[0] * COMMUNE_SUBJECTS / len(found)
    name = f"Tính một xã (giây cho {COMMUNE_SUBJECTS} phiếu, lần đầu)"
    return Figure(name, seconds, COMMUNE_SECONDS, f"{times[0]:.2f} s; {len(found)} phiếu; lần sau {min(times):.2f} s")
