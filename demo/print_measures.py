"""How fast and how lean large papers are made, by a real worker, and what that does to pages meanwhile.

It all happens in a copy of the database, with folders and a number in Redis of its own, so that nothing stays.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from multiprocessing import get_context
from pathlib import Path

import psycopg2
from celery import current_app as app
from django.conf import settings
from django.core.management.base import CommandError
from django.db import connection
from django.test import Client, override_settings

from accounts.models import User
from cells.models import Organisation
from core.pdf import css_of, layout_on
from demo import bare_print
from demo.bench_worker import KIND, know_the_bundle
from demo.measures import Figure
from meetings.documents import minutes_html, minutes_of
from meetings.models import Meeting
from reports.models import Document
from reports.tasks import POLITE

PAPERS, FEW, MANY = 300, 30, 3_000
TOGETHER, PROCESSES = 25, 2
SPEED_LIMIT, MEMORY_LIMIT, LIST_LIMIT = 1.3, 2.0, 2.0
LONGEST = 900.0
LIST = "/dang-vien/"


def print_figures() -> Iterator[Figure]:
    """Minutes per second against bare WeasyPrint; memory of many pages against few; a list while it prints."""
    with _copy() as environment:
        know_the_bundle()
        bare = _bare_seconds()
        with _worker(environment) as worker:
            _print(2 * TOGETHER)
            ours = min(_print(PAPERS) for _round in range(2))
            few = worker.peak()
        yield Figure(
            f"{PAPERS} biên bản, thành một tập / WeasyPrint trần, {PROCESSES} tiến trình × {TOGETHER}",
            ours / bare,
            SPEED_LIMIT,
            f"{PAPERS / ours:.1f} / {PAPERS / bare:.1f} trang một giây",
        )
        with _worker(environment) as worker:
            _print(FEW)
            few = worker.peak()
        with _worker(environment) as worker:
            idle = _list_seconds(40)
            busy: list[float] = []
            pages = _print(MANY, meanwhile=lambda: busy.append(_list_seconds(1)))
            many = worker.peak()
        detail = f"{many} MB / {few} MB, {MANY / pages:.1f} trang một giây"
        yield Figure(f"Bộ nhớ lớn nhất: {MANY} trang / {FEW} trang", many / few, MEMORY_LIMIT, detail)
        while_printing = statistics.median(busy)
        detail = f"{while_printing * 1000:.0f} ms / {idle * 1000:.0f} ms, {len(busy)} lần"
        yield Figure("Trang đầu danh sách đảng viên: lúc in / lúc rỗi", while_printing / idle, LIST_LIMIT, detail)


@contextmanager
def _copy() -> Iterator[dict[str, str]]:
    """A copy of the database, used by this process too; the environment that leads a worker to it."""
    values = connection.settings_dict
    name, copied = str(values["NAME"]), f"{values['NAME']}_bench"
    _in_postgres(f'DROP DATABASE IF EXISTS "{copied}"', f'CREATE DATABASE "{copied}" TEMPLATE "{name}"')
    old_broker, broker = settings.REDIS_URL, settings.REDIS_URL.rpartition("/")[0] + "/7"
    with tempfile.TemporaryDirectory() as folder:
        server = f"{values['HOST']}:{values['PORT']}"
        environment = os.environ | {
            "DATABASE_URL": f"postgres://{values['USER']}:{values['PASSWORD']}@{server}/{copied}",
            "REDIS_URL": broker,
            "DOCUMENTS_DIR": folder,
        }
        try:
            values["NAME"], app.conf.broker_url = copied, broker
            yield environment
        finally:
            connection.close()
            values["NAME"], app.conf.broker_url = name, old_broker
            _in_postgres(f'DROP DATABASE IF EXISTS "{copied}" WITH (FORCE)')


def _in_postgres(*statements: str) -> None:
    values = connection.settings_dict
    connection.close()
    server = psycopg2.connect(
        dbname="postgres",
        user=values["USER"],
        password=values["PASSWORD"],
        host=values["HOST"],
        port=values["PORT"],
    )
    server.autocommit = True
    try:
        with server.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)
    except psycopg2.errors.ObjectInUse as error:
        raise CommandError("Chương trình đang chạy: dừng bằng `make stop` rồi đo lại.") from error
    finally:
        server.close()


class Worker:
    """A Celery worker of the bench; knows the largest memory any of its children ever had."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self.process = process
        self.highest = 0

    def peak(self) -> int:
        """Megabytes of the largest child so far, and of what those started; who ended between two looks is left out."""
        asked = [str(self.process.pid)]
        while asked:
            pid = asked.pop()
            with suppress(FileNotFoundError, ProcessLookupError):
                asked += Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
                highest = Path(f"/proc/{pid}/status").read_text().partition("VmHWM:")[2].split()
                self.highest = max(self.highest, int(highest[0]) // 1024 if highest else 0)
        return self.highest


_current: list[Worker] = []


@contextmanager
def _worker(environment: dict[str, str]) -> Iterator[Worker]:
    options = [f"--concurrency={PROCESSES}", "--include=demo.bench_worker", "--loglevel=INFO"]
    command = [sys.executable, "-m", "celery", "-A", "config", "worker", *options]
    with ExitStack() as stack:
        log = stack.enter_context(tempfile.NamedTemporaryFile())
        process = subprocess.Popen(
            command,
            cwd=settings.BASE_DIR,
            env=environment,
            stdout=log,
            stderr=log,
        )
        worker = Worker(process)
        _current.append(worker)
        try:
            while b" ready." not in Path(log.name).read_bytes():
                if process.poll() is not None:
                    raise CommandError(Path(log.name).read_text(errors="replace")[-2000:])
                time.sleep(0.05)
            yield worker
        finally:
            _current.remove(worker)
            process.terminate()
            process.wait(60)


def _print(count: int, *, meanwhile: Callable[[], object] | None = None) -> float:
    """Ask for a paper of so many minutes and wait until it is stored; seconds."""
    from reports.services import request_document

    unit = Organisation.objects.filter(is_demonstration=True, periods__kind="cell").earliest("pk")
    user = User.objects.filter(is_active=True).earliest("pk")
    kind = know_count(count)
    start = time.perf_counter()
    document = request_document(unit, kind=kind, by=user)
    while True:
        time.sleep(0.02)
        if meanwhile is not None:
            meanwhile()
            time.sleep(0.1)
        for worker in _current:
            worker.peak()
        state, error = Document.objects.values_list("state", "error").get(pk=document.pk)
        if state == Document.State.DONE:
            return time.perf_counter() - start
        if state == Document.State.FAILED or time.perf_counter() - start > LONGEST:
            raise CommandError(f"{count} biên bản: {error or state}")


def know_count(count: int) -> str:
    """The kind whose title says how many; the worker reads it there."""
    from dataclasses import replace

    from reports.catalogue import CATALOGUE

    about = replace(CATALOGUE[KIND].about, words=lambda unit: f"đo thử {count}")
    CATALOGUE[KIND] = replace(CATALOGUE[KIND], about=about)
    return KIND


def _list_seconds(times: int) -> float:
    user = User.objects.get(username="xa")
    client = Client()
    client.force_login(user, "django.contrib.auth.backends.ModelBackend")
    seconds = []
    with override_settings(ALLOWED_HOSTS=["testserver"]):
        for _time in range(times):
            start = time.perf_counter()
            if client.get(LIST).status_code != 200:
                raise CommandError(f"{LIST} không mở được.")
            seconds.append(time.perf_counter() - start)
    return statistics.median(seconds)


# --- What WeasyPrint reaches without us


def _bare_seconds() -> float:
    """The minutes of all papers, 25 in one HTML, in as many processes as we use, warm; the better of two rounds."""
    meeting = Meeting.objects.filter(state=Meeting.State.LOCKED).earliest("held_on")
    html = minutes_html(minutes_of(meeting))
    head, _body, rest = html.partition("<body")
    attributes, _close, inside = rest.partition(">")
    inside = inside.rpartition("</body>")[0]
    many = f"{head}<body{attributes}>" + f'<div style="break-after: page">{inside}</div>' * TOGETHER + "</body></html>"
    fonts = settings.BASE_DIR / "static" / "fonts" / "liberation-serif"
    css = css_of(layout_on(meeting.held_on)).replace("font:", f"file://{fonts}/")
    connection.close()
    with get_context("spawn").Pool(PROCESSES, bare_print.prepare, (css, POLITE)) as pool:
        pool.map(bare_print.write, [many] * PROCESSES, chunksize=1)
        rounds = []
        for _round in range(2):
            start = time.perf_counter()
            pool.map(bare_print.write, [many] * (PAPERS // TOGETHER), chunksize=1)
            rounds.append(time.perf_counter() - start)
    return min(rounds)
