"""A night of reminders over the invented province, with an account for every secretary.

One cell in four has not met this month, each of the others has a task that is due. What is written is undone.
"""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable, Iterator
from typing import Any

from django.db import connection, transaction
from django.test import Client, override_settings

from accounts.models import User
from cells.models import Member, Office, Organisation, Seat
from core.periods import today
from demo.measures import EMPTY, Figure, medians
from demo.province.growth import PROVINCE_CODE
from reports.services.reminders import write_reminders

WRITING_LIMIT, NIGHT_LIMIT, PAGE_LIMIT = 3.0, 600.0, 10.0
"""Of a night against the same one that has nothing left to write; against an empty page; of the page of notices."""
MEETINGS = """
INSERT INTO meetings_meeting (cell_id, kind, year, month, held_on, place, mode, theme, ends_next_day, state,
    planned_by_id, planned_at, opened_by_id, opened_at, started_at, ended_at, submitted_by_id, submitted_at,
    returned_reason, registration, registration_note, version, correction_reason, cancelled_reason)
SELECT cell.id, 'regular', %(year)s, %(month)s, %(held_on)s, 'x', 'in_person', '', false, 'submitted', %(by)s, now(),
    %(by)s, now(), TIME '19:30', TIME '21:00', %(by)s, now(), '', 'registered', '', 1, '', ''
FROM cells_organisation cell
JOIN cells_organisationperiod place ON place.organisation_id = cell.id AND place.kind = 'cell'
WHERE place.valid_to IS NULL AND cell.ended_on IS NULL AND cell.id %% 4 > 0
"""
TASKS = """
INSERT INTO meetings_task (meeting_id, text, due_on, unit, rhythm, is_removed, closed_reason)
SELECT id, 'Vận động đóng góp quỹ', %(due_on)s, '', '', false, '' FROM meetings_meeting WHERE place = 'x'
"""


def reminder_figures() -> Iterator[Figure]:
    """How long a night takes that writes to everyone, the same night once more, and the page of who was told most."""
    province = Organisation.objects.get(code=PROVINCE_CODE)
    day = today().replace(day=12)
    with transaction.atomic(), override_settings(ROOT_URLCONF="demo.bench_urls", ALLOWED_HOSTS=["testserver"]):
        people = _give_accounts()
        _write(day, User.objects.get(username="bithu.tinh"))
        seconds, number = _timed(lambda: write_reminders(day))
        again, _none = _timed(lambda: write_reminders(day))
        told = f"{number:,} thông báo; {people:,} người nhận".replace(",", ".")
        detail = f"{seconds:.1f} s / {again:.1f} s; {told}"
        yield Figure("Tỉnh: một đêm nhắc việc / đêm ấy chạy lại, chỉ đọc", seconds / again, WRITING_LIMIT, detail)
        empty = _empty()
        detail = f"{seconds:.1f} s / {empty * 1000:.1f} ms"
        yield Figure("Tỉnh: một đêm nhắc việc / trang trống", seconds / empty, NIGHT_LIMIT, detail)
        yield _page(province)
        transaction.set_rollback(True)


def _give_accounts() -> int:
    """Accounts for the secretaries of all standing units that have none."""
    seats = Seat.objects.in_force().filter(office=Office.SECRETARY, member__user=None, organisation__ended_on=None)
    members = list(Member.objects.filter(pk__in=seats.values("member")).only("full_name"))
    new = [User(username=f"do.{row.pk}", full_name=row.full_name) for row in members]
    users = User.objects.bulk_create(new, batch_size=1000)
    for row, user in zip(members, users, strict=True):
        row.user = user
    Member.objects.bulk_update(members, ["user"], batch_size=1000)
    return User.objects.filter(is_active=True, member__isnull=False).count()


def _write(day: dt.date, by: User) -> None:
    """A meeting this month of three cells in four, with a task that is due on the day."""
    values: dict[str, Any] = {
        "by": by.pk, "year": day.year, "month": day.month, "held_on": day.replace(day=5), "due_on": day,
    }  # fmt: skip
    with connection.cursor() as cursor:
        for statement in (MEETINGS, TASKS, "ANALYZE"):
            cursor.execute(statement, values)


def _timed(work: Callable[[], int]) -> tuple[float, int]:
    start = time.perf_counter()
    number = work()
    return time.perf_counter() - start, number


def _client() -> Client:
    """The secretary of the province, to whom most comes up."""
    client = Client()
    client.force_login(User.objects.get(username="bithu.tinh"), "django.contrib.auth.backends.ModelBackend")
    return client


def _empty() -> float:
    """Seconds of an empty page."""
    client = _client()
    return medians(lambda: client.get(EMPTY), lambda: client.get(EMPTY))[0]


def _page(province: Organisation) -> Figure:
    """The notices of that secretary."""
    client = _client()
    page, empty = medians(lambda: client.get("/nhac-viec/"), lambda: client.get(EMPTY))
    detail = f"{page * 1000:.1f} ms / {empty * 1000:.1f} ms"
    return Figure(f"Nhắc việc của bí thư {province.name} / trang trống", page / empty, PAGE_LIMIT, detail)
