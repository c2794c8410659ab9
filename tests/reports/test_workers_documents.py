"""Real workers: small papers pass a large one, and what was done before a worker was killed is not done again."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from celery import current_app
from django.conf import settings
from django.db import connection
from django.utils import timezone

from reports.models import Document, DocumentPart
from reports.services import request_document, resume_documents
from reports.services.document_rows import STALE_AFTER
from tests.factories import make_open_meeting
from tests.reports.bundles import bundle
from tests.reports.slow_worker import PARTS
from tools.processes import end

SECONDS = 120


@pytest.fixture
def ours(transactional_db, monkeypatch):
    """The run's own worker does not know the large paper: it rests."""
    from reports.catalogue import CATALOGUE

    monkeypatch.setitem(CATALOGUE, "bundle", bundle(0))
    usual, queues = [f"celery@{socket.gethostname()}"], tuple(settings.CELERY_TASK_QUEUES)
    for queue in queues:
        current_app.control.cancel_consumer(queue, destination=usual, reply=True)
    yield
    current_app.control.purge()
    for queue in queues:
        current_app.control.add_consumer(queue, destination=usual, reply=True)


@contextmanager
def working(folder: Path, **environment: str) -> Iterator[subprocess.Popen[bytes]]:
    """Two children that know the large paper; its pieces are slow, and there are many."""
    database = os.environ["DATABASE_URL"].rpartition("/")[0] + "/" + connection.settings_dict["NAME"]
    log = folder / "worker.log"
    options = ["--concurrency=2", "--loglevel=INFO", f"--hostname=slow{time.monotonic_ns()}@{socket.gethostname()}"]
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "celery", "-A", "tests.reports.slow_worker", "worker", *options],
            cwd=settings.BASE_DIR,
            env=os.environ | {"DATABASE_URL": database} | environment,
            stdout=output,
            stderr=output,
            start_new_session=True,
        )
    try:
        deadline = time.monotonic() + SECONDS
        while b" ready." not in log.read_bytes():
            assert process.poll() is None, log.read_text()
            assert time.monotonic() < deadline, log.read_text()
            time.sleep(0.05)
        yield process
    finally:
        end(process, seconds=30)


def wait_until(is_so, what: str) -> None:
    deadline = time.monotonic() + SECONDS
    while not is_so():
        assert time.monotonic() < deadline, what
        time.sleep(0.05)


@pytest.mark.worker
def test_small_papers_pass_a_large_one_and_a_killed_child_loses_no_part(ours, commune, cast, tmp_path):
    with working(tmp_path) as worker:
        large = request_document(commune.cells[0], kind="bundle", by=cast.secretary)
        running = DocumentPart.objects.filter(document=large, state="running")
        wait_until(lambda: running.count() == 2, "both children have a part")
        small = request_document(make_open_meeting(commune.cells[1]), kind="minutes", by=cast.commune)
        wait_until(lambda: Document.objects.get(pk=small.pk).state == "done", "the small paper")
        done = large.parts.filter(state="done").count()
        assert done < large.parts.count() - 2, "it did not wait for the large one"

        wait_until(lambda: running.exists(), "a part is being made")
        children = [int(pid) for pid in _children(worker.pid)]
        os.kill(children[0], signal.SIGKILL)
        wait_until(lambda: not Document.objects.get(pk=large.pk).is_pending, "the large paper")
    finished = Document.objects.get(pk=large.pk)
    assert (finished.state, finished.error) == ("done", "")


@pytest.mark.worker
def test_worker_killed_before_the_last_part_leaves_only_that_to_the_next(ours, commune, cast, tmp_path):
    log = tmp_path / "made"
    with working(tmp_path, MADE_LOG=str(log)) as worker:
        document = request_document(commune.cells[0], kind="bundle", by=cast.secretary)
        wait_until(lambda: document.parts.filter(state="done").count() == PARTS - 1, "all parts but the last")
        os.killpg(worker.pid, signal.SIGKILL)
        worker.wait()
    kept = {part.number: part.file.name for part in document.parts.filter(state="done")}
    assert len(kept) == PARTS - 1
    assert Document.objects.get(pk=document.pk).state == "running"
    # Five minutes later the timetable looks for what nobody works on.
    document.parts.exclude(state="done").update(started_at=timezone.now() - STALE_AFTER * 1.1)
    with working(tmp_path, MADE_LOG=str(log)):
        assert resume_documents() == 1
        wait_until(lambda: not Document.objects.get(pk=document.pk).is_pending, "the paper")
    finished = Document.objects.get(pk=document.pk)
    assert (finished.state, finished.error, finished.pages) == ("done", "", PARTS + 1)
    made = sorted(int(key) for key in log.read_text().split())
    assert made == [*range(PARTS), PARTS - 1], "nothing that was done was made again"


def _children(pid: int) -> list[str]:
    path = f"/proc/{pid}/task/{pid}/children"
    with open(path) as file:  # noqa: PTH123 - a file of the kernel
        return file.read().split()
