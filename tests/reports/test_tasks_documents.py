import time

from celery import current_app
from django.urls import reverse

from core.pdf import sealing
from meetings.documents import minutes_pdf
from reports.models import Document
from reports.services import request_document
from reports.tasks import make_document, resume_documents
from tests.factories import make_open_meeting
from tests.reports.papers import make_approved_meeting

SECONDS = 30


def settle(document: Document) -> Document:
    """The paper once the worker is done with it."""
    deadline = time.monotonic() + SECONDS
    while document.is_pending and time.monotonic() < deadline:
        time.sleep(0.05)
        document.refresh_from_db()
    return document


def test_worker_makes_the_paper_that_was_asked_for_on_the_page(commune, cast, celery_worker, client_of):
    meeting = make_approved_meeting(commune, cast)
    client = client_of(cast.secretary)
    answer = client.post(reverse("reports:document_request", args=["minutes", meeting.pk]))
    document = settle(Document.objects.get())
    assert answer.url == document.get_absolute_url()
    assert (document.state, document.error) == (Document.State.DONE, "")
    file = client.get(reverse("reports:document_download", args=[document.pk]))
    with sealing(""):
        assert file.content == minutes_pdf(meeting)


def test_task_delivered_twice_makes_one_paper(commune, cast):
    document = request_document(make_open_meeting(commune.cells[0]), kind="minutes", by=cast.secretary)
    make_document(document.pk)
    document.refresh_from_db()
    first = (document.file.name, document.finished_at)
    make_document(document.pk)
    document.refresh_from_db()
    assert (document.file.name, document.finished_at) == first


def test_task_for_a_paper_that_is_not_there_does_nothing(db):
    make_document(4711)


def test_timetable_names_tasks_that_exist():
    current_app.loader.import_default_modules()
    assert {entry["task"] for entry in current_app.conf.beat_schedule.values()} <= set(current_app.tasks)
    assert resume_documents.name in {entry["task"] for entry in current_app.conf.beat_schedule.values()}
