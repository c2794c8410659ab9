"""The month's calendar of a commune of 123 cells, against an empty page; what is written for it is undone."""

import datetime as dt
from collections.abc import Iterator
from functools import partial

from django.db import connection, transaction
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from cells.models import Assignment, Member, Organisation, OrganisationKind
from cells.services.organisations import found_organisation
from demo.commune import FOUNDED
from demo.measures import EMPTY, Figure, medians
from meetings.models import Meeting

CELLS, KEEPERS = 123, 30
QUERIES_LIMIT, TIME_LIMIT = 30.0, 15.0
"""More than an ordinary page may take: all cells stand on one page, so that all days are agreed to at once."""
YEAR, MONTH = 2026, 12


def calendar_figures(*, cells: int = CELLS) -> Iterator[Figure]:
    """How long the page of the month takes, and how many questions it asks."""
    commune, reader = Organisation.objects.get(code="VT"), User.objects.get(username="xa")
    with transaction.atomic(), override_settings(ROOT_URLCONF="demo.bench_urls", ALLOWED_HOSTS=["testserver"]):
        _register(commune, reader, cells)
        client, path = Client(), f"{reverse('meetings:calendar_month', args=[commune.pk])}?thang={YEAR}-{MONTH}"
        client.force_login(reader, "django.contrib.auth.backends.ModelBackend")
        page, empty = medians(partial(client.get, path), partial(client.get, EMPTY))
        with CaptureQueriesContext(connection) as asked:
            client.get(path)
        detail = f"{page * 1000:.1f} ms / {empty * 1000:.1f} ms"
        yield Figure(f"Lịch tháng của {cells} chi bộ / trang trống", page / empty, TIME_LIMIT, detail)
        yield Figure(
            f"Lịch tháng của {cells} chi bộ (số câu hỏi)", len(asked), QUERIES_LIMIT, "không đổi theo số chi bộ"
        )
        transaction.set_rollback(True)


def _register(commune: Organisation, reader: User, cells: int) -> None:
    keepers = list(Member.objects.order_by("pk")[:KEEPERS])
    for number in range(cells):
        cell = found_organisation(
            name=f"Chi bộ đo thử {number}",
            kind=OrganisationKind.CELL,
            parent=commune,
            founded_on=FOUNDED,
            by=None,
            place_name="Vân Trục",
        )
        keeper = keepers[number % len(keepers)]
        Assignment.objects.create(organisation=commune, member=keeper, unit=cell, valid_from=FOUNDED)
        Meeting.objects.create(
            cell=cell,
            year=YEAR,
            month=MONTH,
            held_on=dt.date(YEAR, MONTH, 3 + number % 8),
            planned_time=dt.time(19, 30),
            place="Hội trường chung" if number % 10 == 0 else f"Nhà văn hóa {number}",
            planned_by=reader,
        )
