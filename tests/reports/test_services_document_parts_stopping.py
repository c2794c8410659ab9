"""Papers made of many that are stopped, or whose worker died."""

from dataclasses import replace
from pathlib import Path

import pytest
import time_machine
from django.utils import timezone

from accounts.models import AuditEvent
from core import merging_apart
from core.errors import DomainError
from core.pdf import Part
from reports.catalogue import CATALOGUE
from reports.models import Document, DocumentPart
from reports.services import cancel_document, request_document, resume_documents, run_part
from reports.services.document_rows import MOST_ATTEMPTS, STALE_AFTER
from tests.reports.bundles import DAY, bundle, page_of
from tests.reports.part_queue import ask, files, refreshed

State = Document.State


def test_part_whose_worker_was_killed_is_made_by_the_next(queue, unit, cast, monkeypatch):
    document = ask(unit, cast, monkeypatch, 9)
    queue.run(2)
    _task, number, _name = queue.waiting.popleft()
    DocumentPart.objects.filter(pk=number).update(state="running", started_at=timezone.now(), attempts=1)
    queue.run()
    assert [part.state for part in document.parts.all()] == ["done", "running", "done"]
    assert resume_documents() == 0, "it may still be alive"
    with time_machine.travel(timezone.now() + STALE_AFTER * 1.1):
        assert resume_documents() == 1
        queue.run()
    assert refreshed(document).state == State.DONE


def test_part_that_the_broker_gives_out_again_is_taken_over_at_once(queue, unit, cast, monkeypatch):
    ask(unit, cast, monkeypatch, 9)
    queue.run(1)
    _task, number, _name = queue.waiting.popleft()
    DocumentPart.objects.filter(pk=number).update(state="running", started_at=timezone.now(), attempts=1)
    assert not run_part(number)
    assert run_part(number, is_orphan=True)


def test_part_that_kills_its_workers_is_given_up_and_the_rest_kept(queue, unit, cast, monkeypatch):
    document = ask(unit, cast, monkeypatch, 9)
    queue.run(1)
    _task, number, _name = queue.waiting.popleft()
    DocumentPart.objects.filter(pk=number).update(state="running", started_at=timezone.now(), attempts=MOST_ATTEMPTS)
    queue.run()
    with time_machine.travel(timezone.now() + STALE_AFTER * 1.1):
        resume_documents()
    document = refreshed(document)
    assert [part.state for part in document.parts.all()] == ["failed", "done", "done"]
    assert "Đã thử 3 lần mà không xong" in document.error


@pytest.mark.parametrize("lost", ["part", "merge"])
def test_lost_message_is_sent_again(queue, unit, cast, monkeypatch, lost):
    document = ask(unit, cast, monkeypatch, 5)
    queue.run(1 if lost == "part" else 3)
    queue.waiting.clear()
    with time_machine.travel(timezone.now() + STALE_AFTER * 1.1):
        assert resume_documents() >= 1
        queue.run()
    assert refreshed(document).state == State.DONE


def test_part_whose_file_was_lost_is_made_again(queue, unit, cast, monkeypatch):
    document = ask(unit, cast, monkeypatch, 5)
    queue.run(3)
    Path(document.parts.get(number=1).file.path).unlink()
    queue.run()
    assert refreshed(document).state == State.DONE


def test_cancel_stops_the_paper_and_removes_what_was_done(queue, unit, cast, monkeypatch):
    document = ask(unit, cast, monkeypatch, 9)
    before = set(files())
    queue.run(2)
    cancel_document(document, by=cast.secretary)
    queue.run()
    document = refreshed(document)
    assert (document.state, document.cancelled_by, document.parts.count()) == (State.CANCELLED, cast.secretary, 0)
    assert set(files()) == before
    event = AuditEvent.objects.get(action="reports.document_cancelled")
    assert (event.actor, event.changes) == (cast.secretary, {"state": ["running", "cancelled"]})
    assert request_document(unit, kind="bundle", by=cast.secretary) != document


def test_cancel_while_a_part_is_made_throws_its_work_away(queue, unit, cast, monkeypatch):
    made = []

    def make(subject, key):
        made.append(key)
        if key == "2":
            cancel_document(Document.objects.get(), by=cast.secretary)
        return Part(page_of(key), DAY, {})

    document = ask(unit, cast, monkeypatch, 3, make=make)
    before = set(files())
    queue.run()
    assert refreshed(document).state == State.CANCELLED
    assert made == ["0", "1", "2"], "it does not go on for nobody"
    assert set(files()) == before


def test_cancel_twice_changes_nothing_and_of_a_done_paper_is_refused(queue, unit, cast, monkeypatch):
    document = ask(unit, cast, monkeypatch, 3)
    cancel_document(document, by=cast.secretary)
    cancel_document(document, by=cast.commune)
    assert refreshed(document).cancelled_by == cast.secretary
    second = request_document(unit, kind="bundle", by=cast.secretary)
    queue.run()
    with pytest.raises(DomainError, match="không dừng được nữa"):
        cancel_document(second, by=cast.secretary)


@pytest.mark.parametrize("extension", ["pdf", "zip"])
def test_cancel_while_it_is_put_together_ends_that_too(queue, unit, cast, monkeypatch, extension):
    monkeypatch.setattr(merging_apart, "BETWEEN_CHECKS_S", 0.01)
    kind = bundle(27, extension=extension)
    assert kind.assembly is not None
    front, stopped = kind.assembly.front, []

    def stop(subject, placed):
        if not stopped:
            stopped.append(cancel_document(Document.objects.get(), by=cast.secretary))
        return front(subject, placed)

    monkeypatch.setitem(CATALOGUE, "bundle", replace(kind, assembly=replace(kind.assembly, front=stop)))
    before = set(files())
    document = request_document(unit, kind="bundle", by=cast.secretary)
    queue.run()
    assert stopped
    document = refreshed(document)
    assert (document.state, document.error, document.cancelled_by) == (State.CANCELLED, "", cast.secretary)
    assert set(files()) == before
