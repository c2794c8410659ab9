"""Real workers: small papers pass a large one, and a killed child loses one part at most."""

import os
import signal
import socket
import subprocess
import sys
import time

import pytest
from celery import current_app
from django.conf import settings
from django.db import connection

from reports.models import Document, DocumentPart
from reports.services import request_document
from tests.factories import make_open_meeting
from tests.reports.bundles import bundle
from tools.processes import end

SECONDS = 120


@pytest.fixture
def worker(transactional_db, tmp_path, monkeypatch):
    """Two children that know the large paper; its pieces are slow, and there are many."""
    from reports.catalogue import CATALOGUE

    monkeypatch.setitem(CATALOGUE, "bundle", bundle(0))
    database = os.environ["DATABASE_URL"].rpartition("/")[0] + "/" + connection.settings_dict["NAME"]
    # The run's own worker does not know that paper.
    usual, queues = [f"celery@{socket.gethostname()}"], tuple(settings.CELERY_TASK_QUEUES)
    for queue in queues:
        current_app.control.cancel_consumer(queue, destination=usual, reply=True)
    log = tmp_path / "worker.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            [
                sys.executable,
                "-m",
                "celery",
                "-A",
                "tests.reports.slow_worker",
                "worker",
                "--concurrency=2",
                "--loglevel=INFO",
                f"--hostname=slow@{socket.gethostname()}",
            ],
            cwd=settings.BASE_DIR,
            env=os.environ | {"DATABASE_URL": database},
            stdout=output,
            stderr=output,
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
        current_app.control.purge()
        for queue in queues:
            current_app.control.add_consumer(queue, destination=usual, reply=True)


def wait_until(is_so, what: str) -> None:
    deadline = time.monotonic() + SECONDS
    while not is_so():
        assert time.monotonic() < deadline, what
        time.sleep(0.05)


@pytest.mark.worker
def test_small_papers_pass_a_large_one_and_a_killed_child_loses_no_part(worker, commune, cast):
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


def _children(pid: int) -> list[str]:
    path = f"/proc/{pid}/task/{pid}/children"
    with open(path) as file:  # noqa: PTH123 - a file of the kernel
        return file.read().split()
