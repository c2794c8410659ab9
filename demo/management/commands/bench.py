"""``manage.py bench``: how fast, as ratios within one run on the demonstration data.

Absolute times depend on the machine and on what else it does; a ratio to an empty page, or to bare WeasyPrint, in the
same process a moment before, hardly does.
"""

import gc
import statistics
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.test import Client, override_settings

from accounts.models import User
from cells.imports.plan import plan_roster
from cells.imports.roster import read_roster
from cells.models import Member, Organisation
from cells.services.organisations import found_organisation
from cells.services.roster import write_roster
from core import pdf
from demo.commune import ROSTER
from demo.pages import pages
from meetings.documents import minutes_html, minutes_of
from meetings.models import Meeting

ROUNDS = 15
PAGE_LIMIT, PDF_LIMIT, IMPORT_SECONDS = 10.0, 1.3, 3.0


@dataclass(frozen=True)
class Figure:
    """One measured ratio and the limit it has to keep."""

    name: str
    value: float
    limit: float
    detail: str

    @property
    def holds(self) -> bool:
        return self.value <= self.limit


class Command(BaseCommand):
    help = "Measure pages, minutes and import against their limits, with the demonstration data."

    def handle(self, *args: Any, **options: Any) -> None:
        if not Organisation.objects.filter(is_demonstration=True).exists():
            raise CommandError("Cần dữ liệu minh họa: chạy `manage.py load_demo` trước.")
        failed = 0
        for figure in (*_pages(), _minutes(), _import()):
            failed += not figure.holds
            mark = "   " if figure.holds else "!!!"
            self.stdout.write(f"{mark} {figure.name:<46} {figure.value:>6.2f}  ≤ {figure.limit:<5} {figure.detail}")
        if failed:
            raise CommandError(f"{failed} số đo vượt giới hạn.")


def _medians(work: Callable[[], object], beside: Callable[[], object]) -> tuple[float, float]:
    """The median times of two works in seconds, warmed up, then in turns: what else the machine does meets both."""
    times: tuple[list[float], list[float]] = ([], [])
    for each in (work, beside):
        each()
    for _round in range(ROUNDS):
        for each, seconds in zip((work, beside), times, strict=True):
            gc.collect()
            start = time.perf_counter()
            each()
            seconds.append(time.perf_counter() - start)
    return statistics.median(times[0]), statistics.median(times[1])


def _pages() -> Iterator[Figure]:
    """Every page of the path, as its own reader sees it, against a page of ours with nothing on it (menu and head)."""
    with override_settings(ROOT_URLCONF="demo.bench_urls", ALLOWED_HOSTS=["testserver"]):
        for shown in pages():
            client, path = Client(), shown.path
            client.force_login(User.objects.get(username=shown.username), "django.contrib.auth.backends.ModelBackend")
            if client.get(path).status_code != 200:
                raise CommandError(f"{shown.title}: {path} không mở được bằng tài khoản {shown.username}.")
            page, empty = _medians(partial(client.get, path), partial(client.get, "/trang-trong/"))
            yield Figure(
                f"{shown.title} / trang trống",
                page / empty,
                PAGE_LIMIT,
                f"{page * 1000:.1f} ms / {empty * 1000:.1f} ms",
            )


def _minutes() -> Figure:
    """One-page minutes through our door, against bare WeasyPrint on the same HTML."""
    from weasyprint import HTML

    meeting = Meeting.objects.filter(state=Meeting.State.LOCKED).earliest("held_on")
    html = minutes_html(minutes_of(meeting))
    ours, bare = _medians(lambda: pdf.render_html(html), lambda: HTML(string=html).write_pdf())
    return Figure(
        "Biên bản PDF / WeasyPrint trần", ours / bare, PDF_LIMIT, f"{ours * 1000:.0f} ms / {bare * 1000:.0f} ms"
    )


def _import() -> Figure:
    """Reading the office's list and writing 281 people into an empty commune, undone afterwards."""
    with transaction.atomic():
        elsewhere = Organisation.objects.get(code="VT")
        Member.objects.update(citizen_id="", card_number="", search_key="")
        Organisation.objects.filter(pk=elsewhere.pk).update(code="VT-CU")
        empty = found_organisation(
            name="Đảng bộ xã đo thử", kind="base_committee", parent=None, founded_on=elsewhere.founded_on, by=None
        )
        start = time.perf_counter()
        roster = read_roster(ROSTER.read_bytes(), ROSTER.name)
        write_roster(plan_roster(roster, empty, effective_on=elsewhere.founded_on).listed, by=None)
        seconds = time.perf_counter() - start
        transaction.set_rollback(True)
    return Figure("Nhập 281 đảng viên (giây)", seconds, IMPORT_SECONDS, f"{seconds:.2f} s")
