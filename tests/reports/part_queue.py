"""The broker, read by the tests: they are the worker of papers made of parts."""

from collections import deque
from pathlib import Path

import pytest
from celery import current_app
from django.conf import settings
from django.db import transaction

from cells.models import Organisation
from core.pdf import Part
from reports.catalogue import CATALOGUE
from reports.models import Document
from reports.services import document_parts, merge_parts, request_document, run_document, run_part
from tests.cast import Cast, Commune
from tests.reports.bundles import DAY, bundle, page_of


class Queue:
    """What was handed over and not done yet, in order."""

    def __init__(self) -> None:
        self.waiting: deque[tuple[str, int, str]] = deque()

    def run(self, limit: int = 1000) -> None:
        while self.waiting and limit:
            task, number, _queue = self.waiting.popleft()
            {"make_part": run_part, "merge_document": merge_parts, "make_document": run_document}[task](number)
            limit -= 1


@pytest.fixture
def queue(db, monkeypatch):
    """What waits for the commit is done at once. Parts are small."""
    queue = Queue()
    monkeypatch.setattr(document_parts, "PIECES_TOGETHER", 3)
    monkeypatch.setattr(transaction, "on_commit", lambda deed: deed())

    def send(app, name, args=None, kwargs=None, **options):
        queue.waiting.append((name.rpartition(".")[2], args[0], options.get("queue", "")))

    monkeypatch.setattr(type(current_app._get_current_object()), "send_task", send)
    return queue


@pytest.fixture
def unit(queue, commune: Commune) -> Organisation:
    return commune.cells[0]


def ask(unit: Organisation, cast: Cast, monkeypatch, count: int = 8, **values) -> Document:
    monkeypatch.setitem(CATALOGUE, "bundle", bundle(count, **values))
    return request_document(unit, kind="bundle", by=cast.secretary)


def refuse(number: int, error: BaseException):
    """Makes every piece but that one."""

    def make(subject, key):
        if int(key) == number:
            raise error
        return Part(page_of(key), DAY, {})

    return make


def files() -> list[Path]:
    return [path for path in settings.DOCUMENTS_DIR.rglob("*") if path.is_file()]


def refreshed(document: Document) -> Document:
    return Document.objects.get(pk=document.pk)


def content_of(document: Document) -> bytes:
    return Path(refreshed(document).file.path).read_bytes()
