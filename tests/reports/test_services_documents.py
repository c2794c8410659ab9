import datetime as dt
import hashlib
import threading
from pathlib import Path

import pytest
import time_machine
from celery import current_app
from django.conf import settings
from django.core.files.storage import default_storage
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from accounts.models import AuditEvent
from core.errors import DomainError
from core.pdf import sealing
from meetings.documents import minutes_pdf
from meetings.models import Meeting, Passage
from reports.catalogue import CATALOGUE
from reports.models import Document
from reports.services import documents as services
from reports.services import open_document, request_document, resume_documents, run_document
from tests.cast import Cast, Commune
from tests.factories import make_open_meeting
from tests.reports.papers import make_approved_meeting

State = Document.State


@pytest.fixture
def meeting(commune: Commune, cast: Cast) -> Meeting:
    """A meeting of the first cell whose minutes are being written."""
    return make_open_meeting(commune.cells[0], by=cast.secretary)


@pytest.fixture
def final(commune: Commune, cast: Cast) -> Meeting:
    return make_approved_meeting(commune, cast)


def _forget_connections() -> None:
    current_app._pool = current_app.amqp._producer_pool = None


@pytest.fixture
def _no_broker(monkeypatch):
    """Redis is gone: nobody answers on its port."""
    monkeypatch.setenv("CELERY_BROKER_WRITE_URL", "redis://127.0.0.1:9/0")
    _forget_connections()
    yield
    _forget_connections()


def files() -> list[Path]:
    return [path for path in settings.DOCUMENTS_DIR.rglob("*") if path.is_file()]


def events(action: str) -> int:
    return AuditEvent.objects.filter(action=action).count()


# --- Asking


def test_request_document_writes_a_waiting_row_and_who_asked(meeting, cast):
    document = request_document(meeting, kind="minutes", by=cast.secretary)
    document.refresh_from_db()
    assert (document.state, document.kind, document.subject_id) == (State.WAITING, "minutes", meeting.pk)
    assert document.organisation == meeting.cell
    assert document.title == "Biên bản sinh hoạt thường kỳ tháng 10/2026, Chi bộ thôn Song Vân"
    assert not document.is_final
    event = AuditEvent.objects.get(action="reports.document_requested")
    assert (event.actor, event.organisation_number) == (cast.secretary, meeting.cell_id)


def test_request_document_twice_gives_the_job_that_is_there(meeting, cast):
    first = request_document(meeting, kind="minutes", by=cast.secretary)
    assert request_document(meeting, kind="minutes", by=cast.deputy) == first
    assert events("reports.document_requested") == 1


def test_request_document_of_a_draft_makes_it_anew(meeting, cast):
    first = request_document(meeting, kind="minutes", by=cast.secretary)
    run_document(first.pk)
    assert request_document(meeting, kind="minutes", by=cast.secretary) != first


def test_request_document_of_a_final_paper_gives_the_stored_one(final, cast):
    first = request_document(final, kind="minutes", by=cast.secretary)
    run_document(first.pk)
    again = request_document(final, kind="minutes", by=cast.commune)
    assert (again.pk, again.state) == (first.pk, State.DONE)


def test_request_document_after_a_failure_makes_a_new_one(final, cast):
    first = request_document(final, kind="minutes", by=cast.secretary)
    Document.objects.update(state=State.FAILED, error="Hết giấy.")
    assert request_document(final, kind="minutes", by=cast.secretary) != first


@pytest.mark.usefixtures("_no_broker")
def test_request_document_without_redis_is_refused_and_nothing_is_written(meeting, cast):
    with pytest.raises(DomainError, match="Bộ phận làm văn bản chưa chạy"):
        request_document(meeting, kind="minutes", by=cast.secretary)
    assert not Document.objects.exists()
    assert events("reports.document_requested") == 0


def test_request_document_when_redis_goes_before_the_commit_says_so_on_the_row(
    meeting, cast, request, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        document = request_document(meeting, kind="minutes", by=cast.secretary)
        request.getfixturevalue("_no_broker")
    document.refresh_from_db()
    assert document.state == State.FAILED
    assert document.error.startswith("Bộ phận làm văn bản chưa chạy")


@pytest.mark.django_db(transaction=True)
def test_request_document_by_two_clicks_at_once_gives_one_job(commune, cast):
    meeting = make_open_meeting(commune.cells[0], by=cast.secretary)
    barrier, answers = threading.Barrier(2), []

    def click() -> None:
        try:
            barrier.wait(5)
            answers.append(request_document(meeting, kind="minutes", by=cast.secretary).pk)
        finally:
            connection.close()

    clicks = [threading.Thread(target=click) for _click in range(2)]
    for thread in clicks:
        thread.start()
    for thread in clicks:
        thread.join(20)
    assert len(answers) == 2
    assert len(set(answers)) == 1
    assert Document.objects.count() == 1
    current_app.control.purge()


def test_two_papers_of_one_kind_in_the_making_cannot_be_stored(meeting, cast):
    request_document(meeting, kind="minutes", by=cast.secretary)
    copy = Document.objects.get()
    copy.pk = None
    with pytest.raises(IntegrityError, match="document_one_in_the_making"), transaction.atomic():
        copy.save(force_insert=True)


# --- Making


def test_run_document_stores_the_file_with_its_sha256_and_size(final, cast):
    document = request_document(final, kind="minutes", by=cast.secretary)
    assert run_document(document.pk)
    document.refresh_from_db()
    content = Path(document.file.path).read_bytes()
    with sealing("") as sealed:
        assert content == minutes_pdf(final)
    assert (document.seal, document.pages) == (sealed.fingerprint, sealed.pages)
    assert (document.state, document.parts_done, document.parts_total) == (State.DONE, 3, 3)
    assert (document.sha256, document.size) == (hashlib.sha256(content).hexdigest(), len(content))
    assert document.file_name == "Biên bản Chi bộ thôn Song Vân, tháng 10-2026.pdf"
    assert document.is_final
    assert Path(document.file.path).is_relative_to(settings.DOCUMENTS_DIR)
    event = AuditEvent.objects.get(action="reports.document_made")
    assert (event.actor, event.changes) == (None, {"sha256": [None, document.sha256]})


def test_run_document_twice_makes_it_once(final, cast):
    document = request_document(final, kind="minutes", by=cast.secretary)
    assert run_document(document.pk)
    before = files()
    assert not run_document(document.pk)
    assert files() == before
    assert events("reports.document_made") == 1


def test_run_document_of_nothing_does_nothing(db):
    assert not run_document(4711)


def test_run_document_approved_since_the_request_is_the_final_paper(commune, cast):
    meeting = make_approved_meeting(commune, cast)
    document = request_document(meeting, kind="minutes", by=cast.secretary)
    Document.objects.update(is_final=False)
    run_document(document.pk)
    document.refresh_from_db()
    assert document.is_final


def test_run_document_that_is_refused_fails_with_the_sentence(meeting, cast, monkeypatch):
    document = request_document(meeting, kind="minutes", by=cast.secretary)
    monkeypatch.setitem(CATALOGUE, "minutes", _kind_that(raises=DomainError("Máy chủ thiếu thư viện Pango.")))
    assert not run_document(document.pk)
    document.refresh_from_db()
    assert (document.state, document.error, document.file.name) == (State.FAILED, "Máy chủ thiếu thư viện Pango.", "")


def test_run_document_with_a_fault_of_ours_fails_with_a_sentence_and_a_log_line(meeting, cast, monkeypatch, caplog):
    document = request_document(meeting, kind="minutes", by=cast.secretary)
    monkeypatch.setitem(CATALOGUE, "minutes", _kind_that(raises=ZeroDivisionError()))
    run_document(document.pk)
    document.refresh_from_db()
    assert document.state == State.FAILED
    assert document.error.startswith("Có lỗi của chương trình")
    assert "ZeroDivisionError" in caplog.text


def test_run_document_of_a_dead_worker_is_taken_over(final, cast):
    document = request_document(final, kind="minutes", by=cast.secretary)
    Document.objects.update(state=State.RUNNING, started_at=timezone.now() - services.STALE_AFTER * 2, attempts=1)
    assert run_document(document.pk)
    document.refresh_from_db()
    assert (document.state, document.attempts) == (State.DONE, 2)


def test_run_document_that_another_worker_has_is_left_alone(final, cast):
    document = request_document(final, kind="minutes", by=cast.secretary)
    Document.objects.update(state=State.RUNNING, started_at=timezone.now())
    assert not run_document(document.pk)


def test_run_document_that_was_taken_over_meanwhile_throws_its_file_away(final, cast, monkeypatch):
    document = request_document(final, kind="minutes", by=cast.secretary)
    before = files()

    def build_slowly(meeting: Meeting) -> bytes:
        Document.objects.update(started_at=timezone.now() + dt.timedelta(seconds=1))
        return b"%PDF"

    monkeypatch.setitem(CATALOGUE, "minutes", _kind_that(builds=build_slowly))
    run_document(document.pk)
    document.refresh_from_db()
    assert (document.state, document.file.name) == (State.RUNNING, "")
    assert files() == before
    assert events("reports.document_made") == 0


def _kind_that(*, raises: BaseException | None = None, builds=None):
    def build(subject: Meeting) -> bytes:
        if raises is not None:
            raise raises
        return builds(subject)

    return CATALOGUE["minutes"].__class__(**{**vars(CATALOGUE["minutes"]), "build": build})


# --- Forgotten jobs


@pytest.mark.parametrize("state", [State.WAITING, State.RUNNING])
def test_resume_documents_hands_over_what_nobody_works_on(meeting, cast, state):
    request_document(meeting, kind="minutes", by=cast.secretary)
    Document.objects.update(state=state, started_at=timezone.now() if state == State.RUNNING else None)
    assert resume_documents() == 0
    with time_machine.travel(timezone.now() + services.STALE_AFTER * 1.1):
        assert resume_documents() == 1
    current_app.control.purge()


def test_resume_documents_gives_up_what_kills_its_workers(meeting, cast):
    document = request_document(meeting, kind="minutes", by=cast.secretary)
    Document.objects.update(
        state=State.RUNNING, started_at=timezone.now() - services.STALE_AFTER * 2, attempts=services.MOST_ATTEMPTS
    )
    assert resume_documents() == 0
    document.refresh_from_db()
    assert (document.state, document.error) == (State.FAILED, "Đã thử 3 lần mà không xong; hãy báo quản trị.")


# --- Handing out


def test_open_document_gives_the_stored_bytes_and_writes_who_took_them(final, cast):
    document = request_document(final, kind="minutes", by=cast.secretary)
    run_document(document.pk)
    document.refresh_from_db()
    assert open_document(document, by=cast.deputy).startswith(b"%PDF-")
    event = AuditEvent.objects.get(action="reports.document_downloaded")
    assert (event.actor, event.changes) == (cast.deputy, {"sha256": [None, document.sha256]})


@pytest.mark.parametrize("damage", ["changed", "lost"])
def test_open_document_whose_file_is_not_what_was_stored_is_refused_and_can_be_made_again(final, cast, damage):
    document = request_document(final, kind="minutes", by=cast.secretary)
    run_document(document.pk)
    document.refresh_from_db()
    if damage == "lost":
        default_storage.delete(document.file.name)
    else:
        Path(document.file.path).write_bytes(b"%PDF-1.7 khac")
    with pytest.raises(DomainError, match="bị mất hoặc bị thay đổi"):
        open_document(document, by=cast.secretary)
    assert events("reports.document_downloaded") == 0
    again = request_document(final, kind="minutes", by=cast.secretary)
    run_document(again.pk)
    again.refresh_from_db()
    assert (again.state, again.sha256) == (State.DONE, document.sha256)


def test_paper_of_approved_minutes_has_the_same_bytes_after_a_member_changed(final, cast):
    first = request_document(final, kind="minutes", by=cast.secretary)
    run_document(first.pk)
    first.refresh_from_db()
    final.chair.__class__.objects.filter(pk=final.chair_id).update(full_name="Một Tên Khác")
    Passage.objects.filter(meeting=final).update(text="Sửa sau.")
    Document.objects.update(state=State.FAILED, error="thử lại")
    second = request_document(final, kind="minutes", by=cast.secretary)
    run_document(second.pk)
    second.refresh_from_db()
    assert second.sha256 == first.sha256
