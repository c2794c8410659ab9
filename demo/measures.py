"""What ``manage.py bench`` measures with: ratios within one run, because absolute times depend on what else runs."""

import gc
import statistics
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial

from django.core.management.base import CommandError
from django.db import transaction
from django.test import Client, override_settings
from django.urls import reverse

from accounts.models import User
from cells.imports.plan import plan_roster
from cells.imports.roster import read_roster
from cells.models import Membership
from cells.services.organisations import found_organisation
from cells.services.roster import write_roster
from demo.commune import FOUNDED
from demo.shown import DemoPage

ROUNDS = 7
PAGE_LIMIT = 10.0
BOARD_LIMIT = 20.0
"""Home is a board too: it gathers what waits of every sort, and for a committee the months of its cells."""
EMPTY = "/trang-trong/"


@dataclass(frozen=True)
class Figure:
    """One measured value and the limit it has to keep."""

    name: str
    value: float
    limit: float
    detail: str

    @property
    def holds(self) -> bool:
        return self.value <= self.limit


def medians(work: Callable[[], object], beside: Callable[[], object], *, rounds: int = ROUNDS) -> tuple[float, float]:
    """The median times of two works in seconds, warmed up, then in turns: what else the machine does meets both."""
    times: tuple[list[float], list[float]] = ([], [])
    for each in (work, beside):
        each()
    for _round in range(rounds):
        for each, seconds in zip((work, beside), times, strict=True):
            gc.collect()
            start = time.perf_counter()
            each()
            seconds.append(time.perf_counter() - start)
    return statistics.median(times[0]), statistics.median(times[1])


def page_figures(pages: Iterable[DemoPage], *, rounds: int = ROUNDS) -> Iterator[Figure]:
    """Each page, as its own reader sees it, against a page of ours with nothing on it (menu and head)."""
    # What is loaded by now stays: without this each collection between two rounds reads the whole program again.
    gc.freeze()
    with override_settings(ROOT_URLCONF="demo.bench_urls", ALLOWED_HOSTS=["testserver"]):
        for shown in pages:
            if shown.reads_a_file:
                continue
            client, path = Client(), shown.path
            client.force_login(User.objects.get(username=shown.username), "django.contrib.auth.backends.ModelBackend")
            if client.get(path).status_code != 200:
                raise CommandError(f"{shown.title}: {path} không mở được bằng tài khoản {shown.username}.")
            page, empty = medians(partial(client.get, path), partial(client.get, EMPTY), rounds=rounds)
            detail = f"{page * 1000:.1f} ms / {empty * 1000:.1f} ms"
            limit = BOARD_LIMIT if path == reverse("reports:home") else PAGE_LIMIT
            yield Figure(f"{shown.title} / trang trống", page / empty, limit, detail)


def import_figure(content: bytes, name: str, *, people: int, limit: float) -> Figure:
    """Reading a list and writing its people into an empty commune, undone afterwards; seconds."""
    with transaction.atomic():
        commune = found_organisation(
            name="Đảng bộ xã đo thử", kind="base_committee", parent=None, founded_on=FOUNDED, by=None
        )
        start = time.perf_counter()
        plan = plan_roster(read_roster(content, name), commune, effective_on=FOUNDED)
        write_roster(plan.listed, by=None)
        seconds = time.perf_counter() - start
        written = Membership.objects.filter(cell__periods__parent=commune).count()
        transaction.set_rollback(True)
    if written != people:
        raise CommandError(f"Nhập {written} đồng chí từ danh sách {people} đồng chí.")
    return Figure(f"Nhập {people} đảng viên (giây)", seconds, limit, f"{seconds / people * 1000:.1f} ms một người")
